//! Numbers, of which whole ones stay exact.

use std::cmp::Ordering;
use std::fmt;

/// A number of a rule or of a value: whole numbers stay exact.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Number {
    /// A whole number.
    I64(i64),
    /// Any other number, and whole ones beyond `i64`.
    F64(f64),
}

impl From<i64> for Number {
    fn from(number: i64) -> Self {
        Self::I64(number)
    }
}

impl From<f64> for Number {
    fn from(number: f64) -> Self {
        Self::F64(number)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::I64(number) => number.fmt(f),
            Self::F64(number) => number.fmt(f),
        }
    }
}

impl Number {
    fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::I64(a), Self::I64(b)) => Some(a.cmp(&b)),
            _ => self.as_f64().partial_cmp(&other.as_f64()),
        }
    }

    pub(crate) fn is_below(self, other: Self) -> bool {
        self.compare(other) == Some(Ordering::Less)
    }

    #[expect(clippy::cast_precision_loss, reason = "only for a comparison with a number that is a float already")]
    /// The number as a float: the nearest one for a whole number that has too many digits.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        match self {
            Self::I64(number) => number as f64,
            Self::F64(number) => number,
        }
    }

    pub(crate) fn is_multiple_of(self, divisor: Self) -> bool {
        match (self, divisor) {
            (Self::I64(number), Self::I64(divisor)) => number.checked_rem(divisor).is_none_or(|rest| rest == 0),
            _ => {
                // 0.3 is a multiple of 0.1 although their quotient is 2.9999999999999996.
                let quotient = self.as_f64() / divisor.as_f64();
                (quotient - quotient.round()).abs() <= f64::EPSILON * quotient.abs().max(1.0)
            }
        }
    }
}
