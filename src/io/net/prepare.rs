//! Fetching an area of a server's map into an MBTiles file, at a polite pace.
//!
//! What has come is kept in a file beside the one that is wanted, so that the same order goes on where it was stopped;
//! the wanted file is there once it is whole.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};

use super::Network;
use super::key::source_name;
use crate::model::ground::{TileAnswer, TileAt, TileMiss};
use crate::model::place::Bounds;
use crate::state::network::PrepareOrder;

/// Tiles that are asked for at a time; what a host is asked at a time anyway.
const AT_A_TIME: usize = 2;
/// Between two requests: ten a second at most, a fraction of what one person panning causes.
pub const PACE: Duration = Duration::from_millis(100);
/// Misses in a row after which it is given up; the network has tried each more patiently than that by then.
const FAILURES_MAX: u32 = 8;
/// How often it is looked whether the work is still wanted.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// How far it is, and whether it is still wanted.
#[derive(Default)]
pub struct Progress {
    done: AtomicU64,
    unwanted: AtomicBool,
}

impl Progress {
    pub fn cancel(&self) {
        self.unwanted.store(true, Ordering::Relaxed);
    }

    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    pub fn is_cancelled(&self) -> bool {
        self.unwanted.load(Ordering::Relaxed)
    }
}

/// What is in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prepared {
    pub n_tiles: u64,
    /// Tiles of the area that the server has not.
    pub n_absent: u64,
    pub n_bytes: u64,
}

/// Why it is not whole.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    #[error("it was stopped")]
    Cancelled,
    #[error("{0}")]
    Server(String),
    #[error("the host is not allowed any more")]
    NotAllowed,
    #[error("the server has no tile of this area")]
    Nothing,
    #[error("the file could not be written: {0}")]
    File(String),
}

impl From<rusqlite::Error> for PrepareError {
    fn from(error: rusqlite::Error) -> Self {
        Self::File(error.to_string())
    }
}

/// Where the tiles are kept until the file is whole.
pub fn part_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

/// Fetches an area into a file. `pace` parts two requests.
pub fn prepare(
    network: &Network,
    order: &PrepareOrder,
    path: &Path,
    pace: Duration,
    progress: &Progress,
) -> Result<Prepared, PrepareError> {
    let part = part_of(path);
    let mut file = Part::open(&part, order)?;
    let fetched = Run {
        network,
        order,
        pace,
        progress,
        file: &mut file,
    }
    .fetch_all();
    if let Err(error) = fetched {
        // Nothing that has come is thrown away; where nothing has, nothing is left lying about.
        let is_empty = file.count().is_ok_and(|n| n == 0);
        drop(file);
        if is_empty {
            std::fs::remove_file(&part).ok();
        }
        return Err(error);
    }
    let prepared = file.finish(order)?;
    if prepared.n_tiles == 0 {
        std::fs::remove_file(&part).ok();
        return Err(PrepareError::Nothing);
    }
    let failed = |error: std::io::Error| PrepareError::File(error.to_string());
    std::fs::File::open(&part)
        .and_then(|it| it.sync_all())
        .map_err(failed)?;
    std::fs::rename(&part, path).map_err(failed)?;
    Ok(prepared)
}

struct Run<'a> {
    network: &'a Network,
    order: &'a PrepareOrder,
    pace: Duration,
    progress: &'a Progress,
    file: &'a mut Part,
}

type Answered = (TileAt, TileAnswer);

