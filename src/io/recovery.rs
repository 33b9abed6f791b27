//! Unsaved scenes, kept where a crash does not take them: a file for each collection beside the settings.
//!
//! Each is a collection without events, so that any copy of Strabo opens it. It is written atomically some seconds after
//! the last change, on one thread that does everything in the order in which it was asked for.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};

use crate::io::atomic::write_atomically;
use crate::io::export::geojson::write_collection;
use crate::io::import::{hex, read_bytes, read_collection};
use crate::model::collection::Collection;
use crate::state::briefing::Recovery;
use crate::state::effect::Kept;

/// Changes closer together than this are written at once.
pub const AFTER: Duration = Duration::from_secs(2);
/// Whoever types without a pause has everything written this often.
const AT_LATEST: Duration = Duration::from_secs(10);
/// Orders waiting; more would mean that the disk stands still.
const ORDERS_MAX: usize = 64;
/// The member that says what the scenes belong to.
const MEMBER: &str = "recovery";

/// Where the scenes of a collection are kept, in a folder.
pub fn path_of(folder: &Path, collection: &str) -> PathBuf {
    let name = hex(&Sha256::digest(collection.as_bytes()));
    folder.join(format!("{}.geojson", &name[..32]))
}

/// Writes the scenes of a collection; the folder is made if it is not there.
pub fn keep(folder: &Path, kept: &Kept) -> Result<(), String> {
    std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    let now = chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let about = serde_json::json!({
        "collection": kept.collection,
        "sha256": kept.sha256,
        "at": now,
    });
    let collection = Collection {
        own_format: true,
        title: Some(String::from("Unsaved scenes, kept by Strabo")),
        scenes: kept.scenes.to_vec(),
        extra_document: vec![(MEMBER.to_owned(), about.to_string())],
        ..Collection::default()
    };
    let text = write_collection(&collection);
    let path = path_of(folder, &kept.collection);
    write_atomically(&path, text.as_bytes()).map_err(|error| error.to_string())
}

/// The scenes that are kept of a collection, if any are; `sha256` is that of its file as it is now.
pub fn find(folder: &Path, collection: &str, sha256: &str) -> Result<Option<Recovery>, String> {
    let path = path_of(folder, collection);
    if !path.exists() {
        return Ok(None);
    }
    let name = path.display().to_string();
    let bytes = read_bytes(&path, &name).map_err(|problem| problem.message)?;
    let reading = read_collection(&bytes, &name).map_err(|problem| problem.message)?;
    let about = reading.collection.extra_document.iter();
    let about = about.filter(|(name, _)| name == MEMBER);
    let about = about.map(|(_, raw)| serde_json::from_str::<serde_json::Value>(raw));
    let mut about = about;
    let about = about.next_back().and_then(Result::ok).unwrap_or_default();
    let text = |name: &str| {
        about
            .get(name)
            .and_then(|value| value.as_str())
            .unwrap_or_default()
    };
    if text("collection") != collection {
        return Err(String::from("it does not say what it belongs to"));
    }
    Ok(Some(Recovery {
        collection: collection.to_owned(),
        at: text("at").to_owned(),
        file_changed: text("sha256") != sha256,
        scenes: reading.collection.scenes,
    }))
}

/// Removes what is kept of a collection.
pub fn forget(folder: &Path, collection: &str) -> std::io::Result<()> {
    match std::fs::remove_file(path_of(folder, collection)) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// What the keeper is asked for.
enum Order {
    Keep(Kept),
    Forget(String),
}

/// The thread that keeps unsaved scenes. Dropping it writes what waits, and ends it.
pub struct Keeper {
    orders: Option<SyncSender<Order>>,
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    /// Starts it; `failed` is told, once, why scenes could not be kept.
    pub fn start(
        folder: PathBuf,
        after: Duration,
        failed: impl FnOnce(String) + Send + 'static,
    ) -> std::io::Result<Self> {
        let (orders, receiver) = sync_channel(ORDERS_MAX);
        let thread = std::thread::Builder::new()
            .name(String::from("keep scenes"))
            .spawn(move || work(&folder, after, &receiver, failed))?;
        Ok(Self {
            orders: Some(orders),
            thread: Some(thread),
        })
    }

    pub fn keep(&self, kept: Kept) {
        self.order(Order::Keep(kept));
    }

    pub fn forget(&self, collection: String) {
        self.order(Order::Forget(collection));
    }

    fn order(&self, order: Order) {
        if let Some(orders) = &self.orders {
            // The thread ends with its keeper alone.
            orders.send(order).ok();
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

fn work(
    folder: &Path,
    after: Duration,
    orders: &Receiver<Order>,
    failed: impl FnOnce(String) + Send + 'static,
) {
    let mut failed = Some(failed);
    let mut write = |kept: &Kept| {
        if let Err(reason) = keep(folder, kept) {
            log::warn!("could not keep unsaved scenes: {reason}");
            if let Some(failed) = failed.take() {
                failed(reason);
            }
        }
    };
    // What waits to be written, and until when at the latest.
    let mut waiting: Option<(Kept, Instant)> = None;
    loop {
        let order = match &waiting {
            None => orders.recv().map_err(RecvTimeoutError::from),
            Some((_, latest)) => {
                let left = latest.saturating_duration_since(Instant::now());
                orders.recv_timeout(after.min(left))
            }
        };
        match order {
            Ok(Order::Keep(kept)) => {
                let latest = match waiting.take() {
                    Some((old, latest)) if old.collection == kept.collection => latest,
                    Some((old, _)) => {
                        write(&old);
                        Instant::now() + AT_LATEST
                    }
                    None => Instant::now() + AT_LATEST,
                };
                waiting = Some((kept, latest));
            }
            Ok(Order::Forget(collection)) => {
                waiting = waiting.filter(|(kept, _)| kept.collection != collection);
                if let Err(error) = forget(folder, &collection) {
                    log::warn!("could not remove kept scenes: {error}");
                }
            }
            Err(RecvTimeoutError::Timeout) => {
                if let Some((kept, _)) = waiting.take() {
                    write(&kept);
                }
            }
            Err(RecvTimeoutError::Disconnected) => {
                if let Some((kept, _)) = waiting.take() {
                    write(&kept);
                }
                return;
            }
        }
    }
}
