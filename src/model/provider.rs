//! What is known of providers of tiles who do not want areas to be fetched as a whole.
//!
//! The list is short and cannot be complete: who is not on it may forbid it all the same, and the dialog says so.

use crate::model::web_host::WebHost;

/// Domains, and why no area is fetched from them.
const REFUSALS: [(&str, &str); 6] = [
    (
        "openstreetmap.org",
        "the tile usage policy of OpenStreetMap forbids to download areas for later use; \
         its servers are run on donations",
    ),
    (
        "google.com",
        "Google’s terms forbid to fetch tiles ahead or to keep them",
    ),
    (
        "googleapis.com",
        "Google’s terms forbid to fetch tiles ahead or to keep them",
    ),
    (
        "virtualearth.net",
        "the terms of Bing Maps forbid to fetch tiles ahead or to keep them",
    ),
    (
        "mapbox.com",
        "Mapbox’s terms forbid to download tiles in bulk other than by its own software",
    ),
    (
        "arcgisonline.com",
        "Esri’s terms allow areas to be exported from services of their own only",
    ),
];

/// Why areas are not fetched from a host as a whole; `None`: nothing is known against it.
pub fn bulk_refusal(host: &WebHost) -> Option<&'static str> {
    REFUSALS
        .into_iter()
        .find(|(domain, _)| host.is_within(domain))
        .map(|(_, reason)| reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_refusals_hold_for_every_host_of_the_provider() {
        let check = |host: &str, is_refused: bool| {
            let host = WebHost::parse(host).unwrap();
            assert_eq!(bulk_refusal(&host).is_some(), is_refused, "{host}");
        };
        check("https://tile.openstreetmap.org", true);
        check("https://a.tile.openstreetmap.org", true);
        check("https://notopenstreetmap.org", false);
        check("https://tiles.example.org", false);
    }
}
