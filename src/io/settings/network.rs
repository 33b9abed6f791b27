//! Who may be asked, and what is kept of it, as it stands in the file.
//!
//! What cannot be read allows nothing.

use serde::{Deserialize, Serialize};

use crate::model::consent::{Consent, Scope};
use crate::model::web_host::WebHost;
use crate::state::network::{KEPT_MB, NetworkSettings};

#[derive(Default, Serialize, Deserialize)]
pub(super) struct NetworkFile {
    #[serde(default)]
    allowed: Vec<AllowedFile>,
    #[serde(default)]
    keeps_tiles: Option<bool>,
    #[serde(default)]
    kept_mb_max: Option<u32>,
}

/// A host, `https://tiles.example.org`, for a collection by its path; without one for good.
#[derive(Serialize, Deserialize)]
struct AllowedFile {
    host: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    collection: Option<String>,
}

pub(super) fn write(settings: &NetworkSettings) -> NetworkFile {
    let NetworkSettings {
        consent,
        keeps_tiles,
        kept_mb_max,
    } = settings;
    let allowed = consent.entries().map(|(host, scope)| AllowedFile {
        host: host.key(),
        collection: match scope {
            Scope::Always => None,
            Scope::Collection(key) => Some(key),
        },
    });
    NetworkFile {
        allowed: allowed.collect(),
        keeps_tiles: Some(*keeps_tiles),
        kept_mb_max: Some(*kept_mb_max),
    }
}

pub(super) fn read(file: NetworkFile) -> NetworkSettings {
    let defaults = NetworkSettings::default();
    let mut consent = Consent::default();
    for AllowedFile { host, collection } in file.allowed {
        if let Some(host) = WebHost::parse(&host) {
            let scope = collection.map_or(Scope::Always, Scope::Collection);
            consent.allow(host, &scope);
        }
    }
    NetworkSettings {
        consent,
        keeps_tiles: file.keeps_tiles.unwrap_or(defaults.keeps_tiles),
        kept_mb_max: file
            .kept_mb_max
            .filter(|megabytes| KEPT_MB.contains(megabytes))
            .unwrap_or(defaults.kept_mb_max),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_comes_back_and_nonsense_allows_nothing() {
        let mut settings = NetworkSettings {
            keeps_tiles: false,
            kept_mb_max: 500,
            ..NetworkSettings::default()
        };
        let host = |text| WebHost::parse(text).unwrap();
        let consent = &mut settings.consent;
        consent.allow(host("https://a.example"), &Scope::Always);
        let own = Scope::Collection(String::from("/a.geojson"));
        consent.allow(host("http://127.0.0.1:8080"), &own);
        assert_eq!(read(write(&settings)), settings);
        let text = r#"{"allowed": [{"host": "*"}, {"host": "https://u:p@a.example"}, {"host": "file:///"}], "kept_mb_max": 4000000000}"#;
        let file: NetworkFile = serde_json::from_str(text).unwrap();
        assert_eq!(read(file), NetworkSettings::default());
    }
}
