//! Work for the outside world, as data; `io::jobs` does it, and answers with actions.

use std::path::PathBuf;

use crate::state::Settings;
use crate::state::evidence::EvidenceEffect;

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
    SaveSettings(Settings),
    /// Work on stored copies and cited sources.
    Evidence(EvidenceEffect),
}
