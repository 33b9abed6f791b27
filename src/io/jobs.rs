//! Work off the UI thread: effects in, actions out.
//!
//! Each kind of work has one named thread at a time. Results come back through a bounded channel,
//! and `wake` asks the window for a frame to take them in.

mod evidence;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use crate::io;
use crate::io::import::table::Watch;
use crate::state::action::Action;
use crate::state::effect::{Effect, Snapshot};
use crate::state::{Notice, NoticeKind, Settings};

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
    /// The request that is being read, and how far it is.
    reading: Option<(u64, Arc<Watch>)>,
    evidence: evidence::Workers,
    /// Whether the words that are looked for are still wanted.
    searching: Option<Arc<AtomicBool>>,
}

impl Jobs {
    pub fn new(wake: Wake, settings_path: Option<PathBuf>) -> Self {
        let (sender, receiver) = sync_channel(INBOX_MAX);
        Self {
            sender,
            receiver,
            wake,
            settings_path,
            reading: None,
            evidence: evidence::Workers::default(),
            searching: None,
        }
    }

    /// Actions of finished work, and of how far the work is that goes on.
    pub fn finished(&mut self) -> Vec<Action> {
        let mut actions: Vec<Action> = self.receiver.try_iter().collect();
        if actions
            .iter()
            .any(|action| matches!(action, Action::Opened { .. }))
        {
            self.reading = None;
        }
        if let Some((request, watch)) = &self.reading
            && let Some(share) = watch.share()
        {
            let request = *request;
            actions.push(Action::ReadSoFar { request, share });
        }
        let progress = self.evidence.progress(&actions);
        actions.extend(progress);
        actions
    }

    /// Starts the work that an effect describes.
    pub fn start(&mut self, effect: Effect) {
        match effect {
            Effect::OpenDialog => self.spawn("open dialog", ask_for_file),
            Effect::Load { request, path } => {
                self.cancel_reading();
                let watch = Arc::new(Watch::default());
                self.reading = Some((request, Arc::clone(&watch)));
                self.spawn("load", move || {
                    Some(Action::Opened {
                        request,
                        result: io::dataset::open_dataset(&path, &watch).map(Arc::new),
                    })
                });
            }
            Effect::CancelLoad => self.cancel_reading(),
            Effect::Evidence(effect) => self.start_evidence(effect),
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
            Effect::CancelSearch => self.cancel_search(),
            Effect::SaveSettings(settings) => {
                if let Some(path) = self.settings_path.clone() {
                    self.spawn("save settings", move || save_settings(&path, &settings));
                }
            }
        }
    }

    /// Ends what is being read; a table stops at its next row, another file is read to its end and dropped.
    fn cancel_reading(&mut self) {
        if let Some((_, watch)) = self.reading.take() {
            watch.cancel();
        }
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
            let notice = Notice {
                kind: NoticeKind::Error,
                text: format!("Could not start a thread to {name}: {error}"),
                details: Vec::new(),
            };
            self.sender.try_send(Action::Notify(notice)).ok();
        }
    }
}

/// Asks by the system's dialog. A system without one answers at once, and as if the user had cancelled.
fn ask_for_file() -> Option<Action> {
    let asked = Instant::now();
    let picked = rfd::FileDialog::new()
        .set_title("Open a collection")
        .add_filter(
            "Collections and tables",
            &["geojson", "json", "csv", "tsv", "tab", "txt"],
        )
        .add_filter("All files", &["*"])
        .pick_file();
    match picked {
        Some(path) => Some(Action::Open(path)),
        None if is_answer(asked) => None,
        None => Some(no_dialog(
            "drop a file on the window, or start Strabo with its path",
        )),
    }
}

/// Whether a dialog that was asked for then was closed by a person, rather than never shown.
fn is_answer(asked: Instant) -> bool {
    /// Nobody closes a dialog faster than this.
    const CANCEL_MIN: Duration = Duration::from_millis(400);
    asked.elapsed() > CANCEL_MIN
}

/// Says that there is no dialog, and what to do instead.
fn no_dialog(instead: &str) -> Action {
    Action::Notify(Notice {
        kind: NoticeKind::Warning,
        text: format!("This system offers no file dialog: {instead}"),
        details: vec![String::from(
            "On Linux the dialog comes from xdg-desktop-portal, or from zenity.",
        )],
    })
}

fn save_settings(path: &Path, settings: &Settings) -> Option<Action> {
    let reason = io::settings::save(path, settings).err()?;
    Some(Action::Notify(Notice {
        kind: NoticeKind::Warning,
        text: String::from("Could not keep the window's settings"),
        details: vec![reason, path.display().to_string()],
    }))
}
