//! A word to whoever presents: the number that is typed, or that there is no further scene.

use eframe::egui::{Align2, Rect, Ui, Vec2};

use crate::state::presenting::{Note, Presenting};
use crate::ui::Cx;
use crate::ui::map::furniture::card;
use crate::ui::present::place::MARGIN;
use crate::ui::present::{say, size};
use crate::ui::theme::medium;

pub(super) fn show(ui: &Ui, cx: &Cx<'_>, presenting: &Presenting, room: Rect, caption: Rect) {
    let Some(words) = words(presenting, cx.state.scenes().len()) else {
        return;
    };
    let font = medium(size::STRIP);
    let galley = ui
        .painter()
        .layout(words.clone(), font, cx.theme.text, room.width() * 0.8);
    let size = galley.size() + Vec2::new(36.0, 22.0);
    let places = [Align2::CENTER_BOTTOM, Align2::CENTER_TOP];
    let mut rects = places.map(|place| place.align_size_within_rect(size, room.shrink(MARGIN)));
    rects.sort_by_key(|rect| rect.intersects(caption));
    let [rect, _] = rects;
    card(ui.painter(), rect, cx.theme);
    let text = Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size());
    ui.painter().galley(text.min, galley, cx.theme.text);
    say(ui, rect, "note", &words);
}

fn words(presenting: &Presenting, n_scenes: usize) -> Option<String> {
    if !presenting.typed.is_empty() {
        return Some(format!("Scene {} of {n_scenes}, Enter", presenting.typed));
    }
    Some(match presenting.note? {
        Note::NoScenes => String::from(
            "This collection has no scenes: this is the view as it was. Esc leaves, ? shows the keys.",
        ),
        Note::Last => String::from("This was the last scene. Esc leaves."),
        Note::First => String::from("This is the first scene"),
        Note::NoSuchScene(number) if n_scenes == 0 => {
            format!("There is no scene {number}: the collection has none")
        }
        Note::NoSuchScene(number) => {
            format!("There is no scene {number}: there are 1 to {n_scenes}")
        }
    })
}