impl Run<'_> {
    fn fetch_all(&mut self) -> Result<(), PrepareError> {
        let (sender, receiver) = sync_channel::<Answered>(AT_A_TIME);
        let known = self.file.known()?;
        let tiles = self.order.area.tiles().filter(|at| !known.contains(at));
        self.progress
            .done
            .store(known.len() as u64, Ordering::Relaxed);
        let mut again: Vec<TileAt> = Vec::new();
        let mut tiles = tiles.peekable();
        let mut n_open = 0;
        let mut n_failures = 0;
        let mut last_asked: Option<Instant> = None;
        loop {
            if self.progress.is_cancelled() {
                return Err(PrepareError::Cancelled);
            }
            let is_more = !again.is_empty() || tiles.peek().is_some();
            if n_open < AT_A_TIME && is_more {
                let wait =
                    last_asked.map_or(Duration::ZERO, |at| self.pace.saturating_sub(at.elapsed()));
                if wait.is_zero() {
                    if let Some(at) = again.pop().or_else(|| tiles.next()) {
                        self.ask(at, &sender);
                        last_asked = Some(Instant::now());
                        n_open += 1;
                    }
                    continue;
                }
                if n_open == 0 {
                    std::thread::sleep(wait.min(LOOK_EVERY));
                    continue;
                }
            }
            if n_open == 0 {
                return Ok(());
            }
            let Some((at, answer)) = next_answer(&receiver, self.pace) else {
                continue;
            };
            n_open -= 1;
            match answer {
                Err(TileMiss::NotAllowed) => return Err(PrepareError::NotAllowed),
                Err(TileMiss::Failed(words)) => {
                    n_failures += 1;
                    if n_failures >= FAILURES_MAX {
                        return Err(PrepareError::Server(words));
                    }
                    again.push(at);
                }
                Ok(bytes) => {
                    n_failures = 0;
                    self.file.put(at, &bytes)?;
                    self.progress.done.fetch_add(1, Ordering::Relaxed);
                }
                Err(TileMiss::Absent) => {
                    n_failures = 0;
                    self.file.put_absent(at)?;
                    self.progress.done.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
    }

    fn ask(&self, at: TileAt, sender: &SyncSender<Answered>) {
        let sender = sender.clone();
        let reply = Box::new(move |answer| {
            // Nobody waits any more once the work was given up.
            sender.try_send((at, answer)).ok();
        });
        self.network.ask(&self.order.server, at, reply);
    }
}

/// The next answer; `None`: not yet.
fn next_answer(receiver: &Receiver<Answered>, pace: Duration) -> Option<Answered> {
    let wait = pace.clamp(Duration::from_millis(5), LOOK_EVERY);
    receiver.recv_timeout(wait).ok()
}

/// The file while it is being filled: MBTiles, with what is known not to be there.
struct Part {
    connection: Connection,
}

impl Part {
    /// Opens what was kept of the same order, or begins anew.
    fn open(path: &Path, order: &PrepareOrder) -> Result<Self, PrepareError> {
        let name = order_name(order);
        if path.exists() {
            if let Ok(part) = Self::at(path)
                && part.metadata("strabo_order").is_some_and(|of| of == name)
            {
                return Ok(part);
            }
            std::fs::remove_file(path).map_err(|error| PrepareError::File(error.to_string()))?;
        }
        let part = Self::at(path)?;
        part.connection.execute_batch(
            "CREATE TABLE metadata (name TEXT PRIMARY KEY, value TEXT);
             CREATE TABLE tiles (
               zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);
             CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row);
             CREATE TABLE strabo_absent (
               zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER);",
        )?;
        part.set_metadata("strabo_order", &name)?;
        Ok(part)
    }

    fn at(path: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        // Whole after a crash of the program; after one of the system it may be begun anew.
        connection.pragma_update(None, "synchronous", "OFF")?;
        Ok(Self { connection })
    }

    fn metadata(&self, name: &str) -> Option<String> {
        let select = "SELECT value FROM metadata WHERE name = ?1";
        let found = self
            .connection
            .query_row(select, [name], |row| row.get::<_, String>(0));
        found.ok()
    }

    fn set_metadata(&self, name: &str, value: &str) -> rusqlite::Result<()> {
        let insert = "INSERT OR REPLACE INTO metadata (name, value) VALUES (?1, ?2)";
        self.connection.execute(insert, [name, value]).map(|_| ())
    }

    fn count(&self) -> rusqlite::Result<i64> {
        let count = "SELECT COUNT(*) FROM tiles";
        self.connection.query_row(count, [], |row| row.get(0))
    }

    /// Tiles that need not be asked for.
    fn known(&self) -> rusqlite::Result<HashSet<TileAt>> {
        let mut known = HashSet::new();
        for table in ["tiles", "strabo_absent"] {
            let select = format!("SELECT zoom_level, tile_column, tile_row FROM {table}");
            let mut statement = self.connection.prepare(&select)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let (zoom, x, from_south) = (row.get(0)?, row.get(1)?, row.get(2)?);
                known.insert(flipped(TileAt {
                    zoom,
                    x,
                    y: from_south,
                }));
            }
        }
        Ok(known)
    }

    fn put(&self, at: TileAt, bytes: &[u8]) -> rusqlite::Result<()> {
        let TileAt { zoom, x, y } = flipped(at);
        let insert = "INSERT OR REPLACE INTO tiles VALUES (?1, ?2, ?3, ?4)";
        let n = self
            .connection
            .execute(insert, params![zoom, x, y, bytes])?;
        debug_assert_eq!(n, 1);
        Ok(())
    }

    fn put_absent(&self, at: TileAt) -> rusqlite::Result<()> {
        let TileAt { zoom, x, y } = flipped(at);
        let insert = "INSERT INTO strabo_absent VALUES (?1, ?2, ?3)";
        let n = self.connection.execute(insert, params![zoom, x, y])?;
        debug_assert_eq!(n, 1);
        Ok(())
    }

    /// Makes a plain MBTiles file of it, and closes it.
    fn finish(self, order: &PrepareOrder) -> rusqlite::Result<Prepared> {
        let count = |select: &str| -> rusqlite::Result<i64> {
            self.connection.query_row(select, [], |row| row.get(0))
        };
        let prepared = Prepared {
            n_tiles: count("SELECT COUNT(*) FROM tiles")?.max(0) as u64,
            n_absent: count("SELECT COUNT(*) FROM strabo_absent")?.max(0) as u64,
            n_bytes: count("SELECT COALESCE(SUM(LENGTH(tile_data)), 0) FROM tiles")?.max(0) as u64,
        };
        let select = "SELECT tile_data FROM tiles LIMIT 1";
        let first: Option<Vec<u8>> = self.connection.query_row(select, [], |row| row.get(0)).ok();
        let format = match first.as_deref().map(image::guess_format) {
            Some(Ok(image::ImageFormat::Jpeg)) => "jpg",
            Some(Ok(image::ImageFormat::WebP)) => "webp",
            _ => "png",
        };
        let area = order.area;
        for (name, value) in [
            ("name", order.server.name.clone()),
            ("format", format.to_owned()),
            ("bounds", bounds_text(area.bounds)),
            ("minzoom", area.zoom_min.to_string()),
            ("maxzoom", area.zoom_max.to_string()),
            ("attribution", order.server.attribution.clone()),
            ("type", String::from("baselayer")),
            ("version", String::from("1")),
        ] {
            self.set_metadata(name, &value)?;
        }
        self.connection.execute_batch(
            "DROP TABLE strabo_absent; DELETE FROM metadata WHERE name = 'strabo_order';",
        )?;
        self.connection.close().map_err(|(_, error)| error)?;
        Ok(prepared)
    }
}

/// MBTiles count rows from the south.
fn flipped(at: TileAt) -> TileAt {
    let n_rows = 1_u32.checked_shl(u32::from(at.zoom)).unwrap_or(u32::MAX);
    let y = n_rows.saturating_sub(1).saturating_sub(at.y);
    TileAt { y, ..at }
}

/// What tells one order from another; the user's key is no part of it.
fn order_name(order: &PrepareOrder) -> String {
    let area = order.area;
    format!(
        "{} {}-{} {}",
        source_name(&order.server),
        area.zoom_min,
        area.zoom_max,
        bounds_text(area.bounds)
    )
}

/// West, south, east, north; a box across the antimeridian goes all the way round, since MBTiles knows no other.
fn bounds_text(bounds: Bounds) -> String {
    let Bounds {
        west,
        south,
        east,
        north,
    } = bounds;
    let (west, east) = if west <= east {
        (west, east)
    } else {
        (-180.0, 180.0)
    };
    format!("{west:.6},{south:.6},{east:.6},{north:.6}")
}
