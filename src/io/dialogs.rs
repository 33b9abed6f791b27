//! The system's dialogs for files, and what to do where a system has none.
//!
//! A system without them answers at once, and as if the user had cancelled; so a quick no is told from a slow one.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What a dialog came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Path(PathBuf),
    Cancelled,
    /// The system offers no dialog.
    NoDialog,
}

/// A question that a dialog asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Which file to open.
    Open,
    /// Which file of tiles to draw under the events.
    OpenMap,
    /// Where to save a file; the name and the folder are proposals.
    Save {
        title: &'static str,
        name: String,
        folder: Option<PathBuf>,
    },
}

/// Asks the user; may take as long as it wants.
pub type Dialogs = Arc<dyn Fn(&Question) -> Answer + Send + Sync>;

/// What a user without dialogs is told of where they come from.
pub const NO_DIALOG_HINT: &str =
    "On Linux the dialog comes from xdg-desktop-portal, or from zenity.";

/// Asks by the system's own dialogs.
pub fn by_system() -> Dialogs {
    Arc::new(ask_system)
}

fn ask_system(question: &Question) -> Answer {
    /// Nobody closes a dialog faster than this.
    const CANCEL_MIN: Duration = Duration::from_millis(400);
    let asked = Instant::now();
    let picked = match question {
        Question::Open => rfd::FileDialog::new()
            .set_title("Open a collection")
            .add_filter(
                "Collections and tables",
                &["geojson", "json", "csv", "tsv", "tab", "psv", "txt"],
            )
            .add_filter("All files", &["*"])
            .pick_file(),
        Question::OpenMap => rfd::FileDialog::new()
            .set_title("Add a map file")
            .add_filter("Map files", &["pmtiles", "mbtiles"])
            .add_filter("All files", &["*"])
            .pick_file(),
        Question::Save {
            title,
            name,
            folder,
        } => {
            let mut dialog = rfd::FileDialog::new().set_title(*title).set_file_name(name);
            if let Some(folder) = folder.as_deref().filter(|folder| folder.is_dir()) {
                dialog = dialog.set_directory(folder);
            }
            dialog.save_file()
        }
    };
    match picked {
        Some(path) => Answer::Path(path),
        None if asked.elapsed() > CANCEL_MIN => Answer::Cancelled,
        None => Answer::NoDialog,
    }
}

/// A path in a folder that no file has yet: `name.csv`, else `name 2.csv` and so on.
pub fn free_path(folder: &Path, name: &str) -> PathBuf {
    /// Nobody saves more of one name.
    const NUMBERED_MAX: usize = 10_000;
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let numbered = |n: usize| match (n, extension) {
        (1, _) => name.to_owned(),
        (n, "") => format!("{stem} {n}"),
        (n, extension) => format!("{stem} {n}.{extension}"),
    };
    (1..=NUMBERED_MAX)
        .map(|n| folder.join(numbered(n)))
        .find(|path| !path.exists())
        .unwrap_or_else(|| folder.join(name))
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "tests write small files that nobody misses"
)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let free = || free_path(folder.path(), "a-rejected.csv");
        assert_eq!(free(), folder.path().join("a-rejected.csv"));
        std::fs::write(free(), "x").unwrap();
        assert_eq!(free(), folder.path().join("a-rejected 2.csv"));
        std::fs::write(free(), "x").unwrap();
        assert_eq!(free(), folder.path().join("a-rejected 3.csv"));
    }
}
