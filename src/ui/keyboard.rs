//! The keyboard: turns keys into commands, where no text field has them.

use eframe::egui::{Event, Key, KeyboardShortcut, Modifiers, Popup, Ui};

use crate::state::action::Action;
use crate::state::briefing::SceneAction;
use crate::ui::command::Command;
use crate::ui::map::lasso;
use crate::ui::palette::Palette;
use crate::ui::{Center, Cx, Dialog, finder, views};

/// Runs the commands whose keys were pressed.
pub fn handle(ui: &Ui, cx: &mut Cx<'_>) {
    // An open menu has the keys, too: its arrows, and Escape to close it.
    let typing = ui.ctx().text_edit_focused() || Popup::is_any_open(ui.ctx());
    let focused = ui.ctx().memory(|memory| memory.focused().is_some());
    if cx.memory.palette.is_some() || cx.memory.finder.is_some() || cx.state.importing.is_some() {
        return;
    }
    if cx.state.asking.is_some() || cx.state.network.question.is_some() {
        return;
    }
    let is_reading = cx.state.evidence.reading.is_some() || cx.state.media.open.is_some();
    if is_reading && cx.memory.dialog.is_none() {
        // The reader, or the full view, takes the keys that it knows when it is drawn.
        return;
    }
    if cx.memory.dialog.is_some() {
        let is_menu_open = Popup::is_any_open(ui.ctx());
        if !is_menu_open && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            cx.memory.dialog = None;
        }
        return;
    }
    let in_list = match cx.memory.center {
        Center::Map => focused && cx.memory.open_stack.is_some(),
        Center::Table => cx.memory.table.has_focus,
        Center::Contradictions => cx.memory.contradictions.has_focus,
    };
    for (command, shortcut) in in_order() {
        let reaches_past_text_fields = shortcut.modifiers.command;
        let free = reaches_past_text_fields
            || !(typing
                || focused
                    && !shortcut.modifiers.alt
                    && is_for_focused_widget(shortcut.logical_key)
                || in_list && is_for_list(shortcut.logical_key));
        let asked = free && ui.input_mut(|input| input.consume_shortcut(&shortcut));
        if asked && command.is_enabled(cx.state) {
            run(cx, command);
            if command == Command::Search {
                drop_typed(ui, "/");
            }
            if command == Command::SaveView {
                drop_typed(ui, "v");
            }
            if matches!(
                command,
                Command::Search
                    | Command::Palette
                    | Command::GoToPlace
                    | Command::SaveView
                    | Command::EditScene
                    | Command::RenameScene
            ) {
                return;
            }
        }
    }
}

/// Every command with each of its keys, in the order in which they are looked for.
///
/// A bare key also counts with Shift (`?` and `+` need it on some keyboards), so keys with modifiers come first.
/// Those that open a text field come before others, and alone: what is typed after their keys in a slow frame is text,
/// not commands.
fn in_order() -> Vec<(Command, KeyboardShortcut)> {
    let first = [
        Command::Search,
        Command::Palette,
        Command::GoToPlace,
        Command::SaveView,
        Command::EditScene,
        Command::RenameScene,
    ];
    let commands = first.into_iter().chain(Command::all());
    let mut keys: Vec<_> = commands
        .flat_map(|command| command.shortcuts().iter().map(move |keys| (command, *keys)))
        .collect();
    let n_modifiers = |keys: KeyboardShortcut| {
        let held = keys.modifiers;
        [held.shift, held.command, held.alt].map(u8::from)
    };
    keys.sort_by_key(|(_, keys)| std::cmp::Reverse(n_modifiers(*keys).iter().sum::<u8>()));
    keys
}

/// The letter that asked for a text field is not a part of what is typed into it.
fn drop_typed(ui: &Ui, letter: &str) {
    ui.input_mut(|input| {
        let typed = input.events.iter().position(
            |event| matches!(event, Event::Text(text) if text.eq_ignore_ascii_case(letter)),
        );
        if let Some(idx) = typed {
            input.events.remove(idx);
        }
    });
}

