//! Work for the outside world, as data; `io::jobs` does it, and answers with actions.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::model::ground::TileSource;
use crate::model::table::{Reading, TableSpec};
use crate::state::Settings;
use crate::state::briefing::Scenes;
use crate::state::evidence::EvidenceEffect;
use crate::state::exporting::ExportOrder;
use crate::state::media::MediaEffect;
use crate::state::network::NetworkEffect;
use crate::store::Dataset;

#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the user for a file; answers with `Action::Open`.
    OpenDialog,
    /// Read a file; answers with `Action::Opened`, `ImportAction::Ask` or `Action::Gone`, and the same request number.
    Load {
        request: u64,
        path: PathBuf,
        how: Reading,
    },
    /// Read the first rows of a table, in a certain way if one is given; answers with `ImportAction::Previewed`.
    PreviewTable {
        request: u64,
        path: PathBuf,
        spec: Option<TableSpec>,
    },
    /// Ask where to, and save the rows that were left out of a table; answers with a notice.
    SaveRejects(Snapshot),
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
    /// Put the scenes into the collection's file; answers with `FileAction::Saved`, `NotSaved` or `FoundChanged`.
    SaveScenes(SaveOrder),
    /// Ask where to, and save the collection with these scenes there; answers likewise.
    SaveScenesAs(SaveOrder),
    /// Keep unsaved scenes, some seconds from now, where a crash does not take them.
    KeepScenes(Kept),
    /// The scenes of a collection, by its key, are no longer to be kept.
    ForgetScenes(String),
    /// Look for scenes that were kept of a collection; answers with `FileAction::Recovered` if there are.
    FindScenes {
        collection: String,
        sha256: String,
    },
    /// Ask where to, and make a document there; answers with `ExportAction`s and the same request number.
    Export {
        request: u64,
        order: Box<ExportOrder>,
    },
    /// The document is no longer wanted.
    CancelExport,
    /// Unpack the table of places; answers with `PlacesAction::Read`.
    ReadPlaces,
    /// Work of the network.
    Network(NetworkEffect),
    /// Ask the user for a file of tiles; answers with `GroundAction::Add`.
    AskForMap,
    /// Open a source of tiles; answers with `GroundAction::Found`.
    LookAtMap(TileSource),
    /// Work on media.
    Media(MediaEffect),
}

/// Scenes to be put into a collection.
#[derive(Clone, Debug, PartialEq)]
pub struct SaveOrder {
    /// The collection that they belong to.
    pub snapshot: Snapshot,
    pub scenes: Scenes,
    /// SHA-256 that its file must have; `None`: whatever it is.
    pub expected: Option<String>,
}

/// Unsaved scenes.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The key of the collection that they belong to.
    pub collection: String,
    /// SHA-256 of its file as it was read.
    pub sha256: String,
    pub scenes: Scenes,
}

/// A collection as it was when the work was asked for; equal to itself alone.
#[derive(Clone)]
pub struct Snapshot(pub Arc<Dataset>);

impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A million events help nobody who reads a log.
        write!(f, "Snapshot({:?})", self.0.title())
    }
}
