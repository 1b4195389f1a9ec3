//! Parses tokens into a literal: JSON with Rust expressions. Types are not considered here.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

use super::fault::{Fault, Found};

/// A value as written.
#[derive(Debug)]
pub(crate) struct Value {
    pub(crate) span: Span,
    /// The last token of a negative number, whose first token is the minus.
    pub(crate) end: Option<Span>,
    pub(crate) kind: ValueKind,
    /// The meaning of an optional expression where it is `None`.
    pub(crate) if_none: Option<IfNone>,
}

/// `option or null`, `option or keep`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IfNone {
    Null,
    Keep,
}

/// The kinds of values.
#[derive(Debug)]
pub(crate) enum ValueKind {
    Null,
    Bool(Ident),
    Text(String, Literal),
    /// A number's digits as Rust reads them, without a suffix; negative numbers begin with `-`.
    Number(String),
    List(Vec<Value>),
    Object(Object),
    /// Any Rust expression; rustc checks it.
    Expression(TokenStream),
    /// An invalid value, which has been reported.
    Unreadable,
}

/// `{ "name": "Alice", ..base }`
#[derive(Debug)]
pub(crate) struct Object {
    pub(crate) entries: Vec<Entry>,
    pub(crate) base: Option<TokenStream>,
    /// Whether a key was invalid, so that missing properties are not reported.
    pub(crate) is_incomplete: bool,
}

/// A key and its value.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) token: TokenTree,
    /// `None` if the key stands alone: a variable of the same name, or an incomplete key.
    pub(crate) value: Option<Value>,
}

/// Reads a value and reports syntax errors.
pub(crate) fn read(tokens: TokenStream, after: Span, found: &mut Vec<Found>) -> Value {
    let mut tokens: Vec<TokenTree> = tokens.into_iter().collect();
    if tokens.len() > 1 && tokens.last().is_some_and(|last| is_punct(last, ',')) {
        tokens.pop();
    }
    if let Some((first, rest)) = tokens.split_first()
        && let Some(next) = missing_comma(first, rest)
    {
        found.push(Found::at(next, Fault::Rest));
        tokens.truncate(1);
    }
    value(&tokens, after, found)
}

/// Reads a value from tokens; `after` is where an error is reported if there are none.
fn value(tokens: &[TokenTree], after: Span, found: &mut Vec<Found>) -> Value {
    let Some((first, rest)) = tokens.split_first() else {
        return unreadable(Fault::NoValue, after, found);
    };
    let span = start(first);
    let end = match (first, rest) {
        (TokenTree::Punct(_), [TokenTree::Literal(literal)]) => Some(literal.span()),
        _ => None,
    };
    let kind = match (first, rest) {
        (TokenTree::Literal(literal), []) if is_reported(literal) => Some(ValueKind::Unreadable),
        (TokenTree::Literal(literal), []) => scalar(literal, ""),
        (TokenTree::Punct(minus), [TokenTree::Literal(literal)]) if minus.as_char() == '-' => scalar(literal, "-"),
        (TokenTree::Ident(word), []) if word == "null" => Some(ValueKind::Null),
        (TokenTree::Ident(word), []) if ["undefined", "nil", "None"].iter().any(|other| word == other) => {
            return unreadable(Fault::NotNull { word: word.to_string() }, span, found);
        }
        (TokenTree::Ident(word), []) if word == "true" || word == "false" => Some(ValueKind::Bool(word.clone())),
        (TokenTree::Group(group), []) => group_value(group, found),
        _ => None,
    };
    if let Some(kind) = kind {
        return Value { span, end, kind, if_none: None };
    }
    if let Some((option, if_none)) = if_none(tokens) {
        let kind = ValueKind::Expression(option.iter().cloned().collect());
        return Value { span, end: None, kind, if_none: Some(if_none) };
    }
    if let Some(next) = missing_comma(first, rest) {
        return unreadable(Fault::NoComma, next, found);
    }
    Value { span, end: None, kind: ValueKind::Expression(tokens.iter().cloned().collect()), if_none: None }
}

/// The expression before `or null` or `or keep`, which cannot end a Rust expression.
fn if_none(tokens: &[TokenTree]) -> Option<(&[TokenTree], IfNone)> {
    let [option @ .., TokenTree::Ident(or), TokenTree::Ident(word)] = tokens else { return None };
    let if_none = match () {
        () if option.is_empty() || or != "or" => return None,
        () if word == "null" => IfNone::Null,
        () if word == "keep" => IfNone::Keep,
        () => return None,
    };
    Some((option, if_none))
}

