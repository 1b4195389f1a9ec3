//! Formats of texts: checks that reject only texts that are certainly wrong.

mod base64;
mod network;
mod time;

use std::fmt;

/// A format of texts that is checked before sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Format {
    /// A date and time of RFC 3339: `2024-01-31T12:00:00Z`.
    DateTime,
    /// A date of RFC 3339: `2024-01-31`.
    Date,
    /// A time of RFC 3339: `12:00:00Z`; the offset is optional, as many servers omit it.
    Time,
    /// A duration of ISO 8601: `P3DT12H`.
    Duration,
    /// A UUID: five groups of hexadecimal digits.
    Uuid,
    /// An email address: text on both sides of one `@`.
    Email,
    /// A URI: a scheme, and no spaces.
    Uri,
    /// A URI, or a relative reference.
    UriReference,
    /// A host name: letters, digits and hyphens, joined by dots.
    Hostname,
    /// An IPv4 address: four numbers, joined by dots.
    Ipv4,
    /// An IPv6 address of RFC 4291, without a zone.
    Ipv6,
    /// Base64 of RFC 4648: either alphabet, with or without padding.
    Byte,
}

impl Format {
    /// The format of this name in a description, if it is checked.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "date-time" => Self::DateTime,
            "date" => Self::Date,
            "time" => Self::Time,
            "duration" => Self::Duration,
            "uuid" => Self::Uuid,
            "email" => Self::Email,
            "uri" => Self::Uri,
            "uri-reference" => Self::UriReference,
            "hostname" => Self::Hostname,
            "ipv4" => Self::Ipv4,
            "ipv6" => Self::Ipv6,
            "byte" => Self::Byte,
            _ => return None,
        })
    }

    /// Whether a text has this format.
    #[must_use]
    pub fn fits(self, text: &str) -> bool {
        match self {
            Self::DateTime => time::is_date_time(text),
            Self::Date => time::is_date(text),
            Self::Time => time::is_time(text),
            Self::Duration => time::is_duration(text),
            Self::Uuid => is_uuid(text),
            Self::Email => network::is_email(text),
            Self::Uri => network::is_uri(text),
            Self::UriReference => network::is_uri_reference(text),
            Self::Hostname => network::is_hostname(text),
            Self::Ipv4 => network::is_ipv4(text),
            Self::Ipv6 => network::is_ipv6(text),
            Self::Byte => base64::is_base64(text),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DateTime => "a date and time such as 2024-01-31T12:00:00Z",
            Self::Date => "a date such as 2024-01-31",
            Self::Time => "a time such as 12:00:00Z",
            Self::Duration => "a duration such as P3DT12H",
            Self::Uuid => "a UUID",
            Self::Email => "an email address",
            Self::Uri => "a URI with its scheme",
            Self::UriReference => "a URI or a relative reference",
            Self::Hostname => "a host name such as example.com",
            Self::Ipv4 => "an IPv4 address such as 192.0.2.1",
            Self::Ipv6 => "an IPv6 address such as 2001:db8::1",
            Self::Byte => "base64",
        })
    }
}

fn is_uuid(text: &str) -> bool {
    let groups = text.split('-').map(|group| (group.len(), group.bytes().all(|byte| byte.is_ascii_hexdigit())));
    groups.eq([8, 4, 4, 4, 12].map(|length| (length, true)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts that are right, and texts that are wrong.
    fn try_all(format: Format, right: &[&str], wrong: &[&str]) {
        for text in right {
            assert!(format.fits(text), "{format:?} accepts {text:?}");
        }
        for text in wrong {
            assert!(!format.fits(text), "{format:?} rejects {text:?}");
        }
    }

    #[test]
    fn dates_and_times_are_those_of_rfc_3339() {
        try_all(
            Format::DateTime,
            &["2024-02-29T23:59:60Z", "2024-01-31t12:00:00.123456+05:30", "2024-01-31 12:00:00Z"],
            &["2024-01-31", "2024-01-31T12:00:00", "2024-01-31T24:00:00Z", "2024-01-31T12:00:00+0530", "now"],
        );
        try_all(
            Format::Date,
            &["2000-02-29", "2024-12-31"],
            &["1900-02-29", "2024-13-01", "2024-1-1", "2024-01-31T", "é"],
        );
        try_all(
            Format::Time,
            &["12:00:00Z", "23:59:60z", "00:00:00.5+05:30", "12:00:00"],
            &["12:00", "24:00:00Z", "12:60:00Z", "12:00:61Z", "12:00:00+0530", "1:00:00Z", "noon", ""],
        );
    }

    #[test]
    fn durations_are_those_of_iso_8601() {
        try_all(
            Format::Duration,
            &["P1Y2M3DT4H5M6S", "P2W", "PT0S", "P1Y", "PT36H", "P1Y2D", "PT1.5S", "P0,5D", "P1M", "PT1M"],
            &[
                "", "P", "PT", "P1", "1D", "P1DT", "P1H", "PT1D", "P1D1Y", "P1Y1Y", "P1Y2W", "P-1D", "P1.5DT1H",
                "PT1.5H1S", "PT.5S", "PT1.S", "p1d", "P1D ", "P１D", "3.5s",
            ],
        );
    }

    #[test]
    fn a_uuid_has_five_groups() {
        try_all(
            Format::Uuid,
            &["123e4567-E89b-12d3-a456-426614174000"],
            &["123e4567e89b12d3a456426614174000", "123e4567-e89b-12d3-a456-42661417400g", ""],
        );
    }

    #[test]
    fn addresses_of_the_internet_are_told_from_other_texts() {
        try_all(Format::Email, &["a@b", "\"a@b\"@c.d", "ü@é.de"], &["a", "@b", "a@", "a@b@c", "a@b c"]);
        try_all(Format::Uri, &["https://a.b/c?d", "urn:x", "mailto:a@b"], &["/a", "a b:c", "1a:b", "https://a b", ""]);
        try_all(
            Format::UriReference,
            &["https://a.b/c?d", "/a", "a/b:c", "?a=b:c", "#x", "", "//host/a"],
            &["a b", "1a:b", ":x", "\\\\host\\a"],
        );
        let long = "a".repeat(63);
        let longest = format!("{long}.{long}.{long}.{}", "a".repeat(61));
        try_all(
            Format::Hostname,
            &["localhost", "example.com", "a-b.c", "1.2", "example.com.", "xn--bcher-kva.example", &longest],
            &[
                "",
                ".",
                "a..b",
                "-a",
                "a-.b",
                "a_b",
                "bücher.example",
                "a b",
                &format!("a{long}"),
                &format!("a{longest}"),
            ],
        );
        try_all(
            Format::Ipv4,
            &["192.0.2.1", "0.0.0.0", "255.255.255.255"],
            &["", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.4 ", "::1", "0x7f.0.0.1"],
        );
        try_all(
            Format::Ipv6,
            &["::1", "::", "2001:db8::1", "::ffff:192.0.2.1", "1:2:3:4:5:6:7:8"],
            &["", "1:2:3:4:5:6:7", "1::2::3", "12345::", "192.0.2.1", "fe80::1%eth0", "[::1]", ":::"],
        );
    }

    #[test]
    fn base64_is_of_one_alphabet_and_whole() {
        try_all(
            Format::Byte,
            &["", "QQ==", "QUI=", "QUJD", "+/+/", "-_-_", "QQ", "QUI", "QUJDRA=="],
            &["Q", "QUJDR", "QQ=", "QUI==", "QUJD=", "QUJD====", "=", "Q=Q=", "+/-_", "QU JD", "QUJD\n", "QU!D", "é"],
        );
    }
}
