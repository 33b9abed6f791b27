//! Names that events share (actors, sources, tags), each held once and numbered.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::store::Row;

/// Numbers names as they come, and takes the names of one event after the other.
#[derive(Debug, Default)]
pub struct LabelsBuilder {
    names: Vec<Arc<str>>,
    idx_of: FxHashMap<Arc<str>, u32>,
    /// Where the numbers of each event end in `ids`.
    ends: Vec<u32>,
    ids: Vec<u32>,
}

impl LabelsBuilder {
    /// The number of a name.
    pub fn intern(&mut self, name: &str) -> u32 {
        if let Some(idx) = self.idx_of.get(name) {
            return *idx;
        }
        let idx = self.names.len() as u32;
        let name: Arc<str> = name.into();
        self.names.push(Arc::clone(&name));
        self.idx_of.insert(name, idx);
        idx
    }

    /// The names in the order of their numbers.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(AsRef::as_ref)
    }

    /// The names of the next event; one that is given twice counts once.
    pub fn push(&mut self, names: &[&str]) {
        let first = self.ids.len();
        for name in names {
            let idx = self.intern(name);
            if !self.ids[first..].contains(&idx) {
                self.ids.push(idx);
            }
        }
        self.ends.push(self.ids.len() as u32);
    }

    /// The events of another builder after those of this one.
    pub fn append(&mut self, other: &Self) {
        let renamed: Vec<u32> = other.names().map(|name| self.intern(name)).collect();
        let shift = self.ids.len() as u32;
        self.ids
            .extend(other.ids.iter().map(|idx| renamed[*idx as usize]));
        self.ends.extend(other.ends.iter().map(|end| end + shift));
    }

    /// The labels with the events in the given order.
    pub fn finish(self, order: &[u32]) -> Labels {
        let Self {
            names,
            idx_of,
            ends,
            ids,
        } = self;
        let of = |event: u32| {
            let start = event
                .checked_sub(1)
                .map_or(0, |before| ends[before as usize]);
            start as usize..ends[event as usize] as usize
        };
        let (starts, mut ids) = if order.is_sorted() {
            (
                std::iter::once(0).chain(ends.iter().copied()).collect(),
                ids,
            )
        } else {
            let mut starts = Vec::with_capacity(order.len() + 1);
            let mut sorted = Vec::with_capacity(ids.len());
            starts.push(0);
            for event in order {
                sorted.extend_from_slice(&ids[of(*event)]);
                starts.push(sorted.len() as u32);
            }
            (starts, sorted)
        };
        ids.shrink_to_fit();
        let mut totals = vec![0; names.len()];
        for idx in &ids {
            totals[*idx as usize] += 1;
        }
        let mut ranking: Vec<u32> = (0..names.len() as u32).collect();
        ranking.sort_by(|a, b| {
            let key = |idx: u32| {
                (
                    std::cmp::Reverse(totals[idx as usize]),
                    &names[idx as usize],
                )
            };
            key(*a).cmp(&key(*b))
        });
        Labels {
            names,
            idx_of,
            starts,
            ids,
            ranking,
        }
    }
}

/// Names that events share, by row.
#[derive(Debug, Default)]
pub struct Labels {
    names: Vec<Arc<str>>,
    idx_of: FxHashMap<Arc<str>, u32>,
    /// Where the numbers of a row begin in `ids`; one more than rows.
    starts: Vec<u32>,
    ids: Vec<u32>,
    ranking: Vec<u32>,
}

impl Labels {
    /// Number of different names.
    pub fn n_names(&self) -> usize {
        self.names.len()
    }

    /// The names in the order of their numbers.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(AsRef::as_ref)
    }

    pub fn name(&self, idx: u32) -> &str {
        &self.names[idx as usize]
    }

    pub fn find(&self, name: &str) -> Option<u32> {
        self.idx_of.get(name).copied()
    }

    /// The numbers of a row's names, each once.
    pub fn of(&self, row: Row) -> &[u32] {
        let idx = row.0 as usize;
        match self.starts.get(idx..idx + 2) {
            Some([start, end]) => &self.ids[*start as usize..*end as usize],
            _ => &[],
        }
    }

    /// The numbers of all names: those of most rows first, then by name.
    pub fn ranking(&self) -> &[u32] {
        &self.ranking
    }
}
