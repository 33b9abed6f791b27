//! `MBTiles`: a database file whose table `tiles` counts rows from the south.
//!
//! It is opened for reading alone, trusts no schema, and every question to it has a limit in time, since `tiles` may be
//! a view that never ends.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};
use serde_json::Value;

use super::pmtiles::layer_names;
use super::{
    METADATA_BYTES_MAX, TILE_BYTES_MAX, UNPACKED_BYTES_MAX, ZOOM_MAX, about, gunzip, is_gzip, words,
};
use crate::model::ground::{TileAnswer, TileAt, TileKind, TileMiss, TileSetAbout, VectorSchema};

/// How long one question may take: a file without an index is searched whole for every tile.
const ASK_MAX: Duration = Duration::from_secs(2);
/// Steps of the database's machine between looks at the clock: a fraction of a millisecond.
const STEPS: i32 = 10_000;
/// Members of the metadata that are read.
const METADATA_ROWS_MAX: usize = 1_000;

pub(super) struct MbTiles {
    connection: Connection,
    deadline: Arc<Mutex<Instant>>,
    about: TileSetAbout,
}

impl MbTiles {
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        let path = std::path::absolute(path).map_err(|error| error.to_string())?;
        let mut uri = url::Url::from_file_path(&path)
            .map_err(|()| String::from("its path cannot be written as an address"))?;
        // Without journals and locks beside it, which may lie on a disk that cannot be written to.
        uri.set_query(Some("mode=ro&immutable=1"));
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection =
            Connection::open_with_flags(uri.as_str(), flags).map_err(|error| broken(&error))?;
        let deadline = Arc::new(Mutex::new(Instant::now() + ASK_MAX));
        guard(&mut connection, &deadline).map_err(|error| broken(&error))?;
        let metadata = Metadata::read(&connection).map_err(|error| broken(&error))?;
        let about = read_about(&connection, &metadata, &path)?;
        Ok(Self {
            connection,
            deadline,
            about,
        })
    }

    pub(super) fn about(&self) -> &TileSetAbout {
        &self.about
    }

    pub(super) fn tile(&self, at: TileAt) -> TileAnswer {
        if let Ok(mut deadline) = self.deadline.lock() {
            *deadline = Instant::now() + ASK_MAX;
        }
        // Rows are counted from the south.
        let row = (1u32 << at.zoom) - 1 - at.y;
        let bytes = self.bytes(at.zoom, at.x, row);
        let bytes = bytes
            .map_err(|error| TileMiss::Failed(broken(&error)))?
            .ok_or(TileMiss::Absent)?;
        if bytes.len() > TILE_BYTES_MAX {
            let words = format!("a tile of {} bytes is too large", bytes.len());
            return Err(TileMiss::Failed(words));
        }
        if bytes.is_empty() {
            return Err(TileMiss::Absent);
        }
        if is_gzip(&bytes) {
            gunzip(&bytes, UNPACKED_BYTES_MAX).map_err(TileMiss::Failed)
        } else {
            Ok(bytes)
        }
    }

    fn bytes(&self, zoom: u8, column: u32, row: u32) -> rusqlite::Result<Option<Vec<u8>>> {
        let mut asked = self.connection.prepare(
            "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3 LIMIT 1",
        )?;
        asked
            .query_row((zoom, column, row), |row| {
                Ok(match row.get_ref(0)? {
                    ValueRef::Blob(bytes) => bytes.to_vec(),
                    ValueRef::Text(_)
                    | ValueRef::Null
                    | ValueRef::Integer(_)
                    | ValueRef::Real(_) => Vec::new(),
                })
            })
            .optional()
    }
}

/// Bounds what a file can make the database do.
fn guard(connection: &mut Connection, deadline: &Arc<Mutex<Instant>>) -> rusqlite::Result<()> {
    let bytes_max = i32::try_from(UNPACKED_BYTES_MAX).unwrap_or(i32::MAX);
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, bytes_max)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    let until = Arc::clone(deadline);
    connection.progress_handler(
        STEPS,
        Some(move || Instant::now() > *until.lock().unwrap_or_else(PoisonError::into_inner)),
    )?;
    for (name, value) in [
        ("trusted_schema", false),
        ("cell_size_check", true),
        ("query_only", true),
    ] {
        connection.pragma_update(None, name, value)?;
    }
    // Kibibytes, where it is negative.
    connection.pragma_update(None, "cache_size", -8_000)
}

fn broken(error: &rusqlite::Error) -> String {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::OperationInterrupted) => {
            String::from("it takes too long to find anything in it")
        }
        Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => {
            String::from("it is broken or cut off")
        }
        _ => format!("it is no MBTiles file: {error}"),
    }
}

