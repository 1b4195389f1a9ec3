//! Serializes parameters of several parts into a path, a query, a header or a cookie.
//!
//! Most of OpenAPI's styles come from RFC 6570. In one case (`label` without `explode`) the table of OpenAPI 3.0.3
//! differs from the RFC; 3.0.4 has corrected it, and this code follows 3.0.4.

use serde_json::Value;

use crate::request::escape::{escaped, reserved_in_query, reserved_in_segment};

/// The location of a parameter in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A segment of the path, or a part of one.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A pair of the `Cookie` header.
    Cookie,
}

/// The `style` of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `color=blue,black`, exploded `color=blue&color=black`.
    Form,
    /// `blue,black`
    Simple,
    /// `.blue,black`, exploded `.blue.black`.
    Label,
    /// `;color=blue,black`, exploded `;color=blue;color=black`.
    Matrix,
    /// `color=blue%20black`
    SpaceDelimited,
    /// `color=blue%7Cblack`
    PipeDelimited,
    /// `color[R]=100&color[G]=200`, with the brackets escaped.
    DeepObject,
    /// One JSON text.
    Json,
}

/// The serialization of a parameter or of a property of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// The style.
    pub style: Style,
    /// Whether each item of a list and each property of an object is separate.
    pub explode: bool,
    /// Whether percent-encoded triples and reserved characters are kept, as far as a value stays a single value
    /// (`allowReserved`).
    pub reserved: bool,
}

impl Encoding {
    /// Creates an encoding with a style, exploded or not.
    pub const fn new(style: Style, explode: bool) -> Self {
        Self { style, explode, reserved: false }
    }

    /// The same with reserved characters kept.
    pub const fn reserved(self) -> Self {
        Self { reserved: true, ..self }
    }

    /// Returns a segment of the path; `None` for `null`.
    pub(crate) fn segment(self, name: &str, value: &Value) -> Option<String> {
        self.expand(name, value, if self.reserved { &reserved_in_segment } else { &escaped })
    }

    /// Returns `name=value` pairs of the `Cookie` header. `;` would end a cookie, so reserved characters are always
    /// escaped.
    pub(crate) fn cookies(self, name: &str, value: &Value) -> Vec<(String, String)> {
        Self { reserved: false, ..self }.pairs(name, value)
    }

    /// Returns a header's value; `None` for `null`.
    pub(crate) fn header(self, name: &str, value: &Value) -> Option<String> {
        if self.style == Style::Json {
            return (!value.is_null()).then(|| ascii(&value.to_string()));
        }
        self.expand(name, value, &str::to_owned)
    }

    /// Returns escaped `name=value` pairs; none for `null` and for empty values.
    pub(crate) fn pairs(self, name: &str, value: &Value) -> Vec<(String, String)> {
        let escape: &dyn Fn(&str) -> String = if self.reserved { &reserved_in_query } else { &escaped };
        let name_only = || escaped(name);
        match (self.style, value) {
            (_, Value::Null) => Vec::new(),
            (Style::DeepObject, value) => {
                let mut pairs = Vec::new();
                deep(escaped(name), value, escape, &mut pairs);
                pairs
            }
            (Style::Json, value) => vec![(name_only(), escape(&value.to_string()))],
            (_, Value::Array(items)) if self.explode => texts(items).map(|text| (name_only(), escape(&text))).collect(),
            (_, Value::Object(members)) if self.explode => {
                named(members).map(|(name, text)| (escaped(name), escape(&text))).collect()
            }
            (_, value) => {
                let delimiter = match self.style {
                    Style::SpaceDelimited => "%20",
                    Style::PipeDelimited => "%7C",
                    _ => ",",
                };
                match (flat(value, delimiter, escape), value) {
                    (text, Value::Array(_) | Value::Object(_)) if text.is_empty() => Vec::new(),
                    (text, _) => vec![(name_only(), text)],
                }
            }
        }
    }

