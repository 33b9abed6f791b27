//! Named commands: their words, their keys, and the action each stands for.
//!
//! Buttons, the shortcut sheet and the keyboard all read this one table.

use eframe::egui::{Key, KeyboardShortcut, Modifiers};

use crate::model::clock::Clock;
use crate::model::place::Bounds;
use crate::model::view::{Camera, WindowMode};
use crate::state::action::{Action, AxisFit, FitTarget, GroundAction};
use crate::state::briefing::{FileAction, SceneAction};
use crate::state::evidence::{CitedBy, EvidenceAction};
use crate::state::importing::ImportAction;
use crate::state::places::PlacesAction;
use crate::state::playback::Direction;
use crate::state::presenting::PresentAction;
use crate::state::{State, ThemeChoice};

/// Everything that can be asked for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Open,
    Undo,
    Redo,
    Search,
    Play,
    StepForward,
    StepBackward,
    TimeStart,
    TimeEnd,
    ModeInstant,
    ModeMoving,
    ModeCumulative,
    NextClock,
    ToggleCoverage,
    ToggleZone,
    Loop,
    AxisAll,
    AxisWindow,
    NextEvent,
    PreviousEvent,
    ClearSelection,
    Present,
    PresentHere,
    NextScene,
    PreviousScene,
    CaptureScene,
    UpdateScene,
    EditScene,
    RenameScene,
    Annotate,
    MoveSceneUp,
    MoveSceneDown,
    Save,
    SaveAs,
    Export,
    ZoomIn,
    ZoomOut,
    PanLeft,
    PanRight,
    PanUp,
    PanDown,
    FitAll,
    FitMatching,
    FitSelection,
    ClearFilter,
    ToggleLeft,
    ToggleScenes,
    ToggleRight,
    ToggleTimeline,
    ToggleTheme,
    ToggleTable,
    Contradictions,
    Palette,
    Shortcuts,
    DrawBox,
    DrawLasso,
    Measure,
    GoToPlace,
    CopyCoordinate,
    NextCoordinateForm,
    NextGrid,
    KeepInSight,
    SaveView,
    ExportSources,
    ExportSelectedSources,
    ImportReport,
    ImportSettings,
    Network,
    PrepareOffline,
    AddMap,
    AddServer,
}

/// A group on the shortcut sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    File,
    Time,
    Events,
    Map,
    Window,
}

impl Group {
    pub const ALL: [Self; 5] = [
        Self::Time,
        Self::Events,
        Self::Map,
        Self::File,
        Self::Window,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::File => "Collection",
            Self::Time => "Time",
            Self::Events => "Events and scenes",
            Self::Map => "Map",
            Self::Window => "Window",
        }
    }
}

const fn plain(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

const fn shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::SHIFT, key)
}

const fn alt(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::ALT, key)
}

const fn command(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

const fn command_shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key)
}

/// Share of the map's size that one key press pans.
const PAN_SHARE: f64 = 0.2;
/// Zoom levels that one key press zooms.
const ZOOM_STEP: f64 = 0.5;

