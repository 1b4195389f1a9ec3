//! Names in the description and in Rust. Identifiers are made only here.

use proc_macro2::{Ident, Span};

/// The two names of a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    /// The name in the description.
    pub(crate) wire: String,
    /// The Rust name, if it differs.
    rust: Option<Box<str>>,
}

/// The kind of a named thing, which decides its style and reserved names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Namer {
    Type,
    Variant,
    Field,
    Method,
    Parameter,
}

/// The most characters that are spelled as numbers in a name.
const MAX_ESCAPED: usize = 8;

/// Keywords of all editions, which are not identifiers.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "Self",
];

impl Namer {
    /// Names that generated code itself needs, or that would shadow the prelude.
    fn reserved(self) -> &'static [&'static str] {
        match self {
            Self::Type => &[
                "AsRef",
                "Box",
                "Client",
                "Clone",
                "Copy",
                "Default",
                "Drop",
                "Eq",
                "Err",
                "Fn",
                "FnMut",
                "FnOnce",
                "From",
                "Into",
                "IntoIterator",
                "Iterator",
                "None",
                "Ok",
                "Option",
                "Ord",
                "PartialEq",
                "PartialOrd",
                "Result",
                "Send",
                "Some",
                "String",
                "Sync",
                "ToString",
                "Vec",
            ],
            Self::Variant => &["Unknown"],
            Self::Field => &["new", "default", "additional_properties"],
            Self::Method => &["core", "with_core", "clone"],
            Self::Parameter => &[
                "send",
                "send_typed",
                "send_with_headers",
                "send_with_response",
                "into_call",
                "clone",
                "stream",
                "timeout",
                "attempt_timeout",
                "queue_timeout",
                "retry",
                "header",
                "credential",
                "raw_path",
                "body",
            ],
        }
    }

    /// The name of a thing; `None` if the text contains no letter or digit.
    pub(crate) fn name(self, wire: &str) -> Option<Name> {
        let mut words = words(wire);
        if self == Self::Variant {
            // `+1` and `-1`, `exists` and `!exists` differ only in their symbols.
            words.splice(0..0, leading_symbols(wire));
        }
        if words.is_empty() {
            return None;
        }
        let mut rust = match self {
            Self::Type | Self::Variant => words.iter().map(|word| capitalised(word)).collect::<String>(),
            Self::Field | Self::Method | Self::Parameter => words.join("_"),
        };
        if rust.starts_with(|c: char| c.is_numeric()) {
            rust.insert_str(0, self.digit_prefix());
        }
        if KEYWORDS.contains(&rust.as_str()) || self.reserved().contains(&rust.as_str()) {
            rust.push_str(self.suffix());
        }
        is_identifier(&rust).then(|| Name::new(wire, &rust))
    }

    /// Whether a Rust name has the style of its kind, and is neither a keyword nor a reserved name.
    pub(crate) fn fits(self, rust: &str) -> bool {
        self.name(rust).is_some_and(|name| name.rust() == rust)
    }

    /// The name of a thing for any text.
    pub(crate) fn always(self, wire: &str) -> Name {
        self.name(wire).unwrap_or_else(|| Name::new(wire, &self.fallback(wire)))
    }

    /// The name for a text without valid characters: the numbers of its characters, so that it does not depend on other
    /// names.
    fn fallback(self, wire: &str) -> String {
        let numbers: String = wire.chars().take(MAX_ESCAPED).map(|c| format!("u{:x}", u32::from(c))).collect();
        match self {
            Self::Type | Self::Variant if wire.is_empty() => "Empty".to_owned(),
            Self::Field | Self::Method | Self::Parameter if wire.is_empty() => "empty".to_owned(),
            Self::Type | Self::Variant => numbers.to_uppercase(),
            Self::Field | Self::Method | Self::Parameter => numbers,
        }
    }

    fn digit_prefix(self) -> &'static str {
        match self {
            Self::Type | Self::Variant => "N",
            Self::Field | Self::Method | Self::Parameter => "n",
        }
    }

    fn suffix(self) -> &'static str {
        match self {
            Self::Type => "Type",
            Self::Variant => "Value",
            Self::Field | Self::Method | Self::Parameter => "_",
        }
    }
}

