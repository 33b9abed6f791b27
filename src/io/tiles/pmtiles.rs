//! PMTiles, version 3: read piece by piece, so that a file of any size opens at once.
//!
//! The format is read by the `pmtiles` crate; what it asks of the file passes through [`Guarded`], which refuses pieces
//! that are too large as they are or once unpacked. Directories that were read are kept, within limits.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{Seek as _, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ::pmtiles::{
    AsyncBackend, AsyncPmTilesReader, BackendResponse, Compression, DirCacheResult, DirEntry,
    Directory, DirectoryCache, PmtError, PmtResult, TileCoord, TileId, TileType,
};
use serde_json::Value;

use super::{
    METADATA_BYTES_MAX, TILE_BYTES_MAX, UNPACKED_BYTES_MAX, about, gunzip, is_gzip, unbrotli, words,
};
use crate::model::ground::{TileAnswer, TileAt, TileKind, TileMiss, TileSetAbout, VectorSchema};

/// Entries of directories that are kept: some 24 bytes each.
const ENTRIES_MAX: usize = 1_000_000;

pub(super) struct PmTiles {
    n_bytes_read: Arc<AtomicU64>,
    reader: AsyncPmTilesReader<Guarded, Directories>,
    about: TileSetAbout,
}

impl PmTiles {
    pub(super) fn open(file: File, path: &Path) -> Result<Self, String> {
        // Nothing waits: what is read is there when the call returns.
        let file = Guarded::new(file);
        let n_bytes_read = Arc::clone(&file.n_bytes_read);
        let reader = AsyncPmTilesReader::try_from_cached_source(file, Directories::default());
        let reader = pollster::block_on(reader).map_err(|error| broken(&error))?;
        let header = reader.get_header();
        if !matches!(
            header.tile_compression,
            Compression::None | Compression::Gzip | Compression::Brotli | Compression::Unknown
        ) {
            return Err(format!(
                "its tiles are packed with {:?}, which Strabo cannot unpack",
                header.tile_compression
            ));
        }
        // What a file says of itself may be missing; its tiles may be good all the same.
        let metadata = pollster::block_on(reader.get_metadata());
        let metadata: Value = metadata
            .ok()
            .filter(|text| text.len() <= METADATA_BYTES_MAX)
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        let kind = match header.tile_type {
            TileType::Mvt => TileKind::Vector(VectorSchema::of_layers(&layer_names(&metadata))),
            TileType::Png | TileType::Jpeg | TileType::Webp => TileKind::Raster,
            other => return Err(format!("its tiles are {other:?}, which Strabo cannot draw")),
        };
        let text = |member: &str| metadata.get(member).and_then(Value::as_str);
        let about = about(
            words::name_of(text("name"), path),
            kind,
            text("attribution").unwrap_or_default(),
            [
                header.min_longitude,
                header.min_latitude,
                header.max_longitude,
                header.max_latitude,
            ],
            (header.min_zoom, header.max_zoom),
        );
        let archive = Self {
            n_bytes_read,
            reader,
            about,
        };
        let n_bytes = archive.n_bytes_read();
        log::debug!("{}: opened by reading {n_bytes} bytes", path.display());
        Ok(archive)
    }

    /// Bytes that were read of the file so far.
    pub(super) fn n_bytes_read(&self) -> u64 {
        self.n_bytes_read.load(Ordering::Relaxed)
    }

    pub(super) fn about(&self) -> &TileSetAbout {
        &self.about
    }

    pub(super) fn tile(&self, at: TileAt) -> TileAnswer {
        let coordinate = TileCoord::new(at.zoom, at.x, at.y).map_err(|_error| TileMiss::Absent)?;
        let bytes = pollster::block_on(self.reader.get_tile(coordinate))
            .map_err(|error| TileMiss::Failed(broken(&error)))?
            .ok_or(TileMiss::Absent)?;
        // Some files say that tiles are packed with gzip that are not.
        if self.reader.get_header().tile_compression == Compression::Brotli {
            unbrotli(&bytes, UNPACKED_BYTES_MAX).map_err(TileMiss::Failed)
        } else if is_gzip(&bytes) {
            gunzip(&bytes, UNPACKED_BYTES_MAX).map_err(TileMiss::Failed)
        } else {
            Ok(bytes.to_vec())
        }
    }
}

