//! Reads headers of a response as the types in the description.

use http::HeaderMap;
use serde::de::value::{Error as Refused, SeqDeserializer, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};
use serde_json::Value;

use crate::response::read::given_json;

/// The described headers of an operation's responses. Generated structs implement it; each field is `None` if the
/// header is missing or malformed.
///
/// ```
/// # mod shop {
/// #     talkjs_macros::api! { spec = "tests/shop.yaml" }
/// # }
/// use shop::operations::ListProductsHeaders;
/// use talkjs_runtime::DescribedHeaders;
///
/// let mut headers = http::HeaderMap::new();
/// headers.insert("x-total", http::HeaderValue::from_static("many"));
/// let headers = ListProductsHeaders::read(&headers);
/// assert_eq!(headers.x_total, None);
/// assert_eq!(headers.malformed(), ["X-Total"]);
/// ```
pub trait DescribedHeaders: Sized {
    /// Reads the headers of a response. It never fails.
    fn read(headers: &HeaderMap) -> Self;
}

/// The format of a header's value.
#[derive(Clone, Copy, Debug)]
pub enum HeaderFormat {
    /// A text.
    Text,
    /// JSON, including numbers and booleans.
    Json,
    /// Strings separated by commas.
    Texts,
    /// JSON values, such as numbers, separated by commas.
    Values,
}

/// Reads headers one by one, and collects the names of those that are malformed. For generated code.
#[derive(Debug)]
pub struct HeaderReader<'h> {
    headers: &'h HeaderMap,
    malformed: Vec<&'static str>,
}

impl<'h> HeaderReader<'h> {
    /// Reads these headers.
    pub fn new(headers: &'h HeaderMap) -> Self {
        Self { headers, malformed: Vec::new() }
    }

    /// Reads a header. Several headers of the same name are one, with commas between their values.
    pub fn get<T: DeserializeOwned>(&mut self, name: &'static str, format: HeaderFormat) -> Option<T> {
        let mut values = self.headers.get_all(name).iter().map(http::HeaderValue::as_bytes).peekable();
        values.peek()?;
        let value = values.collect::<Vec<_>>().join(&b", "[..]);
        let read = std::str::from_utf8(&value).ok().and_then(|text| read(text.trim(), format));
        if read.is_none() {
            self.malformed.push(name);
        }
        read
    }

    /// Returns the names of the malformed headers.
    pub fn malformed(self) -> Vec<&'static str> {
        self.malformed
    }
}

fn read<T: DeserializeOwned>(text: &str, format: HeaderFormat) -> Option<T> {
    let items = || text.split(',').map(str::trim).filter(|item| !item.is_empty());
    match format {
        HeaderFormat::Text => {
            let text: StrDeserializer<'_, Refused> = text.into_deserializer();
            T::deserialize(text).ok()
        }
        HeaderFormat::Json => given_json(text.as_bytes()).ok(),
        HeaderFormat::Texts => {
            let texts: SeqDeserializer<_, Refused> = SeqDeserializer::new(items());
            T::deserialize(texts).ok()
        }
        HeaderFormat::Values => {
            let values: Option<Vec<Value>> = items().map(|item| given_json(item.as_bytes()).ok()).collect();
            serde_json::from_value(Value::Array(values?)).ok()
        }
    }
}

