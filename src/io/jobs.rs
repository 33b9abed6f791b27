//! Work off the UI thread: effects in, actions out.
//!
//! Each kind of work has one named thread at a time. Results come back through a bounded channel,
//! and `wake` asks the window for a frame to take them in.

mod evidence;
mod exporting;
mod media;
mod network;
mod saving;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

pub use self::exporting::{Exporter, Tell};
use crate::io;
use crate::io::dataset::Opening;
use crate::io::dialogs::{self, Answer, Dialogs, NO_DIALOG_HINT, Question};
use crate::io::import::table::Watch;
use crate::io::net::{self, Network};
use crate::io::recovery::{self, Keeper};
use crate::model::ground::{TileSource, Tiles};
use crate::model::table::Reading;
use crate::state::action::{Action, GroundAction};
use crate::state::briefing::FileAction;
use crate::state::effect::{Effect, Snapshot};
use crate::state::exporting::{ExportAction, ExportOrder};
use crate::state::importing::ImportAction;
use crate::state::network::NetworkAction;
use crate::state::places::PlacesAction;
use crate::state::{Notice, Settings};

/// Results waiting to be taken in; more would mean that no frame was drawn for a long time.
const INBOX_MAX: usize = 64;

/// Asks the window for a frame.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// The workers, and the inbox of what they have done.
pub struct Jobs {
    sender: SyncSender<Action>,
    receiver: Receiver<Action>,
    wake: Wake,
    /// `None`: nothing is kept between starts.
    settings_path: Option<PathBuf>,
    dialogs: Dialogs,
    /// The request that is being read, and how far it is.
    reading: Option<(u64, Arc<Watch>)>,
    evidence: evidence::Workers,
    /// The request for media that is wanted.
    media: Arc<AtomicU64>,
    /// Whether the words that are looked for are still wanted.
    searching: Option<Arc<AtomicBool>>,
    /// Makes documents.
    exporter: Option<Exporter>,
    /// Opens sources of tiles.
    tiles: Option<Tiles>,
    /// The document that is being made, by its request.
    exporting: Option<(u64, Arc<exporting::Watch>)>,
    /// Asks servers, those that are allowed.
    network: Network,
    /// The area of a server's map that is being fetched.
    preparing: Option<network::Preparing>,
    /// Keeps unsaved scenes; started when there are some.
    keeper: Option<Keeper>,
}

impl Jobs {
    pub fn new(wake: Wake, settings_path: Option<PathBuf>) -> Self {
        let (sender, receiver) = sync_channel(INBOX_MAX);
        let network = Network::new(net::Options::patient(Arc::clone(&wake)));
        Self {
            sender,
            receiver,
            wake,
            settings_path,
            dialogs: dialogs::by_system(),
            reading: None,
            evidence: evidence::Workers::default(),
            media: Arc::default(),
            searching: None,
            exporter: None,
            tiles: None,
            exporting: None,
            network,
            preparing: None,
            keeper: None,
        }
    }

    /// The same with other dialogs than the system's.
    #[must_use]
    pub fn with_dialogs(self, dialogs: Dialogs) -> Self {
        Self { dialogs, ..self }
    }

    /// The same with somebody who makes documents.
    #[must_use]
    pub fn with_exporter(self, exporter: Exporter) -> Self {
        Self {
            exporter: Some(exporter),
            ..self
        }
    }

    /// The same with another network than one that keeps no tiles.
    #[must_use]
    pub fn with_network(self, network: Network) -> Self {
        Self { network, ..self }
    }

    /// The same with somebody who opens sources of tiles.
    #[must_use]
    pub fn with_tiles(self, tiles: Tiles) -> Self {
        Self {
            tiles: Some(tiles),
            ..self
        }
    }

    /// Actions of finished work, and of how far the work is that goes on.
    pub fn finished(&mut self) -> Vec<Action> {
        let mut actions: Vec<Action> = self.receiver.try_iter().collect();
        let has_ended = |action: &Action| {
            matches!(
                action,
                Action::Opened { .. }
                    | Action::Import(ImportAction::Ask { .. })
                    | Action::Gone { .. }
            )
        };
        if actions.iter().any(has_ended) {
            self.reading = None;
        }
        if let Some((request, watch)) = &self.reading
            && let Some(share) = watch.share()
        {
            let request = *request;
            actions.push(Action::ReadSoFar { request, share });
        }
        let has_ended =
            |action: &Action| matches!(action, Action::Export(ExportAction::Ended { .. }));
        if actions.iter().any(has_ended) {
            self.exporting = None;
        }
        if let Some((request, watch)) = &self.exporting
            && let Some((done, total)) = watch.so_far()
        {
            let request = *request;
            actions.push(Action::Export(ExportAction::SoFar {
                request,
                done,
                total,
            }));
        }
        let has_ended =
            |action: &Action| matches!(action, Action::Network(NetworkAction::PrepareEnded { .. }));
        if actions.iter().any(has_ended) {
            self.preparing = None;
        }
        actions.extend(self.network_news());
        let progress = self.evidence.progress(&actions);
        actions.extend(progress);
        actions
    }

