//! Checks of constants at compile time, as far as stable Rust can evaluate them: lengths of texts and limits of whole
//! numbers.

use std::borrow::Cow;
use std::mem::ManuallyDrop;

use crate::{Number, Rule};

/// A constant in a payload. Its `check` stops the compilation with the message of [`Broken`](crate::Broken) when the
/// constant breaks a rule.
#[derive(Clone, Copy, Debug)]
pub struct Constant<T>(pub T);

impl Constant<&str> {
    /// Checks the length.
    #[track_caller]
    pub const fn check(self, rules: &[Rule], path: &str) {
        let found = length(self.0);
        let mut rest = rules;
        while let [rule, others @ ..] = rest {
            match rule {
                Rule::MinLength(min) if found < *min => fail_length(path, "at least ", *min, found),
                Rule::MaxLength(max) if found > *max => fail_length(path, "at most ", *max, found),
                _ => {}
            }
            rest = others;
        }
    }
}

macro_rules! whole_numbers {
    ($($number:ty),+) => {$(
        impl Constant<$number> {
            /// Checks the limits.
            #[track_caller]
            pub const fn check(self, rules: &[Rule], path: &str) {
                check_number(self.0 as i128, rules, path);
            }
        }
    )+};
}

whole_numbers!(i8, i16, i32, i64, u8, u16, u32, u64);

/// An option is checked by its value.
macro_rules! options {
    ($($ty:ty),+) => {$(
        impl Constant<Option<$ty>> {
            /// Checks the value, if there is one.
            #[track_caller]
            pub const fn check(self, rules: &[Rule], path: &str) {
                if let Some(value) = self.0 {
                    Constant(value).check(rules, path);
                }
            }
        }
    )+};
}

options!(&str, i8, i16, i32, i64, u8, u16, u32, u64);

/// Types that cannot be evaluated at compile time; they are checked before sending.
macro_rules! unchecked {
    ($($ty:ty),+) => {$(
        impl Constant<$ty> {
            /// Checks nothing.
            #[track_caller]
            pub const fn check(self, _: &[Rule], _: &str) {
                // Destructors cannot run in a constant function.
                let _ = ManuallyDrop::new(self);
            }
        }
    )+};
}

