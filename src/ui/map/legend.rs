//! The legend: explains what is drawn right now, and nothing else.
//!
//! A map drawn by itself also carries the filter and the counts, so that the picture says what it shows.

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::{Align2, Color32, Galley, Painter, Pos2, Rect, Shape, Stroke, Vec2};

use crate::model::number::grouped;
use crate::query::legend::{ANNOTATION, Mark};
use crate::query::sentence::{counts_sentence, filter_sentence};
use crate::ui::map::annotations;
use crate::ui::map::camera::Viewport;
use crate::ui::map::events::{Drawn, FAINT, Layer, RING_GAP};
use crate::ui::map::furniture::{MARGIN, card};
use crate::ui::map::marks::symbol_rect;
use crate::ui::map::points;
use crate::ui::map::shapes::{self, LinkLine};
use crate::ui::symbols::Symbol;
use crate::ui::text::visual;
use crate::ui::theme::{Theme, regular, size};
use crate::ui::{Cx, Surface};

/// Height of a line in points.
const LINE: f32 = 20.0;
/// Room for the sample drawing before the words.
const SAMPLE: f32 = 30.0;
/// Around the lines.
const PADDING: f32 = 10.0;
/// The widest line of words.
const WORDS_MAX: f32 = 400.0;
/// Category lines in a picture; a legend of more is a wall.
const CATEGORIES_MAX: usize = 10;

/// The small drawing that a line explains.
enum Sample {
    Halo(Color32),
    Faint(usize),
    Unknown(usize),
    Exact(usize),
    Stack,
    Area(Color32),
    Rival(usize),
    Link,
    Annotation(Color32),
    LinkedElsewhere(usize),
    Category(usize),
    Point(points::legend::Sample),
    /// A sentence without a drawing.
    None,
}

struct Line {
    sample: Sample,
    words: Arc<Galley>,
}

impl Line {
    /// Room before the words.
    fn indent(&self) -> f32 {
        match &self.sample {
            Sample::None => 0.0,
            Sample::Point(sample) => sample.width().unwrap_or(SAMPLE),
            _ => SAMPLE,
        }
    }

    fn height(&self) -> f32 {
        let words = self.words.size().y + 6.0;
        match &self.sample {
            Sample::Point(sample) => sample.height().unwrap_or(LINE).max(words),
            _ => words.max(LINE),
        }
    }
}

/// Draws the legend at the bottom left; `None` if there is nothing to explain, or no room.
pub fn draw(cx: &mut Cx<'_>, layer: &Layer<'_>, drawn: &Drawn) -> Option<Rect> {
    let picture = matches!(cx.memory.surface, Surface::Map | Surface::Presenting);
    let lines = lines(cx, layer, drawn, picture);
    let size = lines.iter().fold(Vec2::ZERO, |size, line| {
        let width = line.indent() + line.words.size().x;
        Vec2::new(size.x.max(width), size.y + line.height())
    }) + Vec2::splat(2.0 * PADDING);
    let Layer {
        painter,
        viewport,
        theme,
        ..
    } = layer;
    let room = viewport.rect.size() - Vec2::splat(2.0 * MARGIN);
    let share = if picture { 0.8 } else { 0.45 };
    if lines.is_empty() || size.x > room.x || size.y > room.y * share {
        return None;
    }
    let room = viewport.rect.shrink(MARGIN + cx.memory.map.room.margin);
    let mut corners = vec![Align2::LEFT_BOTTOM];
    if let Some(corner) = cx.memory.map.room.legend {
        corners = vec![corner];
    } else if cx.memory.still {
        // In a picture nobody can move the map from under the legend.
        corners.push(Align2::RIGHT_BOTTOM);
        // In the window that corner has the buttons.
        corners.extend(picture.then_some(Align2::LEFT_TOP));
    }
    let corners = corners
        .into_iter()
        .map(|corner| corner.align_size_within_rect(size, room));
    let rect = corners.min_by_key(|rect| n_covered(layer, drawn, *rect))?;
    card(painter, rect, theme);
    let mut y = rect.top() + PADDING;
    for line in lines {
        let height = line.height();
        let middle = y + height / 2.0;
        let x = rect.left() + PADDING;
        draw_sample(layer, &line.sample, Pos2::new(x + 9.0, middle));
        let x = x + line.indent();
        let at = Pos2::new(x, middle - line.words.size().y / 2.0);
        painter.galley(at, line.words, theme.secondary);
        y += height;
    }
    Some(rect)
}

