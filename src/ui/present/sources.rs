//! The sources and quotes of what a scene shows, as a page in large type over the map.

use std::collections::BTreeSet;

use eframe::egui::{FontId, Painter, Rect, Stroke, Ui, Vec2, pos2, vec2};

use crate::model::event::Event;
use crate::model::source::{Quote, Source, SourceId};
use crate::query::attribution::imprint_parts;
use crate::ui::Cx;
use crate::ui::detail::quotes::{place_words, voice_words};
use crate::ui::present::words::Words;
use crate::ui::present::{say, size};
use crate::ui::text::reads_right_to_left;
use crate::ui::theme::{Theme, medium, regular, semibold};

/// Quotes on the page; nobody reads more from the back of a room.
const QUOTES_MAX: usize = 40;
/// The widest line, in points: some seventy characters.
const WIDTH: f32 = 620.0;
const MARGIN: f32 = 40.0;
const QUOTE: f32 = 17.0;
/// From the rule beside a quote to its words.
const INDENT: f32 = 18.0;

/// A piece of the page.
struct Piece {
    words: Words,
    spoken: String,
    gap: f32,
    /// A quote has a rule beside it: at the right where it reads from there.
    rule: Option<Rule>,
}

#[derive(Clone, Copy)]
enum Rule {
    Left,
    Right,
}

pub(super) fn show(ui: &Ui, cx: &mut Cx<'_>, room: Rect) {
    let theme = cx.theme;
    ui.painter().rect_filled(room, 0.0, theme.panel);
    let width = WIDTH.min(room.width() - 2.0 * MARGIN).max(120.0);
    let pieces = pieces(ui.painter(), cx, width);
    let height: f32 = pieces
        .iter()
        .map(|piece| piece.gap + piece.words.size.y)
        .sum();
    let wheel = ui.input(|input| input.smooth_scroll_delta().y);
    let furthest = (height + 2.0 * MARGIN - room.height()).max(0.0);
    let scrolled = (cx.memory.present.scrolled - wheel).clamp(0.0, furthest);
    cx.memory.present.scrolled = scrolled;
    let painter = ui.painter().with_clip_rect(room);
    let left = room.center().x - width / 2.0;
    let mut y = room.top() + MARGIN - scrolled;
    for (idx, piece) in pieces.iter().enumerate() {
        y += piece.gap;
        let size = Vec2::new(width, piece.words.size.y);
        let rect = Rect::from_min_size(pos2(left, y), size);
        if rect.intersects(room) {
            piece.paint(&painter, theme, rect);
            say(ui, rect, &format!("piece {idx}"), &piece.spoken);
        }
        y += piece.words.size.y;
    }
    if scrolled < furthest {
        more(&painter, theme, room);
    }
}

impl Piece {
    fn paint(&self, painter: &Painter, theme: &Theme, rect: Rect) {
        let at = match self.rule {
            Some(Rule::Left) => rect.min + vec2(INDENT, 0.0),
            Some(Rule::Right) | None => rect.min,
        };
        let rule = Stroke::new(3.0, theme.accent);
        match self.rule {
            Some(Rule::Left) => {
                painter.vline(rect.left() + 1.5, rect.y_range(), rule);
            }
            Some(Rule::Right) => {
                painter.vline(rect.right() - 1.5, rect.y_range(), rule);
            }
            None => {}
        }
        self.words.paint(painter, at);
    }
}

/// There is more below.
fn more(painter: &Painter, theme: &Theme, room: Rect) {
    let font = medium(size::SMALL);
    let text = painter.layout_no_wrap(String::from("↓ more"), font, theme.secondary);
    let corner = room.right_bottom() - vec2(24.0, 16.0);
    let rect = eframe::egui::Align2::RIGHT_BOTTOM.anchor_size(corner, text.size());
    painter.rect_filled(rect.expand(8.0), 6.0, theme.card);
    painter.galley(rect.min, text, theme.secondary);
}

