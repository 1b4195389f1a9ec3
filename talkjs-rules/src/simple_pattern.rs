//! Patterns as most descriptions have them: characters and classes with quantifiers, groups of alternatives, anchors. To
//! search with one takes a tenth of what the engine for all patterns takes.

use std::str::Chars;

/// The most alternatives of a pattern, when each group is multiplied out.
const MAX_ALTERNATIVES: usize = 64;

/// The most pieces of an alternative that can match texts of several lengths: the work grows with the length of the text to this
/// power.
const MAX_VARIABLE: usize = 2;

/// The longest text that is searched with two such pieces, in bytes.
const MAX_SQUARED: usize = 256;

/// A pattern that needs no other engine.
#[derive(Debug)]
pub(crate) struct SimplePattern {
    /// Whether a match begins where the text does.
    from_start: bool,
    /// Whether a match ends where the text does.
    to_end: bool,
    alternatives: Vec<Vec<Piece>>,
}

/// A kind of character, and how many of it.
#[derive(Clone, Debug)]
struct Piece {
    one: One,
    min: usize,
    max: usize,
}

/// A kind of character.
#[derive(Clone, Debug)]
enum One {
    Character(char),
    /// Any but a line feed.
    Any,
    Class {
        is_negated: bool,
        ranges: Vec<(char, char)>,
    },
}

impl SimplePattern {
    /// Reads a pattern; `None` if it needs another engine, or is none.
    pub(crate) fn new(pattern: &str) -> Option<Self> {
        let (from_start, rest) = pattern.strip_prefix('^').map_or((false, pattern), |rest| (true, rest));
        let mut reader = Reader { rest: rest.chars() };
        let alternatives = reader.sequence()?;
        let to_end = reader.rest.as_str() == "$";
        let variable = |pieces: &Vec<Piece>| pieces.iter().filter(|piece| piece.min != piece.max).count();
        let most = alternatives.iter().map(variable).max().unwrap_or_default();
        let is_read = to_end || reader.rest.as_str().is_empty();
        // Without an anchor each place of the text is tried.
        let is_cheap = most.checked_add(usize::from(!from_start))? <= MAX_VARIABLE;
        (is_read && is_cheap).then_some(Self { from_start, to_end, alternatives })
    }

    /// Returns whether the pattern matches somewhere in a text; `None` if another engine is faster for this text.
    pub(crate) fn matches(&self, text: &str) -> Option<bool> {
        if text.len() > MAX_SQUARED {
            return None;
        }
        let matches = |text: &str| self.alternatives.iter().any(|pieces| begins(pieces, text.chars(), self.to_end));
        if self.from_start {
            return Some(matches(text));
        }
        let mut rest = text.chars();
        loop {
            if matches(rest.as_str()) {
                return Some(true);
            }
            if rest.next().is_none() {
                return Some(false);
            }
        }
    }
}

/// Returns whether a text begins with these pieces.
fn begins(pieces: &[Piece], mut text: Chars<'_>, to_end: bool) -> bool {
    let Some((piece, others)) = pieces.split_first() else {
        return !to_end || text.as_str().is_empty();
    };
    for _ in 0..piece.min {
        if !text.next().is_some_and(|character| piece.one.is(character)) {
            return false;
        }
    }
    // Whether there is a match does not depend on which of them is found first.
    let mut more = piece.min;
    loop {
        if begins(others, text.clone(), to_end) {
            return true;
        }
        if more == piece.max || !text.next().is_some_and(|character| piece.one.is(character)) {
            return false;
        }
        more = more.saturating_add(1);
    }
}

impl One {
    fn is(&self, character: char) -> bool {
        match self {
            Self::Character(known) => *known == character,
            Self::Any => character != '\n',
            Self::Class { is_negated, ranges } => {
                ranges.iter().any(|(first, last)| (*first..=*last).contains(&character)) != *is_negated
            }
        }
    }
}

