//! The archive that is part of the program; it lies in memory, so that nothing waits for it.

use std::io::Read as _;
use std::sync::OnceLock;

use brotli_decompressor::Decompressor;
use pmtiles::{AsyncBackend, AsyncPmTilesReader, BackendResponse, PmtResult, TileCoord};
use walkers::TileId;

/// The archive; `assets/basemap` makes it.
static ARCHIVE: &[u8] = include_bytes!("../../../../assets/basemap.pmtiles");

/// What is unpacked at a time.
const BUFFER: usize = 4096;

/// The embedded archive as the reader wants it.
pub(super) struct Embedded;

impl AsyncBackend for Embedded {
    async fn read(&self, offset: u64, length: usize) -> PmtResult<BackendResponse> {
        let start = usize::try_from(offset)
            .unwrap_or(usize::MAX)
            .min(ARCHIVE.len());
        let end = start.saturating_add(length).min(ARCHIVE.len());
        Ok(BackendResponse::new(ARCHIVE[start..end].into()))
    }
}

pub(super) fn reader() -> Option<&'static AsyncPmTilesReader<Embedded>> {
    static READER: OnceLock<Option<AsyncPmTilesReader<Embedded>>> = OnceLock::new();
    READER
        .get_or_init(|| {
            // Nothing waits in memory: the future is ready when it is first asked.
            pollster::block_on(AsyncPmTilesReader::try_from_source(Embedded))
                .inspect_err(|error| log::error!("The embedded map cannot be read: {error}"))
                .ok()
        })
        .as_ref()
}

fn coordinate(id: TileId) -> Option<TileCoord> {
    TileCoord::new(id.zoom, id.x, id.y).ok()
}

/// Whether the archive has a tile.
pub(super) fn has(id: TileId) -> bool {
    let (Some(reader), Some(at)) = (reader(), coordinate(id)) else {
        return false;
    };
    let header = reader.get_header();
    id.zoom <= header.max_zoom && matches!(pollster::block_on(reader.get_tile(at)), Ok(Some(_)))
}

/// The bytes of a tile.
pub(super) fn bytes(id: TileId) -> Option<Vec<u8>> {
    let packed = pollster::block_on(reader()?.get_tile(coordinate(id)?));
    let packed = packed
        .inspect_err(|error| log::warn!("Map tile {id:?}: {error}"))
        .ok()??;
    let mut bytes = Vec::new();
    Decompressor::new(&packed[..], BUFFER)
        .read_to_end(&mut bytes)
        .inspect_err(|error| log::warn!("Map tile {id:?}: {error}"))
        .ok()?;
    Some(bytes)
}
