//! What a tile is known by: its source without the user's key, and where it lies.
//!
//! A key in the query of the template does not count, so that a new one finds the tiles of the old one, and none is
//! kept on disk; the rest is hashed, so that nothing can be read from it.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::model::ground::{TileAt, TileServer};

/// Names of parameters that hold a key, in lower case.
const KEY_NAMES: [&str; 14] = [
    "key",
    "apikey",
    "api_key",
    "api-key",
    "token",
    "access_token",
    "accesstoken",
    "app_id",
    "app_code",
    "appid",
    "auth",
    "sig",
    "signature",
    "subscription-key",
];

/// A tile of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct TileKey {
    /// SHA-256 of the template without a key.
    pub(super) source: [u8; 32],
    pub(super) at: TileAt,
}

impl TileKey {
    pub(super) fn new(server: &TileServer, at: TileAt) -> Self {
        Self {
            source: source_hash(&server.template),
            at,
        }
    }

    /// SHA-256 of both.
    pub(super) fn hash(&self) -> [u8; 32] {
        let TileAt { zoom, x, y } = self.at;
        let mut hash = Sha256::new();
        hash.update(self.source);
        hash.update([zoom]);
        hash.update(x.to_be_bytes());
        hash.update(y.to_be_bytes());
        hash.finalize().into()
    }
}

/// What a source is known by, as text.
pub(super) fn source_name(server: &TileServer) -> String {
    source_hash(&server.template)
        .iter()
        .fold(String::new(), |mut text, byte| {
            // Writing into a text cannot fail.
            write!(text, "{byte:02x}").ok();
            text
        })
}

fn source_hash(template: &str) -> [u8; 32] {
    Sha256::digest(without_key(template.trim()).as_bytes()).into()
}

fn without_key(template: &str) -> String {
    let Some((path, query)) = template.split_once('?') else {
        return template.to_owned();
    };
    let is_key = |part: &&str| {
        let name = part.split('=').next().unwrap_or_default();
        KEY_NAMES.contains(&name.to_ascii_lowercase().as_str())
    };
    let rest: Vec<&str> = query.split('&').filter(|part| !is_key(part)).collect();
    format!("{path}?{}", rest.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_key_is_the_same_source_and_another_layer_is_not() {
        let hash = |template: &str| source_hash(template);
        let one = hash("https://a.example/{z}/{x}/{y}?lyrs=s&key=1");
        assert_eq!(one, hash("https://a.example/{z}/{x}/{y}?lyrs=s&KEY=2"));
        assert_eq!(one, hash("https://a.example/{z}/{x}/{y}?lyrs=s"));
        assert_ne!(one, hash("https://a.example/{z}/{x}/{y}?lyrs=m&key=1"));
        assert_ne!(one, hash("https://b.example/{z}/{x}/{y}?lyrs=s&key=1"));
    }
}
