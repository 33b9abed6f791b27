//! The thread that decodes tiles of the embedded map, and what comes from the threads of others.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use eframe::egui::Context;
use walkers::Tile;

use super::decode::{Decoded, decode};
use super::{Found, Key, embedded, points_of};

/// Tiles asked for at a time. What does not fit is asked for again in a later frame, when it may no longer be wanted.
const ASKED_MAX: usize = 32;

pub(super) type Answer = (Key, Option<Tile>);

/// The thread that decodes tiles of the embedded map; it ends when the map does.
pub(super) struct Worker {
    pub(super) wanted: SyncSender<Key>,
    pub(super) answers: Receiver<Answer>,
}

impl Worker {
    pub(super) fn start(ctx: Context) -> Option<Self> {
        let (wanted, wishes) = sync_channel::<Key>(ASKED_MAX);
        let (answer, answers) = sync_channel::<Answer>(ASKED_MAX);
        let work = move || {
            for key in wishes {
                if answer.send((key, decode_embedded(key))).is_err() {
                    break;
                }
                ctx.request_repaint();
            }
        };
        match std::thread::Builder::new()
            .name(String::from("map tiles"))
            .spawn(work)
        {
            Ok(_detached) => Some(Self { wanted, answers }),
            Err(error) => {
                log::error!("Could not start the thread that decodes map tiles: {error}");
                None
            }
        }
    }
}

/// A tile of the embedded map; `None` where it has none, or that cannot be decoded.
pub(super) fn decode_embedded((_, dress, id): Key) -> Option<Tile> {
    match decode(&embedded::bytes(id)?, dress, id.zoom, points_of(dress)) {
        Ok(Decoded::Tile(tile)) => Some(tile),
        Ok(Decoded::Picture(_)) => None,
        Err(error) => {
            log::warn!("Map tile {id:?}: {error}");
            None
        }
    }
}

/// What services have found.
pub(super) struct Inbox {
    sender: SyncSender<Found>,
    receiver: Receiver<Found>,
}

impl Inbox {
    /// With room for so many answers.
    pub(super) fn new(n_max: usize) -> Self {
        let (sender, receiver) = sync_channel(n_max);
        Self { sender, receiver }
    }

    /// For a service to answer by.
    pub(super) fn sender(&self) -> SyncSender<Found> {
        self.sender.clone()
    }

    /// What has come since the last time.
    pub(super) fn arrived(&self) -> Vec<Found> {
        self.receiver.try_iter().collect()
    }

    /// The next answer, if it comes in time.
    pub(super) fn wait(&self, at_most: Duration) -> Option<Found> {
        self.receiver.recv_timeout(at_most).ok()
    }
}