/// The struct of the described headers of an operation, with aliases for other operations that describe the same. For
/// generated code.
#[doc(hidden)]
#[macro_export]
macro_rules! __headers {
    ($name:ident $($same:ident)*: $($(#[$about:meta])* $field:ident $wire:literal $format:ident $ty:ty),*) => {
        /// The described headers of a response. A header that is missing or malformed is `None`.
        #[derive(Clone)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$about])* pub $field: ::core::option::Option<$ty>,)*
            __malformed: ::std::vec::Vec<&'static str>,
        }

        impl $name {
            /// Returns the names of headers that are present with values that do not match the description.
            #[must_use]
            pub fn malformed(&self) -> &[&'static str] {
                &self.__malformed
            }
        }

        impl $crate::__private::DescribedHeaders for $name {
            #[allow(deprecated, reason = "all headers are read")]
            fn read(headers: &$crate::__private::http::HeaderMap) -> Self {
                let mut reader = $crate::__private::HeaderReader::new(headers);
                Self {
                    $($field: reader.get($wire, $crate::__private::HeaderFormat::$format),)*
                    __malformed: reader.malformed(),
                }
            }
        }

        impl ::std::fmt::Debug for $name {
            /// Shows the names of the headers that are present. Their values may be secret.
            #[allow(deprecated, reason = "all headers are shown")]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let mut names = f.debug_set();
                $(if self.$field.is_some() { names.entry(&$wire); })*
                names.finish()
            }
        }

        $(
            #[doc = ::core::concat!("The same headers as [`", ::core::stringify!($name), "`].")]
            pub type $same = $name;
        )*
    };
}

#[doc(hidden)]
pub use crate::__headers as headers;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use http::HeaderValue;

    use super::*;

    fn headers(values: &[&'static [u8]]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("x-a", HeaderValue::from_bytes(value).unwrap());
        }
        headers
    }

    fn get<T: DeserializeOwned>(values: &[&'static [u8]], format: HeaderFormat) -> (Option<T>, Vec<&'static str>) {
        let headers = headers(values);
        let mut reader = HeaderReader::new(&headers);
        (reader.get("X-A", format), reader.malformed())
    }

    #[test]
    fn values_are_read_by_their_format() {
        assert_eq!(get(&[b" tea "], HeaderFormat::Text), (Some("tea".to_owned()), vec![]));
        assert_eq!(get(&[b"7"], HeaderFormat::Text), (Some("7".to_owned()), vec![]));
        assert_eq!(get(&[b"7"], HeaderFormat::Json), (Some(7_i64), vec![]));
        assert_eq!(get(&[b"7.0"], HeaderFormat::Json), (Some(7_i64), vec![]));
        assert_eq!(get(&[b"7.5"], HeaderFormat::Json), (Some(7.5_f64), vec![]));
        assert_eq!(get(&[b"true"], HeaderFormat::Json), (Some(true), vec![]));
        assert_eq!(get(&[b"a, b,c"], HeaderFormat::Texts), (Some(["a", "b", "c"].map(str::to_owned).to_vec()), vec![]));
        assert_eq!(get(&[b"1, 2"], HeaderFormat::Values), (Some(vec![1_i64, 2]), vec![]));
        let object = BTreeMap::from([("a".to_owned(), 1_i64)]);
        assert_eq!(get(&[br#"{"a":1}"#], HeaderFormat::Json), (Some(object), vec![]));
    }

    #[test]
    fn several_headers_of_one_name_are_one() {
        assert_eq!(get(&[b"a", b"b"], HeaderFormat::Text), (Some("a, b".to_owned()), vec![]));
        assert_eq!(get(&[b"1", b"2,3"], HeaderFormat::Values), (Some(vec![1_i64, 2, 3]), vec![]));
        assert_eq!(get::<i64>(&[b"1", b"2"], HeaderFormat::Json), (None, vec!["X-A"]));
    }

    #[test]
    fn malformed_headers_are_named_and_missing_ones_are_not() {
        assert_eq!(get::<i64>(&[], HeaderFormat::Json), (None, vec![]));
        for value in [&b"many"[..], b"", b"1.5", b"\xff"] {
            assert_eq!(get::<i64>(&[value], HeaderFormat::Json), (None, vec!["X-A"]), "{value:?}");
        }
        assert_eq!(get::<String>(&[b"\xff"], HeaderFormat::Text), (None, vec!["X-A"]));
        assert_eq!(get::<Vec<i64>>(&[b"1,a"], HeaderFormat::Values), (None, vec!["X-A"]));
        assert_eq!(get::<Vec<i64>>(&[b""], HeaderFormat::Values), (Some(vec![]), vec![]));
    }
}
