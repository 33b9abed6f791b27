//! The ledger: every request that was sent, oldest first, and what came of it.
//!
//! It knows hosts and tiles, never addresses, so that no key can stand in it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::model::ground::TileAt;
use crate::model::time::Timestamp;
use crate::model::web_host::WebHost;

/// Requests that are kept; the oldest go, and are counted. A day of panning has fewer.
pub const ENTRIES_MAX: usize = 100_000;

/// What came of a request, roughly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutcomeKind {
    /// A tile.
    Tile,
    /// The server has no such tile.
    Absent,
    /// It sent on to another address, which is a request of its own.
    Redirect,
    Failed,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerEntry {
    /// When it was sent.
    pub at: Timestamp,
    pub host: WebHost,
    /// The proxy that it went through, which sees the host's name.
    pub via: Option<Arc<str>>,
    pub tile: TileAt,
    /// The status that the server answered with.
    pub status: Option<u16>,
    /// Bytes of the answer's content.
    pub n_bytes: u64,
    pub took_ms: u32,
    pub kind: OutcomeKind,
    /// In words: “tile”, “no such tile”, “too many requests”.
    pub words: Arc<str>,
}

/// What one host was asked, and how much came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HostTotal {
    pub n_requests: u64,
    pub n_bytes: u64,
    pub n_failed: u64,
}

/// All requests of this run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    entries: VecDeque<LedgerEntry>,
    n_dropped: u64,
    totals: BTreeMap<WebHost, HostTotal>,
}

impl Ledger {
    pub fn push(&mut self, entry: LedgerEntry) {
        let total = self.totals.entry(entry.host.clone()).or_default();
        total.n_requests += 1;
        total.n_bytes += entry.n_bytes;
        total.n_failed += u64::from(entry.kind == OutcomeKind::Failed);
        if self.entries.len() == ENTRIES_MAX {
            self.entries.pop_front();
            self.n_dropped += 1;
        }
        self.entries.push_back(entry);
    }

    /// Requests that could not be kept until they were entered.
    pub fn count_dropped(&mut self, n: u64) {
        self.n_dropped += n;
    }

    /// From the oldest to the newest.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &LedgerEntry> {
        self.entries.iter()
    }

    /// A request by its number from the newest, which is 0.
    pub fn from_newest(&self, idx: usize) -> Option<&LedgerEntry> {
        let from_oldest = self.entries.len().checked_sub(idx + 1)?;
        self.entries.get(from_oldest)
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.n_dropped == 0
    }

    /// Older requests that are not kept any more.
    pub fn n_dropped(&self) -> u64 {
        self.n_dropped
    }

    /// By host, those that are not kept any more among them.
    pub fn totals(&self) -> &BTreeMap<WebHost, HostTotal> {
        &self.totals
    }

    /// Bytes that a tile of a host has on average, where enough of them came to tell.
    pub fn mean_tile_bytes(&self, host: &WebHost) -> Option<u64> {
        const ENOUGH: u64 = 8;
        let tiles = self
            .entries
            .iter()
            .rev()
            .filter(|entry| entry.kind == OutcomeKind::Tile && entry.host == *host)
            .take(1_000);
        let (n, bytes) = tiles.fold((0, 0), |(n, bytes), entry| (n + 1, bytes + entry.n_bytes));
        (n >= ENOUGH).then(|| bytes / n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(n: u32) -> LedgerEntry {
        LedgerEntry {
            at: Timestamp(i64::from(n)),
            host: WebHost::parse("https://a.example").unwrap(),
            via: None,
            tile: TileAt {
                zoom: 3,
                x: n,
                y: 0,
            },
            status: Some(200),
            n_bytes: 10,
            took_ms: 5,
            kind: OutcomeKind::Tile,
            words: Arc::from("tile"),
        }
    }

    #[test]
    fn the_oldest_go_and_are_counted() {
        let mut ledger = Ledger::default();
        let n_more = 25;
        for n in 0..ENTRIES_MAX as u32 + n_more {
            ledger.push(entry(n));
        }
        assert_eq!(ledger.len(), ENTRIES_MAX);
        assert_eq!(ledger.n_dropped(), u64::from(n_more));
        assert_eq!(ledger.entries().next().unwrap().tile.x, n_more);
        assert_eq!(
            ledger.from_newest(0).unwrap().at.0 as usize,
            ENTRIES_MAX + 24
        );
        let total = ledger.totals().values().next().unwrap();
        assert_eq!(total.n_requests as usize, ENTRIES_MAX + 25);
    }

    #[test]
    fn the_size_of_a_tile_is_told_once_enough_came() {
        let mut ledger = Ledger::default();
        let host = WebHost::parse("https://a.example").unwrap();
        for n in 0..8 {
            assert_eq!(ledger.mean_tile_bytes(&host), None);
            ledger.push(entry(n));
        }
        assert_eq!(ledger.mean_tile_bytes(&host), Some(10));
    }
}
