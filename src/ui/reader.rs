//! The reader: a stored copy over the window, opened at the place where a quote stands.
//!
//! It shows what was read off the window's thread, and asks for more of a long text as it is scrolled.
//! Words that are not in the copy are said not to be there; nothing near to them is shown in their place.

mod marks;
mod scroll;

use eframe::egui::{
    self, Align, ColorImage, Frame, Id, Image, Key, Label, Layout, Margin, Modal, Modifiers,
    RichText, ScrollArea, TextureHandle, TextureOptions, Ui, vec2,
};

use crate::model::number::grouped;
use crate::model::quotation::Finding;
use crate::model::stored::{Content, CopyKind, Pixels, StoredCopy};
use crate::query::attribution::names;
use crate::query::words::edtf_words;
use crate::state::action::Action;
use crate::state::evidence::{EvidenceAction, ReaderRequest, Reading, ReadingStatus};
use crate::state::playback::Direction;
use crate::ui::captures::{captured_words, state_words};
use crate::ui::text::visual_ltr;
use crate::ui::theme::{Theme, regular, semibold, size, space};
use crate::ui::{Cx, prose, widgets};

/// Width of the reader in points, where the window has room for it.
const WIDTH: f32 = 780.0;
/// Room that the window shows round it.
const AROUND: f32 = 48.0;

/// Where the reader is scrolled to, and the picture that it shows.
#[derive(Default)]
pub struct ReaderMemory {
    scroll: scroll::Scroll,
    texture: Option<(u64, TextureHandle)>,
}

pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    // The lines are borrowed while actions are pushed: only what is cheap is cloned.
    let state = cx.state;
    let Some(reading) = &state.evidence.reading else {
        cx.memory.reader = ReaderMemory::default();
        return;
    };
    let window = ui.ctx().content_rect().size();
    let frame = Frame::window(ui.style()).inner_margin(Margin::same(20));
    let id = Id::unique("reader");
    // At once: a still picture has no time to fade in.
    let area = Modal::default_area(id).fade_in(false);
    let modal = Modal::new(id).area(area).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(WIDTH.min(window.x - 2.0 * AROUND));
        ui.set_height(window.y - 2.0 * AROUND);
        ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
        header(ui, cx, reading);
        match &reading.status {
            ReadingStatus::Pending(share) => pending(ui, cx, *share),
            ReadingStatus::Failed(reason) => failed(ui, cx, reason),
            ReadingStatus::Read(copy) => content(ui, cx, reading, copy),
        }
    });
    if modal.should_close() {
        cx.push(Action::Evidence(EvidenceAction::Close));
    }
}

/// What is read: the source, its imprint, and which of its copies.
fn header(ui: &mut Ui, cx: &mut Cx<'_>, reading: &Reading) {
    let theme = cx.theme;
    let source = &reading.source;
    ui.horizontal_top(|ui| {
        ui.with_layout(Layout::right_to_left(Align::TOP), |ui| {
            if widgets::button(ui, theme, "Close", false, true)
                .on_hover_text("Esc")
                .clicked()
            {
                cx.push(Action::Evidence(EvidenceAction::Close));
            }
            ui.add_space(8.0);
            ui.with_layout(Layout::top_down(Align::LEFT), |ui| {
                let title = RichText::new(visual_ltr(&source.title)).color(theme.text);
                ui.add(Label::new(title.font(semibold(size::HEADING - 2.0))).wrap());
                small(ui, theme, &imprint(reading, cx));
            });
        });
    });
    if source.captures.len() > 1 {
        tabs(ui, cx, reading);
    }
    if let Some(capture) = reading.capture() {
        let check = cx.state.evidence.check(capture);
        let (words, color) = state_words(theme, &check);
        ui.horizontal(|ui| {
            ui.set_height(22.0);
            widgets::chip(ui, theme, words, color);
            let width = ui.available_width();
            let mut about = vec![capture.file.clone(), captured_words(capture, cx)];
            if let Some(copy) = reading.copy() {
                about.insert(
                    1,
                    format!("{}, {}", copy.kind.words(), size_words(copy.n_bytes)),
                );
            }
            about.retain(|words| !words.is_empty());
            let font = regular(size::SMALL + 1.0);
            widgets::elided_label(ui, &about.join(" · "), font, theme.secondary, width);
        });
    }
    ui.add_space(2.0);
}