impl Command {
    pub const ALL: [Self; 71] = [
        Self::Play,
        Self::StepForward,
        Self::StepBackward,
        Self::TimeStart,
        Self::TimeEnd,
        Self::ModeInstant,
        Self::ModeMoving,
        Self::ModeCumulative,
        Self::NextClock,
        Self::ToggleCoverage,
        Self::ToggleZone,
        Self::Loop,
        Self::AxisAll,
        Self::AxisWindow,
        Self::NextEvent,
        Self::PreviousEvent,
        Self::ClearSelection,
        Self::Present,
        Self::PresentHere,
        Self::NextScene,
        Self::PreviousScene,
        Self::CaptureScene,
        Self::UpdateScene,
        Self::EditScene,
        Self::RenameScene,
        Self::Annotate,
        Self::MoveSceneUp,
        Self::MoveSceneDown,
        Self::Search,
        Self::ClearFilter,
        Self::SaveView,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::PanLeft,
        Self::PanRight,
        Self::PanUp,
        Self::PanDown,
        Self::FitAll,
        Self::FitMatching,
        Self::FitSelection,
        Self::DrawBox,
        Self::DrawLasso,
        Self::Measure,
        Self::KeepInSight,
        Self::GoToPlace,
        Self::CopyCoordinate,
        Self::NextCoordinateForm,
        Self::NextGrid,
        Self::Open,
        Self::Save,
        Self::SaveAs,
        Self::Export,
        Self::ExportSources,
        Self::ExportSelectedSources,
        Self::ImportSettings,
        Self::ImportReport,
        Self::Undo,
        Self::Redo,
        Self::ToggleLeft,
        Self::ToggleScenes,
        Self::ToggleRight,
        Self::ToggleTimeline,
        Self::ToggleTable,
        Self::Contradictions,
        Self::ToggleTheme,
        Self::Network,
        Self::PrepareOffline,
        Self::AddMap,
        Self::AddServer,
        Self::Palette,
        Self::Shortcuts,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "Open a collection…",
            Self::Undo => "Undo",
            Self::Redo => "Redo",
            Self::Search => "Search",
            Self::Play => "Play or pause",
            Self::StepForward => "Step forward",
            Self::StepBackward => "Step back",
            Self::TimeStart => "To the beginning of time",
            Self::TimeEnd => "To the end of time",
            Self::ModeInstant => "Show an instant",
            Self::ModeMoving => "Show a moving window",
            Self::ModeCumulative => "Show everything since a start",
            Self::NextClock => "As it happened, as reported, as captured",
            Self::ToggleCoverage => "Show or hide the sources a day",
            Self::ToggleZone => "Times in the collection's zone or in UTC",
            Self::Loop => "Loop",
            Self::AxisAll => "Timeline to all of time",
            Self::AxisWindow => "Timeline to the window",
            Self::NextEvent => "Next event",
            Self::PreviousEvent => "Previous event",
            Self::ClearSelection => "Close or select nothing",
            Self::Present => "Present",
            Self::PresentHere => "Present from this scene on",
            Self::NextScene => "Next scene",
            Self::PreviousScene => "Previous scene",
            Self::CaptureScene => "Capture the view as a scene",
            Self::UpdateScene => "Update the scene to this view",
            Self::EditScene => "Edit the scene…",
            Self::RenameScene => "Rename the scene",
            Self::Annotate => "Annotate the map of the scene",
            Self::MoveSceneUp => "Move the scene up",
            Self::MoveSceneDown => "Move the scene down",
            Self::Save => "Save",
            Self::SaveAs => "Save as…",
            Self::Export => "Export a document…",
            Self::ZoomIn => "Zoom in",
            Self::ZoomOut => "Zoom out",
            Self::PanLeft => "Pan left",
            Self::PanRight => "Pan right",
            Self::PanUp => "Pan up",
            Self::PanDown => "Pan down",
            Self::FitAll => "Fit the whole collection",
            Self::FitMatching => "Fit what is shown",
            Self::FitSelection => "Fit the selection",
            Self::ClearFilter => "Clear the filter",
            Self::ToggleLeft => "Show or hide the filters",
            Self::ToggleScenes => "Filters or scenes",
            Self::ToggleRight => "Show or hide the details",
            Self::ToggleTimeline => "Show or hide the timeline",
            Self::ToggleTheme => "Dark or light",
            Self::ToggleTable => "Map or table",
            Self::Contradictions => "Contradictions or map",
            Self::Palette => "Command palette",
            Self::Shortcuts => "Keyboard shortcuts",
            Self::DrawBox => "Draw a box",
            Self::DrawLasso => "Draw a lasso",
            Self::Measure => "Measure",
            Self::GoToPlace => "Go to place or coordinate…",
            Self::CopyCoordinate => "Copy the coordinate",
            Self::NextCoordinateForm => "Coordinates in another form",
            Self::NextGrid => "Graticule, MGRS grid or none",
            Self::KeepInSight => "Keep what is in sight",
            Self::SaveView => "Save this view…",
            Self::ExportSources => "Export cited sources…",
            Self::ExportSelectedSources => "Export sources of the selected event…",
            Self::ImportReport => "Import report…",
            Self::ImportSettings => "Import settings of this file…",
            Self::Network => "Network: requests, hosts, tiles on disk…",
            Self::PrepareOffline => "Prepare a map for offline…",
            Self::AddMap => "Add a map file…",
            Self::AddServer => "Add a tile server…",
        }
    }

    pub fn group(self) -> Group {
        match self {
            Self::Play
            | Self::StepForward
            | Self::StepBackward
            | Self::TimeStart
            | Self::TimeEnd
            | Self::ModeInstant
            | Self::ModeMoving
            | Self::ModeCumulative
            | Self::NextClock
            | Self::ToggleCoverage
            | Self::ToggleZone
            | Self::Loop
            | Self::AxisAll
            | Self::AxisWindow => Group::Time,
            Self::NextEvent
            | Self::PreviousEvent
            | Self::ClearSelection
            | Self::Present
            | Self::PresentHere
            | Self::NextScene
            | Self::PreviousScene
            | Self::CaptureScene
            | Self::UpdateScene
            | Self::EditScene
            | Self::RenameScene
            | Self::Annotate
            | Self::MoveSceneUp
            | Self::MoveSceneDown
            | Self::Search
            | Self::ClearFilter
            | Self::SaveView => Group::Events,
            Self::ZoomIn
            | Self::ZoomOut
            | Self::PanLeft
            | Self::PanRight
            | Self::PanUp
            | Self::PanDown
            | Self::FitAll
            | Self::FitMatching
            | Self::FitSelection
            | Self::DrawBox
            | Self::DrawLasso
            | Self::Measure
            | Self::GoToPlace
            | Self::CopyCoordinate
            | Self::NextCoordinateForm
            | Self::NextGrid
            | Self::KeepInSight
            | Self::AddMap
            | Self::AddServer => Group::Map,
            Self::Open
            | Self::Save
            | Self::SaveAs
            | Self::Export
            | Self::ImportSettings
            | Self::ImportReport
            | Self::Undo
            | Self::Redo
            | Self::ExportSources
            | Self::ExportSelectedSources => Group::File,
            Self::ToggleLeft
            | Self::ToggleScenes
            | Self::ToggleRight
            | Self::ToggleTimeline
            | Self::ToggleTable
            | Self::Contradictions
            | Self::ToggleTheme
            | Self::Network
            | Self::PrepareOffline
            | Self::Palette
            | Self::Shortcuts => Group::Window,
        }
    }

    /// The keys that ask for it; the first is the one shown.
    pub fn shortcuts(self) -> &'static [KeyboardShortcut] {
        match self {
            Self::Open => const { &[command(Key::O)] },
            Self::Undo => const { &[command(Key::Z)] },
            Self::Redo => const { &[command_shift(Key::Z), command(Key::Y)] },
            Self::Search => const { &[command(Key::F), plain(Key::Slash)] },
            Self::Play => const { &[plain(Key::Space)] },
            Self::StepForward => const { &[plain(Key::ArrowRight)] },
            Self::StepBackward => const { &[plain(Key::ArrowLeft)] },
            Self::TimeStart => const { &[plain(Key::Home)] },
            Self::TimeEnd => const { &[plain(Key::End)] },
            Self::ModeInstant => const { &[plain(Key::Num1)] },
            Self::ModeMoving => const { &[plain(Key::Num2)] },
            Self::ModeCumulative => const { &[plain(Key::Num3)] },
            Self::NextClock => const { &[plain(Key::K)] },
            Self::ToggleCoverage => const { &[plain(Key::G)] },
            Self::ToggleZone => const { &[plain(Key::Z)] },
            Self::Loop => const { &[plain(Key::L)] },
            Self::AxisAll => const { &[plain(Key::A)] },
            Self::AxisWindow => const { &[plain(Key::W)] },
            Self::NextEvent => const { &[plain(Key::ArrowDown), plain(Key::N)] },
            Self::PreviousEvent => const { &[plain(Key::ArrowUp), plain(Key::P)] },
            Self::ClearSelection => const { &[plain(Key::Escape)] },
            Self::Present => const { &[plain(Key::F5)] },
            Self::PresentHere => const { &[shift(Key::F5)] },
            Self::NextScene => const { &[plain(Key::PageDown)] },
            Self::PreviousScene => const { &[plain(Key::PageUp)] },
            Self::CaptureScene => const { &[plain(Key::E)] },
            Self::UpdateScene => const { &[plain(Key::U)] },
            Self::EditScene => const { &[plain(Key::F4)] },
            Self::RenameScene => const { &[plain(Key::F2)] },
            Self::Annotate => const { &[shift(Key::A)] },
            Self::MoveSceneUp => const { &[alt(Key::ArrowUp)] },
            Self::MoveSceneDown => const { &[alt(Key::ArrowDown)] },
            Self::Save => const { &[command(Key::S)] },
            Self::SaveAs => const { &[command_shift(Key::S)] },
            Self::ZoomIn => const { &[plain(Key::Plus), plain(Key::Equals)] },
            Self::ZoomOut => const { &[plain(Key::Minus)] },
            Self::PanLeft => const { &[shift(Key::ArrowLeft)] },
            Self::PanRight => const { &[shift(Key::ArrowRight)] },
            Self::PanUp => const { &[shift(Key::ArrowUp)] },
            Self::PanDown => const { &[shift(Key::ArrowDown)] },
            Self::FitAll => const { &[plain(Key::Num0)] },
            Self::FitMatching => const { &[plain(Key::F)] },
            Self::FitSelection => const { &[plain(Key::S)] },
            Self::ClearFilter => const { &[plain(Key::X)] },
            Self::ToggleLeft => const { &[plain(Key::OpenBracket)] },
            Self::ToggleScenes => const { &[plain(Key::B)] },
            Self::ToggleRight => const { &[plain(Key::CloseBracket)] },
            Self::ToggleTimeline => const { &[plain(Key::Backslash)] },
            Self::ToggleTable => const { &[plain(Key::T)] },
            Self::Contradictions => const { &[plain(Key::C)] },
            Self::Palette => const { &[command(Key::P)] },
            Self::DrawBox => const { &[plain(Key::R)] },
            Self::DrawLasso => const { &[plain(Key::O)] },
            Self::Measure => const { &[plain(Key::M)] },
            Self::GoToPlace => const { &[command(Key::G)] },
            Self::CopyCoordinate => const { &[plain(Key::Y)] },
            Self::NextCoordinateForm => const { &[shift(Key::Y)] },
            Self::NextGrid => const { &[plain(Key::H)] },
            Self::KeepInSight => const { &[plain(Key::I)] },
            Self::SaveView => const { &[plain(Key::V)] },
            Self::Export => const { &[command(Key::D)] },
            Self::ExportSources => const { &[command(Key::E)] },
            Self::ExportSelectedSources => const { &[command_shift(Key::E)] },
            Self::ImportSettings => const { &[command_shift(Key::O)] },
            Self::ImportReport => const { &[command_shift(Key::I)] },
            Self::ToggleTheme => const { &[plain(Key::D)] },
            Self::Network => const { &[command_shift(Key::N)] },
            Self::PrepareOffline => const { &[command_shift(Key::P)] },
            Self::AddMap => const { &[command(Key::M)] },
            Self::AddServer => const { &[command_shift(Key::M)] },
            Self::Shortcuts => const { &[plain(Key::Questionmark), plain(Key::F1)] },
        }
    }

    /// Whether it makes sense now; what does not is shown greyed.
    pub fn is_enabled(self, state: &State) -> bool {
        let n_scenes = state.scenes().len();
        match self {
            Self::Undo => state.history.can_undo(),
            Self::Redo => state.history.can_redo(),
            Self::ImportReport => state.dataset.origin().report.is_some(),
            Self::ImportSettings => {
                let origin = state.dataset.origin();
                origin.table.is_some() && origin.path.is_some()
            }
            Self::NextScene => n_scenes > 0 && state.scene_idx.is_none_or(|idx| idx + 1 < n_scenes),
            Self::PreviousScene | Self::MoveSceneUp => state.scene_idx.is_some_and(|idx| idx > 0),
            Self::MoveSceneDown => state.scene_idx.is_some_and(|idx| idx + 1 < n_scenes),
            Self::UpdateScene | Self::EditScene | Self::RenameScene => state.scene_idx.is_some(),
            Self::Save => state.briefing.is_changed() && !state.saving,
            Self::SaveAs => !state.saving,
            Self::FitSelection | Self::ExportSelectedSources => state.view.selection.is_some(),
            Self::ExportSources => !state.dataset.collection().sources.is_empty(),
            Self::NextClock => next_clock(state).is_some(),
            Self::ToggleCoverage => state.base.has_clock(Clock::Reported),
            Self::ToggleZone => state.has_zone_choice(),
            Self::ClearFilter => !state.view.filter.is_empty(),
            Self::PrepareOffline => !crate::ui::network::prepare::servers(state).is_empty(),
            _ => true,
        }
    }

    /// The change of state that it asks for; `None` for what concerns the window's cosmetics alone.
    pub fn action(self, state: &State) -> Option<Action> {
        let layout = state.settings.layout;
        Some(match self {
            Self::Open => Action::OpenDialog,
            Self::ExportSources => export(CitedBy::Matching),
            Self::ExportSelectedSources => export(CitedBy::Selection),
            Self::ImportSettings => Action::Import(ImportAction::Change),
            Self::Undo => Action::Undo,
            Self::Redo => Action::Redo,
            Self::Play => Action::TogglePlay,
            Self::StepForward => Action::Step(Direction::Forward),
            Self::StepBackward => Action::Step(Direction::Backward),
            Self::TimeStart => Action::JumpTo(Direction::Backward),
            Self::TimeEnd => Action::JumpTo(Direction::Forward),
            Self::ModeInstant => Action::SetMode(WindowMode::Instant),
            Self::ModeMoving => Action::SetMode(WindowMode::Moving),
            Self::ModeCumulative => Action::SetMode(WindowMode::Cumulative),
            Self::NextClock => Action::SetClock(next_clock(state)?),
            Self::ToggleZone => Action::SetZone(state.settings.zone_shown.other()),
            Self::NextCoordinateForm => next_form(state),
            Self::NextGrid => next_grid(state),
            Self::AddMap => Action::Ground(GroundAction::AskForFile),
            Self::Loop => Action::ToggleLoop,
            Self::AxisAll => Action::FitAxis(AxisFit::All),
            Self::AxisWindow => Action::FitAxis(AxisFit::Window),
            Self::NextEvent => Action::SelectNeighbor(Direction::Forward),
            Self::PreviousEvent => Action::SelectNeighbor(Direction::Backward),
            Self::ClearSelection => Action::Select(None),
            Self::Present => Action::Present(PresentAction::Start),
            Self::PresentHere => Action::Present(PresentAction::StartHere),
            Self::NextScene => Action::StepScene(Direction::Forward),
            Self::PreviousScene => Action::StepScene(Direction::Backward),
            Self::CaptureScene => Action::Scene(SceneAction::Capture),
            Self::UpdateScene => Action::Scene(SceneAction::Update(state.scene_idx?)),
            Self::MoveSceneUp => {
                let from = state.scene_idx?;
                let to = from.checked_sub(1)?;
                Action::Scene(SceneAction::Move { from, to })
            }
            Self::MoveSceneDown => {
                let from = state.scene_idx?;
                Action::Scene(SceneAction::Move { from, to: from + 1 })
            }
            Self::Save => Action::File(FileAction::Save),
            Self::SaveAs => Action::File(FileAction::SaveAs),
            Self::ZoomIn => Action::SetCamera(zoomed(state.view.camera, ZOOM_STEP)),
            Self::ZoomOut => Action::SetCamera(zoomed(state.view.camera, -ZOOM_STEP)),
            Self::PanLeft => Action::SetCamera(panned(state, -PAN_SHARE, 0.0)),
            Self::PanRight => Action::SetCamera(panned(state, PAN_SHARE, 0.0)),
            Self::PanUp => Action::SetCamera(panned(state, 0.0, -PAN_SHARE)),
            Self::PanDown => Action::SetCamera(panned(state, 0.0, PAN_SHARE)),
            Self::FitAll => Action::Fit(FitTarget::All),
            Self::FitMatching => Action::Fit(FitTarget::Matching),
            Self::FitSelection => Action::Fit(FitTarget::Selection),
            Self::ClearFilter => Action::SetFilter(crate::model::filter::Filter::default()),
            Self::ToggleLeft => Action::SetLayout(crate::state::Layout {
                left_open: !layout.left_open,
                ..layout
            }),
            Self::ToggleRight => Action::SetLayout(crate::state::Layout {
                right_open: !layout.right_open,
                ..layout
            }),
            Self::ToggleTimeline => Action::SetLayout(crate::state::Layout {
                bottom_open: !layout.bottom_open,
                ..layout
            }),
            Self::ToggleTheme => Action::SetTheme(match state.settings.theme {
                ThemeChoice::Dark => ThemeChoice::Light,
                ThemeChoice::Light => ThemeChoice::Dark,
            }),
            Self::KeepInSight => Action::SetFilter(crate::model::filter::Filter {
                bounds: Some(in_sight(state)),
                lasso: None,
                ..state.view.filter.clone()
            }),
            Self::Search
            | Self::ToggleScenes
            | Self::ToggleTable
            | Self::Contradictions
            | Self::ToggleCoverage
            | Self::Network
            | Self::PrepareOffline
            | Self::AddServer
            | Self::Palette
            | Self::Shortcuts
            | Self::DrawBox
            | Self::DrawLasso
            | Self::Measure
            | Self::GoToPlace
            | Self::CopyCoordinate
            | Self::SaveView
            | Self::EditScene
            | Self::RenameScene
            | Self::Annotate
            | Self::Export
            | Self::ImportReport => return None,
        })
    }
}