impl Name {
    fn new(wire: &str, rust: &str) -> Self {
        Self { wire: wire.to_owned(), rust: (rust != wire).then(|| rust.into()) }
    }

    /// How close a text is to the Rust name: equal, equal except for case, or different.
    fn rank(&self) -> (u8, String) {
        let is_small = !self.wire.contains(char::is_uppercase);
        let rank = match is_small {
            true => 0,
            false if self.rust.is_none() => 1,
            false => 2,
        };
        (rank, self.wire.clone())
    }

    /// A name for an enum value whose normal name is taken: with its symbols spelled out, or with a suffix for its
    /// case.
    fn spelt_out(&self) -> String {
        let mut spelt = String::new();
        for c in self.wire.chars() {
            match symbol(c) {
                Some(word) => spelt.push_str(&format!(" {word} ")),
                None => spelt.push(c),
            }
        }
        let spelt = Namer::Variant.always(&spelt);
        let is_loud = self.wire.contains(char::is_uppercase) && !self.wire.contains(char::is_lowercase);
        match () {
            () if spelt.rust() != self.rust() => spelt.rust().to_owned(),
            () if is_loud => format!("{}Upper", self.rust()),
            () if self.rust.is_none() => format!("{}Capital", self.rust()),
            () => format!("{}X{:04x}", self.rust(), checksum(&self.wire)),
        }
    }

    /// The same Rust name for another text.
    pub(crate) fn of(self, wire: &str) -> Self {
        Self::new(wire, self.rust())
    }

    /// The Rust spelling.
    pub(crate) fn rust(&self) -> &str {
        self.rust.as_deref().unwrap_or(&self.wire)
    }

    /// The Rust spelling as a token.
    pub(crate) fn ident(&self) -> Ident {
        ident(self.rust())
    }

    /// The identifier with a prefix: `clear_photo_url`.
    pub(crate) fn prefixed(&self, prefix: &str) -> String {
        format!("{prefix}_{}", self.rust().trim_end_matches('_'))
    }

    /// The constant of an operation, whose name is unique: `CALL_GET_USER`.
    pub(crate) fn constant(&self) -> Ident {
        ident(&format!("CALL_{}", self.rust().trim_end_matches('_').to_uppercase()))
    }
}

/// Removes redundant parts from the names of a union's branches: the union's name at the start, and a common end.
/// `Event` has `User` and `Order`, not `EventUser`, nor `UserEvent` and `OrderEvent`.
pub(crate) fn shorten_branches(union: &str, branches: &mut [&mut Name]) {
    let union = words(union);
    let full: Vec<Vec<String>> = branches.iter().map(|branch| words(branch.rust())).collect();
    let own = |words: &Vec<String>| match words.strip_prefix(union.as_slice()) {
        Some(rest) if !rest.is_empty() => rest.to_vec(),
        _ => words.clone(),
    };
    let headless: Vec<Vec<String>> = full.iter().map(own).collect();
    for names in [without_common_end(&headless), headless, without_common_end(&full)] {
        if let Some(names) = distinct_names(&names) {
            branches.iter_mut().zip(names).for_each(|(branch, rust)| **branch = Name::new(&branch.wire, &rust));
            return;
        }
    }
}

/// The names without their common end. No name becomes empty.
fn without_common_end(names: &[Vec<String>]) -> Vec<Vec<String>> {
    let mut names = names.to_vec();
    while let Some((first, others)) = names.split_first()
        && first.len() > 1
        && !others.is_empty()
        && others.iter().all(|words| words.len() > 1 && words.last() == first.last())
    {
        names.iter_mut().for_each(|words| drop(words.pop()));
    }
    names
}

/// The names as variants, if all are valid and unique.
fn distinct_names(names: &[Vec<String>]) -> Option<Vec<String>> {
    let mut seen = std::collections::HashSet::new();
    let name = |words: &Vec<String>| {
        let text: String = words.iter().map(|word| capitalised(word)).collect();
        let is_good = Namer::Variant.name(&text).is_some_and(|name| name.rust() == text);
        (is_good && seen.insert(text.clone())).then_some(text)
    };
    names.iter().map(name).collect()
}

