//! Numbers; whole numbers stay exact.

use std::cmp::Ordering;
use std::fmt;

/// A number of a constraint or of a value. Whole numbers stay exact. As in JSON Schema, `1` and `1.0` are equal.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Number {
    /// A whole number.
    I64(i64),
    /// A whole number beyond `i64`.
    U64(u64),
    /// Any other number, and whole ones beyond `u64`.
    F64(f64),
}

impl From<i64> for Number {
    fn from(number: i64) -> Self {
        Self::I64(number)
    }
}

impl From<u64> for Number {
    fn from(number: u64) -> Self {
        i64::try_from(number).map_or(Self::U64(number), Self::I64)
    }
}

impl From<f64> for Number {
    fn from(number: f64) -> Self {
        Self::F64(number)
    }
}

/// The shortest decimal for the `f32`, since that is what is sent: 0.1 instead of 0.10000000149011612.
impl From<f32> for Number {
    fn from(number: f32) -> Self {
        Self::F64(number.to_string().parse().unwrap_or_else(|_| f64::from(number)))
    }
}

impl From<&serde_json::Number> for Number {
    fn from(number: &serde_json::Number) -> Self {
        match (number.as_i64(), number.as_u64()) {
            (Some(whole), _) => Self::I64(whole),
            (None, Some(whole)) => Self::U64(whole),
            (None, None) => Self::F64(number.as_f64().unwrap_or(f64::NAN)),
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.compare(*other) == Some(Ordering::Equal)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::I64(number) => number.fmt(f),
            Self::U64(number) => number.fmt(f),
            Self::F64(number) => number.fmt(f),
        }
    }
}

/// Below this, every whole `f64` fits into an `i128`.
const MAX_WHOLE: f64 = 1e38;

impl Number {
    /// The number if it is whole; `None` for other numbers and for whole numbers that do not fit into an `i128`.
    fn whole(self) -> Option<i128> {
        match self {
            Self::I64(number) => Some(number.into()),
            Self::U64(number) => Some(number.into()),
            #[expect(clippy::cast_possible_truncation, reason = "it is whole and fits")]
            Self::F64(number) => (number.fract() == 0.0 && number.abs() < MAX_WHOLE).then_some(number as i128),
        }
    }

    fn compare(self, other: Self) -> Option<Ordering> {
        match (self.whole(), other.whole()) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            _ => self.as_f64().partial_cmp(&other.as_f64()),
        }
    }

    pub(crate) fn is_below(self, other: Self) -> bool {
        self.compare(other) == Some(Ordering::Less)
    }

    /// The number as a float: the nearest one if a whole number has too many digits.
    #[expect(clippy::cast_precision_loss, reason = "only for a comparison with a number that is a float already")]
    #[must_use]
    pub fn as_f64(self) -> f64 {
        match self {
            Self::I64(number) => number as f64,
            Self::U64(number) => number as f64,
            Self::F64(number) => number,
        }
    }

    pub(crate) fn is_multiple_of(self, divisor: Self) -> bool {
        match (self.whole(), divisor.whole()) {
            (Some(number), Some(divisor)) => number.checked_rem(divisor).is_none_or(|rest| rest == 0),
            _ => {
                // 0.3 is a multiple of 0.1 although their quotient is 2.9999999999999996.
                let quotient = self.as_f64() / divisor.as_f64();
                (quotient - quotient.round()).abs() <= f64::EPSILON * quotient.abs().max(1.0)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_numbers_are_equal_however_they_are_written() {
        assert_eq!(Number::from(1_i64), Number::from(1.0_f64));
        assert_eq!(Number::from(u64::MAX), Number::U64(u64::MAX));
        assert_eq!(Number::from(5_u64), Number::U64(5));
        assert_ne!(Number::from(f64::NAN), Number::from(f64::NAN));
    }

    #[test]
    fn whole_numbers_are_compared_to_the_last_digit() {
        // The nearest `f64` of both is 2^53 or 2^64.
        assert_ne!(Number::from((1_i64 << 53) + 1), Number::from(9_007_199_254_740_992.0_f64));
        assert!(Number::from(u64::MAX).is_below(Number::from(18_446_744_073_709_551_616.0_f64)));
        assert!(Number::from(u64::MAX - 1).is_below(Number::from(u64::MAX)));
        assert!(Number::from(-1_i64).is_below(Number::from(u64::MAX)));
        assert!(Number::from(1e300_f64).is_below(Number::from(1e301_f64)));
    }

    #[test]
    fn a_short_float_is_the_decimal_that_is_sent() {
        assert_eq!(Number::from(0.1_f32), Number::from(0.1_f64));
        assert_eq!(Number::from(f32::MAX).to_string(), f32::MAX.to_string());
        assert!(Number::from(f32::NAN).as_f64().is_nan());
        assert_eq!(Number::from(f32::INFINITY), Number::from(f64::INFINITY));
    }

    #[test]
    fn multiples_are_whole_or_decimal() {
        let is_multiple = |number: Number, divisor: Number| number.is_multiple_of(divisor);
        assert!(is_multiple(0.3_f32.into(), 0.1_f64.into()));
        assert!(is_multiple(u64::MAX.into(), 5_i64.into()));
        assert!(!is_multiple((u64::MAX - 1).into(), 5_i64.into()));
        assert!(!is_multiple(0.35_f64.into(), 0.1_f64.into()));
    }
}
