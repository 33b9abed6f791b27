//! Work on stored copies: one thread that hashes, one that reads, and the saving of cited sources.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::Jobs;
use crate::io::atomic::write_atomically;
use crate::io::dialogs::{Answer, Dialogs, NO_DIALOG_HINT, Question};
use crate::io::evidence::hash::capture_state;
use crate::io::evidence::reader::{Watch, read_copy, read_page};
use crate::io::folder::resolve;
use crate::model::source::{CaptureKey, CaptureState};
use crate::state::Notice;
use crate::state::action::Action;
use crate::state::evidence::{CitedBy, EvidenceAction, EvidenceEffect};

/// What the workers share with whoever gives them work.
#[derive(Default)]
pub(super) struct Workers {
    checks: Arc<Mutex<Checks>>,
    /// The collection whose stored copies are of interest, counted as they are opened.
    collection: Arc<AtomicU64>,
    /// The request that is being read, and how far it is.
    reading: Option<(u64, Arc<Watch>)>,
}

/// Stored copies that wait to be hashed; each is asked for once until it is answered, so they are not many.
#[derive(Default)]
struct Checks {
    waiting: VecDeque<(u64, PathBuf, CaptureKey)>,
    /// A thread is at work, and takes what waits.
    is_running: bool,
}

impl Workers {
    /// How far the reading is.
    pub(super) fn progress(&mut self, finished: &[Action]) -> Option<Action> {
        let (request, watch) = self.reading.as_ref()?;
        let request = *request;
        let is_over = |action: &Action| matches!(action, Action::Evidence(EvidenceAction::WasRead { request: of, .. }) if *of == request);
        if finished.iter().any(is_over) {
            self.reading = None;
            return None;
        }
        let share = watch.share()?;
        Some(Action::Evidence(EvidenceAction::ReadSoFar {
            request,
            share,
        }))
    }

    fn stop_reading(&mut self) {
        if let Some((_, watch)) = self.reading.take() {
            watch.cancel();
        }
    }
}

impl Jobs {
    pub(super) fn start_evidence(&mut self, effect: EvidenceEffect) {
        match effect {
            EvidenceEffect::Check {
                collection,
                path: Some(path),
                keys,
            } => self.check(collection, &path, keys),
            EvidenceEffect::Read {
                request,
                path,
                captures,
                capture_idx,
                quotation,
            } => {
                self.evidence.stop_reading();
                let watch = Arc::new(Watch::default());
                self.evidence.reading = Some((request, Arc::clone(&watch)));
                self.spawn("read stored copy", move || {
                    let copy = path.ok_or_else(no_folder).and_then(|path| {
                        let quotation = quotation.as_ref();
                        read_copy(&path, &captures, capture_idx, quotation, &watch)
                    });
                    let result = copy.map(Arc::new);
                    Some(Action::Evidence(EvidenceAction::WasRead {
                        request,
                        result,
                    }))
                });
            }
            EvidenceEffect::ReadPage {
                request,
                path: Some(path),
                file,
                page,
                index,
            } => self.spawn("read page", move || {
                let result = read_page(&path, &file, &index, page);
                Some(Action::Evidence(EvidenceAction::PageWasRead {
                    request,
                    page,
                    result,
                }))
            }),
            EvidenceEffect::StopReading => self.evidence.stop_reading(),
            EvidenceEffect::AskWhereToSaveSources {
                cited_by,
                name,
                collection,
            } => {
                let dialogs = Arc::clone(&self.dialogs);
                self.spawn("save dialog", move || {
                    ask_where_to_save(&dialogs, cited_by, name, collection.as_deref())
                });
            }
            EvidenceEffect::Write {
                path,
                text,
                collection,
                files,
                done,
            } => self.spawn("save sources", move || {
                Some(Action::Notify(write(
                    &path,
                    &text,
                    collection.as_deref(),
                    &files,
                    done,
                )))
            }),
            // Without a folder nothing is asked for.
            EvidenceEffect::Check { path: None, .. }
            | EvidenceEffect::ReadPage { path: None, .. } => {}
        }
    }

    /// Puts stored copies before those that wait: what is shown now is of more interest.
    fn check(&self, collection: u64, path: &Path, keys: Vec<CaptureKey>) {
        let Workers {
            checks,
            collection: current,
            ..
        } = &self.evidence;
        current.store(collection, Ordering::Relaxed);
        {
            let mut checks = checks.lock().unwrap_or_else(PoisonError::into_inner);
            checks.waiting.retain(|(of, ..)| *of == collection);
            for key in keys.into_iter().rev() {
                let item = (collection, path.to_owned(), key);
                checks.waiting.push_front(item);
            }
            if checks.is_running {
                return;
            }
            checks.is_running = true;
        }
        let (checks, current) = (Arc::clone(checks), Arc::clone(current));
        let (sender, wake) = (self.sender.clone(), Arc::clone(&self.wake));
        self.spawn("check stored copies", move || {
            while let Some((collection, path, key)) = next(&checks) {
                let is_wanted = || current.load(Ordering::Relaxed) == collection;
                if let Some(state) = capture_state(&path, &key, &is_wanted) {
                    let checked = checked(collection, key, state);
                    if sender.send(checked).is_err() {
                        break;
                    }
                    wake();
                }
            }
            None
        });
    }
}

fn next(checks: &Mutex<Checks>) -> Option<(u64, PathBuf, CaptureKey)> {
    let mut checks = checks.lock().unwrap_or_else(PoisonError::into_inner);
    let next = checks.waiting.pop_front();
    checks.is_running = next.is_some();
    next
}

fn checked(collection: u64, key: CaptureKey, state: CaptureState) -> Action {
    Action::Evidence(EvidenceAction::Checked {
        collection,
        key,
        state,
    })
}

fn no_folder() -> String {
    String::from(
        "Stored copies lie beside the collection's file, and this collection is in no file.",
    )
}

/// Asks for a file to save to.
fn ask_where_to_save(
    dialogs: &Dialogs,
    cited_by: CitedBy,
    name: String,
    collection: Option<&Path>,
) -> Option<Action> {
    let question = Question::Save {
        title: "Export cited sources, as .bib or .json",
        name,
        folder: collection.and_then(Path::parent).map(Path::to_owned),
    };
    match dialogs(&question) {
        Answer::Path(mut path) => {
            if path.extension().is_none() {
                path.set_extension("bib");
            }
            Some(Action::Evidence(EvidenceAction::SaveSources {
                path,
                cited_by,
            }))
        }
        Answer::Cancelled => None,
        Answer::NoDialog => Some(Action::Notify(Notice::warning(
            "This system offers no file dialog: export the sources by “strabo convert FILE -o sources.bib”",
            vec![NO_DIALOG_HINT.to_owned()],
        ))),
    }
}

/// Writes a file, unless that is evidence; says how it went.
fn write(
    path: &Path,
    text: &str,
    collection: Option<&Path>,
    files: &[String],
    done: String,
) -> Notice {
    let target = path.canonicalize().ok();
    let evidence = collection.into_iter().flat_map(|collection| {
        let beside = files
            .iter()
            .filter_map(|name| resolve(collection, name).ok());
        beside.chain(collection.canonicalize().ok())
    });
    let mut evidence = evidence;
    if target.is_some_and(|target| evidence.any(|file| file == target)) {
        let text = format!(
            "{} is a part of the collection, which is only read; choose another name",
            path.display()
        );
        return Notice::error(text, Vec::new());
    }
    match write_atomically(path, text.as_bytes()) {
        Ok(()) => Notice::info(done),
        Err(error) => Notice::error("Could not export the sources", vec![error.to_string()]),
    }
}
