//! Work of the network: who may be asked, the ledger as a file, tiles on disk, and areas that are fetched.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Jobs;
use crate::io::atomic::save_atomically;
use crate::io::dialogs::{Answer, Dialogs, NO_DIALOG_HINT, Question, free_path};
use crate::io::net::prepare::{PACE, PrepareError, Prepared, Progress, part_of, prepare};
use crate::io::net::{Network, ledger};
use crate::model::ledger::Ledger;
use crate::model::number::{bytes_in_words, grouped};
use crate::state::Notice;
use crate::state::action::Action;
use crate::state::network::{NetworkAction, NetworkEffect, PrepareOrder};

/// An area that is being fetched.
pub(super) struct Preparing {
    request: u64,
    total: u64,
    progress: Arc<Progress>,
    /// How far it was when that was last told.
    told: Option<u64>,
}

impl Jobs {
    /// What asks servers; for whoever draws their tiles.
    pub fn network(&self) -> &Network {
        &self.network
    }

    pub(super) fn start_network(&mut self, effect: NetworkEffect) {
        match effect {
            NetworkEffect::Rules(rules) => self.network.set_rules(rules),
            NetworkEffect::TryAgain(host) => self.network.try_again(&host),
            NetworkEffect::SaveLedger(ledger) => {
                let dialogs = Arc::clone(&self.dialogs);
                let fallback = self.own_folder();
                self.spawn("save ledger", move || {
                    save_ledger(&dialogs, fallback.as_deref(), &ledger).map(Action::Notify)
                });
            }
            NetworkEffect::Keep(megabytes) => {
                let network = self.network.clone();
                self.spawn("keep tiles", move || {
                    let reason = network.cache().keep(megabytes).err()?;
                    let text = "The tiles kept on disk could not be cut down";
                    Some(Action::Notify(Notice::warning(text, vec![reason])))
                });
            }
            NetworkEffect::EmptyKept => {
                let network = self.network.clone();
                self.spawn("empty tiles", move || Some(empty(&network)));
            }
            NetworkEffect::Measure => {
                let network = self.network.clone();
                self.spawn("measure tiles", move || Some(measured(&network)));
            }
            NetworkEffect::Prepare { request, order } => self.prepare(request, order),
            NetworkEffect::CancelPrepare => {
                if let Some(preparing) = &self.preparing {
                    preparing.progress.cancel();
                }
            }
        }
    }

    /// What the network has done since it was last asked.
    pub(super) fn network_news(&mut self) -> Vec<Action> {
        let mut actions = Vec::new();
        if let Some(news) = self.network.take_news() {
            actions.push(NetworkAction::News {
                entries: news.entries,
                n_dropped: news.n_dropped,
                pulse: news.pulse,
            });
        }
        if let Some(preparing) = &mut self.preparing {
            let done = preparing.progress.done();
            if preparing.told != Some(done) {
                preparing.told = Some(done);
                actions.push(NetworkAction::PrepareSoFar {
                    request: preparing.request,
                    done,
                    total: preparing.total,
                });
            }
        }
        actions.into_iter().map(Action::Network).collect()
    }

    fn prepare(&mut self, request: u64, order: Box<PrepareOrder>) {
        let progress = Arc::<Progress>::default();
        self.preparing = Some(Preparing {
            request,
            total: order.area.n_tiles(),
            progress: Arc::clone(&progress),
            told: None,
        });
        let dialogs = Arc::clone(&self.dialogs);
        let network = self.network.clone();
        let (sender, wake) = (self.sender.clone(), Arc::clone(&self.wake));
        let fallback = self.own_folder();
        self.spawn("fetch an area", move || {
            let begun = |path: &Path| {
                let file = path.file_name().unwrap_or_default().to_string_lossy();
                let file = file.into_owned();
                let begun = NetworkAction::PrepareBegun { request, file };
                sender.send(Action::Network(begun)).ok();
                wake();
            };
            let (mut notice, mut file) = (None, None);
            if let Some(path) = ask_where(&dialogs, fallback.as_deref(), &order) {
                begun(&path);
                let outcome = prepare(&network, &order, &path, PACE, &progress);
                let is_whole = outcome.is_ok();
                notice = Some(prepared_notice(&path, outcome));
                file = is_whole.then_some(path);
            }
            let ended = NetworkAction::PrepareEnded {
                request,
                notice,
                file,
            };
            Some(Action::Network(ended))
        });
    }

