//! What changes, and the only code that changes it: actions go into [`update`](fn@update::update), effects come out.

pub mod action;
pub mod briefing;
pub mod effect;
pub mod evidence;
pub mod exporting;
pub mod flight;
pub mod history;
pub mod importing;
pub mod media;
pub mod network;
pub mod opening;
pub mod places;
pub mod playback;
pub mod presenting;
pub mod update;
pub mod views;

use std::path::PathBuf;
use std::sync::Arc;

use crate::model::clock::Clock;
use crate::model::ground::{Ground, TileSource};
use crate::model::problem::Problem;
use crate::model::remembered::RememberedHeader;
use crate::model::time::{Timestamp, Window, Zone, Zones};
use crate::model::view::{Camera, View, WindowMode};
use crate::state::action::Action;
use crate::state::briefing::{Asking, Briefing, Run};
use crate::state::evidence::Evidence;
use crate::state::exporting::Exporting;
use crate::state::flight::Flight;
use crate::state::history::History;
use crate::state::importing::Importing;
use crate::state::media::MediaShelf;
use crate::state::network::{NetworkSettings, NetworkState};
use crate::state::places::{Coordinates, Places};
use crate::state::playback::Playback;
use crate::state::presenting::Presenting;
use crate::state::views::Views;
use crate::store::Dataset;

/// Dark or light; the same picture in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ThemeChoice {
    #[default]
    Dark,
    Light,
}

/// Which wall clock times are shown by. It changes words and ticks, never what matches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ZoneChoice {
    /// The collection's own zone.
    #[default]
    Collection,
    Utc,
}

impl ZoneChoice {
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Collection => Self::Utc,
            Self::Utc => Self::Collection,
        }
    }

    /// The zones of a collection whose own is `home`.
    pub fn zones(self, home: Zone) -> Zones {
        let shown = match self {
            Self::Collection => home,
            Self::Utc => Zone::default(),
        };
        Zones { home, shown }
    }
}

/// Sizes of the panels in points, and which of them are open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layout {
    pub left_open: bool,
    pub right_open: bool,
    pub bottom_open: bool,
    pub left_width: f32,
    pub right_width: f32,
    pub bottom_height: f32,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            left_open: true,
            right_open: true,
            bottom_open: true,
            left_width: 232.0,
            right_width: 372.0,
            bottom_height: 284.0,
        }
    }
}

/// What is kept between starts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    pub theme: ThemeChoice,
    pub zone_shown: ZoneChoice,
    pub coordinates: Coordinates,
    /// What lies under the events; one for all collections.
    pub ground: Ground,
    /// Sources of tiles that were used, beside the embedded one; the newest last.
    pub map_sources: Vec<TileSource>,
    pub layout: Layout,
    /// Inner size of the window in points.
    pub window_size: Option<(f32, f32)>,
    /// The last camera of each collection, by its path; the newest last.
    pub cameras: Vec<(String, Camera)>,
    /// The saved views of each collection, likewise.
    pub views: Vec<(String, Views)>,
    /// How tables of a header are read; the newest last.
    pub headers: Arc<Vec<RememberedHeader>>,
    /// Who may be asked for tiles, and what is kept of them.
    pub network: NetworkSettings,
    /// Files that were opened, the newest last.
    pub recent: Vec<PathBuf>,
}

/// Something that the user is told, until dismissed.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    pub kind: NoticeKind,
    pub text: String,
    /// One line each; shown on demand.
    pub details: Vec<String>,
    /// What can be done about it.
    pub offers: Vec<Offer>,
}

/// Something that a notice offers to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Shows what came of reading the file.
    ImportReport,
    /// Asks again how the table is read.
    ChangeImport,
}

impl Notice {
    pub fn info(text: impl Into<String>) -> Self {
        Self {
            kind: NoticeKind::Info,
            text: text.into(),
            details: Vec::new(),
            offers: Vec::new(),
        }
    }

    pub fn warning(text: impl Into<String>, details: Vec<String>) -> Self {
        Self {
            kind: NoticeKind::Warning,
            details,
            ..Self::info(text)
        }
    }

