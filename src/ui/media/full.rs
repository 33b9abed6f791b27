//! One item in full over the window: as large as fits, never larger than it is, with the way to its neighbours.

use eframe::egui::{
    Align, Frame, Id, Image, Key, Label, Layout, Margin, Modal, Modifiers, RichText, Ui, vec2,
};

use super::{MediaOf, check_words, name_of, placeholder, shield, size_words};
use crate::model::number::grouped;
use crate::state::action::Action;
use crate::state::media::{Item, MediaAction};
use crate::state::playback::Direction;
use crate::ui::text::visual_ltr;
use crate::ui::theme::{regular, semibold, size};
use crate::ui::{Cx, widgets};

/// Room that the window shows round it, in points.
const AROUND: f32 = 48.0;
/// Height of the words below the picture.
const WORDS: f32 = 74.0;

pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let state = cx.state;
    let Some((idx, item)) = state
        .media
        .open
        .and_then(|idx| Some((idx, state.media.items.get(idx)?)))
    else {
        return;
    };
    keys(ui, cx);
    let window = ui.ctx().content_rect().size();
    let frame = Frame::window(ui.style()).inner_margin(Margin::same(16));
    let id = Id::unique("media in full");
    let area = Modal::default_area(id).fade_in(false);
    let modal = Modal::new(id).area(area).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(window.x - 2.0 * AROUND - 32.0);
        ui.set_height(window.y - 2.0 * AROUND - 32.0);
        ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
        header(ui, cx, idx, item);
        let room = ui.available_size() - vec2(0.0, WORDS);
        picture(ui, cx, idx, item, room);
        words(ui, cx, item);
    });
    if modal.should_close() {
        close(cx, idx);
    }
}

fn close(cx: &mut Cx<'_>, idx: usize) {
    cx.memory.media.forget(idx, true);
    cx.push(Action::Media(MediaAction::Close));
}

fn step(cx: &mut Cx<'_>, direction: Direction) {
    if let Some(idx) = cx.state.media.open {
        cx.memory.media.forget(idx, true);
    }
    cx.push(Action::Media(MediaAction::Step(direction)));
}

/// The arrows; Escape is the modal's own.
fn keys(ui: &Ui, cx: &mut Cx<'_>) {
    if cx.state.media.items.len() < 2 {
        return;
    }
    for (key, direction) in [
        (Key::ArrowRight, Direction::Forward),
        (Key::N, Direction::Forward),
        (Key::ArrowLeft, Direction::Backward),
        (Key::P, Direction::Backward),
    ] {
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
            step(cx, direction);
        }
    }
}

fn header(ui: &mut Ui, cx: &mut Cx<'_>, idx: usize, item: &Item) {
    let theme = cx.theme;
    let n = cx.state.media.items.len();
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if widgets::button(ui, theme, "Close", false, true)
                .on_hover_text("Esc")
                .clicked()
            {
                close(cx, idx);
            }
            if n > 1 {
                let next = widgets::button(ui, theme, "Next", false, true);
                if next.on_hover_text("→").clicked() {
                    step(cx, Direction::Forward);
                }
                let previous = widgets::button(ui, theme, "Previous", false, true);
                if previous.on_hover_text("←").clicked() {
                    step(cx, Direction::Backward);
                }
                let words = format!("{} of {}", grouped(idx as u64 + 1), grouped(n as u64));
                ui.label(RichText::new(words).color(theme.secondary));
            }
            if item.media.graphic && !item.is_shielded() && !cx.memory.still {
                let hide = widgets::button(ui, theme, "Hide it again", false, true);
                if hide.clicked() {
                    cx.memory.media.forget(idx, true);
                    cx.push(Action::Media(MediaAction::Lower(idx)));
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let name = name_of(item);
                let width = ui.available_width();
                let font = semibold(size::HEADING - 4.0);
                widgets::elided_label(ui, &visual_ltr(&name), font, theme.text, width);
            });
        });
    });
}

fn picture(ui: &mut Ui, cx: &mut Cx<'_>, idx: usize, item: &Item, room: eframe::egui::Vec2) {
    let (rect, _) = ui.allocate_exact_size(room, eframe::egui::Sense::hover());
    let builder = eframe::egui::UiBuilder::new()
        .id_salt("picture in full")
        .max_rect(rect)
        .layout(Layout::centered_and_justified(
            eframe::egui::Direction::TopDown,
        ));
    if item.media.graphic && (item.is_shielded() || cx.memory.still) {
        cx.memory.media.forget(idx, true);
        let mut inside = ui.new_child(eframe::egui::UiBuilder::new().max_rect(rect));
        shield(&mut inside, cx, idx, Some(item));
        return;
    }
    // What was seen small is seen until it is there in full.
    let seen = item.full.as_ref().or(item.thumbnail.as_ref());
    let mut inside = ui.new_child(builder);
    let ui = &mut inside;
    match seen.map(|seen| &seen.picture) {
        None => placeholder(ui, cx.theme, "Being read…", room.y),
        Some(Err(reason)) => placeholder(ui, cx.theme, &format!("Not shown: {reason}"), room.y),
        Some(Ok(pixels)) => {
            let of = MediaOf {
                event: cx.state.media.event.as_ref(),
                idx,
                is_full: item.full.is_some(),
            };
            let texture = cx.memory.media.texture(ui, &of, pixels);
            let image = Image::new(&texture)
                .fit_to_original_size(1.0)
                .max_size(room)
                .alt_text(name_of(item));
            ui.add(image);
        }
    }
}

/// Credit, file, size, and whether the file is what it was.
fn words(ui: &mut Ui, cx: &Cx<'_>, item: &Item) {
    let theme = cx.theme;
    let credit = item.media.credit.as_ref();
    let mut parts = vec![
        credit.map_or_else(
            || String::from("no credit given"),
            |credit| format!("credit {credit}"),
        ),
        item.media.file.clone(),
    ];
    let seen = item.full.as_ref().or(item.thumbnail.as_ref());
    if let Some(Ok(pixels)) = seen.map(|seen| &seen.picture) {
        parts.push(size_words(pixels));
    }
    let font = regular(size::BODY);
    let words = RichText::new(visual_ltr(&parts.join(" · ")));
    ui.add(Label::new(words.font(font.clone()).color(theme.secondary)).truncate());
    if let Some((words, color)) = seen.and_then(|seen| check_words(theme, seen)) {
        ui.label(RichText::new(words).font(font).color(color));
    }
}