fn lines(cx: &mut Cx<'_>, layer: &Layer<'_>, drawn: &Drawn, picture: bool) -> Vec<Line> {
    let words_max = WORDS_MAX.min(layer.viewport.rect.width() - 2.0 * (MARGIN + PADDING) - SAMPLE);
    let say = |sample: Sample, words: &str, color: Color32| Line {
        sample,
        words: layer.painter.layout(
            visual(words).into_owned(),
            regular(size::SMALL),
            color,
            words_max.max(60.0),
        ),
    };
    let theme = layer.theme;
    let mut lines = Vec::new();
    if picture {
        if cx.memory.surface == Surface::Map {
            // The caption of a presentation says so, too.
            let State { filter, counts } = State::of(cx);
            lines.push(say(Sample::None, &filter, theme.text));
            lines.push(say(Sample::None, &counts, theme.secondary));
        }
        for category in categories_shown(cx, layer, drawn)
            .into_iter()
            .take(CATEGORIES_MAX)
        {
            let label = &layer.dataset.categories()[category].label;
            lines.push(say(Sample::Category(category), label, theme.secondary));
        }
    }
    let Drawn {
        halo,
        faint,
        unknown,
        exact,
        stack,
        spread,
        area,
        rival,
        rivals: _,
        linked_elsewhere,
        links,
        annotated,
        points,
        halos_left_out,
        halos_around,
        taken: _,
        texts: _,
    } = drawn;
    for (sample, words) in points.iter().flat_map(points::legend::notes) {
        let sample = sample.map_or(Sample::None, Sample::Point);
        lines.push(say(sample, &words, theme.secondary));
    }
    let halo_words = match halos_left_out {
        0 => Mark::Halo.words().to_owned(),
        n => format!(
            "{}\n({} more circles not drawn)",
            Mark::Halo.words(),
            grouped(*n as u64)
        ),
    };
    if *halos_around > 0 {
        let words = format!(
            "{} circles are wider than this map:\nsomewhere in it, or beyond",
            grouped(*halos_around as u64)
        );
        lines.push(say(Sample::None, &words, theme.secondary));
    }
    let notes = [
        halo.map(|color| (Sample::Halo(color), halo_words.as_str())),
        area.map(|color| (Sample::Area(color), Mark::Area.words())),
        exact.map(|idx| (Sample::Exact(idx), Mark::Exact.words())),
        faint.map(|idx| (Sample::Faint(idx), Mark::Faint.words())),
        unknown.map(|idx| (Sample::Unknown(idx), Mark::Unknown.words())),
        rival.map(|idx| (Sample::Rival(idx), Mark::Rival.words())),
        links.then_some((Sample::Link, "linked to the selected event")),
        linked_elsewhere.map(|idx| {
            (
                Sample::LinkedElsewhere(idx),
                "linked, but not among those shown",
            )
        }),
        match (stack, spread) {
            (true, true) => Some((
                Sample::Stack,
                "several events at one place, or close together",
            )),
            (true, false) => Some((Sample::Stack, "several events at one place")),
            (false, true) => Some((Sample::Stack, "several events close together")),
            (false, false) => None,
        },
        annotated.map(|color| (Sample::Annotation(color), ANNOTATION)),
    ];
    for (sample, words) in notes.into_iter().flatten() {
        lines.push(say(sample, words, theme.secondary));
    }
    lines
}

