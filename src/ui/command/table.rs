//! What every command is called, where it stands on the shortcut sheet, and its keys.

use eframe::egui::{Key, KeyboardShortcut, Modifiers};

use super::Command;

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

/// One command.
pub(super) struct Row {
    pub command: Command,
    pub group: Group,
    pub label: &'static str,
    /// The first is the one shown.
    pub keys: &'static [KeyboardShortcut],
}

type C = Command;

/// How many there are: [`Command::Shortcuts`] stays the last.
const N_COMMANDS: usize = Command::Shortcuts as usize + 1;

/// Every command, in the order of [`Command`], which is that of the shortcut sheet within a group.
#[rustfmt::skip] // A line each.
pub(super) const TABLE: [Row; N_COMMANDS] = [
    row(C::Play, Group::Time, "Play or pause", &[plain(Key::Space)]),
    row(C::StepForward, Group::Time, "Step forward", &[plain(Key::ArrowRight)]),
    row(C::StepBackward, Group::Time, "Step back", &[plain(Key::ArrowLeft)]),
    row(C::TimeStart, Group::Time, "To the beginning of time", &[plain(Key::Home)]),
    row(C::TimeEnd, Group::Time, "To the end of time", &[plain(Key::End)]),
    row(C::ModeInstant, Group::Time, "Show an instant", &[plain(Key::Num1)]),
    row(C::ModeMoving, Group::Time, "Show a moving window", &[plain(Key::Num2)]),
    row(C::ModeCumulative, Group::Time, "Show everything since a start", &[plain(Key::Num3)]),
    row(C::NextClock, Group::Time, "As it happened, as reported, as captured", &[plain(Key::K)]),
    row(C::ToggleCoverage, Group::Time, "Show or hide the sources a day", &[plain(Key::G)]),
    row(C::ToggleZone, Group::Time, "Times in the collection's zone or in UTC", &[plain(Key::Z)]),
    row(C::Loop, Group::Time, "Loop", &[plain(Key::L)]),
    row(C::AxisAll, Group::Time, "Timeline to all of time", &[plain(Key::A)]),
    row(C::AxisWindow, Group::Time, "Timeline to the window", &[plain(Key::W)]),
    row(C::NextEvent, Group::Events, "Next event", &[plain(Key::ArrowDown), plain(Key::N)]),
    row(C::PreviousEvent, Group::Events, "Previous event", &[plain(Key::ArrowUp), plain(Key::P)]),
    row(C::ClearSelection, Group::Events, "Close or select nothing", &[plain(Key::Escape)]),
    row(C::Present, Group::Events, "Present", &[plain(Key::F5)]),
    row(C::PresentHere, Group::Events, "Present from this scene on", &[shift(Key::F5)]),
    row(C::NextScene, Group::Events, "Next scene", &[plain(Key::PageDown)]),
    row(C::PreviousScene, Group::Events, "Previous scene", &[plain(Key::PageUp)]),
    row(C::CaptureScene, Group::Events, "Capture the view as a scene", &[plain(Key::E)]),
    row(C::UpdateScene, Group::Events, "Update the scene to this view", &[plain(Key::U)]),
    row(C::EditScene, Group::Events, "Edit the scene…", &[plain(Key::F4)]),
    row(C::RenameScene, Group::Events, "Rename the scene", &[plain(Key::F2)]),
    row(C::Annotate, Group::Events, "Annotate the map of the scene", &[shift(Key::A)]),
    row(C::MoveSceneUp, Group::Events, "Move the scene up", &[alt(Key::ArrowUp)]),
    row(C::MoveSceneDown, Group::Events, "Move the scene down", &[alt(Key::ArrowDown)]),
    row(C::Search, Group::Events, "Search", &[command(Key::F), plain(Key::Slash)]),
    row(C::ClearFilter, Group::Events, "Clear the filter", &[plain(Key::X)]),
    row(C::SaveView, Group::Events, "Save this view…", &[plain(Key::V)]),
    row(C::ZoomIn, Group::Map, "Zoom in", &[plain(Key::Plus), plain(Key::Equals)]),
    row(C::ZoomOut, Group::Map, "Zoom out", &[plain(Key::Minus)]),
    row(C::PanLeft, Group::Map, "Pan left", &[shift(Key::ArrowLeft)]),
    row(C::PanRight, Group::Map, "Pan right", &[shift(Key::ArrowRight)]),
    row(C::PanUp, Group::Map, "Pan up", &[shift(Key::ArrowUp)]),
    row(C::PanDown, Group::Map, "Pan down", &[shift(Key::ArrowDown)]),
    row(C::FitAll, Group::Map, "Fit the whole collection", &[plain(Key::Num0)]),
    row(C::FitMatching, Group::Map, "Fit what is shown", &[plain(Key::F)]),
    row(C::FitSelection, Group::Map, "Fit the selection", &[plain(Key::S)]),
    row(C::DrawBox, Group::Map, "Draw a box", &[plain(Key::R)]),
    row(C::DrawLasso, Group::Map, "Draw a lasso", &[plain(Key::O)]),
    row(C::Measure, Group::Map, "Measure", &[plain(Key::M)]),
    row(C::KeepInSight, Group::Map, "Keep what is in sight", &[plain(Key::I)]),
    row(C::GoToPlace, Group::Map, "Go to place or coordinate…", &[command(Key::G)]),
    row(C::CopyCoordinate, Group::Map, "Copy the coordinate", &[plain(Key::Y)]),
    row(C::NextCoordinateForm, Group::Map, "Coordinates in another form", &[shift(Key::Y)]),
    row(C::NextGrid, Group::Map, "Graticule, MGRS grid or none", &[plain(Key::H)]),
    row(C::Open, Group::File, "Open a collection…", &[command(Key::O)]),
    row(C::Save, Group::File, "Save", &[command(Key::S)]),
    row(C::SaveAs, Group::File, "Save as…", &[command_shift(Key::S)]),
    row(C::Export, Group::File, "Export a document…", &[command(Key::D)]),
    row(C::ExportSources, Group::File, "Export cited sources…", &[command(Key::E)]),
    row(C::ExportSelectedSources, Group::File, "Export sources of the selected event…", &[command_shift(Key::E)]),
    row(C::ImportSettings, Group::File, "Import settings of this file…", &[command_shift(Key::O)]),
    row(C::ImportReport, Group::File, "Import report…", &[command_shift(Key::I)]),
    row(C::Undo, Group::File, "Undo", &[command(Key::Z)]),
    row(C::Redo, Group::File, "Redo", &[command_shift(Key::Z), command(Key::Y)]),
    row(C::ToggleLeft, Group::Window, "Show or hide the filters", &[plain(Key::OpenBracket)]),
    row(C::ToggleScenes, Group::Window, "Filters or scenes", &[plain(Key::B)]),
    row(C::ToggleRight, Group::Window, "Show or hide the details", &[plain(Key::CloseBracket)]),
    row(C::ToggleTimeline, Group::Window, "Show or hide the timeline", &[plain(Key::Backslash)]),
    row(C::ToggleTable, Group::Window, "Map or table", &[plain(Key::T)]),
    row(C::Contradictions, Group::Window, "Contradictions or map", &[plain(Key::C)]),
    row(C::ToggleTheme, Group::Window, "Dark or light", &[plain(Key::D)]),
    row(C::Network, Group::Window, "Network: requests, hosts, tiles on disk…", &[command_shift(Key::N)]),
    row(C::PrepareOffline, Group::Window, "Prepare a map for offline…", &[command_shift(Key::P)]),
    row(C::AddMap, Group::Map, "Add a map file…", &[command(Key::M)]),
    row(C::AddServer, Group::Map, "Add a tile server…", &[command_shift(Key::M)]),
    row(C::Palette, Group::Window, "Command palette", &[command(Key::P)]),
    row(C::Shortcuts, Group::Window, "Keyboard shortcuts", &[plain(Key::Questionmark), plain(Key::F1)]),
];

const fn row(
    command: Command,
    group: Group,
    label: &'static str,
    keys: &'static [KeyboardShortcut],
) -> Row {
    Row {
        command,
        group,
        label,
        keys,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_finds_its_own_row() {
        for (idx, row) in TABLE.iter().enumerate() {
            assert_eq!(row.command as usize, idx, "{:?}", row.command);
        }
    }
}