/// Names for the values of an enum. If several values have the same name, the most similar value keeps it, and each
/// other value gets a name from its own text: no name depends on the number of values or their order.
pub(crate) fn value_names(names: Vec<Name>) -> Vec<Name> {
    let mut plainest: std::collections::HashMap<String, (u8, String)> = std::collections::HashMap::new();
    for name in &names {
        let rank = name.rank();
        let best = plainest.entry(name.rust().to_owned()).or_insert_with(|| rank.clone());
        if rank < *best {
            *best = rank;
        }
    }
    let mut scope = Names::default();
    let is_plainest = |name: &Name| plainest.get(name.rust()).is_some_and(|best| *best == name.rank());
    for name in names.iter().filter(|name| is_plainest(name)) {
        scope.claim(name.clone());
    }
    let own = |name: Name| {
        if is_plainest(&name) {
            return name;
        }
        scope.claim(Name::new(&name.wire, &name.spelt_out()))
    };
    names.into_iter().map(own).collect()
}

/// A checksum of a text that is the same on every machine (32-bit FNV-1a, folded).
fn checksum(text: &str) -> u32 {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash >> 16) ^ (hash & 0xffff)
}

/// The names of one scope. They are unique: a duplicate gets a number.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Each name, with the next number to try.
    taken: std::collections::HashMap<String, u64>,
}

impl Names {
    /// Whether a name is unused.
    pub(crate) fn is_free(&self, name: &Name) -> bool {
        !self.taken.contains_key(name.rust())
    }

    /// The name, or the name with the first number from 2 that makes it unique.
    pub(crate) fn claim(&mut self, name: Name) -> Name {
        let rust = self.claim_text(name.rust().to_owned());
        if name.rust() == rust { name } else { Name::new(&name.wire, &rust) }
    }

    /// The same for a composed identifier.
    pub(crate) fn claim_text(&mut self, rust: String) -> String {
        if !self.taken.contains_key(&rust) {
            self.taken.insert(rust.clone(), 2);
            return rust;
        }
        let gap = if rust.ends_with(|c: char| c.is_ascii_digit()) { "_" } else { "" };
        loop {
            let number = self.taken.get(&rust).copied().unwrap_or(2);
            self.taken.insert(rust.clone(), number.saturating_add(1));
            let numbered = format!("{rust}{gap}{number}");
            if !self.taken.contains_key(&numbered) {
                self.taken.insert(numbered.clone(), 2);
                return numbered;
            }
        }
    }
}

/// The token for a text that is a valid identifier.
#[allow(clippy::disallowed_methods, reason = "the one audited place where identifiers are made")]
pub(crate) fn ident(text: &str) -> Ident {
    debug_assert!(is_identifier(text), "`{text}` is not an identifier");
    Ident::new(text, Span::call_site())
}

/// A name of JSON as a bare key; `None` if it needs quotes.
pub(crate) fn json_name(wire: &str, span: Span) -> Option<Ident> {
    let mut name = is_identifier(wire).then(|| if KEYWORDS.contains(&wire) { raw(wire) } else { ident(wire) })?;
    name.set_span(span);
    Some(name)
}

#[allow(clippy::disallowed_methods, reason = "the one audited place where identifiers are made")]
fn raw(keyword: &str) -> Ident {
    match keyword {
        // These cannot be raw identifiers.
        "crate" | "self" | "super" | "Self" => ident(&format!("{keyword}_")),
        keyword => Ident::new_raw(keyword, Span::call_site()),
    }
}

/// The name of the macro `payload!` of a module. All exported macros of a crate share a namespace, so each module needs
/// a different name: the lengths of the segments distinguish `a::b` and `a_b`.
#[allow(clippy::disallowed_methods, reason = "the one audited place where identifiers are made")]
pub(crate) fn payload_macro(module: &[String]) -> Ident {
    let parts: String = module.iter().map(|name| format!("_{}{name}", name.len())).collect();
    Ident::new(&format!("__payload{parts}"), Span::call_site())
}

