//! Named commands: their words, their keys, and the action each stands for.
//!
//! Buttons, the shortcut sheet, the palette and the keyboard all read the one table.

mod table;

use eframe::egui::KeyboardShortcut;

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
pub use table::Group;
use table::TABLE;

/// Everything that can be asked for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
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
    Search,
    ClearFilter,
    SaveView,
    ZoomIn,
    ZoomOut,
    PanLeft,
    PanRight,
    PanUp,
    PanDown,
    FitAll,
    FitMatching,
    FitSelection,
    DrawBox,
    DrawLasso,
    Measure,
    KeepInSight,
    GoToPlace,
    CopyCoordinate,
    NextCoordinateForm,
    NextGrid,
    Open,
    Save,
    SaveAs,
    Export,
    ExportSources,
    ExportSelectedSources,
    ImportSettings,
    ImportReport,
    Undo,
    Redo,
    ToggleLeft,
    ToggleScenes,
    ToggleRight,
    ToggleTimeline,
    ToggleTable,
    Contradictions,
    ToggleTheme,
    Network,
    PrepareOffline,
    AddMap,
    AddServer,
    Palette,
    Shortcuts,
}

/// Share of the map's size that one key press pans.
const PAN_SHARE: f64 = 0.2;
/// Zoom levels that one key press zooms.
const ZOOM_STEP: f64 = 0.5;

impl Command {
    /// All commands, in the order in which the shortcut sheet has them.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.command)
    }

    pub fn label(self) -> &'static str {
        TABLE[self as usize].label
    }

    pub fn group(self) -> Group {
        TABLE[self as usize].group
    }

    /// The keys that ask for it; the first is the one shown.
    pub fn shortcuts(self) -> &'static [KeyboardShortcut] {
        TABLE[self as usize].keys
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
        for command in Command::all() {
            for shortcut in command.shortcuts() {
                let other = seen.iter().find(|(taken, _)| taken == shortcut);
                assert!(other.is_none(), "{shortcut:?}: {command:?} and {other:?}");
                seen.push((*shortcut, command));
            }
        }
    }

    #[test]
    fn every_command_can_be_asked_for_by_key() {
        for command in Command::all() {
            assert!(!command.shortcuts().is_empty(), "{command:?}");
        }
    }
}