/// The copies of the source, of which one is open.
fn tabs(ui: &mut Ui, cx: &mut Cx<'_>, reading: &Reading) {
    let open = reading.copy().map(|copy| copy.capture_idx);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 16.0;
        for idx in 0..reading.source.captures.len() {
            let label = format!("Copy {}", idx + 1);
            if widgets::tab(ui, cx.theme, &label, open == Some(idx)).clicked() {
                cx.push(Action::Evidence(EvidenceAction::Read(Box::new(
                    ReaderRequest {
                        source: reading.source.id.clone(),
                        capture_idx: Some(idx),
                        quote: reading.quote.clone(),
                    },
                ))));
            }
        }
    });
}

fn imprint(reading: &Reading, cx: &Cx<'_>) -> String {
    let source = &reading.source;
    let mut parts: Vec<String> = Vec::new();
    parts.extend(source.publisher.clone());
    if !source.authors.is_empty() {
        parts.push(names(&source.authors));
    }
    let zone = cx.state.zones();
    let published = source.published.as_deref();
    parts.extend(published.map(|at| edtf_words(at, zone)));
    parts.join(" · ")
}

fn pending(ui: &mut Ui, cx: &Cx<'_>, share: Option<f32>) {
    /// How often a share that grows is drawn.
    const EVERY: std::time::Duration = std::time::Duration::from_millis(100);
    let words = match share {
        Some(share) => format!("Reading the stored copy, {:.0} %", share * 100.0),
        None => String::from("Reading the stored copy"),
    };
    ui.add_space(24.0);
    prose::paragraph(ui, &words, regular(size::BODY), cx.theme.secondary);
    ui.ctx().request_repaint_after(EVERY);
}

fn failed(ui: &mut Ui, cx: &Cx<'_>, reason: &str) {
    ui.add_space(24.0);
    for line in reason.lines() {
        let words = format!("⚠ {line}");
        prose::paragraph(ui, &words, regular(size::QUOTE), cx.theme.error);
    }
}

fn content(ui: &mut Ui, cx: &mut Cx<'_>, reading: &Reading, copy: &StoredCopy) {
    let theme = cx.theme;
    if reading
        .quote
        .as_ref()
        .is_some_and(|quote| !quote.text.is_empty())
    {
        finding(ui, cx, reading, copy);
    }
    for remark in &copy.remarks {
        let words = format!("⚠ {remark}");
        prose::paragraph(ui, &words, regular(size::SMALL + 1.0), theme.warning);
    }
    match &copy.content {
        Content::Text(lines) if lines.count() == 0 => {
            ui.add_space(24.0);
            let words = "There is no text in this copy.";
            prose::paragraph(ui, words, regular(size::BODY), theme.secondary);
        }
        Content::Text(_) => {
            rule(ui, theme);
            scroll::text(ui, cx, reading);
        }
        Content::Picture(pixels) => picture(ui, cx, reading, pixels),
    }
}

/// Parts what is said about the copy from the copy itself.
fn rule(ui: &mut Ui, theme: &Theme) {
    ui.add_space(4.0);
    let width = ui.available_width();
    let (rect, _) = ui.allocate_exact_size(vec2(width, 1.0), egui::Sense::hover());
    let stroke = egui::Stroke::new(1.0, theme.hairline);
    ui.painter().hline(rect.x_range(), rect.center().y, stroke);
    ui.add_space(8.0);
}

/// What came of looking for the quote, and the way to its other places.
fn finding(ui: &mut Ui, cx: &mut Cx<'_>, reading: &Reading, copy: &StoredCopy) {
    let theme = cx.theme;
    let places = copy.finding.as_ref();
    let n_places = places.map_or(0, |finding| finding.places.len());
    let (words, color) = match places {
        None => (
            String::from("There is no text in a picture to look for the words in."),
            theme.secondary,
        ),
        Some(_) if n_places == 0 => (not_found_words(copy), theme.error),
        Some(finding) => (found_words(finding, reading.place_idx), theme.text),
    };
    ui.horizontal(|ui| {
        ui.set_min_height(space::BUTTON);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if n_places > 1 {
                let next = widgets::button(ui, theme, "Next place", false, true);
                if next.on_hover_text("N").clicked() {
                    step(cx, Direction::Forward);
                }
                let previous = widgets::button(ui, theme, "Previous place", false, true);
                if previous.on_hover_text("P").clicked() {
                    step(cx, Direction::Backward);
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                prose::paragraph(ui, &words, regular(size::BODY), color);
            });
        });
    });
    if n_places == 0
        && let Some(quote) = &reading.quote
    {
        // To compare by eye.
        widgets::card(theme).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ScrollArea::vertical().max_height(96.0).show(ui, |ui| {
                let words = format!("“{}”", quote.text.trim());
                prose::paragraph(ui, &words, regular(size::QUOTE), theme.text);
            });
        });
    }
    let pressed =
        |key| n_places > 1 && ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let (next, previous) = (pressed(Key::N), pressed(Key::P));
    if next {
        step(cx, Direction::Forward);
    }
    if previous {
        step(cx, Direction::Backward);
    }
}

