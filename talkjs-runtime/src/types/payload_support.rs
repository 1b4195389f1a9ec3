//! Functions and traits for the code of `payload!`, besides constructors and fields.

use std::collections::BTreeMap;

use crate::types::convert::IntoValue;
use crate::types::patch::Patch;

/// An expression for a property that can be kept, cleared or set: a value, which sets it, or a [`Patch`]. `As`
/// distinguishes the two, since the compiler must not exclude that a patch is a value.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used where `{T}` or `Patch<{T}>` is expected",
    label = "this is `{Self}`",
    note = "for an option, the meaning of `None` is ambiguous: `Patch::set_or_clear(option)` clears the property then, and \
            `Patch::set_or_keep(option)` keeps it (`Patch` is in the module `types`)"
)]
pub trait IntoPatch<T, As> {
    fn into_patch(self) -> Patch<T>;
}

/// An expression for a property that can be absent or null: a value, or an option of one.
#[doc(hidden)]
pub trait IntoOption<T, As> {
    fn into_option(self) -> Option<T>;
}

#[doc(hidden)]
#[derive(Debug)]
pub struct AsValue;

#[doc(hidden)]
#[derive(Debug)]
pub struct AsOption;

#[doc(hidden)]
#[derive(Debug)]
pub struct AsPatch;

#[diagnostic::do_not_recommend]
impl<T, V: IntoValue<T>> IntoOption<T, AsValue> for V {
    fn into_option(self) -> Option<T> {
        Some(self.into_value())
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: IntoValue<T>> IntoOption<T, AsOption> for Option<V> {
    fn into_option(self) -> Option<T> {
        self.map(V::into_value)
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: IntoValue<T>> IntoPatch<T, AsValue> for V {
    fn into_patch(self) -> Patch<T> {
        Patch::Set(self.into_value())
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: IntoValue<T>> IntoPatch<T, AsPatch> for Patch<V> {
    fn into_patch(self) -> Patch<T> {
        self.map(V::into_value)
    }
}

/// A placeholder for a missing value of a literal. The code that calls it does not compile, so it never runs.
#[doc(hidden)]
pub fn absent<T>() -> T {
    std::process::abort()
}

/// A string. Short names make the macro's output faster to compile.
#[doc(hidden)]
pub fn string(text: &str) -> String {
    text.to_owned()
}

/// A list.
#[doc(hidden)]
pub fn list<T, const N: usize>(items: [T; N]) -> Vec<T> {
    Vec::from(items)
}

/// A map.
#[doc(hidden)]
pub fn map<T, const N: usize>(entries: [(&str, T); N]) -> BTreeMap<String, T> {
    extended(entries, BTreeMap::new())
}

/// A map with another one as its base.
#[doc(hidden)]
pub fn extended<T, const N: usize>(entries: [(&str, T); N], mut base: BTreeMap<String, T>) -> BTreeMap<String, T> {
    base.extend(entries.map(|(key, value)| (key.to_owned(), value)));
    base
}

/// For editors: a struct for each sent object, with fields named as in JSON, which are offered as completions.
#[doc(hidden)]
#[macro_export]
macro_rules! __members {
    ($($type:ident { $($property:ident $docs:literal)* })*) => {
        #[doc(hidden)]
        #[allow(unexpected_cfgs, missing_docs, non_snake_case, dead_code)]
        pub mod __members {
            $(
                #[cfg(rust_analyzer)]
                pub struct $type {
                    $(#[doc = $docs] pub $property: (),)*
                }
            )*
        }
    };
}

/// A trait for each property of each type, for expressions in `payload!`: rustc reports its message for all other
/// types.
#[doc(hidden)]
#[macro_export]
macro_rules! __accepted {
    ($($type:ident { $($property:ident: $held:ident($value:ty) $message:literal $note:literal;)* })*) => {
        #[doc(hidden)]
        #[allow(missing_docs, non_snake_case, non_camel_case_types, dead_code)]
        pub mod __accepted {
            $(
                pub mod $type {
                    $($crate::__accepted!(@$held $property: $value, $message $note);)*
                }
            )*
        }
    };
    // Custom types are taken without conversion.
    (@external_plain $property:ident: $value:ty, $message:literal $note:literal) => {
        #[diagnostic::on_unimplemented(message = $message, label = "this is `{Self}`", note = $note)]
        pub trait $property {
            fn accept(self) -> $value;
        }

        #[diagnostic::do_not_recommend]
        impl $property for $value {
            fn accept(self) -> $value {
                self
            }
        }
    };
    (@external_option $property:ident: $value:ty, $message:literal $note:literal) => {
        #[diagnostic::on_unimplemented(message = $message, label = "this is `{Self}`", note = $note)]
        pub trait $property<As> {
            fn accept(self) -> ::core::option::Option<$value>;
        }

        #[diagnostic::do_not_recommend]
        impl $property<$crate::__private::AsValue> for $value {
            fn accept(self) -> ::core::option::Option<$value> {
                ::core::option::Option::Some(self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl $property<$crate::__private::AsOption> for ::core::option::Option<$value> {
            fn accept(self) -> ::core::option::Option<$value> {
                self
            }
        }
    };
    (@external_patch $property:ident: $value:ty, $message:literal $note:literal) => {
        #[diagnostic::on_unimplemented(
            message = $message,
            label = "this is `{Self}`",
            note = $note,
            note = "for an option, write `option or null` to clear the property where it is `None`, or `option or keep` to keep it"
        )]
        pub trait $property<As> {
            fn accept(self) -> $crate::__private::Patch<$value>;
        }

        #[diagnostic::do_not_recommend]
        impl $property<$crate::__private::AsValue> for $value {
            fn accept(self) -> $crate::__private::Patch<$value> {
                $crate::__private::Patch::Set(self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl $property<$crate::__private::AsPatch> for $crate::__private::Patch<$value> {
            fn accept(self) -> $crate::__private::Patch<$value> {
                self
            }
        }
    };
    (@plain $property:ident: $value:ty, $message:literal $note:literal) => {
        #[diagnostic::on_unimplemented(message = $message, label = "this is `{Self}`", note = $note)]
        pub trait $property {
            fn accept(self) -> $value;
        }

        #[diagnostic::do_not_recommend]
        impl<V: $crate::__private::IntoValue<$value>> $property for V {
            fn accept(self) -> $value {
                self.into_value()
            }
        }
    };
    (@option $property:ident: $value:ty, $message:literal $note:literal) => {
        #[diagnostic::on_unimplemented(message = $message, label = "this is `{Self}`", note = $note)]
        pub trait $property<As> {
            fn accept(self) -> ::core::option::Option<$value>;
        }

        #[diagnostic::do_not_recommend]
        impl<As, V: $crate::__private::IntoOption<$value, As>> $property<As> for V {
            fn accept(self) -> ::core::option::Option<$value> {
                self.into_option()
            }
        }
    };
    (@patch $property:ident: $value:ty, $message:literal $note:literal) => {
        #[diagnostic::on_unimplemented(
            message = $message,
            label = "this is `{Self}`",
            note = $note,
            note = "for an option, write `option or null` to clear the property where it is `None`, or `option or keep` to keep it"
        )]
        pub trait $property<As> {
            fn accept(self) -> $crate::__private::Patch<$value>;
        }

        #[diagnostic::do_not_recommend]
        impl<As, V: $crate::__private::IntoPatch<$value, As>> $property<As> for V {
            fn accept(self) -> $crate::__private::Patch<$value> {
                self.into_patch()
            }
        }
    };
}

#[doc(hidden)]
pub use crate::{__accepted as accepted, __members as members};