/// Reads what is simple, and stops at what is not.
struct Reader<'p> {
    rest: Chars<'p>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.clone().next()
    }

    fn take(&mut self, wanted: char) -> bool {
        let is_there = self.peek() == Some(wanted);
        if is_there {
            self.rest.next();
        }
        is_there
    }

    /// Pieces and groups up to the end of the sequence, as alternatives without groups.
    fn sequence(&mut self) -> Option<Vec<Vec<Piece>>> {
        let mut alternatives = vec![Vec::new()];
        loop {
            let next = match self.peek() {
                None | Some('|' | ')' | '$') => return Some(alternatives),
                Some('(') => self.group()?,
                Some(_) => vec![vec![self.piece()?]],
            };
            let joined = |before: &Vec<Piece>| {
                let before = before.clone();
                next.iter().map(move |after| [before.as_slice(), after.as_slice()].concat()).collect::<Vec<_>>()
            };
            alternatives = alternatives.iter().flat_map(joined).collect();
            if alternatives.len() > MAX_ALTERNATIVES {
                return None;
            }
        }
    }

    /// A group of alternatives, of which one is there once.
    fn group(&mut self) -> Option<Vec<Vec<Piece>>> {
        self.rest.next();
        if self.take('?') && !self.take(':') {
            return None;
        }
        let mut alternatives = self.sequence()?;
        while self.take('|') {
            alternatives.extend(self.sequence()?);
        }
        let is_plain = self.take(')') && !matches!(self.peek(), Some('*' | '+' | '?' | '{'));
        is_plain.then_some(alternatives)
    }

    fn piece(&mut self) -> Option<Piece> {
        let one = match self.rest.next()? {
            '.' => One::Any,
            '[' => self.class()?,
            '\\' => match self.escaped()? {
                Escaped::Character(character) => One::Character(character),
                Escaped::Ranges(ranges) => One::Class { is_negated: false, ranges: ranges.to_vec() },
            },
            '^' | '*' | '+' | '?' | '{' | '}' | ']' => return None,
            character => One::Character(character),
        };
        let (min, max) = self.quantifier()?;
        Some(Piece { one, min, max })
    }

    fn quantifier(&mut self) -> Option<(usize, usize)> {
        let bounds = match self.peek() {
            Some('*') => (0, usize::MAX),
            Some('+') => (1, usize::MAX),
            Some('?') => (0, 1),
            Some('{') => {
                let (bounds, rest) = self.rest.as_str().get(1..)?.split_once('}')?;
                self.rest = rest.chars();
                return self.ends_quantifier().then(|| bounds_of(bounds)).flatten();
            }
            _ => return Some((1, 1)),
        };
        self.rest.next();
        self.ends_quantifier().then_some(bounds)
    }

    /// Returns whether nothing goes on that belongs to a quantifier.
    fn ends_quantifier(&self) -> bool {
        !matches!(self.peek(), Some('*' | '+' | '?' | '{'))
    }

    fn class(&mut self) -> Option<One> {
        let is_negated = self.take('^');
        let mut ranges = Vec::new();
        loop {
            let first = match self.rest.next()? {
                ']' if !ranges.is_empty() => return Some(One::Class { is_negated, ranges }),
                // Sets of sets, and what only some engines take for itself.
                '[' | ']' | '&' | '~' | '-' => return None,
                '\\' => match self.escaped()? {
                    Escaped::Character(character) => character,
                    Escaped::Ranges(known) => {
                        ranges.extend(known);
                        continue;
                    }
                },
                character => character,
            };
            let last = match self.take('-') {
                false => first,
                true => match self.rest.next()? {
                    last if last.is_ascii_alphanumeric() && first <= last => last,
                    _ => return None,
                },
            };
            ranges.push((first, last));
        }
    }

    fn escaped(&mut self) -> Option<Escaped> {
        Some(match self.rest.next()? {
            'd' => Escaped::Ranges(&[('0', '9')]),
            'w' => Escaped::Ranges(&[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]),
            's' => Escaped::Ranges(&[('\t', '\r'), (' ', ' ')]),
            'n' => Escaped::Character('\n'),
            'r' => Escaped::Character('\r'),
            't' => Escaped::Character('\t'),
            character if ".+*?()|[]{}^$\\-/".contains(character) => Escaped::Character(character),
            _ => return None,
        })
    }
}

