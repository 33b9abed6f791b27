//! How long a host is left alone after it failed: twice as long each time, a little more or less by chance.

use std::time::{Duration, SystemTime};

/// Failures in a row after which a host is not asked by itself any more.
pub(super) const FAILURES_MAX: u32 = 5;
/// The longest that a host is left alone by its failures.
const BACK_OFF_MAX: Duration = Duration::from_mins(5);
/// The longest that a host's own word is taken for; what asks for more is taken to mean a day.
const RETRY_AFTER_MAX: Duration = Duration::from_hours(24);

/// How long after the n-th failure in a row, counted from 1. `chance` is any number; equal ones give equal answers.
pub(super) fn back_off(base: Duration, n: u32, chance: u64) -> Duration {
    let doubled = base.saturating_mul(1_u32 << (n.clamp(1, 16) - 1));
    let share = (mixed(chance.wrapping_add(u64::from(n))) >> 40) as f64 / f64::from(1_u32 << 24);
    doubled.min(BACK_OFF_MAX).mul_f64(0.75 + 0.5 * share)
}

/// How long a host asks to be left alone; `None` where it says nothing that can be read.
pub(super) fn retry_after(text: &str, now: SystemTime) -> Option<Duration> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds = text.parse().unwrap_or(u64::MAX);
        return Some(Duration::from_secs(seconds).min(RETRY_AFTER_MAX));
    }
    let until = httpdate::parse_http_date(text).ok()?;
    let wait = until.duration_since(now).unwrap_or_default();
    Some(wait.min(RETRY_AFTER_MAX))
}

/// Spreads a number evenly over all 64 bits (the finalizer of `SplitMix64`).
fn mixed(n: u64) -> u64 {
    let n = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_doubles_the_wait_up_to_a_bound() {
        let base = Duration::from_secs(1);
        for n in 1..=20 {
            for chance in 0..50 {
                let wait = back_off(base, n, chance).as_secs_f64();
                let middle = f64::from(1_u32 << (n.min(16) - 1)).min(300.0);
                assert!(
                    (middle * 0.75..=middle * 1.25).contains(&wait),
                    "{n} {wait}"
                );
            }
        }
        assert_eq!(back_off(base, 3, 7), back_off(base, 3, 7));
        assert_ne!(back_off(base, 3, 7), back_off(base, 3, 8));
    }

    #[test]
    fn a_host_says_how_long_in_seconds_or_by_a_date() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        let check = |text: &str, seconds: Option<u64>| {
            assert_eq!(
                retry_after(text, now),
                seconds.map(Duration::from_secs),
                "{text}"
            );
        };
        check("120", Some(120));
        check(" 0 ", Some(0));
        check("Sun, 06 Nov 1994 08:50:37 GMT", Some(60));
        check("Sun, 06 Nov 1994 08:00:00 GMT", Some(0));
        check("99999999999999999999999999", Some(24 * 60 * 60));
        check("-5", None);
        check("soon", None);
        check("", None);
    }
}
