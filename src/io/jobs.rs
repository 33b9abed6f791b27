//! Work off the UI thread: effects in, actions out.
//!
//! Each kind of work has one named thread at a time. Results come back through a bounded channel,
//! and `wake` asks the window for a frame to take them in.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use crate::io;
use crate::state::action::Action;
use crate::state::effect::Effect;
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
}

impl Jobs {
    pub fn new(wake: Wake, settings_path: Option<PathBuf>) -> Self {
        let (sender, receiver) = sync_channel(INBOX_MAX);
        Self {
            sender,
            receiver,
            wake,
            settings_path,
        }
    }

    /// Actions of finished work.
    pub fn finished(&self) -> Vec<Action> {
        self.receiver.try_iter().collect()
    }

    /// Starts the work that an effect describes.
    pub fn start(&self, effect: Effect) {
        match effect {
            Effect::OpenDialog => self.spawn("open dialog", ask_for_file),
            Effect::Load { request, path } => self.spawn("load", move || {
                Some(Action::Opened {
                    request,
                    result: io::dataset::open_dataset(&path).map(Arc::new),
                })
            }),
            Effect::SaveSettings(settings) => {
                if let Some(path) = self.settings_path.clone() {
                    self.spawn("save settings", move || save_settings(&path, &settings));
                }
            }
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
    /// Nobody closes a dialog faster than this.
    const CANCEL_MIN: Duration = Duration::from_millis(400);
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
        None if asked.elapsed() > CANCEL_MIN => None,
        None => Some(Action::Notify(Notice {
            kind: NoticeKind::Warning,
            text: String::from(
                "This system offers no file dialog: drop a file on the window, or start Strabo with its path",
            ),
            details: vec![String::from(
                "On Linux the dialog comes from xdg-desktop-portal, or from zenity.",
            )],
        })),
    }
}

fn save_settings(path: &Path, settings: &Settings) -> Option<Action> {
    let reason = io::settings::save(path, settings).err()?;
    Some(Action::Notify(Notice {
        kind: NoticeKind::Warning,
        text: String::from("Could not keep the window's settings"),
        details: vec![reason, path.display().to_string()],
    }))
}