fn pieces(painter: &Painter, cx: &mut Cx<'_>, width: f32) -> Vec<Piece> {
    let theme = cx.theme;
    let matching = cx.matching();
    let dataset = std::sync::Arc::clone(&cx.state.dataset);
    let heading = cx
        .state
        .scene()
        .map_or_else(|| dataset.title().to_owned(), |scene| scene.heading.clone());
    let line = |text: &str, font: FontId, color, gap| {
        let mut words = Words::new(width);
        words.paragraph(painter, text, &font, color, 0.0);
        Piece {
            words,
            spoken: text.to_owned(),
            gap,
            rule: None,
        }
    };
    let mut pieces = vec![
        line(
            "Sources and quotes",
            medium(size::STRIP),
            theme.secondary,
            0.0,
        ),
        line(&heading, semibold(size::HEADING), theme.text, 4.0),
    ];
    let selected = cx.state.view.selection.as_ref();
    let first = selected.and_then(|id| dataset.row(id));
    let others = matching.shown.rows().filter(|row| Some(*row) != first);
    let (mut n_quotes, mut n_left_out) = (0, 0);
    let mut sources: BTreeSet<SourceId> = BTreeSet::new();
    for row in first.into_iter().chain(others) {
        if n_quotes >= QUOTES_MAX {
            n_left_out += 1;
            continue;
        }
        let event = dataset.event(row);
        if event.quotes.is_empty() {
            continue;
        }
        pieces.push(line(&event.title, medium(size::STRIP), theme.text, 26.0));
        for quote in &event.quotes {
            pieces.push(quoted(painter, cx, &event, quote, width));
            sources.insert(quote.source.clone());
            n_quotes += 1;
        }
    }
    if n_quotes == 0 {
        let words = "What this scene shows is quoted from no source";
        pieces.push(line(words, regular(QUOTE), theme.secondary, 26.0));
        return pieces;
    }
    if n_left_out > 0 {
        let n = crate::model::number::grouped(n_left_out);
        let words = format!("{n} more events are shown; their quotes are not on this page");
        pieces.push(line(&words, regular(size::STRIP), theme.secondary, 26.0));
    }
    let heading = if sources.len() == 1 {
        "Source"
    } else {
        "Sources"
    };
    pieces.push(line(heading, medium(size::STRIP), theme.text, 30.0));
    for id in &sources {
        let source = dataset.collection().source(id);
        let words = source.map_or_else(|| id.0.clone(), |source| source_words(cx, source));
        pieces.push(line(&words, regular(size::TEXT), theme.text, 8.0));
    }
    pieces
}

fn quoted(painter: &Painter, cx: &Cx<'_>, event: &Event, quote: &Quote, width: f32) -> Piece {
    let theme = cx.theme;
    let mut words = Words::new(width - INDENT);
    let mut spoken = Vec::new();
    let mut add = |text: &str, font: FontId, color, gap| {
        words.paragraph(painter, text, &font, color, gap);
        spoken.push(text.to_owned());
    };
    if quote.text.is_empty() {
        let text = format!("Named as a source of “{}”, not quoted", event.title);
        add(&text, regular(size::TEXT), theme.secondary, 0.0);
    } else {
        let text = format!("“{}”", quote.text.trim());
        add(&text, regular(QUOTE), theme.text, 0.0);
    }
    if let Some(translation) = &quote.translation {
        let text = format!("“{}” (translation)", translation.trim());
        add(&text, regular(size::TEXT), theme.text, 6.0);
    }
    let said = [voice_words(quote, cx), place_words(quote, cx)];
    for said in said.iter().filter(|said| !said.is_empty()) {
        add(said, regular(size::SMALL + 1.0), theme.secondary, 5.0);
    }
    Piece {
        words,
        spoken: spoken.join("\n"),
        gap: 12.0,
        rule: Some(if reads_right_to_left(&quote.text) {
            Rule::Right
        } else {
            Rule::Left
        }),
    }
}

/// `“Title”, ARA News, published about 16 Dec 2016, reliability F, reliability cannot be judged`.
fn source_words(cx: &Cx<'_>, source: &Source) -> String {
    let mut parts = imprint_parts(source, cx.state.zones());
    parts.extend(
        source
            .reliability
            .map(|grade| format!("graded {}: {}", grade.letter(), grade.meaning())),
    );
    parts.join(", ")
}