/// The names of the layers that a vector archive has.
pub(super) fn layer_names(metadata: &Value) -> Vec<String> {
    const LAYERS_MAX: usize = 1_000;
    let layers = metadata.get("vector_layers").and_then(Value::as_array);
    layers
        .into_iter()
        .flatten()
        .take(LAYERS_MAX)
        .filter_map(|layer| layer.get("id")?.as_str().map(str::to_owned))
        .collect()
}

fn broken(error: &PmtError) -> String {
    match error {
        PmtError::Reading(error) => format!("it cannot be read: {error}"),
        PmtError::UnexpectedNumberOfBytesReturned(..) => String::from("it is cut off"),
        PmtError::UnsupportedCompression(by) => {
            format!("it is packed with {by:?}, which Strabo cannot unpack")
        }
        other => format!("it is broken: {other}"),
    }
}

/// A file that gives no more than a tile or a directory may have.
struct Guarded {
    file: Mutex<File>,
    n_bytes_read: Arc<AtomicU64>,
}

impl Guarded {
    fn new(file: File) -> Self {
        Self {
            file: Mutex::new(file),
            n_bytes_read: Arc::default(),
        }
    }
}

impl AsyncBackend for Guarded {
    async fn read(&self, offset: u64, length: usize) -> PmtResult<BackendResponse> {
        if length > TILE_BYTES_MAX {
            return Err(refused(format!("a piece of {length} bytes is too large")));
        }
        let mut bytes = vec![0; length];
        {
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(offset))?;
            let n_read = words::read_up_to(&mut *file, &mut bytes)?;
            bytes.truncate(n_read);
            self.n_bytes_read
                .fetch_add(n_read as u64, Ordering::Relaxed);
        }
        if is_gzip(&bytes) {
            // The reader unpacks directories without a limit of its own.
            gunzip(&bytes, UNPACKED_BYTES_MAX).map_err(refused)?;
        }
        Ok(BackendResponse::new(bytes.into()))
    }
}

fn refused(words: String) -> PmtError {
    PmtError::Reading(std::io::Error::new(std::io::ErrorKind::InvalidData, words))
}

/// The directories that were used last, by their place in the file.
#[derive(Default)]
struct Directories(Mutex<VecDeque<(u64, Directory)>>);

impl DirectoryCache for Directories {
    async fn get_dir_entry_or_insert(
        &self,
        offset: u64,
        tile_id: TileId,
        fetcher: impl Future<Output = PmtResult<Directory>> + Send,
    ) -> PmtResult<Option<DirEntry>> {
        match self.find(offset, tile_id) {
            DirCacheResult::Found(entry) => return Ok(Some(entry)),
            DirCacheResult::NotFound => return Ok(None),
            DirCacheResult::NotCached => {}
        }
        let directory = fetcher.await?;
        let found = directory.find_tile_id(tile_id).copied();
        self.keep(offset, directory);
        Ok(found)
    }
}

impl Directories {
    fn find(&self, offset: u64, tile_id: TileId) -> DirCacheResult {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let idx = kept.iter().position(|(other, _)| *other == offset);
        let Some(entry) = idx.and_then(|idx| kept.remove(idx)) else {
            return DirCacheResult::NotCached;
        };
        let found = entry.1.find_tile_id(tile_id).into();
        kept.push_back(entry);
        found
    }

    fn keep(&self, offset: u64, directory: Directory) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back((offset, directory));
        let n_entries =
            |directory: &Directory| directory.get_approx_byte_size() / size_of::<DirEntry>().max(1);
        let mut total: usize = kept.iter().map(|(_, directory)| n_entries(directory)).sum();
        while total > ENTRIES_MAX && kept.len() > 1 {
            let gone = kept.pop_front();
            total -= gone.map_or(0, |(_, directory)| n_entries(&directory));
        }
    }
}