fn export(cited_by: CitedBy) -> Action {
    Action::Evidence(EvidenceAction::AskWhereToSaveSources(cited_by))
}

/// The next clock that the collection has times by.
fn next_clock(state: &State) -> Option<Clock> {
    let now = state.view.clock;
    [now.next(), now.next().next()]
        .into_iter()
        .find(|clock| state.base.has_clock(*clock))
}

/// The part of the world that the map shows.
pub fn in_sight(state: &State) -> Bounds {
    let (width, height) = state.map_size;
    state.view.camera.sight(width.into(), height.into())
}

fn next_form(state: &State) -> Action {
    Action::Places(PlacesAction::SetForm(
        state.settings.coordinates.form.next(),
    ))
}

fn next_grid(state: &State) -> Action {
    Action::Places(PlacesAction::SetGrid(
        state.settings.coordinates.grid.next(),
    ))
}

/// The camera zoomed about its centre.
pub fn zoomed(camera: Camera, by: f64) -> Camera {
    Camera {
        zoom: camera.zoom + by,
        ..camera
    }
    .clamped()
}

fn panned(state: &State, x_share: f64, y_share: f64) -> Camera {
    use crate::model::mercator::{Unit, project, unproject, world_size};
    let camera = state.view.camera;
    let center = project(camera.center);
    let points = world_size(camera.zoom);
    Camera {
        center: unproject(Unit {
            x: center.x + x_share * f64::from(state.map_size.0) / points,
            y: center.y + y_share * f64::from(state.map_size.1) / points,
        }),
        ..camera
    }
    .clamped()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_asks_for_two_things() {
        let mut seen: Vec<(KeyboardShortcut, Command)> = Vec::new();
        for command in Command::ALL {
            for shortcut in command.shortcuts() {
                let other = seen.iter().find(|(taken, _)| taken == shortcut);
                assert!(other.is_none(), "{shortcut:?}: {command:?} and {other:?}");
                seen.push((*shortcut, command));
            }
        }
    }

    #[test]
    fn every_command_can_be_asked_for_by_key() {
        for command in Command::ALL {
            assert!(!command.shortcuts().is_empty(), "{command:?}");
        }
    }
}