    /// Where files go that a system without dialogs cannot ask a place for.
    fn own_folder(&self) -> Option<PathBuf> {
        let settings = self.settings_path.as_deref();
        settings.and_then(Path::parent).map(Path::to_owned)
    }
}

fn measured(network: &Network) -> Action {
    Action::Network(NetworkAction::Measured(network.cache().measure()))
}

fn empty(network: &Network) -> Action {
    match network.cache().empty() {
        Ok(()) => measured(network),
        Err(reason) => {
            let text = "The tiles kept on disk could not be deleted";
            Action::Notify(Notice::warning(text, vec![reason]))
        }
    }
}

/// Saves the ledger where the user says; without a dialog, beside the settings.
fn save_ledger(dialogs: &Dialogs, fallback: Option<&Path>, ledger: &Ledger) -> Option<Notice> {
    let today = chrono::Local::now().format("%Y-%m-%d");
    let name = format!("strabo-network-{today}.csv");
    let question = Question::Save {
        title: "Save the network ledger",
        name: name.clone(),
        folder: None,
    };
    let path = place(dialogs, fallback, &question, &name)?;
    let written = save_atomically(&path, |out| ledger::write_csv(ledger, out));
    Some(match written {
        Ok(()) => Notice::info(format!("The ledger was saved to {}", path.display())),
        Err(error) => Notice::error(format!("Could not save the ledger: {error}"), Vec::new()),
    })
}

fn ask_where(dialogs: &Dialogs, fallback: Option<&Path>, order: &PrepareOrder) -> Option<PathBuf> {
    let question = Question::Save {
        title: "Save the map file",
        name: order.name.clone(),
        folder: order.folder.clone(),
    };
    let mut path = place(dialogs, fallback, &question, &order.name)?;
    let has_ending = path
        .extension()
        .is_some_and(|own| own.eq_ignore_ascii_case("mbtiles"));
    if !has_ending {
        path.as_mut_os_string().push(".mbtiles");
    }
    Some(path)
}

fn place(
    dialogs: &Dialogs,
    fallback: Option<&Path>,
    question: &Question,
    name: &str,
) -> Option<PathBuf> {
    match dialogs(question) {
        Answer::Path(path) => Some(path),
        Answer::Cancelled => None,
        Answer::NoDialog => {
            let folder = fallback?;
            std::fs::create_dir_all(folder).ok();
            log::warn!("{NO_DIALOG_HINT}");
            Some(free_path(folder, name))
        }
    }
}

fn prepared_notice(path: &Path, outcome: Result<Prepared, PrepareError>) -> Notice {
    let shown = path.display();
    match outcome {
        Ok(prepared) => {
            let tiles = grouped(prepared.n_tiles);
            let size = bytes_in_words(prepared.n_bytes);
            let text = format!("{tiles} tiles, {size}, are in {shown}; the menu “Map” offers it");
            let absent = (prepared.n_absent > 0).then(|| {
                let n = grouped(prepared.n_absent);
                format!("{n} tiles of the area are not there; the server has none.")
            });
            Notice {
                details: absent.into_iter().collect(),
                ..Notice::info(text)
            }
        }
        Err(error) => {
            let part = part_of(path);
            let kept = part.exists().then(|| {
                format!(
                    "What has come is kept in {}. The same area, saved to the same place, goes on from there.",
                    part.display()
                )
            });
            let text = format!("The area was not fetched whole: {error}");
            let details = kept.into_iter().collect();
            match error {
                PrepareError::Cancelled => Notice {
                    details,
                    ..Notice::info(text)
                },
                _ => Notice::warning(text, details),
            }
        }
    }
}