fn group_value(group: &Group, found: &mut Vec<Found>) -> Option<ValueKind> {
    match group.delimiter() {
        Delimiter::Brace if is_block(group) => None,
        Delimiter::Brace => Some(ValueKind::Object(object(group, found))),
        Delimiter::Bracket => list(group, found).map(ValueKind::List),
        // A `macro_rules!` variable arrives in a group without delimiters.
        Delimiter::None => match group.stream().into_iter().collect::<Vec<_>>().as_slice() {
            [TokenTree::Literal(literal)] => scalar(literal, ""),
            [minus, TokenTree::Literal(literal)] if is_punct(minus, '-') => scalar(literal, "-"),
            _ => None,
        },
        Delimiter::Parenthesis => None,
    }
}

/// Whether the braces contain statements: `{ let name = …; name }`. A key is followed by one colon.
fn is_block(group: &Group) -> bool {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    let begins_with_key = matches!(tokens.get(1), Some(TokenTree::Punct(colon))
        if colon.as_char() == ':' && colon.spacing() == Spacing::Alone);
    !begins_with_key && tokens.iter().any(|token| is_punct(token, ';'))
}

/// The items of a list; `[0; 3]` is an expression.
fn list(group: &Group, found: &mut Vec<Found>) -> Option<Vec<Value>> {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    if tokens.iter().any(|token| is_punct(token, ';')) {
        return None;
    }
    let items = parts(&tokens).into_iter().map(|(item, after)| value(item, after.unwrap_or(group.span_close()), found));
    Some(items.collect())
}

fn object(group: &Group, found: &mut Vec<Found>) -> Object {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    let mut object = Object { entries: Vec::new(), base: None, is_incomplete: false };
    for (part, comma) in parts(&tokens) {
        let after = comma.unwrap_or(group.span_close());
        match part {
            [dots @ TokenTree::Punct(_), TokenTree::Punct(_), TokenTree::Punct(third), ..]
                if third.as_char() == '.' && is_punct(dots, '.') =>
            {
                found.push(Found::at(dots.span(), Fault::ThreeDots));
                object.is_incomplete = true;
            }
            [TokenTree::Punct(first), TokenTree::Punct(second), base @ ..] if is_spread(first, second) => {
                let is_second = object.base.is_some();
                if is_second || base.is_empty() {
                    let fault = if is_second { Fault::SecondBase } else { Fault::NoValue };
                    found.push(Found::at(first.span(), fault));
                } else {
                    object.base = Some(base.iter().cloned().collect());
                }
            }
            _ => entries(part, after, &mut object, found),
        }
    }
    object
}

/// The tokens between two commas: an entry, or several with commas missing.
fn entries(part: &[TokenTree], after: Span, object: &mut Object, found: &mut Vec<Found>) {
    let mut rest = part;
    while let Some(next) = next_key(rest) {
        let (entry_tokens, following) = rest.split_at(next);
        if let Some(key) = following.first() {
            found.push(Found::at(key.span(), Fault::NoComma));
        }
        add(entry_tokens, after, object, found);
        rest = following;
    }
    add(rest, after, object, found);
}

fn add(tokens: &[TokenTree], after: Span, object: &mut Object, found: &mut Vec<Found>) {
    match tokens.first() {
        // The value is not known either.
        Some(TokenTree::Literal(key)) if is_reported(key) => object.is_incomplete = true,
        _ => object.entries.extend(entry(tokens, after, found)),
    }
}

/// The position at which another key begins after a whole value: `"a": 1 "b": 2`.
fn next_key(tokens: &[TokenTree]) -> Option<usize> {
    let [_, colon, first, rest @ ..] = tokens else { return None };
    let [_, next_colon, ..] = rest else { return None };
    (is_punct(colon, ':') && is_punct(next_colon, ':') && missing_comma(first, rest).is_some()).then_some(3)
}

/// Whether the compiler reports this literal itself: a text in single quotes.
fn is_reported(literal: &Literal) -> bool {
    literal.to_string().starts_with('\'') && !matches!(syn::Lit::new(literal.clone()), syn::Lit::Char(_))
}

fn entry(tokens: &[TokenTree], after: Span, found: &mut Vec<Found>) -> Option<Entry> {
    let Some((token, rest)) = tokens.split_first() else {
        found.push(Found::at(after, Fault::NoKey));
        return None;
    };
    let Some(key) = key(token) else {
        let is_computed =
            matches!(token, TokenTree::Group(_)) && rest.first().is_some_and(|colon| is_punct(colon, ':'));
        let fault = if is_computed { Fault::ComputedKey } else { Fault::NoKey };
        found.push(Found::at(token.span(), fault));
        return None;
    };
    let value = match rest {
        [] if matches!(token, TokenTree::Ident(_)) => None,
        [colon, rest @ ..] if is_punct(colon, ':') => Some(value(rest, after, found)),
        [] => Some(unreadable(Fault::NoColon, token.span(), found)),
        [next, ..] => Some(unreadable(Fault::NoColon, next.span(), found)),
    };
    Some(Entry { key, token: token.clone(), value })
}

