//! Work for the outside world, as data; `io::jobs` does it, and answers with actions.

use std::path::PathBuf;
use std::sync::Arc;

use crate::state::Settings;
use crate::state::evidence::EvidenceEffect;
use crate::store::Dataset;

/// A collection to work on; one is another if it is another object.
#[derive(Clone, Debug)]
pub struct Snapshot(pub Arc<Dataset>);

impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the user for a file; answers with `Action::Open`.
    OpenDialog,
    /// Read a file; answers with `Action::Opened` and the same request number.
    Load {
        request: u64,
        path: PathBuf,
    },
    /// The file that is being read is no longer wanted.
    CancelLoad,
    /// Find the rows that hold words; answers with `Action::Searched` and the same request number.
    Search {
        request: u64,
        snapshot: Snapshot,
        /// Folded.
        words: Vec<String>,
    },
    /// The words are no longer looked for.
    CancelSearch,
    SaveSettings(Settings),
    /// Work on stored copies and cited sources.
    Evidence(EvidenceEffect),
}
