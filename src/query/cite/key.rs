//! Keys of entries: the sources' ids, in the letters that every program takes for a key.

use std::collections::{HashMap, HashSet};

use crate::model::collection::Collection;
use crate::model::source::SourceId;

/// The keys of all sources of a collection; no two are alike, whatever the case of their letters.
pub(super) struct Keys<'c>(HashMap<&'c SourceId, String>);

impl<'c> Keys<'c> {
    pub(super) fn of(collection: &'c Collection) -> Self {
        let mut taken = HashSet::new();
        let mut keys = HashMap::new();
        for source in &collection.sources {
            let plain = plain_key(&source.id.0);
            let mut key = plain.clone();
            let mut number = 2;
            while !taken.insert(key.to_ascii_lowercase()) {
                key = format!("{plain}-{number}");
                number += 1;
            }
            keys.insert(&source.id, key);
        }
        Self(keys)
    }

    pub(super) fn key(&self, id: &SourceId) -> String {
        let key = self.0.get(id).cloned();
        key.unwrap_or_else(|| plain_key(&id.0))
    }
}

fn plain_key(id: &str) -> String {
    let mut key = String::new();
    for letter in id.chars() {
        if letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | ':') {
            key.push(letter);
        } else if !key.ends_with('-') {
            key.push('-');
        }
    }
    match key.trim_matches('-') {
        "" => String::from("source"),
        key => key.to_owned(),
    }
}