/// How many events would lie under a rectangle; the selected one weighs more than all others, and so does a text that
/// somebody put there.
fn n_covered(layer: &Layer<'_>, drawn: &Drawn, rect: Rect) -> usize {
    /// As many events as a text is worth.
    const TEXT: usize = 1_000;
    let texts = drawn.texts.iter().filter(|text| text.intersects(rect));
    let n_texts = texts.count();
    let under = layer
        .spots
        .iter()
        .filter(|spot| symbol_rect(spot).expand(RING_GAP).intersects(rect));
    under
        .map(|spot| {
            let rows = &layer.marks[spot.idx].rows;
            let is_selected = layer.selected.is_some_and(|row| rows.contains(&row));
            if is_selected { 1_000_000 } else { rows.len() }
        })
        .sum::<usize>()
        + n_texts * TEXT
}

/// The two sentences that a picture carries.
struct State {
    filter: String,
    counts: String,
}

impl State {
    fn of(cx: &mut Cx<'_>) -> Self {
        let counts = counts_sentence(cx.matching().counts);
        let state = cx.state;
        Self {
            filter: filter_sentence(
                &state.dataset,
                &state.view.filter,
                state.window_in_words(),
                state.zone(),
            ),
            counts,
        }
    }
}

/// The categories whose colours are on the map: of the symbols in sight, and of all that matches where it is discs.
fn categories_shown(cx: &mut Cx<'_>, layer: &Layer<'_>, drawn: &Drawn) -> BTreeSet<usize> {
    let discs = drawn
        .points
        .is_some_and(|shown| shown.look == points::layer::Look::Discs);
    if discs {
        let matching = cx.matching();
        let rows = matching.shown.rows();
        return rows.map(|row| layer.dataset.category_idx(row)).collect();
    }
    layer
        .spots
        .iter()
        .filter(|spot| layer.viewport.rect.contains(spot.pos))
        .flat_map(|spot| layer.marks[spot.idx].tally.iter())
        .map(|(category, _)| *category)
        .collect()
}

fn draw_sample(layer: &Layer<'_>, sample: &Sample, at: Pos2) {
    let Layer {
        painter,
        theme,
        dataset,
        ..
    } = layer;
    let color = |idx: usize| theme.category(dataset.categories(), idx);
    let symbol = |idx: usize| Symbol::of(dataset.categories(), idx);
    let pale = |idx: usize, by: f32| color(idx).lerp_to_gamma(theme.land, by);
    match sample {
        Sample::None => {}
        Sample::Halo(color) => shapes::halo(painter, at, 8.0, *color, 0.25),
        Sample::Area(color) => area_sample(painter, at, *color),
        Sample::Category(idx) => symbol(*idx).paint(painter, at, 5.5, color(*idx)),
        Sample::Faint(idx) => {
            let outline = Stroke::new(1.5, color(*idx));
            painter.add(symbol(*idx).shape(at, 5.5, pale(*idx, FAINT), outline));
        }
        Sample::Exact(idx) => {
            symbol(*idx).paint(painter, at, 6.5, color(*idx));
            symbol(*idx).paint_fix(painter, at, 6.5, theme.land);
        }
        Sample::Link => {
            let ends = [-8.0, 8.0].map(|x| at + Vec2::new(x, 2.0));
            shapes::link(painter, ends, [0.0; 2], LinkLine::Arrow, theme.accent);
        }
        Sample::Annotation(color) => annotations::sample(painter, at, *color, theme.panel),
        Sample::LinkedElsewhere(idx) => symbol(*idx).paint(painter, at, 4.5, pale(*idx, 0.65)),
        Sample::Unknown(idx) => {
            let outline = Stroke::new(2.0, color(*idx));
            painter.add(symbol(*idx).shape(at, 5.5, theme.land, outline));
        }
        Sample::Rival(idx) => {
            let line = Stroke::new(1.5, color(*idx).gamma_multiply(0.8));
            let from = at - Vec2::new(9.0, 0.0);
            painter.extend(Shape::dashed_line(&[from, at], line, 3.0, 2.0));
            let outline = Stroke::new(1.4, pale(*idx, 0.2));
            painter.add(symbol(*idx).shape(at + Vec2::new(4.0, 0.0), 5.0, theme.land, outline));
        }
        Sample::Stack => stack_sample(painter, at, theme),
        Sample::Point(sample) => sample.paint(painter, at, theme),
    }
}

