//! Support for custom types, for generated code.
//!
//! The runtime's traits cannot be implemented for such a type, neither here nor in generated code. So the runtime uses
//! the JSON of its values.

use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::request::check::{Check, Checker, Rules};

/// A value of a custom type, or a list or map of such values, for checks and serialization.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct External<T>(pub T);

impl<T: Serialize> Serialize for External<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<T: Serialize> Check for External<T> {
    fn rules(&self, rules: Rules, checker: &mut Checker) {
        if rules.is_empty() {
            return;
        }
        match serde_json::to_value(&self.0) {
            // Absent and null values violate no constraint.
            Ok(Value::Null) => {}
            Ok(value) => value.rules(rules, checker),
            // `Patch::Keep` has no JSON. Every other value without JSON is an error when it is written.
            Err(_) => {}
        }
    }
}

/// The traits that generated code needs of a custom type: if one is missing, the compiler reports it here.
#[doc(hidden)]
pub const fn external_type<T>()
where
    T: Clone + std::fmt::Debug + PartialEq + Serialize + DeserializeOwned + Send + 'static,
{
}

/// A value of a custom type as a text: its JSON, without quotes.
#[doc(hidden)]
pub fn external_text<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(text)) => text,
        Ok(Value::Null) | Err(_) => String::new(),
        Ok(value) => value.to_string(),
    }
}

/// Reads a literal of `payload!` as a custom type.
///
/// # Errors
///
/// If the type rejects a value that the description allows, such as a date out of its range.
#[doc(hidden)]
pub fn external<T: DeserializeOwned>(literal: impl Into<Value>, path: &str) -> Result<T, String> {
    let literal = literal.into();
    T::deserialize(&literal)
        .map_err(|error| format!("`{path}`: {} rejects {literal}: {error}", std::any::type_name::<T>()))
}

/// Setters of fields with custom types, which take exactly the type of the field.
#[doc(hidden)]
#[macro_export]
macro_rules! __external_setters {
    ($type:ident: $($(#[$attribute:meta])* $name:ident $docs:literal: $value:ty $([$clear:ident])?,)*) => {
        #[allow(deprecated)]
        impl $type {
            $(
                #[doc = $docs]
                $(#[$attribute])*
                #[must_use]
                pub fn $name(mut self, $name: $value) -> Self {
                    self.$name = $crate::__private::Slot::<$value>::of($name);
                    self
                }

                $(
                    /// Clears the field: sends `null`.
                    #[must_use]
                    pub fn $clear(mut self) -> Self {
                        self.$name = $crate::__private::Patch::Clear;
                        self
                    }
                )?
            )*
        }
    };
}

#[doc(hidden)]
pub use crate::__external_setters as external_setters;

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use talkjs_rules::Rule;

    use super::*;
    use crate::request::violation::Part;
    use crate::types::patch::Patch;

    /// A type that the runtime knows nothing of.
    #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Day(String);

    fn problems(value: &impl Serialize, rules: Rules) -> Vec<String> {
        let mut checker = Checker::new(Part::Body);
        checker.property("day", &External(value), rules);
        checker.finish().iter().map(ToString::to_string).collect()
    }

    const SHORT: Rules = &[Rule::MaxLength(2)];
    const SHORT_ITEMS: Rules = &[Rule::Items(Cow::Borrowed(SHORT))];

    #[test]
    fn constraints_are_checked_on_the_json_of_a_value() {
        assert_eq!(problems(&Day("31".into()), SHORT), [""; 0]);
        assert_eq!(problems(&Day("311".into()), SHORT).len(), 1);
        assert!(problems(&vec![Day("311".into())], SHORT_ITEMS)[0].contains("/day/0"));
    }

    #[test]
    fn what_is_absent_breaks_no_constraint() {
        assert_eq!(problems(&None::<Day>, SHORT), [""; 0]);
        assert_eq!(problems(&Patch::<Day>::Keep, SHORT), [""; 0]);
        assert_eq!(problems(&Patch::<Day>::Clear, SHORT), [""; 0]);
    }

    #[test]
    fn a_text_is_the_json_without_quotes() {
        assert_eq!(external_text(&Day("31".into())), "31");
        assert_eq!(external_text(&Some(5)), "5");
        assert_eq!(external_text(&None::<Day>), "");
    }

    #[test]
    fn a_literal_that_the_type_rejects_says_where_and_why() {
        assert_eq!(external::<Day>("31", "day"), Ok(Day("31".into())));
        let error = external::<u8>(300, "day").unwrap_err();
        assert_eq!(error, "`day`: u8 rejects 300: invalid value: integer `300`, expected u8");
    }
}