    /// The styles with a single text: `simple`, `label` and `matrix`. A style of another location counts as `simple`.
    fn expand(self, name: &str, value: &Value, escape: &dyn Fn(&str) -> String) -> Option<String> {
        let (prefix, separator) = match self.style {
            Style::Label => (".", "."),
            Style::Matrix => (";", ";"),
            Style::Json => return (!value.is_null()).then(|| escape(&value.to_string())),
            _ => ("", ","),
        };
        let key = |name: &str, text: String| match self.style {
            Style::Matrix if text.is_empty() => escape(name),
            Style::Matrix => format!("{}={text}", escape(name)),
            _ => text,
        };
        let parts: Vec<String> = match value {
            Value::Null => return None,
            Value::Array(items) if self.explode => texts(items).map(|text| key(name, escape(&text))).collect(),
            Value::Object(members) if self.explode => {
                named(members).map(|(name, text)| format!("{}={}", escape(name), escape(&text))).collect()
            }
            value => vec![key(name, flat(value, ",", escape))],
        };
        Some(format!("{prefix}{}", parts.join(separator)))
    }
}

/// `blue`, `blue,black` or `R,100,G,200`.
fn flat(value: &Value, delimiter: &str, escape: &dyn Fn(&str) -> String) -> String {
    let parts: Vec<String> = match value {
        Value::Array(items) => texts(items).map(|text| escape(&text)).collect(),
        Value::Object(members) => named(members).flat_map(|(name, text)| [escape(name), escape(&text)]).collect(),
        value => vec![escape(&text(value))],
    };
    parts.join(delimiter)
}

/// Writes `name[property]=…` and `name[0]=…`, to the full depth of the value.
fn deep(name: String, value: &Value, escape: &dyn Fn(&str) -> String, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::Array(items) => {
            for (index, item) in items.iter().filter(|item| !item.is_null()).enumerate() {
                deep(format!("{name}%5B{index}%5D"), item, escape, pairs);
            }
        }
        Value::Object(members) => {
            for (member, value) in members {
                deep(format!("{name}%5B{}%5D", escaped(member)), value, escape, pairs);
            }
        }
        scalar => pairs.push((name, escape(&text(scalar)))),
    }
}

fn texts(items: &[Value]) -> impl Iterator<Item = String> {
    items.iter().filter(|item| !item.is_null()).map(text)
}

fn named(members: &serde_json::Map<String, Value>) -> impl Iterator<Item = (&str, String)> {
    members.iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| (name.as_str(), text(value)))
}