    pub fn error(text: impl Into<String>, details: Vec<String>) -> Self {
        Self {
            kind: NoticeKind::Error,
            details,
            ..Self::info(text)
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    Info,
    Warning,
    Error,
}

/// A file that is being read.
#[derive(Clone, Debug, PartialEq)]
pub struct Loading {
    /// Its name without the folder.
    pub file: String,
    /// How much of it has been read, from 0 to 1; `None`: not known.
    pub share: Option<f32>,
}

/// A window on time, how it moves, and the axis that it is seen on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    pub window: Window,
    pub mode: WindowMode,
    pub axis: Window,
}

/// Everything that the program knows and shows.
pub struct State {
    /// The collection by the view's clock.
    pub dataset: Arc<Dataset>,
    /// The collection by the clock of what happened, which makes those by others.
    pub base: Arc<Dataset>,
    pub view: View,
    pub playback: Playback,
    /// The window that was left behind when the clock was changed, by clock.
    pub looks: [Option<Look>; Clock::ALL.len()],
    /// A camera movement under way.
    pub flight: Option<Flight>,
    pub history: History,
    /// The scenes as they are now.
    pub briefing: Briefing,
    /// The scene that was entered last.
    pub scene_idx: Option<usize>,
    /// Set while the collection is presented.
    pub presenting: Option<Presenting>,
    /// A scene's window that is being played, as it was entered.
    pub run: Option<Run>,
    /// A save is under way.
    pub saving: bool,
    /// What is to be done once it is saved.
    after_save: Option<Box<Action>>,
    /// What is asked before something would be lost.
    pub asking: Option<Asking>,
    /// The window is to be closed, and nothing would be lost.
    pub closing: bool,
    /// How to look at the file that was just saved, once it is open.
    returning: Option<Returning>,
    pub notices: Vec<Notice>,
    pub settings: Settings,
    /// The name of the file being read.
    pub loading: Option<Loading>,
    /// A table that the user is asked about before it is read.
    pub importing: Option<Importing>,
    /// Counts requests to open a file, so that an overtaken answer is dropped.
    pub load_request: u64,
    /// Stored copies, and the one that is being read.
    pub evidence: Evidence,
    /// The media of the selected event.
    pub media: MediaShelf,
    /// The table of places.
    pub places: Places,
    /// A document that is being made.
    pub exporting: Option<Exporting>,
    /// Counts orders for documents, so that a late word of one that was cancelled is dropped.
    pub export_request: u64,
    /// Who was asked for tiles, and who may be.
    pub network: NetworkState,
    /// Words that are looked for, and are not in the filter yet.
    pub searching: Option<Searching>,
    /// Counts searches, so that an overtaken answer is dropped.
    pub search_request: u64,
    /// Size of the map in points, as last drawn; fitting needs it.
    pub map_size: (f32, f32),
}

/// The view of a collection that was saved as another file, for that file.
#[derive(Clone, Debug)]
struct Returning {
    /// Which opening it is meant for.
    request: u64,
    view: View,
    scene_idx: Option<usize>,
}

/// A search that takes longer than a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Searching {
    /// As it was typed.
    pub text: String,
    pub request: u64,
}

/// More notices than this are noise; the oldest go.
pub const NOTICES_MAX: usize = 5;
/// Cameras remembered; enough for every collection that a person works with.
pub const CAMERAS_MAX: usize = 200;

impl State {
    /// The state that a collection opens with.
    pub fn new(dataset: Arc<Dataset>, settings: Settings) -> Self {
        let view = opening::opening_view(&dataset, &settings, (960.0, 640.0));
        let scene_idx = opening::opening_scene(&dataset).map(|(idx, _)| idx);
        Self {
            evidence: Evidence::of(&dataset),
            media: MediaShelf::default(),
            places: Places::default(),
            dataset: dataset.on(view.clock),
            briefing: Briefing::of(&dataset),
            base: dataset,
            view,
            looks: [None; Clock::ALL.len()],
            playback: Playback::default(),
            flight: None,
            history: History::default(),
            scene_idx,
            presenting: None,
            run: None,
            saving: false,
            after_save: None,
            asking: None,
            closing: false,
            returning: None,
            notices: Vec::new(),
            settings,
            loading: None,
            importing: None,
            load_request: 0,
            exporting: None,
            export_request: 0,
            network: NetworkState::default(),
            searching: None,
            search_request: 0,
            map_size: (960.0, 640.0),
        }
    }

    /// The window that counts, by the mode.
    pub fn window(&self) -> Window {
        self.view.effective_window()
    }

    /// The window as words tell it. While it moves by itself, its ends are told to the hour, the minute or the second,
    /// by its length: nobody reads more, and what changes with every frame draws the eye from the map.
    pub fn window_in_words(&self) -> Window {
        let window = self.window();
        if !self.playback.playing && self.run.is_none() {
            return window;
        }
        let unit_ms = match self.view.window.length_ms() {
            length_ms if length_ms >= Timestamp::DAY_MS => Timestamp::HOUR_MS,
            length_ms if length_ms >= Timestamp::HOUR_MS => Timestamp::MINUTE_MS,
            _ => Timestamp::SECOND_MS,
        };
        window.rounded_to_ms(unit_ms)
    }

    /// The collection's zone and the one that clocks are shown in.
    pub fn zones(&self) -> Zones {
        self.settings.zone_shown.zones(self.dataset.zone())
    }

    /// The zone that clocks are shown in and typed times are read in.
    pub fn zone(&self) -> Zone {
        self.zones().shown
    }

    /// Whether the collection has a zone of its own to switch from.
    pub fn has_zone_choice(&self) -> bool {
        ZoneChoice::Utc.zones(self.dataset.zone()).differ()
    }

    /// What lies under the events.
    pub fn ground(&self) -> &Ground {
        &self.settings.ground
    }

    /// Whether time or camera moves by itself, so that frames must follow each other.
    pub fn is_moving(&self) -> bool {
        self.playback.playing || self.flight.is_some() || self.run.is_some()
    }

    /// Whether rows of the open table were left out, and can be saved.
    pub fn has_rejects(&self) -> bool {
        let origin = self.dataset.origin();
        let report = origin.report.as_ref();
        origin.table.is_some() && report.is_some_and(|report| report.rejected > 0)
    }

    /// The stretch of time that playback runs through.
    pub fn time_extent(&self) -> Window {
        opening::extent_or_a_day(&self.dataset)
    }
}

/// A result of reading a file, as it comes back from the worker.
pub type LoadResult = Result<Arc<Dataset>, Box<Problem>>;