/// Does what a command says, from wherever it was asked for.
pub fn run(cx: &mut Cx<'_>, command: Command) {
    match command {
        Command::Search => cx.memory.focus_search = true,
        Command::ToggleScenes => {
            cx.memory.left_shows_scenes = !cx.memory.left_shows_scenes;
            if !cx.state.settings.layout.left_open {
                run(cx, Command::ToggleLeft);
            }
        }
        Command::ToggleTable => {
            cx.memory.center = match cx.memory.center {
                Center::Map | Center::Contradictions => Center::Table,
                Center::Table => Center::Map,
            };
            cx.memory.table.forget();
            cx.memory.table.wants_focus = cx.memory.center == Center::Table;
        }
        Command::ToggleCoverage => cx.memory.timeline.toggle_coverage(),
        Command::Contradictions => {
            cx.memory.center = match cx.memory.center {
                Center::Map | Center::Table => Center::Contradictions,
                Center::Contradictions => Center::Map,
            };
            cx.memory.table.forget();
            cx.memory.contradictions.wants_focus = cx.memory.center == Center::Contradictions;
        }
        Command::SaveView => {
            open_scenes(cx);
            cx.memory.naming.start(views::suggested_name(cx));
        }
        Command::CaptureScene => {
            open_scenes(cx);
            cx.push(Action::Scene(SceneAction::Capture));
        }
        Command::RenameScene => {
            open_scenes(cx);
            if let Some(idx) = cx.state.scene_idx {
                cx.memory.scenes.rename(cx.state, idx);
            }
        }
        Command::EditScene => cx.memory.dialog = cx.state.scene_idx.map(Dialog::EditScene),
        Command::Export => cx.memory.dialog = Some(Dialog::Export),
        Command::Palette => cx.memory.palette = Some(Palette::default()),
        Command::DrawBox => cx.memory.draw(lasso::Tool::Box),
        Command::DrawLasso => cx.memory.draw(lasso::Tool::Lasso),
        Command::Measure => cx.memory.measure(),
        Command::GoToPlace => finder::open(cx),
        Command::CopyCoordinate => cx.memory.map.copy = true,
        Command::Annotate => cx.memory.annotate(),
        Command::ClearSelection if cx.memory.map.drawing.tool().is_some() => {
            cx.memory.map.drawing.cancel();
        }
        Command::ClearSelection
            if cx.memory.center == Center::Map && cx.memory.map.annotate.escape() => {}
        Command::ClearSelection
            if cx.memory.center == Center::Map && cx.memory.map.measuring.escape() => {}
        Command::Shortcuts => cx.memory.dialog = Some(Dialog::Shortcuts),
        Command::ImportReport => cx.memory.dialog = Some(Dialog::ImportReport),
        Command::Network => cx.memory.dialog = Some(Dialog::Network),
        Command::PrepareOffline => cx.memory.dialog = Some(Dialog::PrepareOffline),
        Command::AddServer => cx.memory.dialog = Some(Dialog::AddServer),
        Command::ClearSelection if cx.memory.open_stack.is_some() => cx.memory.open_stack = None,
        Command::ClearSelection
            if cx.memory.center == Center::Map && cx.memory.map.pin.take().is_some() => {}
        Command::ClearSelection if cx.state.view.selection.is_none() => {}
        _ => {
            if let Some(action) = command.action(cx.state) {
                cx.push(action);
            }
        }
    }
    if matches!(command, Command::NextEvent | Command::PreviousEvent)
        && !cx.state.settings.layout.right_open
    {
        let layout = crate::state::Layout {
            right_open: true,
            ..cx.state.settings.layout
        };
        cx.push(Action::SetLayout(layout));
    }
}

/// Shows the scenes at the left.
fn open_scenes(cx: &mut Cx<'_>) {
    cx.memory.left_shows_scenes = true;
    if !cx.state.settings.layout.left_open {
        run(cx, Command::ToggleLeft);
    }
}

/// Keys that a list needs beside those while it has the focus.
fn is_for_list(key: Key) -> bool {
    matches!(key, Key::PageUp | Key::PageDown)
}

/// Keys that a button, slider or list needs for itself while it has the focus.
fn is_for_focused_widget(key: Key) -> bool {
    matches!(
        key,
        Key::Space
            | Key::Enter
            | Key::Home
            | Key::End
            | Key::ArrowLeft
            | Key::ArrowRight
            | Key::ArrowUp
            | Key::ArrowDown
    )
}