/// A scalar unchanged; values deeper than the style supports as JSON.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// JSON with all characters beyond ASCII escaped, since headers do not support them.
fn ascii(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() {
            out.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The value, and for each style what OpenAPI's table of examples has for it.
    #[test]
    fn every_style_writes_what_the_specification_shows() {
        let values = [
            json!(""),
            json!("blue"),
            json!(["blue", "black", "brown"]),
            // In alphabetical order, as `serde_json` keeps members so.
            json!({"B": 150, "G": 200, "R": 100}),
        ];
        let cases: [(Style, bool, [&str; 4]); 13] = [
            (Style::Matrix, false, [";color", ";color=blue", ";color=blue,black,brown", ";color=B,150,G,200,R,100"]),
            (
                Style::Matrix,
                true,
                [";color", ";color=blue", ";color=blue;color=black;color=brown", ";B=150;G=200;R=100"],
            ),
            (Style::Label, false, [".", ".blue", ".blue,black,brown", ".B,150,G,200,R,100"]),
            (Style::Label, true, [".", ".blue", ".blue.black.brown", ".B=150.G=200.R=100"]),
            (Style::Simple, false, ["", "blue", "blue,black,brown", "B,150,G,200,R,100"]),
            (Style::Simple, true, ["", "blue", "blue,black,brown", "B=150,G=200,R=100"]),
            (Style::Form, false, ["color=", "color=blue", "color=blue,black,brown", "color=B,150,G,200,R,100"]),
            (Style::Form, true, ["color=", "color=blue", "color=blue&color=black&color=brown", "B=150&G=200&R=100"]),
            (
                Style::SpaceDelimited,
                false,
                ["color=", "color=blue", "color=blue%20black%20brown", "color=B%20150%20G%20200%20R%20100"],
            ),
            (
                Style::PipeDelimited,
                false,
                ["color=", "color=blue", "color=blue%7Cblack%7Cbrown", "color=B%7C150%7CG%7C200%7CR%7C100"],
            ),
            (
                Style::SpaceDelimited,
                true,
                ["color=", "color=blue", "color=blue&color=black&color=brown", "B=150&G=200&R=100"],
            ),
            (
                Style::DeepObject,
                true,
                [
                    "color=",
                    "color=blue",
                    "color%5B0%5D=blue&color%5B1%5D=black&color%5B2%5D=brown",
                    "color%5BB%5D=150&color%5BG%5D=200&color%5BR%5D=100",
                ],
            ),
            (
                Style::Json,
                false,
                [
                    "color=%22%22",
                    "color=%22blue%22",
                    "color=%5B%22blue%22%2C%22black%22%2C%22brown%22%5D",
                    "color=%7B%22B%22%3A150%2C%22G%22%3A200%2C%22R%22%3A100%7D",
                ],
            ),
        ];
        for (style, explode, expected) in cases {
            let encoding = Encoding::new(style, explode);
            for (value, expected) in values.iter().zip(expected) {
                let found = match style {
                    Style::Matrix | Style::Label | Style::Simple => encoding.segment("color", value).unwrap(),
                    _ => query(encoding, "color", value),
                };
                assert_eq!(found, expected, "{style:?}, explode: {explode}, {value}");
            }
        }
    }

    fn query(encoding: Encoding, name: &str, value: &Value) -> String {
        let pairs = encoding.pairs(name, value);
        pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    }

    #[test]
    fn what_is_null_or_has_no_part_is_left_out() {
        let form = Encoding::new(Style::Form, true);
        assert_eq!(query(form, "a", &json!(null)), "");
        assert_eq!(query(form, "a", &json!([])), "");
        assert_eq!(query(form, "a", &json!({"b": null})), "");
        assert_eq!(query(form, "a", &json!(["x", null])), "a=x");
        assert_eq!(query(Encoding::new(Style::Form, false), "a", &json!([])), "");
        assert_eq!(query(Encoding::new(Style::DeepObject, true), "a", &json!({"b": null, "c": {}})), "");
        assert_eq!(Encoding::new(Style::Simple, false).segment("a", &json!(null)), None);
    }

    #[test]
    fn deep_objects_go_as_deep_as_the_value() {
        let deep = Encoding::new(Style::DeepObject, true);
        let value = json!({"b": {"c": 1}, "d": ["x", {"e": true}], "f g": "&"});
        assert_eq!(
            query(deep, "a", &value),
            "a%5Bb%5D%5Bc%5D=1&a%5Bd%5D%5B0%5D=x&a%5Bd%5D%5B1%5D%5Be%5D=true&a%5Bf%20g%5D=%26"
        );
    }

    #[test]
    fn what_is_deeper_than_a_style_goes_is_json() {
        let form = Encoding::new(Style::Form, true);
        assert_eq!(query(form, "a", &json!([{"b": 1}])), "a=%7B%22b%22%3A1%7D");
    }

    #[test]
    fn a_delimiter_in_a_value_is_escaped() {
        assert_eq!(query(Encoding::new(Style::Form, false), "a b", &json!(["x,y", "z&"])), "a%20b=x%2Cy,z%26");
        assert_eq!(Encoding::new(Style::Simple, false).segment("a", &json!(["x/y", "..,"])).unwrap(), "x%2Fy,..%2C");
    }

    #[test]
    fn reserved_characters_and_triples_stay_as_far_as_a_value_stays_one() {
        let form = Encoding::new(Style::Form, true).reserved();
        assert_eq!(query(form, "a", &json!(":/?#[]@!$&'()*+,;= %%20")), "a=:/?%23[]@!$%26'()*+,;=%20%25%20");
        let simple = Encoding::new(Style::Simple, false).reserved();
        assert_eq!(simple.segment("a", &json!("b:c/d%2Fe?f")).unwrap(), "b:c%2Fd%2Fe%3Ff");
        assert_eq!(form.cookies("a", &json!("b;c%20")), [("a".to_owned(), "b%3Bc%2520".to_owned())]);
    }

    #[test]
    fn headers_are_not_escaped_and_their_json_is_ascii() {
        let simple = Encoding::new(Style::Simple, false);
        assert_eq!(simple.header("a", &json!(["x y", "z"])).unwrap(), "x y,z");
        let json = Encoding::new(Style::Json, false);
        assert_eq!(json.header("a", &json!({"é": "😀"})).unwrap(), r#"{"\u00e9":"\ud83d\ude00"}"#);
    }
}