fn area_sample(painter: &Painter, at: Pos2, color: Color32) {
    let rect = Rect::from_center_size(at, Vec2::new(16.0, 12.0));
    let stroke = Stroke::new(1.0, color.gamma_multiply(0.6));
    for step in 0..3 {
        let x = rect.left() + 4.0 + step as f32 * 5.0;
        let points = [
            Pos2::new(x - 3.0, rect.bottom()),
            Pos2::new(x + 3.0, rect.top()),
        ];
        painter.line_segment(points, stroke);
    }
    let outline = Stroke::new(1.2, color);
    painter.rect_stroke(rect, 0.0, outline, eframe::egui::StrokeKind::Inside);
}

fn stack_sample(painter: &Painter, at: Pos2, theme: &Theme) {
    painter.circle(at, 7.5, theme.card, Stroke::new(1.5, theme.secondary));
    painter.text(
        at,
        Align2::CENTER_CENTER,
        "3",
        regular(size::SMALL - 1.0),
        theme.text,
    );
}

/// Says where the map has nothing to show, and what to do about it; returns what it covers.
///
/// It stands at the top: somebody may have come to look at the ground. It keeps clear of what stands around the map: on
/// a small one it lies beside the buttons, not over them.
pub fn draw_empty(
    painter: &Painter,
    viewport: &Viewport,
    theme: &Theme,
    lines: [&str; 2],
    furniture: &[Rect],
) -> Rect {
    let whole = viewport.rect.shrink(MARGIN);
    let at_top = empty_card(painter, theme, whole, lines);
    let is_free = |card: &Card| {
        let is_met = |rect: &Rect| rect.expand(4.0).intersects(card.rect);
        whole.contains_rect(card.rect) && !furniture.iter().any(is_met)
    };
    let card = if is_free(&at_top) {
        at_top
    } else {
        let beside = room_beside(whole, furniture);
        empty_card(painter, theme, beside, lines)
    };
    card.draw(painter, theme)
}

/// What is left of a map at the right of the buttons and below its credit.
fn room_beside(whole: Rect, furniture: &[Rect]) -> Rect {
    const GAP: f32 = 8.0;
    let mut room = whole;
    let (left, top) = (whole.left() + whole.width() * 0.5, whole.center().y);
    for rect in furniture {
        if rect.right() < left && rect.top() < top {
            room.min.x = room.min.x.max(rect.right() + GAP);
        } else if rect.bottom() < top {
            room.min.y = room.min.y.max(rect.bottom() + GAP);
        }
    }
    room
}

/// Words on a card.
struct Card {
    rect: Rect,
    title: std::sync::Arc<eframe::egui::Galley>,
    hint: std::sync::Arc<eframe::egui::Galley>,
}

/// A card at the top of a room.
fn empty_card(painter: &Painter, theme: &Theme, room: Rect, lines: [&str; 2]) -> Card {
    let width_max = (room.width() - 32.0).clamp(60.0, 340.0);
    let [title, hint] = [
        (lines[0], crate::ui::theme::medium(size::BODY), theme.text),
        (lines[1], regular(size::BODY), theme.secondary),
    ]
    .map(|(words, font, color)| painter.layout(words.to_owned(), font, color, width_max));
    let inner = Vec2::new(
        title.size().x.max(hint.size().x),
        title.size().y + 4.0 + hint.size().y,
    );
    let rect = Align2::CENTER_TOP.anchor_size(room.center_top(), inner + Vec2::new(32.0, 24.0));
    Card { rect, title, hint }
}

impl Card {
    fn draw(self, painter: &Painter, theme: &Theme) -> Rect {
        let Self { rect, title, hint } = self;
        card(painter, rect, theme);
        let top = rect.min + Vec2::new(16.0, 12.0);
        let below = top + Vec2::new(0.0, title.size().y + 4.0);
        painter.galley(top, title, theme.text);
        painter.galley(below, hint, theme.secondary);
        rect
    }
}
