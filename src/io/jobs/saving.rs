//! Saving where the user says: rows that were left out of a table, and the scenes of a briefing.

use std::path::Path;
use std::sync::Arc;

use crate::io::atomic::write_atomically;
use crate::io::dialogs::{Answer, Dialogs, NO_DIALOG_HINT, Question, free_path};
use crate::io::save::{self, NotSaved};
use crate::model::number::grouped;
use crate::state::Notice;
use crate::state::action::Action;
use crate::state::briefing::{FileAction, Saved};
use crate::state::effect::{SaveOrder, Snapshot};
use crate::store::Dataset;

/// Saves the rows that were left out of a table where the user says; without a dialog, beside the settings.
pub(super) fn save_rejects(
    dialogs: &Dialogs,
    fallback: Option<&Path>,
    dataset: &Dataset,
) -> Option<Action> {
    let origin = dataset.origin();
    let stem = Path::new(&origin.file_name).file_stem()?.to_string_lossy();
    let name = format!("{stem}-rejected.csv");
    let folder = origin.path.as_deref().and_then(Path::parent);
    let question = Question::Save {
        title: "Save the rejected rows",
        name: name.clone(),
        folder: folder.map(Path::to_owned),
    };
    let notice = match (dialogs(&question), fallback) {
        (Answer::Cancelled, _) => return None,
        (Answer::Path(path), _) => write_rejects(&path, dataset, Vec::new()),
        (Answer::NoDialog, Some(folder)) => {
            let path = free_path(folder, &name);
            let details = vec![
                String::from(
                    "This system offers no file dialog, so they went to Strabo's own folder.",
                ),
                NO_DIALOG_HINT.to_owned(),
            ];
            write_rejects(&path, dataset, details)
        }
        (Answer::NoDialog, None) => Notice::warning(
            "This system offers no file dialog: save the rejected rows by “strabo convert FILE -o OUT --rejects FILE”",
            vec![NO_DIALOG_HINT.to_owned()],
        ),
    };
    Some(Action::Notify(notice))
}

fn write_rejects(path: &Path, dataset: &Dataset, details: Vec<String>) -> Notice {
    let is_the_table = || {
        let own = dataset.origin().path.as_deref();
        let (own, new) = (own.map(Path::canonicalize), path.canonicalize());
        matches!((own, new), (Some(Ok(own)), Ok(new)) if own == new)
    };
    if is_the_table() {
        return Notice::error(
            "The rejected rows were not saved: they would take the place of the table itself",
            vec![path.display().to_string()],
        );
    }
    let written = match dataset.rejects() {
        None => Err(String::from("this collection keeps none")),
        Some(bytes) => bytes.and_then(|bytes| {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
            }
            write_atomically(path, &bytes).map_err(|error| error.to_string())
        }),
    };
    match written {
        Ok(()) => Notice {
            details,
            ..Notice::info(format!(
                "The rejected rows were saved to {}",
                path.display()
            ))
        },
        Err(reason) => Notice::error(
            "The rejected rows could not be saved",
            vec![reason, path.display().to_string()],
        ),
    }
}

/// Puts the scenes into the file that the collection was read from.
pub(super) fn save_scenes(order: &SaveOrder) -> FileAction {
    let Some(path) = order.snapshot.0.origin().path.clone() else {
        return FileAction::NotSaved(None);
    };
    match save::save_scenes(&path, &order.scenes, order.expected.as_deref()) {
        Ok(sha256) => FileAction::Saved(Box::new(Saved {
            path,
            sha256,
            scenes: Arc::clone(&order.scenes),
            is_new: false,
            notice: None,
        })),
        Err(NotSaved::Changed) => FileAction::FoundChanged,
        Err(NotSaved::Failed(reason)) => FileAction::NotSaved(Some(not_saved(&path, reason))),
    }
}

/// What a user is told of scenes that are in no file yet.
fn not_saved(path: &Path, reason: String) -> Notice {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let text = format!(
        "{name} could not be saved, and is as it was; the unsaved scenes are still here. Save as… puts them elsewhere"
    );
    Notice::error(text, vec![reason, path.display().to_string()])
}

/// Asks where to, and saves the collection there.
pub(super) fn save_scenes_as(dialogs: &Dialogs, order: &SaveOrder) -> FileAction {
    let Snapshot(dataset) = &order.snapshot;
    let origin = dataset.origin();
    let stem = Path::new(&origin.file_name).file_stem().map_or_else(
        || String::from("collection"),
        |stem| stem.to_string_lossy().into_owned(),
    );
    let name = if dataset.collection().own_format && origin.path.is_none() {
        format!("{stem}.geojson")
    } else {
        format!("{stem}-scenes.geojson")
    };
    let question = Question::Save {
        title: "Save as a Strabo collection",
        name,
        folder: origin
            .path
            .as_deref()
            .and_then(Path::parent)
            .map(Path::to_owned),
    };
    let path = match dialogs(&question) {
        Answer::Path(path) if path.extension().is_none() => path.with_extension("geojson"),
        Answer::Path(path) => path,
        Answer::Cancelled => return FileAction::NotSaved(None),
        Answer::NoDialog => {
            return FileAction::NotSaved(Some(Notice::warning(
                "This system offers no file dialog, so there is nowhere to save to; the unsaved scenes are still here",
                vec![NO_DIALOG_HINT.to_owned()],
            )));
        }
    };
    let n_left_out = save::left_out(dataset);
    match save::save_as(&path, dataset, &order.scenes) {
        Ok(sha256) => FileAction::Saved(Box::new(Saved {
            notice: Some(saved_notice(&path, dataset, n_left_out)),
            path,
            sha256,
            scenes: Arc::clone(&order.scenes),
            is_new: true,
        })),
        Err(error) => FileAction::NotSaved(Some(not_saved(&path, error.to_string()))),
    }
}

/// What a user is told of a new file: also what it does not have.
fn saved_notice(path: &Path, dataset: &Dataset, n_left_out: usize) -> Notice {
    let mut details = Vec::new();
    if n_left_out > 0 {
        let count = grouped(n_left_out as u64);
        details.push(format!(
            "{count} that could not be read are not in it; they stay in the file that was read."
        ));
    }
    let collection = dataset.collection();
    let has_files = collection
        .sources
        .iter()
        .any(|source| !source.captures.is_empty())
        || collection
            .events
            .iter()
            .any(|event| !event.media.is_empty());
    let old = dataset.origin().path.as_deref().and_then(Path::parent);
    if has_files && old != path.parent() {
        details.push(String::from(
            "Stored copies and media stay where they are, named relative to the collection: copy them to its folder too.",
        ));
    }
    let text = format!("Saved as {}", path.display());
    if details.is_empty() {
        Notice::info(text)
    } else {
        Notice::warning(text, details)
    }
}