fn step(cx: &mut Cx<'_>, direction: Direction) {
    cx.push(Action::Evidence(EvidenceAction::StepPlace(direction)));
}

fn not_found_words(copy: &StoredCopy) -> String {
    let is_whole = copy.remarks.is_empty();
    match copy.kind {
        CopyKind::Pdf if !is_whole => {
            String::from("≠ These words are not in the text that could be read of the stored copy.")
        }
        _ if !is_whole => {
            String::from("≠ These words are not in what was read of the stored copy.")
        }
        _ => String::from("≠ These words are not in the stored copy."),
    }
}

/// `place 1 of 1`, and what has to be said about it.
fn found_words(finding: &Finding, place_idx: Option<usize>) -> String {
    let n = finding.places.len();
    let idx = place_idx.unwrap_or(0).min(n.saturating_sub(1));
    let more = if finding.is_cut { " and more" } else { "" };
    let count = format!(
        "✓ Place {} of {}{more}",
        grouped(idx as u64 + 1),
        grouped(n as u64)
    );
    let is_between = finding.places.get(idx).is_some_and(|at| at.is_between);
    let remark = if !is_between {
        "; what stands around it is not what the collection says"
    } else if finding.best.is_none() {
        "; what the collection says does not tell which is meant"
    } else if finding.best != Some(idx) {
        "; another one is meant by what stands around it"
    } else {
        ""
    };
    format!("{count}{remark}")
}

/// A picture as large as fits, never larger than it is.
fn picture(ui: &mut Ui, cx: &mut Cx<'_>, reading: &Reading, pixels: &Pixels) {
    let known = cx.memory.reader.texture.as_ref();
    if known.is_none_or(|(request, _)| *request != reading.request) {
        let image = ColorImage::from_rgba_unmultiplied([pixels.width, pixels.height], &pixels.rgba);
        let options = TextureOptions::LINEAR;
        let texture = ui.ctx().load_texture("stored copy", image, options);
        cx.memory.reader.texture = Some((reading.request, texture));
    }
    let (width, height) = pixels.size_in_file;
    let words = format!(
        "{} × {} pixels; no text in it",
        grouped(width.into()),
        grouped(height.into())
    );
    small(ui, cx.theme, &words);
    if let Some((_, texture)) = &cx.memory.reader.texture {
        let room = ui.available_size();
        ui.with_layout(Layout::top_down(Align::Center), |ui| {
            let image = Image::new(texture).fit_to_original_size(1.0).max_size(room);
            ui.add(image.alt_text("The stored copy, a picture"));
        });
    }
}

/// `3.8 kB`, `214 MB`.
fn size_words(n_bytes: u64) -> String {
    let units = [(1e9, "GB"), (1e6, "MB"), (1e3, "kB")];
    let bytes = n_bytes as f64;
    let unit = units.iter().find(|(unit, _)| bytes >= *unit);
    match unit {
        Some((unit, name)) if bytes < 10.0 * unit => format!("{:.1} {name}", bytes / unit),
        Some((unit, name)) => format!("{:.0} {name}", bytes / unit),
        None => format!("{n_bytes} bytes"),
    }
}

fn small(ui: &mut Ui, theme: &Theme, words: &str) {
    if !words.is_empty() {
        let words = RichText::new(visual_ltr(words)).color(theme.secondary);
        ui.add(Label::new(words.font(regular(size::SMALL + 1.0))).wrap());
    }
}

/// Keys that move through the text, as points or to an end.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Move {
    By(f32),
    Start,
    End,
}

/// What the keys that were pressed ask for; `page` is the height of what is in sight.
fn moved(ui: &Ui, page: f32) -> Option<Move> {
    /// Points that an arrow moves by: three lines.
    const STEP: f32 = 66.0;
    let keys = [
        (Key::ArrowDown, Move::By(STEP)),
        (Key::ArrowUp, Move::By(-STEP)),
        (Key::PageDown, Move::By(page * 0.9)),
        (Key::PageUp, Move::By(-page * 0.9)),
        (Key::Space, Move::By(page * 0.9)),
        (Key::Home, Move::Start),
        (Key::End, Move::End),
    ];
    let focused = ui.ctx().memory(egui::Memory::focused).is_some();
    // A button that has the focus is pressed by the space bar.
    let mut free = keys
        .into_iter()
        .filter(|(key, _)| !(focused && *key == Key::Space));
    free.find(|(key, _)| ui.input_mut(|input| input.consume_key(Modifiers::NONE, *key)))
        .map(|(_, moved)| moved)
}

#[cfg(test)]
mod tests;
