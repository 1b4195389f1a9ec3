//! Whether a request can be sent twice.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Whether sending the same request again has the same effect as sending it once (`x-idempotency`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idempotency {
    /// A retry is harmless by the nature of the operation.
    Natural,
    /// A retry takes effect again.
    None,
    /// A retry is harmless if every place that the pointer names in the body has a key. In the pointer `*` stands for
    /// each item of a list: `/*/idempotencyKey`.
    Key(&'static str),
    /// A retry is harmless because the request has a key in the header of this name. A key is generated for each call,
    /// unless the caller sets the header.
    Header(&'static str),
}

impl Idempotency {
    /// Returns whether a request with this body may be sent twice.
    pub(crate) fn is_repeatable(self, body: &[u8]) -> bool {
        match self {
            Self::Natural | Self::Header(_) => true,
            Self::None => false,
            Self::Key(pointer) => {
                let mut body = serde_json::Deserializer::from_slice(body);
                HoldsKeys(pointer).deserialize(&mut body).is_ok_and(|is_keyed| is_keyed && body.end().is_ok())
            }
        }
    }
}

/// Whether every place that the pointer names has a key, found by parsing the JSON without storing it.
#[derive(Clone, Copy)]
struct HoldsKeys(&'static str);

impl HoldsKeys {
    /// The pointer's first segment, and the check of the values there.
    fn step(self) -> Option<(&'static str, Self)> {
        let rest = self.0.strip_prefix('/')?;
        let (segment, rest) = rest.find('/').and_then(|end| rest.split_at_checked(end)).unwrap_or((rest, ""));
        Some((segment, Self(rest)))
    }
}

impl<'de> DeserializeSeed<'de> for HoldsKeys {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for HoldsKeys {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E>(self, text: &str) -> Result<bool, E> {
        Ok(self.0.is_empty() && !text.is_empty())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<bool, A::Error> {
        let Some(("*", inside)) = self.step() else {
            IgnoredAny.visit_seq(items)?;
            return Ok(false);
        };
        let (mut is_any, mut are_all) = (false, true);
        while let Some(is_keyed) = items.next_element_seed(inside)? {
            is_any = true;
            are_all &= is_keyed;
        }
        Ok(is_any && are_all)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<bool, A::Error> {
        let Some((member, inside)) = self.step() else {
            IgnoredAny.visit_map(members)?;
            return Ok(false);
        };
        let mut is_keyed = false;
        while let Some(is_member) = members.next_key_seed(Is(member))? {
            if is_member {
                is_keyed = members.next_value_seed(inside)?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(is_keyed)
    }

    fn visit_bool<E>(self, _: bool) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_i64<E>(self, _: i64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_u64<E>(self, _: u64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }
}

/// Whether a name is this one.
struct Is(&'static str);

impl<'de> DeserializeSeed<'de> for Is {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Is {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the key of a property")
    }

    fn visit_str<E>(self, name: &str) -> Result<bool, E> {
        Ok(self.0 == name)
    }
}

#[cfg(test)]
mod tests {
    use super::Idempotency;

    #[test]
    fn a_keyed_body_is_repeatable_only_when_every_item_has_its_key() {
        let keyed = Idempotency::Key("/*/idempotencyKey");
        let cases: [(&str, bool); 13] = [
            (r#"[{"idempotencyKey":"a"}]"#, true),
            (r#"[{"idempotencyKey":"a"},{"idempotencyKey":"b"}]"#, true),
            (r#"[{"idempotencyKey":"a"},{}]"#, false),
            (r#"[{"idempotencyKey":""}]"#, false),
            (r#"[{"idempotencyKey":5}]"#, false),
            (r#"[{"custom":{"a":[1,-1,0.5,true,null]},"idempotencyKey":"a"}]"#, true),
            (r#"[{"idempotencyKey":"a"}]]"#, false),
            (r#"[{"idempotencyKey":"a"},"idempotencyKey"]"#, false),
            (r#"[{"idempotencyKey":["a"]}]"#, false),
            (r#"[{"idempotencyKey":{"":"a"}}]"#, false),
            ("[]", false),
            ("{}", false),
            ("", false),
        ];
        for (body, repeatable) in cases {
            assert_eq!(keyed.is_repeatable(body.as_bytes()), repeatable, "{body}");
        }
    }

    #[test]
    fn a_key_may_lie_deeper() {
        let keyed = Idempotency::Key("/meta/key");
        assert!(keyed.is_repeatable(br#"{"meta":{"key":"a"}}"#));
        assert!(!keyed.is_repeatable(br#"{"meta":{}}"#));
    }

    #[test]
    fn the_other_classes_do_not_look_at_the_body() {
        assert!(Idempotency::Natural.is_repeatable(b""));
        assert!(!Idempotency::None.is_repeatable(br#"[{"idempotencyKey":"a"}]"#));
    }
}
