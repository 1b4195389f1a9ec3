//! The versions of the API.

use std::fmt;

/// A version of the API, as requests name it in the header `TalkJS-REST-Version`. Only breaking changes create one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ApiVersion {
    /// `2021-01-01`, the first one.
    V2021_01_01,
    /// `2021-02-09`: lists of conversations are ordered by last activity, or as requested.
    V2021_02_09,
    /// `2021-07-30`: a conversation that a user leaves is no longer in the user's list.
    V2021_07_30,
    /// `2024-01-01`: the list of conversations of a user who does not exist is a 404.
    V2024_01_01,
}

impl ApiVersion {
    /// All of them, oldest first.
    pub const ALL: &[Self] = &[Self::V2021_01_01, Self::V2021_02_09, Self::V2021_07_30, Self::V2024_01_01];

    /// The latest one.
    pub const LATEST: Self = Self::V2024_01_01;

    /// The version of a date such as `2024-01-01`, if there is one.
    #[must_use]
    pub fn from_date(date: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|version| version.date() == date)
    }

    /// The date, such as `2024-01-01`.
    #[must_use]
    pub fn date(self) -> &'static str {
        match self {
            Self::V2021_01_01 => "2021-01-01",
            Self::V2021_02_09 => "2021-02-09",
            Self::V2021_07_30 => "2021-07-30",
            Self::V2024_01_01 => "2024-01-01",
        }
    }
}

impl Default for ApiVersion {
    fn default() -> Self {
        Self::LATEST
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.date())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_name_versions_and_are_in_order() {
        for version in ApiVersion::ALL {
            assert_eq!(ApiVersion::from_date(&version.to_string()), Some(*version));
        }
        assert!(ApiVersion::ALL.is_sorted());
        assert_eq!(ApiVersion::ALL.last(), Some(&ApiVersion::LATEST));
        assert_eq!(ApiVersion::from_date("2024-01-02"), None);
    }
}
