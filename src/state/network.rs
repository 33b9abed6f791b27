//! What is known of the network: who was asked, how the hosts are, and what the user is asked about.

use std::path::PathBuf;
use std::sync::Arc;

use crate::model::consent::{Consent, Forbidding, NetworkRules, Scope};
use crate::model::ground::{TileServer, TileSource};
use crate::model::ledger::{Ledger, LedgerEntry};
use crate::model::tile_area::TileArea;
use crate::model::time::Timestamp;
use crate::model::web_host::WebHost;
use crate::state::opening::camera_key;
use crate::state::{Notice, State};

/// What is kept between starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkSettings {
    pub consent: Consent,
    /// Whether tiles of servers are kept on disk.
    pub keeps_tiles: bool,
    /// Room that they may take, in megabytes.
    pub kept_mb_max: u32,
}

/// The sizes of the tiles kept on disk that are offered, in megabytes.
pub const KEPT_MB: [u32; 5] = [50, 200, 500, 1_000, 5_000];

impl Default for NetworkSettings {
    fn default() -> Self {
        Self {
            consent: Consent::default(),
            keeps_tiles: true,
            kept_mb_max: 200,
        }
    }
}

/// How the hosts are that are asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pulse {
    /// Those that owe an answer.
    pub asking: Vec<WebHost>,
    pub troubles: Vec<Trouble>,
    /// Another number than before: tiles that failed are worth asking for again.
    pub revision: u64,
}

/// A host that is left alone for now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub host: WebHost,
    /// Why, the host's name among the words.
    pub words: String,
    /// Seconds until it is asked again, as of when this was told; `None`: not before the user says so.
    pub wait_s: Option<u64>,
    /// When that is.
    pub until: Option<Timestamp>,
    /// Whether the user may have it asked again; not where the host itself wants to be left alone.
    pub may_try: bool,
}

/// Tiles on disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    pub n_tiles: u64,
    pub n_bytes: u64,
}

/// A host that the user is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub host: WebHost,
    /// The name of the map that comes from there.
    pub source: String,
}

/// The user's word on a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    NotNow,
    /// For the collection that is open.
    Collection,
    Always,
}

/// An area of a server's map that is to be kept as a file.
#[derive(Clone, Debug, PartialEq)]
pub struct PrepareOrder {
    pub server: TileServer,
    pub area: TileArea,
    /// The name that is proposed.
    pub name: String,
    /// The folder that is proposed.
    pub folder: Option<PathBuf>,
}

/// An area that is being fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preparing {
    pub request: u64,
    /// The file without its folder; `None` while the place is asked for.
    pub file: Option<String>,
    pub done: u64,
    pub total: u64,
}

impl Preparing {
    /// `Fetching homs.mbtiles… 40 of 300`.
    pub fn words(&self) -> Option<String> {
        use crate::model::number::grouped;
        let file = self.file.as_ref()?;
        let (done, total) = (grouped(self.done), grouped(self.total));
        Some(format!("Fetching {file}… {done} of {total}"))
    }
}

/// What is known of the network.
#[derive(Clone, Debug, Default)]
pub struct NetworkState {
    /// The program was started with `--offline`.
    pub is_offline: bool,
    /// The proxy that the system names; it sees which hosts are asked.
    pub proxy: Option<Arc<str>>,
    pub ledger: Ledger,
    pub pulse: Pulse,
    pub question: Option<Question>,
    /// `None`: not looked at yet.
    pub kept: Option<Kept>,
    pub preparing: Option<Preparing>,
    /// Counts areas that are fetched, so that a late word of one that was stopped is dropped.
    pub prepare_request: u64,
    /// The rules as they were last told to those who ask.
    pub(super) told: NetworkRules,
}

/// A step of what concerns the network.
#[derive(Clone, Debug)]
pub enum NetworkAction {
    /// Asks the user whether a server may be asked.
    Ask(Question),
    /// The user's answer to that.
    Permit(Permission),
    Revoke(WebHost, Scope),
    /// Forgets a host's failures.
    TryAgain(WebHost),
    /// Requests that have ended, and how the hosts are.
    News {
        entries: Vec<LedgerEntry>,
        n_dropped: u64,
        pulse: Pulse,
    },
    /// Asks where to, and saves the ledger.
    SaveLedger,
    /// Keeps tiles on disk; or none, and deletes those that are there.
    SetKeepsTiles(bool),
    SetKeptMax(u32),
    EmptyKept,
    /// Looks how much is on disk.
    Measure,
    Measured(Kept),
    /// Asks where to, and fetches an area there.
    Prepare(Box<PrepareOrder>),
    PrepareBegun {
        request: u64,
        file: String,
    },
    PrepareSoFar {
        request: u64,
        done: u64,
        total: u64,
    },
    PrepareEnded {
        request: u64,
        notice: Option<Notice>,
        /// The file, where it is whole.
        file: Option<PathBuf>,
    },
    CancelPrepare,
}

/// Work of the network.
#[derive(Clone, Debug, PartialEq)]
pub enum NetworkEffect {
    /// These may be asked from now on, and nobody else.
    Rules(NetworkRules),
    TryAgain(WebHost),
    SaveLedger(Arc<Ledger>),
    /// Keep tiles within so many megabytes; `None`: none, and delete those that are there.
    Keep(Option<u32>),
    /// Delete the tiles; answers with `Measured`.
    EmptyKept,
    /// Answers with `Measured`.
    Measure,
    /// Answers with `PrepareBegun`, `PrepareSoFar` and `PrepareEnded`.
    Prepare {
        request: u64,
        order: Box<PrepareOrder>,
    },
    CancelPrepare,
}

impl State {
    /// Who may be asked now.
    pub fn network_rules(&self) -> NetworkRules {
        if self.network.is_offline {
            NetworkRules::Forbidden(Forbidding::CommandLine)
        } else if self.base.collection().network_forbidden {
            NetworkRules::Forbidden(Forbidding::Collection)
        } else {
            let consent = &self.settings.network.consent;
            NetworkRules::Only(consent.hosts_for(&camera_key(&self.base)))
        }
    }

    /// The servers whose maps are shown, whether they may be asked or not.
    pub fn servers_shown(&self) -> impl Iterator<Item = &TileServer> {
        let shown = self.ground().layers.iter().filter(|layer| layer.is_seen());
        shown.filter_map(|layer| match &layer.source {
            TileSource::Server(server) => Some(server),
            TileSource::Embedded | TileSource::Archive(_) => None,
        })
    }

    /// The hosts of those that may be asked.
    pub fn hosts_in_use(&self) -> Vec<WebHost> {
        let rules = self.network_rules();
        let mut hosts: Vec<WebHost> = self
            .servers_shown()
            .filter_map(|server| server.host().ok())
            .filter(|host| rules.allows(host))
            .collect();
        hosts.sort();
        hosts.dedup();
        hosts
    }
}
