//! From an event's id to its row: eight bytes an event, whatever the ids look like.

use std::hash::{BuildHasher as _, BuildHasherDefault};

use rustc_hash::FxHasher;

use crate::model::event::EventId;
use crate::store::Row;

/// The rows by a short hash of their ids.
#[derive(Debug)]
pub(super) struct Ids(Vec<(u32, Row)>);

impl Ids {
    pub(super) fn new(rows: impl Iterator<Item = (EventId, Row)>) -> Self {
        let mut hashed: Vec<(u32, Row)> = rows.map(|(id, row)| (hash(&id), row)).collect();
        hashed.sort_unstable();
        Self(hashed)
    }

    /// The rows whose ids have the same hash, one of which may be the one.
    pub(super) fn candidates(&self, id: &EventId) -> impl Iterator<Item = Row> {
        let hash = hash(id);
        let first = self.0.partition_point(|(other, _)| *other < hash);
        self.0[first..]
            .iter()
            .take_while(move |(other, _)| *other == hash)
            .map(|(_, row)| *row)
    }
}

fn hash(id: &EventId) -> u32 {
    // The upper half is the better mixed one.
    (BuildHasherDefault::<FxHasher>::default().hash_one(&id.0) >> 32) as u32
}