fn key(token: &TokenTree) -> Option<String> {
    match token {
        TokenTree::Ident(name) => Some(name.to_string().trim_start_matches("r#").to_owned()),
        TokenTree::Literal(literal) => match scalar(literal, "")? {
            ValueKind::Text(key, _) => Some(key),
            _ => None,
        },
        // A `macro_rules!` variable.
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            match group.stream().into_iter().collect::<Vec<_>>().as_slice() {
                [only] => key(only),
                _ => None,
            }
        }
        TokenTree::Group(_) | TokenTree::Punct(_) => None,
    }
}

/// The span where a token begins: messages about an object underline its brace.
fn start(token: &TokenTree) -> Span {
    match token {
        TokenTree::Group(group) if group.delimiter() != Delimiter::None => group.span_open(),
        token => token.span(),
    }
}

/// A literal that JSON has; others, such as characters and bytes, are expressions.
fn scalar(literal: &Literal, sign: &str) -> Option<ValueKind> {
    match syn::Lit::new(literal.clone()) {
        syn::Lit::Str(text) if sign.is_empty() => Some(ValueKind::Text(text.value(), literal.clone())),
        syn::Lit::Int(number) if number.suffix().is_empty() => {
            Some(ValueKind::Number(format!("{sign}{}", number.base10_digits())))
        }
        syn::Lit::Float(number) if number.suffix().is_empty() => {
            Some(ValueKind::Number(format!("{sign}{}", number.base10_digits())))
        }
        _ => None,
    }
}

/// The parts between commas, each with the comma after it. A trailing comma begins no further part.
fn parts(tokens: &[TokenTree]) -> Vec<(&[TokenTree], Option<Span>)> {
    let (mut parts, mut start, mut angles) = (Vec::new(), 0_usize, Angles::default());
    for (index, token) in tokens.iter().enumerate() {
        angles.pass(token, index == start);
        if angles.depth == 0 && is_punct(token, ',') {
            parts.push((tokens.get(start..index).unwrap_or_default(), Some(token.span())));
            start = index.saturating_add(1);
            angles = Angles::default();
        }
    }
    match tokens.get(start..) {
        None | Some([]) => {}
        Some(rest) => parts.push((rest, None)),
    }
    parts
}

/// The depth of `<…>`: commas in `parse::<A, B>(…)` and `<A as B<C, D>>::E` do not end a value. Elsewhere `<` is a
/// comparison.
#[derive(Default)]
struct Angles {
    depth: usize,
    after_colons: bool,
    after_minus: bool,
    colons: usize,
}

impl Angles {
    fn pass(&mut self, token: &TokenTree, is_first: bool) {
        let character = match token {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        match character {
            // A value begins after the colon of its key.
            '<' if self.depth > 0 || is_first || self.after_colons || self.colons == 1 => {
                self.depth = self.depth.saturating_add(1);
            }
            '>' if !self.after_minus => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.colons = if character == ':' { self.colons.saturating_add(1) } else { 0 };
        self.after_colons = self.colons >= 2;
        self.after_minus = character == '-';
    }
}

/// The key after a whole value: the comma between them is missing.
fn missing_comma(first: &TokenTree, rest: &[TokenTree]) -> Option<Span> {
    let is_whole = match first {
        TokenTree::Literal(_) => true,
        TokenTree::Ident(word) => word == "null" || word == "true" || word == "false",
        TokenTree::Group(group) => matches!(group.delimiter(), Delimiter::Brace | Delimiter::Bracket),
        TokenTree::Punct(_) => false,
    };
    match rest.first() {
        Some(next @ (TokenTree::Literal(_) | TokenTree::Ident(_))) if is_whole && !is_as(next) => Some(next.span()),
        Some(TokenTree::Group(next)) if is_whole && next.delimiter() == Delimiter::Brace => Some(next.span_open()),
        _ => None,
    }
}

/// `5 as i64` is one value.
fn is_as(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Ident(word) if word == "as")
}

fn unreadable(fault: Fault, span: Span, found: &mut Vec<Found>) -> Value {
    found.push(Found::at(span, fault));
    Value { span, end: None, kind: ValueKind::Unreadable, if_none: None }
}

fn is_punct(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

fn is_spread(first: &Punct, second: &Punct) -> bool {
    first.as_char() == '.' && first.spacing() == Spacing::Joint && second.as_char() == '.'
}
