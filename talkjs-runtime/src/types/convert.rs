//! Conversions into properties and arguments.
//!
//! Generated methods take `impl IntoValue<T>`. It is a custom trait instead of [`Into`], because the conversions of the
//! standard library are not sufficient for payloads: no `[(&str, &str); 1]` into a map of strings, no `&str` into an
//! optional string, no array into a `Vec` of converted items.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::iter;
use std::rc::Rc;
use std::sync::Arc;

use serde_json::Value;

/// A value that converts into a `T` without loss.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used where `{T}` is expected",
    label = "this is `{Self}`, `{T}` is expected",
    note = "text converts from strings, owned, borrowed or shared; numbers convert if that is lossless; lists and maps \
            convert from arrays, `Vec`, maps and iterators of such values"
)]
pub trait IntoValue<T> {
    /// Converts the value.
    fn into_value(self) -> T;
}

/// A value that converts into a `T` or null: everything that converts into a `T`, and an `Option` of a `T` itself.
///
/// It does not include an `Option` of everything that converts: then the type of a plain `None` would be ambiguous.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used where `{T}` or null is expected",
    label = "this is `{Self}`, `{T}` or `Option<{T}>` is expected",
    note = "a value that converts into `{T}` needs no `Some`; `option.map(Into::into)` converts the value in an option"
)]
pub trait IntoNullable<T> {
    fn into_nullable(self) -> Option<T>;
}

#[diagnostic::do_not_recommend]
impl<T> IntoNullable<T> for Option<T> {
    fn into_nullable(self) -> Self {
        self
    }
}

/// Marks a generated type: it converts into itself, into an optional and into a boxed field.
pub trait Generated {}

/// A type that can be created from any text: strings, ids, open enums.
pub trait FromText {
    /// Creates the value from the text.
    fn from_text(text: String) -> Self;
}

/// A type that can be created from integers, such as database keys: ids.
pub trait FromInteger: FromText {}

impl<T: Generated> Generated for Box<T> {}

impl FromText for String {
    fn from_text(text: String) -> Self {
        text
    }
}

