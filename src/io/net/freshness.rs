//! How long a tile may be taken as it is, by what its server says of it.

use std::time::{Duration, SystemTime};

use ureq::http::{HeaderMap, header};

/// A tile whose server says nothing is taken as it is for a week, as providers ask.
const KEEP_FOR_USUALLY: Duration = Duration::from_hours(7 * 24);
/// No tile is taken as it is for longer, whatever its server says.
pub(super) const KEEP_FOR_MAX: Duration = Duration::from_hours(90 * 24);

/// How long an answer may be taken as it is, by its head; `None`: it is not to be kept.
pub(super) fn keep_for(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let control = text(header::CACHE_CONTROL)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let directives = || control.split(',').map(str::trim);
    if directives().any(|it| it == "no-store") {
        return None;
    }
    if directives().any(|it| it == "no-cache") {
        return Some(Duration::ZERO);
    }
    let max_age =
        directives().find_map(|it| it.strip_prefix("max-age=")?.trim_matches('"').parse().ok());
    let expires = || {
        let until = httpdate::parse_http_date(text(header::EXPIRES)?).ok()?;
        Some(until.duration_since(now).unwrap_or_default())
    };
    let time = max_age.map(Duration::from_secs).or_else(expires);
    Some(time.unwrap_or(KEEP_FOR_USUALLY).min(KEEP_FOR_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_says_how_long_a_tile_is_good() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:00:00 GMT").unwrap();
        let check = |name: &'static str, value: &'static str, seconds: Option<u64>| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            let found = keep_for(&headers, now);
            assert_eq!(found, seconds.map(Duration::from_secs), "{value}");
        };
        let week = KEEP_FOR_USUALLY.as_secs();
        check("cache-control", "public, max-age=60", Some(60));
        check("cache-control", "No-Store", None);
        check("cache-control", "no-cache, max-age=60", Some(0));
        check("cache-control", "max-age=-1", Some(week));
        check(
            "cache-control",
            "max-age=99999999999",
            Some(KEEP_FOR_MAX.as_secs()),
        );
        check("expires", "Sun, 06 Nov 1994 09:00:00 GMT", Some(3_600));
        check("expires", "0", Some(week));
        check("etag", "\"x\"", Some(week));
    }
}
