//! Every way to change the state. A shortcut, a menu item, a test and a finished job all enter by this door.

use std::path::PathBuf;

use crate::model::clock::Clock;
use crate::model::event::EventId;
use crate::model::filter::Filter;
use crate::model::ground::{AboutAnswer, GroundStyle, LabelLanguage, TileSource};
use crate::model::time::Window;
use crate::model::view::{Camera, WindowMode};
use crate::state::briefing::{FileAction, SceneAction};
use crate::state::evidence::EvidenceAction;
use crate::state::exporting::ExportAction;
use crate::state::importing::ImportAction;
use crate::state::media::MediaAction;
use crate::state::network::NetworkAction;
use crate::state::places::PlacesAction;
use crate::state::playback::{Direction, StepUnit};
use crate::state::presenting::PresentAction;
use crate::state::{Layout, LoadResult, ThemeChoice, ZoneChoice};

/// A request to change the state.
#[derive(Clone, Debug)]
pub enum Action {
    /// Asks a different question.
    SetFilter(Filter),
    /// Moves the window on time (a handle, the body, or typed ends).
    SetWindow(Window),
    /// Changes how the window moves.
    SetMode(WindowMode),
    /// Changes what time means: when it happened, was reported, was captured.
    SetClock(Clock),
    /// Shows another stretch of time on the axis.
    SetAxis(Window),
    /// Shows all of time, or all of the window, on the axis.
    FitAxis(AxisFit),
    /// Looks from elsewhere, at once.
    SetCamera(Camera),
    /// Moves there smoothly.
    FlyTo(Camera),
    /// Moves so that something is in view.
    Fit(FitTarget),
    /// Selects an event, or nothing.
    Select(Option<EventId>),
    /// Selects the event after or before the selected one, among those shown.
    SelectNeighbor(Direction),
    /// Keeps the view as it is now under a name.
    SaveView(String),
    /// Looks as a saved view does.
    GoToView(usize),
    RenameView(usize, String),
    /// Puts the view as it is now in the place of a saved one.
    ReplaceView(usize),
    DeleteView(usize),
    /// Enters a scene of the briefing.
    GoToScene(usize),
    /// Enters the next or previous scene.
    StepScene(Direction),
    /// Presents the scenes, and everything that is asked for meanwhile.
    Present(PresentAction),
    /// Changes the list of scenes.
    Scene(SceneAction),
    /// A key or the pointer was pressed: what a scene plays as it is entered stops where it is.
    Interrupt,
    /// Saves the collection, or asks before unsaved changes would be lost.
    File(FileAction),
    TogglePlay,
    /// Moves the window by one step.
    Step(Direction),
    SetStepUnit(StepUnit),
    /// Seconds of time per second of playing.
    SetSpeed(f64),
    SetPlayDirection(Direction),
    ToggleLoop,
    /// Moves the window to the beginning or the end of time.
    JumpTo(Direction),
    /// A frame has passed: seconds since the last one.
    Tick(f64),
    /// The map was drawn at this size, in points.
    MapResized(f32, f32),
    SetTheme(ThemeChoice),
    /// Shows times by another wall clock; nothing else changes.
    SetZone(ZoneChoice),
    /// Draws something else under the events, or otherwise.
    Ground(GroundAction),
    SetLayout(Layout),
    WindowResized(f32, f32),
    /// Asks for a file by the system's dialog.
    OpenDialog,
    Open(PathBuf),
    /// The file that a request asked for has been read, or not.
    Opened {
        request: u64,
        result: LoadResult,
    },
    /// The file that a request asked for is not there.
    Gone {
        request: u64,
        path: PathBuf,
    },
    /// Asks how a table is to be read, and reads it so.
    Import(ImportAction),
    /// So much of the file that a request asked for has been read, from 0 to 1.
    ReadSoFar {
        request: u64,
        share: f32,
    },
    /// Stops reading a file; what is open stays open.
    CancelOpen,
    /// The words that a request looked for are found; the snapshot knows the answer.
    Searched {
        request: u64,
    },
    /// Stops looking for words; the filter stays as it is.
    CancelSearch,
    DismissNotice(usize),
    /// Concerns stored copies, the reader, and cited sources.
    Evidence(EvidenceAction),
    /// Shows the media of an event.
    Media(MediaAction),
    /// Concerns the table of places, and how positions are shown.
    Places(PlacesAction),
    /// Makes a document.
    Export(ExportAction),
    /// Concerns who is asked over the network, and what came of it.
    Network(NetworkAction),
    /// Tells the user something.
    Notify(crate::state::Notice),
    Undo,
    Redo,
}

/// A change to what lies under the events.
#[derive(Clone, Debug, PartialEq)]
pub enum GroundAction {
    SetStyle(GroundStyle),
    SetLabels(LabelLanguage),
    /// Asks for a file of tiles by the system's dialog.
    AskForFile,
    /// Draws a source as well; a file is looked at first.
    Add(TileSource),
    /// A file was looked at, and says this of itself.
    Found {
        source: TileSource,
        about: AboutAnswer,
    },
    /// Takes a layer away, by its index from the bottom.
    Remove(usize),
    /// Moves a layer up (forward) or down.
    Move(usize, Direction),
    SetOpacity(usize, f32),
    SetVisible(usize, bool),
    /// No longer offers a source that was used before.
    Forget(TileSource),
}

/// What the axis shall show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AxisFit {
    All,
    Window,
}

/// What the map shall show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FitTarget {
    All,
    /// What matches now.
    Matching,
    Selection,
}