#[derive(Default)]
struct Metadata {
    name: Option<String>,
    format: Option<String>,
    attribution: Option<String>,
    bounds: Option<String>,
    zoom_min: Option<String>,
    zoom_max: Option<String>,
    json: Option<String>,
}

impl Metadata {
    /// What the table says; a file may have none.
    fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let mut metadata = Self::default();
        let Ok(mut asked) = connection.prepare("SELECT name, value FROM metadata") else {
            return Ok(metadata);
        };
        let mut rows = asked.query(())?;
        for _ in 0..METADATA_ROWS_MAX {
            let Some(row) = rows.next()? else { break };
            let (Some(name), Some(value)) = (text(row.get_ref(0)?), text(row.get_ref(1)?)) else {
                continue;
            };
            let member = match name.as_str() {
                "name" => &mut metadata.name,
                "format" => &mut metadata.format,
                "attribution" => &mut metadata.attribution,
                "bounds" => &mut metadata.bounds,
                "minzoom" => &mut metadata.zoom_min,
                "maxzoom" => &mut metadata.zoom_max,
                "json" => &mut metadata.json,
                _ => continue,
            };
            *member = Some(value);
        }
        Ok(metadata)
    }

    fn bounds(&self) -> [f64; 4] {
        let text = self.bounds.as_deref().unwrap_or_default();
        let sides: Vec<f64> = text
            .split(',')
            .filter_map(|side| side.trim().parse().ok())
            .collect();
        sides.try_into().unwrap_or([f64::NAN; 4])
    }
}

/// Whatever can be read as words.
fn text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) if bytes.len() <= METADATA_BYTES_MAX => {
            Some(String::from_utf8_lossy(bytes).into_owned())
        }
        ValueRef::Integer(value) => Some(value.to_string()),
        ValueRef::Real(value) => Some(value.to_string()),
        ValueRef::Text(_) | ValueRef::Blob(_) | ValueRef::Null => None,
    }
}

fn read_about(
    connection: &Connection,
    metadata: &Metadata,
    path: &Path,
) -> Result<TileSetAbout, String> {
    let first: Option<Vec<u8>> = connection
        .query_row("SELECT tile_data FROM tiles LIMIT 1", (), |row| row.get(0))
        .optional()
        .map_err(|error| broken(&error))?;
    let Some(first) = first else {
        return Err(String::from("it has no tiles"));
    };
    let kind = if is_picture(&first) {
        TileKind::Raster
    } else if matches!(metadata.format.as_deref(), None | Some("pbf" | "mvt")) {
        let json = metadata.json.as_deref().unwrap_or_default();
        let json: Value = serde_json::from_str(json).unwrap_or_default();
        TileKind::Vector(VectorSchema::of_layers(&layer_names(&json)))
    } else {
        let format = metadata.format.as_deref().unwrap_or_default();
        return Err(format!(
            "its tiles are {}, which Strabo cannot draw",
            words::plain(format)
        ));
    };
    let parse = |text: &Option<String>| {
        let zoom: f64 = text.as_deref()?.trim().parse().ok()?;
        (0.0..=f64::from(ZOOM_MAX))
            .contains(&zoom)
            .then_some(zoom as u8)
    };
    let zooms = match (parse(&metadata.zoom_min), parse(&metadata.zoom_max)) {
        (Some(min), Some(max)) if min <= max => (min, max),
        _ => zooms_of(connection).unwrap_or((0, ZOOM_MAX)),
    };
    Ok(about(
        words::name_of(metadata.name.as_deref(), path),
        kind,
        metadata.attribution.as_deref().unwrap_or_default(),
        metadata.bounds(),
        zooms,
    ))
}

/// The zooms that there are tiles of, where the metadata does not say.
fn zooms_of(connection: &Connection) -> Option<(u8, u8)> {
    let asked = "SELECT min(zoom_level), max(zoom_level) FROM tiles";
    let (min, max): (i64, i64) = connection
        .query_row(asked, (), |row| Ok((row.get(0)?, row.get(1)?)))
        .ok()?;
    let zoom = |zoom: i64| u8::try_from(zoom.clamp(0, ZOOM_MAX.into())).ok();
    Some((zoom(min)?, zoom(max)?))
}

/// Whether bytes begin as a PNG, a JPEG or a WebP does.
fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG")
        || bytes.starts_with(&[0xff, 0xd8, 0xff])
        || bytes.starts_with(b"RIFF")
}