    /// Starts the work that an effect describes.
    pub fn start(&mut self, effect: Effect) {
        match effect {
            Effect::ReadPlaces => self.spawn("places", || {
                Some(Action::Places(PlacesAction::Read(io::gazetteer::read())))
            }),
            Effect::OpenDialog => {
                let dialogs = Arc::clone(&self.dialogs);
                self.spawn("open dialog", move || ask_for_file(&dialogs));
            }
            Effect::PreviewTable {
                request,
                path,
                spec,
            } => self.spawn("preview", move || {
                let result = io::dataset::preview(&path, spec.as_ref()).map(Arc::new);
                Some(Action::Import(ImportAction::Previewed { request, result }))
            }),
            Effect::SaveRejects(Snapshot(dataset)) => {
                let dialogs = Arc::clone(&self.dialogs);
                let settings = self.settings_path.as_deref();
                let fallback = settings.and_then(Path::parent).map(Path::to_owned);
                self.spawn("save rejects", move || {
                    saving::save_rejects(&dialogs, fallback.as_deref(), &dataset)
                });
            }
            Effect::Load { request, path, how } => {
                self.cancel_reading();
                let watch = Arc::new(Watch::default());
                self.reading = Some((request, Arc::clone(&watch)));
                self.spawn("load", move || Some(open(request, path, &how, &watch)));
            }
            Effect::CancelLoad => self.cancel_reading(),
            Effect::Evidence(effect) => self.start_evidence(effect),
            Effect::Media(effect) => self.start_media(effect),
            Effect::Network(effect) => self.start_network(effect),
            Effect::Search {
                request,
                snapshot: Snapshot(dataset),
                words,
            } => {
                self.cancel_search();
                let is_wanted = Arc::new(AtomicBool::new(true));
                self.searching = Some(Arc::clone(&is_wanted));
                self.spawn("search", move || {
                    dataset.search(&words, &|| is_wanted.load(Ordering::Relaxed))?;
                    Some(Action::Searched { request })
                });
            }
            Effect::AskForMap => {
                let dialogs = Arc::clone(&self.dialogs);
                self.spawn("map dialog", move || ask_for_map(&dialogs));
            }
            Effect::LookAtMap(source) => self.look_at_map(source),
            Effect::CancelSearch => self.cancel_search(),
            Effect::Export { request, order } => self.export(request, order),
            Effect::CancelExport => {
                if let Some((_, watch)) = &self.exporting {
                    watch.cancel();
                }
            }
            Effect::SaveSettings(settings) => {
                if let Some(path) = self.settings_path.clone() {
                    self.spawn("save settings", move || save_settings(&path, &settings));
                }
            }
            Effect::SaveScenes(order) => {
                self.spawn("save", move || {
                    Some(Action::File(saving::save_scenes(&order)))
                });
            }
            Effect::SaveScenesAs(order) => {
                let dialogs = Arc::clone(&self.dialogs);
                self.spawn("save as", move || {
                    Some(Action::File(saving::save_scenes_as(&dialogs, &order)))
                });
            }
            Effect::KeepScenes(kept) => {
                if let Some(keeper) = self.keeper() {
                    keeper.keep(kept);
                }
            }
            Effect::ForgetScenes(collection) => {
                if let Some(keeper) = self.keeper() {
                    keeper.forget(collection);
                }
            }
            Effect::FindScenes { collection, sha256 } => {
                if let Some(folder) = self.recovery_folder() {
                    self.spawn("find kept scenes", move || {
                        find_scenes(&folder, &collection, &sha256)
                    });
                }
            }
        }
    }

    fn look_at_map(&self, source: TileSource) {
        let Some(tiles) = &self.tiles else { return };
        let sender = self.sender.clone();
        let wake = Arc::clone(&self.wake);
        let looked_at = source.clone();
        let reply = move |about| {
            let found = GroundAction::Found { source, about };
            sender.send(Action::Ground(found)).ok();
            wake();
        };
        tiles.open(&looked_at, Box::new(reply));
    }

    /// Where unsaved scenes are kept: beside the settings.
    fn recovery_folder(&self) -> Option<PathBuf> {
        let settings = self.settings_path.as_deref()?;
        Some(settings.parent()?.join("recovery"))
    }

    fn keeper(&mut self) -> Option<&Keeper> {
        if self.keeper.is_none() {
            let sender = self.sender.clone();
            let wake = Arc::clone(&self.wake);
            let failed = move |reason: String| {
                let text = "Unsaved scenes could not be kept for the case of a crash; save them";
                let notice = Notice::warning(text, vec![reason]);
                sender.try_send(Action::Notify(notice)).ok();
                wake();
            };
            match Keeper::start(self.recovery_folder()?, recovery::AFTER, failed) {
                Ok(keeper) => self.keeper = Some(keeper),
                Err(error) => log::warn!("could not start a thread to keep scenes: {error}"),
            }
        }
        self.keeper.as_ref()
    }

