//! Decoded tiles, kept while they are drawn and some time after; and which tiles are known not to be there.

use std::collections::HashMap;

use walkers::Tile;

use super::Key;
use super::decode::n_bytes;

/// Decoded tiles that are kept: two 4K screens full of several layers, so that panning back and switching the theme
/// cost nothing.
const CACHE_MAX: usize = 2_000;
/// Bytes that they take.
const CACHE_BYTES_MAX: usize = 256 * 1024 * 1024;

/// The tiles, by source, dress and place.
#[derive(Default)]
pub(super) struct Cache {
    tiles: HashMap<Key, Cached>,
    bytes: usize,
    frame: u64,
}

struct Cached {
    /// `None`: there is none, or it could not be decoded.
    tile: Option<Tile>,
    /// When it may be asked for again, if it is not there.
    again_s: Option<f64>,
    bytes: usize,
    last_used: u64,
}

impl Cache {
    /// What is drawn from now on is of a new frame.
    pub(super) fn begin_frame(&mut self) {
        self.frame += 1;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.tiles.is_empty()
    }

    /// Keeps a tile, or that there is none: until `again_s` if that is given, else for good. The oldest make room.
    pub(super) fn keep(&mut self, key: Key, tile: Option<Tile>, again_s: Option<f64>) {
        let bytes = tile.as_ref().map_or(0, n_bytes);
        let cached = Cached {
            tile,
            again_s,
            bytes,
            last_used: self.frame,
        };
        self.bytes += bytes;
        if let Some(before) = self.tiles.insert(key, cached) {
            self.bytes -= before.bytes;
        }
        while self.tiles.len() > CACHE_MAX || self.bytes > CACHE_BYTES_MAX {
            let oldest = self
                .tiles
                .iter()
                .filter(|(_, cached)| cached.last_used + 1 < self.frame)
                .min_by_key(|(_, cached)| cached.last_used)
                .map(|(key, _)| *key);
            let Some(gone) = oldest.and_then(|oldest| self.tiles.remove(&oldest)) else {
                break;
            };
            self.bytes -= gone.bytes;
        }
    }

    /// A tile, to be drawn in this frame.
    pub(super) fn get(&mut self, key: Key) -> Option<Tile> {
        let cached = self.tiles.get_mut(&key)?;
        cached.last_used = self.frame;
        cached.tile.clone()
    }

    /// Whether it is known that there is no such tile, for now or for good.
    pub(super) fn is_missing(&self, key: Key) -> bool {
        let cached = self.tiles.get(&key);
        cached.is_some_and(|cached| cached.tile.is_none())
    }

    /// Whether a tile is there, or need not be asked for yet.
    pub(super) fn is_known(&self, key: Key, now_s: f64) -> bool {
        let cached = self.tiles.get(&key);
        cached.is_some_and(|cached| cached.again_s.is_none_or(|again_s| now_s < again_s))
    }

    /// Whether any tile of a source was drawn in the last frame.
    pub(super) fn is_drawn(&self, source: usize) -> bool {
        let last = self.frame.saturating_sub(1);
        self.tiles.iter().any(|(key, cached)| {
            key.0 == source && cached.tile.is_some() && cached.last_used >= last
        })
    }

    /// Lets what was not there for now be asked for again.
    pub(super) fn forget_missing(&mut self) {
        self.tiles
            .retain(|_, cached| cached.tile.is_some() || cached.again_s.is_none());
    }

    pub(super) fn clear(&mut self) {
        self.tiles.clear();
        self.bytes = 0;
    }
}
