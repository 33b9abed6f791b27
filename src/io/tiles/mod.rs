//! Tiles of the ground from files: PMTiles and MBTiles, each opened once and read on a thread of its own.
//! Those of servers are asked for by `io::net`.
//!
//! A file is outside input: everything read from it is bounded in bytes and in time, and one that is broken, truncated
//! or hostile costs a message. Nothing is ever written to it.

mod mbtiles;
mod pmtiles;
mod words;

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Mutex, PoisonError};

use self::mbtiles::MbTiles;
use self::pmtiles::PmTiles;
use crate::io::net::Network;
use crate::model::ground::{
    AboutAnswer, AboutReply, TileAnswer, TileAt, TileKind, TileMiss, TileReply, TileServer,
    TileService, TileSetAbout, TileSource,
};
use crate::model::place::Bounds;

/// Bytes of one tile as a file holds it. The largest that tools write have a tenth of it.
const TILE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Bytes of anything once it is unpacked.
const UNPACKED_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Bytes of metadata.
const METADATA_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Files that are open at a time; more layers than there can be, in two windows.
const OPEN_MAX: usize = 16;
/// Questions that wait for one file. Whoever asks has fewer under way.
const WAITING_MAX: usize = 256;
/// The closest zoom that tiles are counted at; beyond, their columns would not fit their type.
const ZOOM_MAX: u8 = 24;

/// Whether a file is one of tiles, by its name.
pub fn is_map_file(path: &Path) -> bool {
    path.extension().is_some_and(|extension| {
        ["pmtiles", "mbtiles"]
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    })
}

/// What a file says of itself; for where one may wait.
pub fn look_at(path: &Path) -> AboutAnswer {
    Archive::open(path).map(|archive| archive.about().clone())
}

/// Reads tiles of files, and has servers asked where there is a network.
#[derive(Default)]
pub struct TileFiles {
    network: Option<Network>,
    /// The one that was used last comes last.
    open: Mutex<VecDeque<(PathBuf, SyncSender<Order>)>>,
}

/// What is asked of the thread that has a file.
enum Order {
    About(AboutReply),
    Tile(TileAt, TileReply),
}

impl Order {
    fn refuse(self, words: &str) {
        match self {
            Self::About(reply) => reply(Err(words.to_owned())),
            Self::Tile(_, reply) => reply(Err(TileMiss::Failed(words.to_owned()))),
        }
    }
}

impl TileService for TileFiles {
    fn open(&self, source: &TileSource, reply: AboutReply) {
        self.order(source, Order::About(reply));
    }

    fn ask(&self, source: &TileSource, at: TileAt, reply: TileReply) {
        self.order(source, Order::Tile(at, reply));
    }
}

impl TileFiles {
    /// The same with a network, which asks servers that are allowed.
    pub fn with_network(network: Network) -> Self {
        Self {
            network: Some(network),
            ..Self::default()
        }
    }

    fn order(&self, source: &TileSource, order: Order) {
        match source {
            TileSource::Archive(path) => self.order_of_file(path, order),
            TileSource::Embedded => order.refuse("The embedded map is no file"),
            TileSource::Server(server) => match (order, &self.network) {
                // As the user has described it: its host is not asked for that.
                (Order::About(reply), _) => reply(Ok(about_server(server))),
                (Order::Tile(at, reply), Some(network)) => network.ask(server, at, reply),
                (Order::Tile(_, reply), None) => reply(Err(TileMiss::NotAllowed)),
            },
        }
    }

    fn order_of_file(&self, path: &Path, order: Order) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let known = open.iter().position(|(other, _)| other == path);
        let mut order = order;
        if let Some(entry) = known.and_then(|idx| open.remove(idx)) {
            match entry.1.try_send(order) {
                Ok(()) => {
                    open.push_back(entry);
                    return;
                }
                Err(TrySendError::Full(order)) => {
                    open.push_back(entry);
                    drop(open);
                    order.refuse("Too many tiles are asked for at once");
                    return;
                }
                // Its thread has ended, and nothing waits for it any more.
                Err(TrySendError::Disconnected(back)) => order = back,
            }
        }
        let (sender, orders) = sync_channel(WAITING_MAX);
        let owned = path.to_owned();
        let thread = std::thread::Builder::new().name(String::from("map file"));
        if let Err(error) = thread.spawn(move || serve(&owned, &orders)) {
            drop(open);
            order.refuse(&format!("No thread to read the file: {error}"));
            return;
        }
        if let Err(TrySendError::Full(order) | TrySendError::Disconnected(order)) =
            sender.try_send(order)
        {
            order.refuse("The file could not be opened");
            return;
        }
        if open.len() == OPEN_MAX {
            // Its thread ends when nobody can ask it any more.
            open.pop_front();
        }
        open.push_back((path.to_owned(), sender));
    }
}

