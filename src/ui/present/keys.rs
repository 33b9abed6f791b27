//! The keys of presenting; clickers send some of them.

use eframe::egui::{self, Event, Modifiers, Ui};

use crate::state::action::Action;
use crate::state::presenting::{Key, Page, PresentAction, Presenting};
use crate::ui::Cx;

/// What the sheet says of them.
pub const KEYS: [(&str, &str); 14] = [
    ("→  Page Down  Space  Enter  click", "Next scene"),
    ("←  Page Up", "Previous scene"),
    ("Home, End", "First and last scene"),
    ("Digits, then Enter", "To the scene of that number"),
    ("S", "Sources and quotes of the scene"),
    ("B, W", "Black or white screen; any key returns"),
    ("L", "Pointer"),
    ("N", "Presenter’s window"),
    (
        "H",
        "Hold: the audience sees what it sees now, until released",
    ),
    ("R", "Start the elapsed time anew"),
    ("Drag, wheel", "Move the map, or zoom"),
    ("↑, ↓", "Scroll the sources"),
    ("?", "These keys"),
    ("Esc", "Back to where you were"),
];

/// Points that one press of an arrow scrolls.
const SCROLL: f32 = 60.0;

/// Passes on what was pressed.
pub(super) fn handle(ui: &Ui, cx: &mut Cx<'_>, presenting: &Presenting) {
    for (key, modifiers) in pressed(ui) {
        if modifiers.command || modifiers.alt {
            continue;
        }
        match key {
            egui::Key::ArrowDown if presenting.page == Page::Sources => {
                cx.memory.present.scrolled += SCROLL;
            }
            egui::Key::ArrowUp if presenting.page == Page::Sources => {
                cx.memory.present.scrolled = (cx.memory.present.scrolled - SCROLL).max(0.0);
            }
            egui::Key::R => cx.memory.present.presenter.restart(),
            _ => {
                // Any key at all brings the map back from a blank screen.
                let blank = matches!(presenting.page, Page::Black | Page::White);
                if let Some(key) = meaning(key).or(blank.then_some(Key::Forget)) {
                    let key = if blank && key == Key::Forget {
                        Key::Escape
                    } else {
                        key
                    };
                    cx.push(Action::Present(PresentAction::Press(key)));
                }
            }
        }
    }
}

/// Takes the keys out of the input: nobody else is to have them.
fn pressed(ui: &Ui) -> Vec<(egui::Key, Modifiers)> {
    ui.input_mut(|input| {
        let mut keys = Vec::new();
        input.events.retain(|event| match event {
            Event::Key {
                key,
                pressed,
                modifiers,
                ..
            } => {
                if *pressed {
                    keys.push((*key, *modifiers));
                }
                false
            }
            _ => true,
        });
        keys
    })
}

fn meaning(key: egui::Key) -> Option<Key> {
    use egui::Key as K;
    Some(match key {
        K::ArrowRight | K::PageDown | K::Space => Key::Next,
        K::ArrowLeft | K::PageUp | K::Backspace => Key::Previous,
        K::Enter => Key::Enter,
        K::Home => Key::First,
        K::End => Key::Last,
        // Clickers send a full stop for a dark screen, and F5 or Escape to begin and to end.
        K::B | K::Period => Key::Black,
        K::W | K::Comma => Key::White,
        K::S => Key::Sources,
        K::L => Key::Pointer,
        K::N => Key::Presenter,
        K::H => Key::Hold,
        K::Questionmark | K::Slash | K::F1 => Key::Keys,
        K::Escape => Key::Escape,
        K::Num0 => Key::Digit(0),
        K::Num1 => Key::Digit(1),
        K::Num2 => Key::Digit(2),
        K::Num3 => Key::Digit(3),
        K::Num4 => Key::Digit(4),
        K::Num5 => Key::Digit(5),
        K::Num6 => Key::Digit(6),
        K::Num7 => Key::Digit(7),
        K::Num8 => Key::Digit(8),
        K::Num9 => Key::Digit(9),
        _ => return None,
    })
}