/// Whether a text consists of letters and digits that Rust allows in identifiers, and underscores; a single underscore
/// is not valid.
fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next().is_some_and(|c| c == '_' || (is_name_char(c) && unicode_ident::is_xid_start(c)));
    first && text != "_" && chars.all(|c| c == '_' || is_name_char(c))
}

/// Whether a character is allowed in names: a letter or digit with no other representation. The compiler compares names
/// in normalization form C, and two names with the same form would collide.
fn is_name_char(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    let is_composed = matches!(c, '\u{300}'..='\u{36f}' | '\u{1100}'..='\u{11ff}' | '\u{2126}' | '\u{212a}' | '\u{212b}')
        || matches!(c, '\u{958}'..='\u{95f}' | '\u{f900}'..='\u{faff}' | '\u{fb00}'..='\u{fb4f}' | '\u{2f800}'..='\u{2fa1f}');
    c.is_alphanumeric() && unicode_ident::is_xid_continue(c) && !is_composed
}

/// Splits a name into words in lower case: `photoUrl`, `photo_url` and `PhotoURL` are all photo, url.
fn words(wire: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let chars: Vec<char> = wire.chars().collect();
    for (index, current) in chars.iter().copied().enumerate() {
        if !is_name_char(current) {
            end_word(&mut words, &mut word);
            continue;
        }
        let before = index.checked_sub(1).and_then(|index| chars.get(index)).copied();
        let after = chars.get(index.saturating_add(1)).copied();
        if begins_word(before, current, after) {
            end_word(&mut words, &mut word);
        }
        word.extend(current.to_lowercase().filter(|c| is_name_char(*c)));
    }
    end_word(&mut words, &mut word);
    words
}

/// The symbols at the start of a value, spelled out.
fn leading_symbols(wire: &str) -> Vec<String> {
    wire.chars().map_while(|c| symbol(c).filter(|_| c != '_' && c != '.' && c != ' ')).map(str::to_owned).collect()
}

/// The name of a symbol.
fn symbol(symbol: char) -> Option<&'static str> {
    Some(match symbol {
        '!' => "not",
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '=' => "equal",
        '<' => "less",
        '>' => "greater",
        '@' => "at",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '/' => "slash",
        '_' => "underscore",
        '.' => "dot",
        ' ' => "space",
        _ => return None,
    })
}

/// An upper-case letter begins a word after a lower-case letter or digit, and before a lower-case letter (`URLPath`).
fn begins_word(before: Option<char>, current: char, after: Option<char>) -> bool {
    let Some(before) = before else { return false };
    current.is_uppercase()
        && (before.is_lowercase()
            || before.is_ascii_digit()
            || (before.is_uppercase() && after.is_some_and(char::is_lowercase)))
}