/// Answers what is asked of a file, until nobody can ask any more. One that could not be opened is tried again when it
/// is opened anew; it may be another file by then.
fn serve(path: &Path, orders: &Receiver<Order>) {
    let open = || guarded(|| Archive::open(path)).unwrap_or_else(|| Err(String::from(PANICKED)));
    let mut archive = Err(String::new());
    let mut is_new = true;
    for order in orders {
        let is_first = std::mem::take(&mut is_new);
        if archive.is_err() && (is_first || matches!(order, Order::About(_))) {
            archive = open();
        }
        match (&mut archive, order) {
            (Err(words), order) => order.refuse(words),
            (Ok(archive), Order::About(reply)) => reply(Ok(archive.about().clone())),
            (Ok(archive), Order::Tile(at, reply)) => {
                let answer = guarded(|| archive.tile(at));
                reply(answer.unwrap_or_else(|| Err(TileMiss::Failed(PANICKED.to_owned()))));
            }
        }
    }
}

const PANICKED: &str = "The file is broken in a way that its reader did not expect";

/// A reader of outside input that gives up costs an answer, not the map.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

enum Archive {
    PmTiles(Box<PmTiles>),
    MbTiles(MbTiles),
}

impl Archive {
    /// By what it begins with, whatever it is called.
    fn open(path: &Path) -> Result<Self, String> {
        let mut file = std::fs::File::open(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => String::from("the file is not there"),
            _ => format!("it cannot be opened: {error}"),
        })?;
        let is_file = file.metadata().is_ok_and(|metadata| metadata.is_file());
        if !is_file {
            return Err(String::from("it is not a file"));
        }
        let mut magic = [0; 16];
        let n_read = words::read_up_to(&mut file, &mut magic)
            .map_err(|error| format!("it cannot be read: {error}"))?;
        let beginning = &magic[..n_read];
        if beginning.starts_with(b"PMTiles") {
            PmTiles::open(file, path).map(|archive| Self::PmTiles(Box::new(archive)))
        } else if beginning == b"SQLite format 3\0" {
            MbTiles::open(path).map(Self::MbTiles)
        } else if beginning.is_empty() {
            Err(String::from("it is empty"))
        } else {
            Err(String::from("it is neither a PMTiles nor an MBTiles file"))
        }
    }

    fn about(&self) -> &TileSetAbout {
        match self {
            Self::PmTiles(archive) => archive.about(),
            Self::MbTiles(archive) => archive.about(),
        }
    }

    fn tile(&mut self, at: TileAt) -> TileAnswer {
        let side = 1u32.checked_shl(at.zoom.into()).unwrap_or(0);
        if at.zoom > ZOOM_MAX || at.x >= side || at.y >= side {
            return Err(TileMiss::Absent);
        }
        match self {
            Self::PmTiles(archive) => archive.tile(at),
            Self::MbTiles(archive) => archive.tile(at),
        }
    }
}

/// Unpacks gzip, up to a limit.
fn gunzip(bytes: &[u8], bytes_max: usize) -> Result<Vec<u8>, String> {
    read_at_most(flate2::read::GzDecoder::new(bytes), bytes_max)
}

/// Unpacks Brotli, up to a limit.
fn unbrotli(bytes: &[u8], bytes_max: usize) -> Result<Vec<u8>, String> {
    /// What is unpacked at a time.
    const BUFFER: usize = 4096;
    read_at_most(
        brotli_decompressor::Decompressor::new(bytes, BUFFER),
        bytes_max,
    )
}

fn read_at_most(unpacking: impl std::io::Read, bytes_max: usize) -> Result<Vec<u8>, String> {
    use std::io::Read as _;
    let mut unpacked = Vec::new();
    unpacking
        .take(bytes_max as u64 + 1)
        .read_to_end(&mut unpacked)
        .map_err(|error| format!("it cannot be unpacked: {error}"))?;
    if unpacked.len() > bytes_max {
        return Err(format!("it unpacks to more than {bytes_max} bytes"));
    }
    Ok(unpacked)
}

fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

/// What the user has said of a server: pictures of the whole world.
fn about_server(server: &TileServer) -> TileSetAbout {
    about(
        server.name.clone(),
        TileKind::Raster,
        &server.attribution,
        [f64::NAN; 4],
        (server.zoom_min, server.zoom_max),
    )
}

/// What a file says of its extent and zooms, as far as it makes sense.
fn about(
    name: String,
    kind: TileKind,
    attribution: &str,
    [west, south, east, north]: [f64; 4],
    (zoom_min, zoom_max): (u8, u8),
) -> TileSetAbout {
    const LAT_MAX: f64 = crate::model::mercator::LAT_MAX;
    let makes_sense = [west, south, east, north]
        .iter()
        .all(|side| side.is_finite())
        && (-180.0..=180.0).contains(&west)
        && (-180.0..=180.0).contains(&east)
        && south < north
        && west != east;
    let bounds = if makes_sense {
        Bounds {
            west,
            south: south.max(-LAT_MAX),
            east,
            north: north.min(LAT_MAX),
        }
    } else {
        Bounds {
            west: -180.0,
            south: -LAT_MAX,
            east: 180.0,
            north: LAT_MAX,
        }
    };
    let zoom_max = zoom_max.min(ZOOM_MAX);
    TileSetAbout {
        name,
        kind,
        attribution: words::plain(attribution),
        bounds,
        zoom_min: zoom_min.min(zoom_max),
        zoom_max,
    }
}

#[cfg(test)]
mod tests;