    /// Ends what is being read; a table stops at its next row, GeoJSON at its next feature.
    fn cancel_reading(&mut self) {
        if let Some((_, watch)) = self.reading.take() {
            watch.cancel();
        }
    }

    fn export(&mut self, request: u64, order: Box<ExportOrder>) {
        let watch = Arc::<exporting::Watch>::default();
        self.exporting = Some((request, Arc::clone(&watch)));
        let work = exporting::Work {
            request,
            order,
            watch,
            dialogs: Arc::clone(&self.dialogs),
            exporter: self.exporter.clone(),
            sender: self.sender.clone(),
            wake: Arc::clone(&self.wake),
        };
        self.spawn("export", move || Some(exporting::export(&work)));
    }

    fn cancel_search(&mut self) {
        if let Some(is_wanted) = self.searching.take() {
            is_wanted.store(false, Ordering::Relaxed);
        }
    }

    /// Saves the settings at once; for the moment of closing.
    pub fn save_now(&self, settings: &Settings) {
        if let Some(path) = &self.settings_path
            && let Err(reason) = io::settings::save(path, settings)
        {
            log::warn!("could not keep the settings: {reason}");
        }
    }

    /// Stops a document that is being made, and waits until what was written of it is gone; for the moment of closing.
    pub fn stop_export(&mut self) {
        const WAIT_MAX: Duration = Duration::from_secs(3);
        let Some((_, watch)) = self.exporting.take() else {
            return;
        };
        watch.cancel();
        if watch.so_far().is_none() {
            // Nothing is written yet; the place may still be asked for.
            return;
        }
        let deadline = Instant::now() + WAIT_MAX;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.receiver.recv_timeout(left) {
                Ok(Action::Export(ExportAction::Ended { .. })) | Err(_) => return,
                Ok(_) => {}
            }
        }
    }

    fn spawn(&self, name: &str, work: impl FnOnce() -> Option<Action> + Send + 'static) {
        let sender = self.sender.clone();
        let wake = Arc::clone(&self.wake);
        let spawned = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                if let Some(action) = work() {
                    // The window may be gone by now; then nobody waits for the answer.
                    sender.send(action).ok();
                    wake();
                }
            });
        if let Err(error) = spawned {
            let text = format!("Could not start a thread to {name}: {error}");
            let notice = Notice::error(text, Vec::new());
            self.sender.try_send(Action::Notify(notice)).ok();
        }
    }
}

/// Reads a file, or the beginning of a table that the user has to be asked about.
fn open(request: u64, path: PathBuf, how: &Reading, watch: &Watch) -> Action {
    match io::dataset::open_or_ask(&path, how, watch) {
        Ok(Opening::Open(dataset)) => Action::Opened {
            request,
            result: Ok(Arc::from(dataset)),
        },
        Ok(Opening::Ask(preview)) => Action::Import(ImportAction::Ask {
            request,
            path,
            preview: Arc::from(preview),
        }),
        // What cannot be looked for is not known to be gone.
        Err(_) if path.try_exists().is_ok_and(|is_there| !is_there) => {
            Action::Gone { request, path }
        }
        Err(problem) => Action::Opened {
            request,
            result: Err(problem),
        },
    }
}

fn ask_for_file(dialogs: &Dialogs) -> Option<Action> {
    match dialogs(&Question::Open) {
        Answer::Path(path) => Some(Action::Open(path)),
        Answer::Cancelled => None,
        Answer::NoDialog => Some(Action::Notify(Notice::warning(
            "This system offers no file dialog: drop a file on the window, or start Strabo with its path",
            vec![NO_DIALOG_HINT.to_owned()],
        ))),
    }
}

fn ask_for_map(dialogs: &Dialogs) -> Option<Action> {
    match dialogs(&Question::OpenMap) {
        Answer::Path(path) => Some(Action::Ground(GroundAction::Add(TileSource::Archive(path)))),
        Answer::Cancelled => None,
        Answer::NoDialog => Some(Action::Notify(Notice::warning(
            "This system offers no file dialog: drop a .pmtiles or .mbtiles file on the window, or start Strabo with --map and its path",
            vec![NO_DIALOG_HINT.to_owned()],
        ))),
    }
}

/// Looks for unsaved scenes of an earlier run. What cannot be read stays, and is told of.
fn find_scenes(folder: &Path, collection: &str, sha256: &str) -> Option<Action> {
    match recovery::find(folder, collection, sha256) {
        Ok(found) => Some(Action::File(FileAction::Recovered(Box::new(found?)))),
        Err(reason) => Some(Action::Notify(Notice::warning(
            "Unsaved scenes of this collection were kept, and cannot be read",
            vec![
                reason,
                recovery::path_of(folder, collection).display().to_string(),
            ],
        ))),
    }
}

fn save_settings(path: &Path, settings: &Settings) -> Option<Action> {
    let reason = io::settings::save(path, settings).err()?;
    Some(Action::Notify(Notice::warning(
        "Could not keep the window's settings",
        vec![reason, path.display().to_string()],
    )))
}