fn end_word(words: &mut Vec<String>, word: &mut String) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    match chars.next() {
        // A letter whose upper case has two letters, such as `ß`, stays as it is.
        Some(first) if first.to_uppercase().count() == 1 => first.to_uppercase().chain(chars).collect(),
        Some(_) => word.to_owned(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_becomes_a_rust_name() {
        let cases = [
            (Namer::Field, "photoUrl", "photo_url"),
            (Namer::Field, "type", "type_"),
            (Namer::Field, "self", "self_"),
            (Namer::Field, "new", "new_"),
            (Namer::Field, "2fa", "n2fa"),
            (Namer::Field, "HTTPStatus", "http_status"),
            (Namer::Field, "offsetTs", "offset_ts"),
            (Namer::Field, "a-b.c d", "a_b_c_d"),
            (Namer::Type, "UserID", "UserId"),
            (Namer::Type, "ASC", "Asc"),
            (Namer::Type, "Self", "SelfType"),
            (Namer::Type, "option", "OptionType"),
            (Namer::Type, "Client", "ClientType"),
            (Namer::Variant, "unknown", "UnknownValue"),
            (Namer::Variant, "1", "N1"),
            (Namer::Variant, "-1", "Minus1"),
            (Namer::Variant, "!exists", "NotExists"),
            (Namer::Variant, ">=", "GreaterEqual"),
            (Namer::Method, "getUser", "get_user"),
            (Namer::Parameter, "timeout", "timeout_"),
        ];
        for (namer, wire, rust) in cases {
            assert_eq!(namer.name(wire).unwrap().rust(), rust, "{wire}");
        }
    }

    #[test]
    fn branches_do_not_repeat_what_the_union_says() {
        let shorten = |union: &str, wires: &[&str]| {
            let mut names: Vec<Name> = wires.iter().map(|wire| Namer::Variant.always(wire)).collect();
            shorten_branches(union, &mut names.iter_mut().collect::<Vec<_>>());
            names.iter().map(|name| name.rust().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(shorten("Event", &["EventUser", "Order"]), ["User", "Order"]);
        assert_eq!(shorten("Node", &["TextNode", "FrameNode"]), ["Text", "Frame"]);
        assert_eq!(shorten("Value", &["ValueTextType", "ValueListType"]), ["Text", "List"]);
        assert_eq!(shorten("Pet", &["Pet", "PetDog"]), ["Pet", "Dog"]);
        assert_eq!(shorten("Owner", &["Customer", "DeletedCustomer"]), ["Customer", "DeletedCustomer"]);
        assert_eq!(shorten("A", &["ASelf", "AUnknown", "A1"]), ["ASelf", "AUnknown", "A1"]);
        assert_eq!(shorten("Pet", &["PetDog", "Dog"]), ["PetDog", "Dog"]);
    }

    #[test]
    fn letters_of_every_script_stay_and_other_characters_go_by_number() {
        let cases = [
            ("日本", "日本"),
            ("имяПоля", "имя_поля"),
            ("é", "é"),
            ("ß", "ß"),
            ("💬", "u1f4ac"),
            ("-", "u2d"),
            ("", "empty"),
            ("e\u{301}", "e"),
        ];
        for (wire, rust) in cases {
            assert_eq!(Namer::Field.always(wire).rust(), rust, "{wire:?}");
        }
        assert_eq!(Namer::Variant.always("имя").rust(), "Имя");
        assert_eq!(Namer::Variant.always("≥").rust(), "U2265");
        assert_eq!(Namer::Variant.always("").rust(), "Empty");
        assert_eq!(Namer::Field.name("-"), None);
    }

    #[test]
    fn names_of_values_do_not_depend_on_other_values_or_their_order() {
        let names = |wires: &[&str]| {
            let names = value_names(wires.iter().map(|wire| Namer::Variant.always(wire)).collect());
            names
                .into_iter()
                .map(|name| (name.wire.clone(), name.rust().to_owned()))
                .collect::<std::collections::BTreeMap<_, _>>()
        };
        let all = names(&["asc", "ASC", "Asc", "a_s_c", "desc", "1", "-1"]);
        let rust: Vec<&str> = all.values().map(String::as_str).collect();
        assert_eq!(rust, ["Minus1", "N1", "AscUpper", "AscCapital", "ASC", "Asc", "Desc"]);
        let fewer = names(&["desc", "a_s_c", "ASC", "asc"]);
        for (wire, rust) in fewer {
            assert_eq!(all[&wire], rust, "{wire}");
        }
    }

    #[test]
    fn no_two_names_of_a_scope_are_alike() {
        let mut names = Names::default();
        let mut claim = |wire| names.claim(Namer::Type.always(wire)).rust().to_owned();
        assert_eq!(
            ["pet", "Pet", "Pet2", "PET", "💬", "é"].map(&mut claim),
            ["Pet", "Pet2", "Pet2_2", "Pet3", "U1F4AC", "É"]
        );
    }

    #[test]
    fn many_names_that_meet_take_no_longer_each() {
        let mut names = Names::default();
        let last = (0..20_000).map(|_| names.claim(Namer::Variant.always("pet"))).last().unwrap();
        assert_eq!(last.rust(), "Pet20000");
    }
}
