//! The archive that is part of the program; it lies in memory, packed, and what is wanted of it is there in milliseconds.

use std::ops::RangeInclusive;
use std::sync::{Arc, OnceLock};

use futures_util::TryStreamExt as _;
use pmtiles::{AsyncBackend, AsyncPmTilesReader, BackendResponse, PmtResult, TileCoord};
use walkers::TileId;

use crate::assets;

/// The archive, and which tiles it has.
struct Archive {
    reader: Arc<AsyncPmTilesReader<Embedded>>,
    /// Numbers of tiles, ascending and apart.
    tiles: Vec<RangeInclusive<u64>>,
}

/// The embedded archive as the reader wants it.
struct Embedded;

impl AsyncBackend for Embedded {
    async fn read(&self, offset: u64, length: usize) -> PmtResult<BackendResponse> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let bytes = assets::basemap()?.read(start..start.saturating_add(length))?;
        Ok(BackendResponse::new(bytes.into()))
    }
}

impl Archive {
    async fn read() -> PmtResult<Self> {
        let reader = Arc::new(AsyncPmTilesReader::try_from_source(Embedded).await?);
        let mut entries = Arc::clone(&reader).entries();
        let mut tiles: Vec<RangeInclusive<u64>> = Vec::new();
        while let Some(entry) = entries.try_next().await? {
            for tile in entry.iter_coords().map(u64::from) {
                match tiles.last_mut() {
                    Some(last) if last.end() + 1 == tile => *last = *last.start()..=tile,
                    _ => tiles.push(tile..=tile),
                }
            }
        }
        drop(entries);
        Ok(Self { reader, tiles })
    }

    fn has(&self, tile: u64) -> bool {
        let after = self.tiles.partition_point(|range| *range.start() <= tile);
        self.tiles[..after]
            .last()
            .is_some_and(|range| range.contains(&tile))
    }
}

fn archive() -> Option<&'static Archive> {
    static ARCHIVE: OnceLock<Option<Archive>> = OnceLock::new();
    ARCHIVE
        .get_or_init(|| {
            // Nothing waits in memory: the future is ready when it is first asked.
            pollster::block_on(Archive::read())
                .inspect_err(|error| log::error!("The embedded map cannot be read: {error}"))
                .ok()
        })
        .as_ref()
}

/// Reads what every map needs, so that the first one need not.
pub(super) fn warm_up() {
    archive();
}

fn coordinate(id: TileId) -> Option<TileCoord> {
    TileCoord::new(id.zoom, id.x, id.y).ok()
}

/// Whether the archive has a tile; unpacks nothing.
pub(super) fn has(id: TileId) -> bool {
    let (Some(archive), Some(at)) = (archive(), coordinate(id)) else {
        return false;
    };
    archive.has(pmtiles::TileId::from(at).value())
}

/// The bytes of a tile.
pub(super) fn bytes(id: TileId) -> Option<Vec<u8>> {
    let bytes = pollster::block_on(archive()?.reader.get_tile(coordinate(id)?));
    let bytes = bytes
        .inspect_err(|error| log::warn!("Map tile {id:?}: {error}"))
        .ok()??;
    Some(bytes.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_world_is_there_and_syria_and_iraq_closer() {
        let tile = |zoom, x, y| TileId { x, y, zoom };
        assert!(has(tile(0, 0, 0)));
        assert!(has(tile(7, 127, 127)));
        // Palmyra, and the Atlantic beside it in no archive.
        assert!(has(tile(10, 620, 407)));
        assert!(!has(tile(8, 100, 100)));
        assert!(!has(tile(11, 1240, 814)));
        assert!(!bytes(tile(10, 620, 407)).unwrap().is_empty());
        assert_eq!(bytes(tile(8, 100, 100)), None);
    }
}
