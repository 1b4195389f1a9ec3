//! How long to wait before the next attempt.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, HeaderName, RETRY_AFTER};

use super::retry::RetryPolicy;

/// The longest wait that a server can ask for.
pub(crate) const MOST_HONOURED: Duration = Duration::from_secs(60);

/// Returns the wait after attempt number `made`: what the server asked for, and on top of it a random part of a bound
/// that doubles each time ("full jitter"), so that callers who failed together do not come back together. `random` is
/// in 0..1.
pub(crate) fn delay(policy: &RetryPolicy, made: u32, asked: Duration, random: f64) -> Duration {
    let doubled = 2_u32.checked_pow(made.saturating_sub(1)).unwrap_or(u32::MAX);
    let bound = policy.base_delay.saturating_mul(doubled).min(policy.max_delay);
    let jitter = Duration::try_from_secs_f64(bound.as_secs_f64() * random.clamp(0.0, 1.0)).unwrap_or(bound);
    let most = policy.max_delay.max(MOST_HONOURED);
    asked.saturating_add(jitter).min(most)
}

/// Reads how long the server asks to wait, in seconds or until a date; of several wishes the longest. What is neither is
/// no wish, and a date that is past means at once.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    // The server's own date, if it says it, makes the difference right even where this machine's clock is not.
    let now = date(headers, &DATE).unwrap_or(now);
    let wishes = headers.get_all(RETRY_AFTER).iter().filter_map(|value| {
        let text = value.to_str().ok()?.trim();
        match text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() {
            // More digits than fit are a very long time.
            true => Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX))),
            false => Some(httpdate::parse_http_date(text).ok()?.duration_since(now).unwrap_or_default()),
        }
    });
    wishes.max()
}

/// Reads a header that holds one date.
pub(crate) fn date(headers: &HeaderMap, name: &HeaderName) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(name)?.to_str().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::random;

    const POLICY: RetryPolicy = RetryPolicy::new();

    #[test]
    fn delays_are_spread_evenly_over_a_bound_that_doubles_up_to_its_cap() {
        let mut steps = 0;
        for made in [1, 2, 3, 7, 8, 9, 32, 33, 63, u32::MAX] {
            let bound = (0.1 * 2_f64.powi(i32::try_from(made.min(40)).unwrap() - 1)).min(20.0);
            let samples: Vec<f64> =
                (0..10_000).map(|_| delay(&POLICY, made, Duration::ZERO, random::unit()).as_secs_f64()).collect();
            assert!(samples.iter().all(|sample| (0.0..=bound).contains(sample)), "attempt {made}");
            let mean = samples.iter().sum::<f64>() / 10_000.0 / bound;
            assert!((0.48..0.52).contains(&mean), "attempt {made}: {mean}");
            steps += 1;
        }
        assert_eq!(steps, 10);
        println!("B4: {steps} steps, 10000 samples each");
    }

    #[test]
    fn a_wish_is_kept_and_others_do_not_come_at_the_same_time() {
        let five = Duration::from_secs(5);
        assert_eq!(delay(&POLICY, 1, five, 0.0), five);
        assert_eq!(delay(&POLICY, 1, five, 0.5), Duration::from_millis(5050));
        assert_eq!(delay(&POLICY, 1, MOST_HONOURED, 1.0), MOST_HONOURED);
    }

    #[test]
    fn a_bad_random_number_makes_no_bad_delay() {
        for random in [-1.0, f64::NAN, f64::INFINITY, 2.0] {
            assert!(delay(&POLICY, 1, Duration::ZERO, random) <= Duration::from_millis(100), "{random}");
        }
    }

    #[test]
    fn wishes_are_seconds_or_dates() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        let asked = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(RETRY_AFTER, value.parse().unwrap());
            }
            retry_after(&headers, now).map(|wait| wait.as_secs())
        };
        let cases: [(&[&str], Option<u64>); 16] = [
            (&[], None),
            (&["0"], Some(0)),
            (&["5"], Some(5)),
            (&[" 5 "], Some(5)),
            (&["-1"], None),
            (&["1e9"], None),
            (&["1.5"], None),
            (&["abc"], None),
            (&[""], None),
            (&["5", "7"], Some(7)),
            (&["abc", "7"], Some(7)),
            (&["999999999999"], Some(999_999_999_999)),
            (&["99999999999999999999999"], Some(u64::MAX)),
            (&["Sun, 06 Nov 1994 08:49:47 GMT"], Some(10)),
            (&["Sunday, 06-Nov-94 08:49:47 GMT"], Some(10)),
            (&["Sun Nov  6 08:49:47 1994"], Some(10)),
        ];
        for (values, expected) in &cases {
            assert_eq!(asked(values), *expected, "{values:?}");
        }
        assert_eq!(asked(&["Sun, 06 Nov 1994 08:49:00 GMT"]), Some(0), "past");
        assert_eq!(cases.len() + 1, 17);
        println!("B5: {} wishes", cases.len() + 1);
    }

    #[test]
    fn a_date_counts_from_the_servers_own() {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, "Sun, 06 Nov 1994 08:49:47 GMT".parse().unwrap());
        headers.insert(DATE, "Sun, 06 Nov 1994 08:49:44 GMT".parse().unwrap());
        assert_eq!(retry_after(&headers, SystemTime::now()), Some(Duration::from_secs(3)));
    }
}