/// What an escape stands for.
enum Escaped {
    Character(char),
    Ranges(&'static [(char, char)]),
}

/// `3`, `3,` or `3,5`.
fn bounds_of(text: &str) -> Option<(usize, usize)> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() < 4;
    let number = |text: &str| is_number(text).then(|| text.parse().ok()).flatten();
    let (min, max) = match text.split_once(',') {
        None => (number(text)?, number(text)?),
        Some((min, "")) => (number(min)?, usize::MAX),
        Some((min, max)) => (number(min)?, number(max)?),
    };
    (min <= max).then_some((min, max))
}

#[cfg(test)]
mod tests {
    use regex_lite::Regex;

    use super::*;

    const SIMPLE: [&str; 32] = [
        r"^([^.]|\.[^.]|\.\..)",
        "^(fcm|apns):.+$",
        "^:.+:$",
        "",
        "^$",
        "^",
        "$",
        "a",
        "a$",
        "^a",
        "ab*",
        "^a*b+$",
        "^[a-c]+$",
        "^[^a]$",
        "^a{2}$",
        "^a{1,2}b$",
        "^a{2,}$",
        "^(a|b(c|:))$",
        "^(?:a|)b$",
        r"^\w+:\d*$",
        r"[\s.]",
        r"^[\w.]{1,3}$",
        "^.?$",
        "^a?a?$",
        r"^\.\.$",
        r"a\-b",
        "(a|b)(a|c)",
        "^[a-c:]*a$",
        "é",
        "^[^:]+:b?$",
        r"\d",
        "^(a:|b)c",
    ];

    #[test]
    fn simple_patterns_match_what_the_engine_for_all_patterns_matches() {
        let letters = ["a", "b", "c", ":", ".", "1", " ", "\n", "é", "_", "-"];
        let mut texts = vec![String::new()];
        for length in 1..=3 {
            let shorter: Vec<String> =
                texts.iter().filter(|text| text.chars().count() == length - 1).cloned().collect();
            texts.extend(shorter.iter().flat_map(|text| letters.map(|letter| format!("{text}{letter}"))));
        }
        texts.extend(["fcm:a", "fcm:", "apns:b:c", "xfcm:a", "fcm:a\n"].map(str::to_owned));
        for pattern in SIMPLE {
            let simple = SimplePattern::new(pattern).unwrap_or_else(|| panic!("{pattern}"));
            let engine = Regex::new(pattern).unwrap();
            for text in &texts {
                assert_eq!(simple.matches(text), Some(engine.is_match(text)), "{pattern} in {text:?}");
            }
        }
    }

    #[test]
    fn other_patterns_are_left_to_the_engine() {
        for pattern in [
            "a|b",
            "^a|b$",
            "(a)*",
            "(a|b){2}",
            "(?i)a",
            "(?=a)",
            "a**",
            "a+?",
            "a{",
            "a{2,1}",
            "[]a]",
            "[[:alpha:]]",
            "[a-]",
            "[z-a]",
            r"\b",
            r"\p{L}",
            r"\D",
            "a$b",
            "a^b",
            "(a",
            "a)",
            "[a",
            r"[\d-z]",
            "a+b+",
            "^a+b+c+$",
            "}",
            "]",
            r"\",
            "(a|b|c|d)(a|b|c|d)(a|b|c|d)(a|b|c|d)",
        ] {
            assert!(SimplePattern::new(pattern).is_none(), "{pattern}");
        }
    }

    #[test]
    fn long_texts_are_left_to_the_engine() {
        let pattern = SimplePattern::new("^a+b*$").unwrap();
        assert_eq!(pattern.matches(&"a".repeat(MAX_SQUARED)), Some(true));
        assert_eq!(pattern.matches(&"a".repeat(MAX_SQUARED + 1)), None);
    }
}
