//! The caption: the scene's heading and narration, and in small what is shown and who says so.

use eframe::egui::{Align2, Painter, Rect, Ui, Vec2};

use crate::query::sentence::{counts_sentence, filter_sentence, source_name};
use crate::state::State;
use crate::ui::map::furniture::card;
use crate::ui::present::words::Words;
use crate::ui::present::{place, say, size};
use crate::ui::theme::{regular, semibold};
use crate::ui::{Cx, prose};

/// Around the words, in points.
const PADDING: Vec2 = Vec2::new(20.0, 17.0);
/// Widths of a line in points, the first that does: 50, 60 and 70 characters.
const WIDTHS: [f32; 3] = [370.0, 440.0, 510.0];
/// What a narration is written in, the first that does.
const SIZES: [f32; 4] = [size::TEXT, 13.0, 11.5, 10.0];
/// Share of the map's height that a caption may take.
const SHARE_MAX: f32 = 0.62;

/// A caption that is ready to be painted.
pub(super) struct Laid {
    words: Words,
    pub(super) size: Vec2,
    /// For a screen reader.
    spoken: String,
}

/// Lays the caption out for a map of some size.
pub(super) fn lay_out(ui: &Ui, cx: &mut Cx<'_>, room: Vec2) -> Laid {
    let said = Said::of(cx);
    let width_max = room.x * 0.6;
    let mut laid = None;
    for size in SIZES {
        for width in WIDTHS {
            let words = said.laid_out(ui.painter(), cx, width.min(width_max), size);
            let fits = words.size.y + 2.0 * PADDING.y <= room.y * SHARE_MAX;
            laid = Some(words);
            if fits {
                return said.finish(laid.unwrap_or_default());
            }
        }
    }
    said.finish(laid.unwrap_or_default())
}

/// Where the caption lies, and the corner that is left to the legend.
pub(super) fn place(cx: &mut Cx<'_>, room: Rect, size: Vec2) -> (Rect, Align2) {
    let corners = place::corners(cx, room, size);
    let rect = place::caption_rect(room, corners.caption, size);
    (rect, corners.legend)
}

impl Laid {
    pub(super) fn paint(&self, ui: &Ui, cx: &Cx<'_>, rect: Rect) {
        let painter = ui.painter();
        card(painter, rect, cx.theme);
        let clipped = painter.with_clip_rect(rect.shrink(4.0).intersect(painter.clip_rect()));
        self.words.paint(&clipped, rect.min + PADDING);
        say(ui, rect, "caption", &self.spoken);
    }
}

/// What a caption says.
struct Said {
    heading: String,
    narration: Option<String>,
    shown: String,
}

impl Said {
    fn of(cx: &mut Cx<'_>) -> Self {
        let counts = counts_sentence(cx.matching().counts);
        let state = cx.state;
        let sentence = filter_sentence(
            &state.dataset,
            &state.view.filter,
            state.window_in_words(),
            state.zone(),
        );
        let mut shown = format!("{sentence} · {counts}");
        if let Some(sources) = sources(state) {
            shown.push_str(" · ");
            shown.push_str(&sources);
        }
        let scene = state.scene();
        Self {
            heading: scene.map_or_else(
                || state.dataset.title().to_owned(),
                |scene| scene.heading.clone(),
            ),
            narration: scene.and_then(|scene| scene.narration.clone()),
            shown,
        }
    }

    fn laid_out(&self, painter: &Painter, cx: &Cx<'_>, width: f32, size: f32) -> Words {
        let theme = cx.theme;
        let mut words = Words::new(width);
        let heading = semibold(size::HEADING * size / size::TEXT);
        words.paragraph(painter, &self.heading, &heading, theme.text, 0.0);
        if let Some(narration) = &self.narration {
            words.gap(10.0);
            if crate::ui::text::reads_right_to_left(narration) {
                // Emphasis gives way to lines in their order.
                let plain = prose::plain_text(narration);
                words.paragraph(painter, &plain, &regular(size), theme.text, 0.0);
            } else {
                words.markdown(painter, theme, narration, size);
            }
        }
        let small = regular(size::SMALL.min(size));
        words.paragraph(painter, &self.shown, &small, theme.secondary, 12.0);
        words
    }

    fn finish(&self, words: Words) -> Laid {
        let narration = self.narration.as_deref().map(prose::plain_text);
        let parts = [
            Some(self.heading.clone()),
            narration,
            Some(self.shown.clone()),
        ];
        Laid {
            size: words.size + 2.0 * PADDING,
            words,
            spoken: parts.into_iter().flatten().collect::<Vec<_>>().join("\n"),
        }
    }
}

/// `source: ARA News (F6)`: who says what is selected, with the grades of source and statement.
fn sources(state: &State) -> Option<String> {
    const NAMED_MAX: usize = 3;
    let id = state.view.selection.as_ref()?;
    let event = state.dataset.event_by_id(id)?;
    let mut named: Vec<String> = Vec::new();
    let mut seen = Vec::new();
    for quote in &event.quotes {
        if seen.contains(&&quote.source) {
            continue;
        }
        seen.push(&quote.source);
        let source = state.dataset.collection().source(&quote.source);
        let letter = source
            .and_then(|source| source.reliability)
            .map(|grade| grade.letter().to_owned());
        let number = quote.credibility.map(|grade| grade.grade().to_string());
        let grade: String = [letter, number].into_iter().flatten().collect();
        let name = source_name(&state.dataset, &quote.source);
        named.push(if grade.is_empty() {
            name
        } else {
            format!("{name} ({grade})")
        });
    }
    let n_more = named.len().saturating_sub(NAMED_MAX);
    named.truncate(NAMED_MAX);
    let noun = match seen.len() {
        0 => return None,
        1 => "source",
        _ => "sources",
    };
    let more = match n_more {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    Some(format!("{noun}: {}{more}", named.join(", ")))
}
