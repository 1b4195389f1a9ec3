//! The delay before the next attempt.

use std::time::Duration;

use crate::send::policy::MOST_HONOURED;
use crate::send::policy::RetryPolicy;

/// Returns the delay after attempt number `made`: the server's delay plus a random part of a bound that doubles each
/// time ("full jitter"), so that callers who failed together do not retry together. `random` is in 0..1.
pub(crate) fn delay(policy: &RetryPolicy, made: u32, asked: Duration, random: f64) -> Duration {
    let doubled = 2_u32.checked_pow(made.saturating_sub(1)).unwrap_or(u32::MAX);
    let bound = policy.base_delay.saturating_mul(doubled).min(policy.max_delay);
    let jitter = Duration::try_from_secs_f64(bound.as_secs_f64() * random.clamp(0.0, 1.0)).unwrap_or(bound);
    let most = policy.max_delay.max(MOST_HONOURED);
    asked.saturating_add(jitter).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random;

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
}