/// `$source` converts into `$target` and into optional and nullable fields of it, by one expression.
macro_rules! converts {
    ([$($generics:tt)*] $source:ty => $target:ty, $value:ident => $conversion:expr $(, where $($bounds:tt)+)?) => {
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> IntoValue<$target> for $source $(where $($bounds)+)? {
            fn into_value(self) -> $target {
                let $value = self;
                $conversion
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($generics)*> IntoValue<Option<$target>> for $source $(where $($bounds)+)? {
            fn into_value(self) -> Option<$target> {
                let $value = self;
                Some($conversion)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($generics)*> IntoNullable<$target> for $source $(where $($bounds)+)? {
            fn into_nullable(self) -> Option<$target> {
                let $value = self;
                Some($conversion)
            }
        }
    };
}

/// Every source converts into the target through [`From`], which for numbers is lossless.
macro_rules! converts_through_from {
    ($target:ty: $($source:ty),+) => {
        $(converts!([] $source => $target, value => <$target>::from(value));)+
    };
}

converts!([T: FromText] &str => T, text => T::from_text(text.to_owned()));
converts!([T: FromText] String => T, text => T::from_text(text));
converts!([T: FromText] &String => T, text => T::from_text(text.clone()));
converts!([T: FromText] Cow<'_, str> => T, text => T::from_text(text.into_owned()));
converts!([T: FromText] Box<str> => T, text => T::from_text(text.into_string()));

/// Shared or borrowed texts are copied.
macro_rules! converts_texts {
    ($($source:ty),+) => {
        $(converts!([T: FromText] $source => T, text => T::from_text(String::from(&**text)));)+
    };
}

converts_texts!(&&str, &&String, &Cow<'_, str>, &Box<str>, &Arc<str>, &Rc<str>);
converts!([T: FromText] Arc<str> => T, text => T::from_text(String::from(&*text)));
converts!([T: FromText] Rc<str> => T, text => T::from_text(String::from(&*text)));

/// An integer as an id is its digits.
macro_rules! converts_integers {
    ($($source:ty),+) => {
        $(converts!([T: FromInteger] $source => T, number => T::from_text(number.to_string()));)+
    };
}

converts_integers!(i32, i64, i128, u32, u64, u128, usize);

converts!([T: Generated] T => T, value => value);
// Ids and open enums are small and reused often, so references are accepted.
converts!([T: Generated + FromText + Clone] &T => T, value => value.clone());

// Only recursive types are boxed, and these are always generated. A conversion of every `U: IntoValue<T>` would overlap
// with the impls above, since `Box` counts as local everywhere.
converts!([T: Generated] T => Box<T>, value => Box::new(value));

converts_through_from!(bool: bool);
converts_through_from!(i64: i8, i16, i32, i64, u8, u16, u32);
converts_through_from!(i32: i8, i16, i32, u8, u16);
converts_through_from!(u64: u8, u16, u32, u64);
converts_through_from!(u32: u8, u16, u32);
converts_through_from!(f64: f32, f64, i8, i16, i32, u8, u16, u32);
converts_through_from!(f32: f32, i8, i16, u8, u16);
converts_through_from!(Value: Value, bool, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, String, &str);

converts!([T, U: IntoValue<T>] Vec<U> => Vec<T>, items => list(items));
converts!([T, U: IntoValue<T>, const N: usize] [U; N] => Vec<T>, items => list(items));
converts!([T, U: IntoValue<T> + Clone] &[U] => Vec<T>, items => list(items.iter().cloned()));
converts!([T, U: IntoValue<T> + Clone] &Vec<U> => Vec<T>, items => list(items.iter().cloned()));

converts!([T, K: Into<String>, U: IntoValue<T>] BTreeMap<K, U> => BTreeMap<String, T>, entries => map(entries));
converts!([T, K: Into<String>, U: IntoValue<T>, S] HashMap<K, U, S> => BTreeMap<String, T>, entries => map(entries));
converts!([T, K: Into<String>, U: IntoValue<T>] Vec<(K, U)> => BTreeMap<String, T>, entries => map(entries));
converts!(
    [T, K: Into<String>, U: IntoValue<T>, const N: usize] [(K, U); N] => BTreeMap<String, T>, entries => map(entries)
);

converts!(
    [T, K: Into<String> + Clone, U: IntoValue<T> + Clone] &BTreeMap<K, U> => BTreeMap<String, T>,
    entries => map(entries.iter().map(|(key, value)| (key.clone(), value.clone())))
);
converts!(
    [T, K: Into<String> + Clone, U: IntoValue<T> + Clone, S] &HashMap<K, U, S> => BTreeMap<String, T>,
    entries => map(entries.iter().map(|(key, value)| (key.clone(), value.clone())))
);

/// Iterators convert into lists item by item. An impl for all iterators would be one for all types.
macro_rules! converts_iterators {
    ($([$($generics:ident)*] $source:ty;)+) => {$(
        converts!([T, U, $($generics),*] $source => Vec<T>, items => list(items),
            where $source: Iterator<Item = U>, U: IntoValue<T>);
    )+};
}

converts_iterators! {
    [I F] iter::Map<I, F>;
    [I F] iter::Filter<I, F>;
    [I F] iter::FilterMap<I, F>;
    [I] iter::Cloned<I>;
    [I] iter::Copied<I>;
    [A B] iter::Chain<A, B>;
}

converts!([T, K, U, I, F] iter::Map<I, F> => BTreeMap<String, T>, entries => map(entries),
    where iter::Map<I, F>: Iterator<Item = (K, U)>, K: Into<String>, U: IntoValue<T>);
converts!([T, K, U, A, B] iter::Zip<A, B> => BTreeMap<String, T>, entries => map(entries),
    where iter::Zip<A, B>: Iterator<Item = (K, U)>, K: Into<String>, U: IntoValue<T>);

/// A tuple converts position by position.
macro_rules! converts_tuples {
    ($(($($source:ident $target:ident $index:tt),+))+) => {$(
        converts!([$($target, $source: IntoValue<$target>),+] ($($source,)+) => ($($target,)+),
            items => ($(items.$index.into_value(),)+));
    )+};
}

converts_tuples! {
    (A T0 0)
    (A T0 0, B T1 1)
    (A T0 0, B T1 1, C T2 2)
    (A T0 0, B T1 1, C T2 2, D T3 3)
    (A T0 0, B T1 1, C T2 2, D T3 3, E T4 4)
    (A T0 0, B T1 1, C T2 2, D T3 3, E T4 4, F T5 5)
    (A T0 0, B T1 1, C T2 2, D T3 3, E T4 4, F T5 5, G T6 6)
    (A T0 0, B T1 1, C T2 2, D T3 3, E T4 4, F T5 5, G T6 6, H T7 7)
    (A T0 0, B T1 1, C T2 2, D T3 3, E T4 4, F T5 5, G T6 6, H T7 7, I T8 8)
    (A T0 0, B T1 1, C T2 2, D T3 3, E T4 4, F T5 5, G T6 6, H T7 7, I T8 8, J T9 9)
    (A T0 0, B T1 1, C T2 2, D T3 3, E T4 4, F T5 5, G T6 6, H T7 7, I T8 8, J T9 9, K T10 10)
    (A T0 0, B T1 1, C T2 2, D T3 3, E T4 4, F T5 5, G T6 6, H T7 7, I T8 8, J T9 9, K T10 10, L T11 11)
}

// An array converts into a tuple of its length, such as two coordinates.
converts!([T0, T1, U: IntoValue<T0> + IntoValue<T1>] [U; 2] => (T0, T1), items => {
    let [a, b] = items;
    (a.into_value(), b.into_value())
});
converts!([T0, T1, T2, U: IntoValue<T0> + IntoValue<T1> + IntoValue<T2>] [U; 3] => (T0, T1, T2), items => {
    let [a, b, c] = items;
    (a.into_value(), b.into_value(), c.into_value())
});

#[diagnostic::do_not_recommend]
impl<T, U: IntoValue<T>> IntoValue<Option<T>> for Option<U> {
    fn into_value(self) -> Option<T> {
        self.map(U::into_value)
    }
}

fn list<T, U: IntoValue<T>>(items: impl IntoIterator<Item = U>) -> Vec<T> {
    items.into_iter().map(U::into_value).collect()
}

fn map<K: Into<String>, T, U: IntoValue<T>>(entries: impl IntoIterator<Item = (K, U)>) -> BTreeMap<String, T> {
    let mut map = BTreeMap::new();
    for (key, value) in entries {
        map.insert(key.into(), value.into_value());
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[derive(Clone, Debug, PartialEq)]
    struct Id(String);
    impl Generated for Id {}
    impl FromText for Id {
        fn from_text(text: String) -> Self {
            Self(text)
        }
    }
    impl FromInteger for Id {}

    fn to<T>(value: impl IntoValue<T>) -> T {
        value.into_value()
    }

    fn or_null<T>(value: impl IntoNullable<T>) -> Option<T> {
        value.into_nullable()
    }

    #[test]
    fn a_plain_none_is_null_whatever_the_type() {
        assert_eq!(or_null::<String>(None), None);
        assert_eq!(or_null::<Id>(None), None);
        assert_eq!(or_null::<Vec<Id>>(None), None);
        assert_eq!(or_null::<Value>(None), None);
        assert_eq!(or_null::<String>("a"), Some("a".into()));
        assert_eq!(or_null::<Id>(Some(Id("a".into()))), Some(Id("a".into())));
        assert_eq!(or_null::<Id>("a"), Some(Id("a".into())));
        assert_eq!(or_null::<Vec<Id>>(["a"]), Some(vec![Id("a".into())]));
        assert_eq!(or_null::<i64>(5), Some(5));
    }

    #[test]
    fn text_of_every_kind_becomes_a_string_an_optional_string_and_an_id() {
        assert_eq!(to::<String>("a"), "a");
        assert_eq!(to::<String>(String::from("a")), "a");
        assert_eq!(to::<String>(&String::from("a")), "a");
        assert_eq!(to::<String>(Cow::Borrowed("a")), "a");
        assert_eq!(to::<String>(Box::<str>::from("a")), "a");
        assert_eq!(to::<Option<String>>("a"), Some("a".into()));
        assert_eq!(to::<Id>("a"), Id("a".into()));
        assert_eq!(to::<Option<Id>>(String::from("a")), Some(Id("a".into())));
    }

    #[test]
    fn generated_types_convert_by_value_ids_by_reference_too() {
        let id = Id("a".into());
        assert_eq!(to::<Id>(&id), id);
        assert_eq!(to::<Option<Id>>(&id), Some(id.clone()));
        assert_eq!(to::<Box<Id>>(id.clone()), Box::new(id.clone()));
        assert_eq!(to::<Box<Id>>(Box::new(id.clone())), Box::new(id.clone()));
        assert_eq!(to::<Option<Box<Id>>>(id.clone()), Some(Box::new(id.clone())));
        assert_eq!(to::<Id>(id.clone()), id);
    }

    #[test]
    fn integers_become_ids() {
        assert_eq!(to::<Id>(12081), Id("12081".into()));
        assert_eq!(to::<Option<Id>>(12081_u64), Some(Id("12081".into())));
        assert_eq!(to::<Vec<Id>>([1_usize, 2]), [Id("1".into()), Id("2".into())]);
    }

    #[test]
    fn numbers_widen() {
        assert_eq!(to::<i64>(5_u8), 5);
        assert_eq!(to::<i64>(i32::MIN), i64::from(i32::MIN));
        assert_eq!(to::<i64>(u32::MAX), i64::from(u32::MAX));
        assert_eq!(to::<i32>(5_u16), 5);
        assert_eq!(to::<u64>(5_u32), 5);
        assert!((to::<f64>(5) - 5.0).abs() < f64::EPSILON);
        assert_eq!(to::<Option<i64>>(5), Some(5));
        assert_eq!(to::<Option<bool>>(true), Some(true));
    }

    #[test]
    fn scalars_become_json() {
        assert_eq!(to::<Value>("a"), json!("a"));
        assert_eq!(to::<Value>(5), json!(5));
        assert_eq!(to::<Value>(u64::MAX), json!(u64::MAX));
        assert_eq!(to::<Value>(true), json!(true));
        assert_eq!(to::<Value>(json!({"a": 1})), json!({"a": 1}));
    }

    #[test]
    fn lists_convert_item_by_item() {
        let ids = vec![Id("a".into()), Id("b".into())];
        assert_eq!(to::<Vec<Id>>(["a", "b"]), ids);
        assert_eq!(to::<Vec<Id>>(vec![String::from("a"), String::from("b")]), ids);
        assert_eq!(to::<Vec<Id>>(&["a", "b"][..]), ids);
        assert_eq!(to::<Vec<Id>>(&ids), ids);
        assert_eq!(to::<Option<Vec<Id>>>(["a", "b"]), Some(ids));
    }

    #[test]
    #[allow(clippy::needless_borrows_for_generic_args, reason = "the borrow is what is tested")]
    fn shared_and_borrowed_texts_are_copied() {
        let (text, owned) = ("a", String::from("a"));
        let (cow, boxed) = (Cow::Borrowed("a"), Box::<str>::from("a"));
        let (arc, rc) = (Arc::<str>::from("a"), Rc::<str>::from("a"));
        let all: [String; 9] = [
            to(&text),
            to(&&owned),
            to(&cow),
            to(&boxed),
            to(&arc),
            to(&rc),
            to(arc.clone()),
            to(rc.clone()),
            to(&owned),
        ];
        assert!(all.iter().all(|text| text == "a"), "{all:?}");
        assert_eq!(to::<Option<Id>>(&arc), Some(Id("a".into())));
        assert_eq!(to::<Vec<String>>(vec![&owned]), ["a"]);
    }

    #[test]
    fn iterators_and_borrowed_maps_convert() {
        let names = ["a", "b"];
        assert_eq!(to::<Vec<String>>(names.iter().map(|name| format!("{name}!"))), ["a!", "b!"]);
        assert_eq!(to::<Vec<String>>(names.iter().filter(|name| **name == "a")), ["a"]);
        assert_eq!(to::<Vec<String>>(names.iter().copied().chain(["c"].into_iter())), ["a", "b", "c"]);
        assert_eq!(to::<Option<Vec<i64>>>([1_u8, 2].iter().copied()), Some(vec![1, 2]));
        let expected = BTreeMap::from([("a".to_owned(), "1".to_owned()), ("b".to_owned(), "1".to_owned())]);
        assert_eq!(to::<BTreeMap<String, String>>(names.iter().map(|name| (*name, "1"))), expected);
        assert_eq!(to::<BTreeMap<String, String>>(names.into_iter().zip(["1", "1"])), expected);
        let map = HashMap::from([("a", "1"), ("b", "1")]);
        assert_eq!(to::<BTreeMap<String, String>>(&map), expected);
        assert_eq!(to::<BTreeMap<String, String>>(&expected), expected);
    }

    #[test]
    fn tuples_convert_position_by_position() {
        assert_eq!(to::<(String, Option<i64>)>(("a", 5)), ("a".to_owned(), Some(5)));
        assert_eq!(to::<(i64, Option<i64>)>([4, 5]), (4, Some(5)));
        assert_eq!(to::<Option<(i64, i64, i64)>>([4, 5, 6]), Some((4, 5, 6)));
    }

    #[test]
    fn maps_convert_entry_by_entry_and_options_stay_options() {
        let expected = BTreeMap::from([("a".to_owned(), Some("1".to_owned())), ("b".to_owned(), None)]);
        assert_eq!(to::<BTreeMap<String, Option<String>>>([("a", Some("1")), ("b", None)]), expected);
        assert_eq!(to::<BTreeMap<String, Option<String>>>(vec![("a", Some("1")), ("b", None)]), expected);
        assert_eq!(to::<BTreeMap<String, Option<String>>>(HashMap::from([("a", Some("1")), ("b", None)])), expected);
        assert_eq!(
            to::<BTreeMap<String, Option<String>>>([("a", "1")]),
            BTreeMap::from([("a".to_owned(), Some("1".to_owned()))])
        );
    }
}
