//! The keyboard: turns keys into commands, where no text field has them.

use eframe::egui::{Event, Key, Modifiers, Popup, Ui};

use crate::state::action::Action;
use crate::ui::command::Command;
use crate::ui::{Cx, Dialog};

/// Runs the commands whose keys were pressed.
pub fn handle(ui: &Ui, cx: &mut Cx<'_>) {
    // An open menu has the keys, too: its arrows, and Escape to close it.
    let typing = ui.ctx().text_edit_focused() || Popup::is_any_open(ui.ctx());
    let focused = ui.ctx().memory(|memory| memory.focused().is_some());
    if cx.memory.dialog.is_some() {
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            cx.memory.dialog = None;
        }
        return;
    }
    // The search comes first, and alone: what is typed after its key in a slow frame is text, not commands.
    let search_first = [Command::Search].into_iter().chain(Command::ALL);
    for command in search_first {
        let asked = command.shortcuts().iter().any(|shortcut| {
            let reaches_past_text_fields = shortcut.modifiers.command;
            let free = reaches_past_text_fields
                || !(typing || focused && is_for_focused_widget(shortcut.logical_key));
            // `?`, `+` and others need Shift on some keyboards, so the bare key counts with it.
            free && ui.input_mut(|input| {
                input.consume_shortcut(shortcut)
                    || (is_typed_character(shortcut.logical_key)
                        && shortcut.modifiers == Modifiers::NONE
                        && input.consume_key(Modifiers::SHIFT, shortcut.logical_key))
            })
        });
        if asked && command.is_enabled(cx.state) {
            run(cx, command);
            if command == Command::Search {
                drop_typed_slash(ui);
                return;
            }
        }
    }
}

/// The slash that asked for the search is not a part of it.
fn drop_typed_slash(ui: &Ui) {
    ui.input_mut(|input| {
        let slash = input
            .events
            .iter()
            .position(|event| matches!(event, Event::Text(text) if text == "/"));
        if let Some(idx) = slash {
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
        Command::Shortcuts => cx.memory.dialog = Some(Dialog::Shortcuts),
        Command::ClearSelection if cx.memory.open_stack.is_some() => cx.memory.open_stack = None,
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

fn is_typed_character(key: Key) -> bool {
    matches!(
        key,
        Key::Questionmark | Key::Plus | Key::Equals | Key::Minus | Key::Slash
    )
}