unchecked!(f32, f64, bool, String, &String, Cow<'_, str>, Option<f32>, Option<f64>, Option<bool>, Option<String>);

#[track_caller]
const fn check_number(found: i128, rules: &[Rule], path: &str) {
    let mut rest = rules;
    while let [rule, others @ ..] = rest {
        match rule {
            Rule::Minimum(limit) => compare(*limit, Bound::AtLeast, found, path),
            Rule::Maximum(limit) => compare(*limit, Bound::AtMost, found, path),
            Rule::ExclusiveMinimum(limit) => compare(*limit, Bound::MoreThan, found, path),
            Rule::ExclusiveMaximum(limit) => compare(*limit, Bound::LessThan, found, path),
            _ => {}
        }
        rest = others;
    }
}

/// A limit of whole numbers.
#[derive(Clone, Copy)]
enum Bound {
    AtLeast,
    AtMost,
    MoreThan,
    LessThan,
}

/// Limits that are not whole numbers are checked before sending instead.
#[track_caller]
const fn compare(limit: Number, bound: Bound, found: i128, path: &str) {
    let limit = match limit {
        Number::I64(limit) => limit as i128,
        Number::U64(limit) => limit as i128,
        Number::F64(_) => return,
    };
    match bound {
        Bound::AtLeast if found < limit => fail(path, "at least ", limit, "", found),
        Bound::AtMost if found > limit => fail(path, "at most ", limit, "", found),
        Bound::MoreThan if found <= limit => fail(path, "more than ", limit, "", found),
        Bound::LessThan if found >= limit => fail(path, "less than ", limit, "", found),
        _ => {}
    }
}

/// The number of Unicode scalar values: all bytes except continuation bytes.
const fn length(text: &str) -> u64 {
    let (mut rest, mut length) = (text.as_bytes(), 0_u64);
    while let [byte, others @ ..] = rest {
        if *byte & 0b1100_0000 != 0b1000_0000 {
            length = length.saturating_add(1);
        }
        rest = others;
    }
    length
}

#[track_caller]
const fn fail_length(path: &str, bound: &str, limit: u64, found: u64) -> ! {
    let unit = if limit == 1 { " character long" } else { " characters long" };
    fail(path, bound, limit as i128, unit, found as i128)
}

#[track_caller]
#[expect(clippy::panic, reason = "evaluated by the compiler, whose error it is")]
const fn fail(path: &str, bound: &str, limit: i128, unit: &str, found: i128) -> ! {
    let place =
        if path.is_empty() { Message::new().text("the value") } else { Message::new().text("`").text(path).text("`") };
    let message = place.text(" must be ").text(bound).number(limit).text(unit).text(", found ").number(found);
    panic!("{}", message.as_str())
}

/// Text built at compile time, where nothing can be allocated. Text that is too long is cut off.
struct Message {
    bytes: [u8; 512],
    length: usize,
}

impl Message {
    const fn new() -> Self {
        Self { bytes: [0; 512], length: 0 }
    }

    const fn text(mut self, text: &str) -> Self {
        let mut rest = text.as_bytes();
        while let [byte, others @ ..] = rest {
            self = self.byte(*byte);
            rest = others;
        }
        self
    }

    const fn byte(mut self, byte: u8) -> Self {
        if let Some((_, [place, ..])) = self.bytes.split_at_mut_checked(self.length) {
            *place = byte;
            self.length = self.length.saturating_add(1);
        }
        self
    }

    const fn number(self, number: i128) -> Self {
        let this = if number < 0 { self.byte(b'-') } else { self };
        this.digits(number.unsigned_abs())
    }

    const fn digits(self, number: u128) -> Self {
        let this = if number >= 10 { self.digits(number / 10) } else { self };
        this.byte(b'0'.saturating_add((number % 10) as u8))
    }

    const fn as_str(&self) -> &str {
        let (bytes, _) = self.bytes.split_at(self.length);
        match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(_) => "a constant breaks a rule of the description",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(check: impl FnOnce() + std::panic::UnwindSafe) -> String {
        let payload = std::panic::catch_unwind(check).expect_err("the constant breaks the rule");
        payload.downcast_ref::<String>().cloned().unwrap_or_default()
    }

    #[test]
    fn a_constant_that_breaks_a_rule_is_rejected_in_the_words_of_the_check() {
        let rules = [Rule::MinLength(1), Rule::MaxLength(2)];
        let found = message(|| Constant("é😀x").check(&rules, "name"));
        let broken = Rule::MaxLength(2).text("é😀x");
        assert_eq!(Some(found), broken.map(|broken| format!("`name` {broken}")));
        assert_eq!(message(|| Constant("").check(&rules, "")), "the value must be at least 1 character long, found 0");
        let limits = [Rule::Minimum(Number::I64(-5)), Rule::ExclusiveMaximum(Number::I64(100))];
        for found in [-60_i64, 100] {
            let broken = limits.iter().find_map(|rule| rule.number(Number::I64(found)));
            let broken = broken.map(|broken| format!("`n` {broken}"));
            assert_eq!(Some(message(|| Constant(found).check(&limits, "n"))), broken);
        }
        let limit = Rule::Maximum(Number::U64(u64::MAX - 1));
        assert_eq!(
            message(|| Constant(u64::MAX).check(&[limit], "n")),
            "`n` must be at most 18446744073709551614, found 18446744073709551615"
        );
    }

    #[test]
    fn a_constant_that_keeps_the_rules_compiles() {
        const { Constant("é😀").check(&[Rule::MaxLength(2)], "name") };
        const { Constant(5_u8).check(&[Rule::Minimum(Number::I64(5)), Rule::Maximum(Number::I64(5))], "n") };
    }
}
