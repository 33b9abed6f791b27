//! Figures: for every measure a range, by two handles or two typed numbers; an end at its edge is open.

mod fields;
mod slider;

use eframe::egui::{CursorIcon, Id, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use self::fields::fields;
use self::slider::slider;
use crate::model::filter::{Filter, NumberRange};
use crate::query::sentence::range_words;
use crate::store::MeasureInfo;
use crate::ui::Cx;
use crate::ui::facets::{heading, quiet};
use crate::ui::theme::{Theme, regular, size, space};
use crate::ui::widgets;

/// Measures that are listed; a data set with more has them in its table.
const MEASURES_MAX: usize = 30;

/// An end of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum End {
    Min,
    Max,
}

/// A number that is half typed: of which measure and end, and the text.
#[derive(Debug, Default)]
pub(super) struct Typing(Option<(String, End, String)>);

/// Any number will do.
const OPEN: NumberRange = NumberRange {
    min: f64::NEG_INFINITY,
    max: f64::INFINITY,
};

pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, filter: &mut Filter) {
    let dataset = std::sync::Arc::clone(&cx.state.dataset);
    let measures = dataset.measures();
    if measures.is_empty() {
        return;
    }
    heading(ui, cx.theme, "Figures");
    let mut typing = std::mem::take(&mut cx.memory.facets.typing);
    for info in measures.iter().take(MEASURES_MAX) {
        let asked = filter.measures.get(&info.name).copied();
        if info.min >= info.max {
            single(ui, cx.theme, info, filter);
            continue;
        }
        let mut range = asked.unwrap_or(OPEN);
        ui.push_id(("measure", &info.name), |ui| {
            measure(ui, cx.theme, info, asked.is_some(), &mut range, &mut typing);
        });
        if range == OPEN {
            // "Known" is asked for by the command line alone; here an untouched range asks for nothing.
            if asked.is_some_and(|asked| asked != OPEN) {
                filter.measures.remove(&info.name);
            }
        } else {
            filter.measures.insert(info.name.clone(), range);
        }
    }
    cx.memory.facets.typing = typing;
    if measures.len() > MEASURES_MAX {
        let rest = measures.len() - MEASURES_MAX;
        quiet(ui, cx.theme, &format!("and {rest} more figures"));
    }
}

/// A measure: its name, which opens slider and fields; open while it narrows.
fn measure(
    ui: &mut Ui,
    theme: &Theme,
    info: &MeasureInfo,
    is_asked: bool,
    range: &mut NumberRange,
    typing: &mut Typing,
) {
    let id = Id::unique(("measure unfolded", &info.name));
    let unfolded = widgets::is_unfolded(ui, id) || is_asked;
    let words = if *range == OPEN {
        range_words(NumberRange {
            min: info.min,
            max: info.max,
        })
    } else {
        range_words(*range)
    };
    let what = match (is_asked, unfolded) {
        (true, _) => "lets the range go",
        (false, true) => "closes it",
        (false, false) => "opens the range",
    };
    let clicked = name_row(ui, theme, &info.name, &words, is_asked, what);
    if clicked {
        if is_asked {
            *range = OPEN;
        }
        widgets::set_unfolded(ui, id, !unfolded);
    }
    if unfolded && !(clicked && is_asked) {
        slider(ui, theme, info, range);
        fields(ui, theme, info, range, typing);
        ui.add_space(8.0);
    }
}

/// A measure of which there is one number: there is no range, but it can be asked for.
fn single(ui: &mut Ui, theme: &Theme, info: &MeasureInfo, filter: &mut Filter) {
    let is_asked = filter.measures.contains_key(&info.name);
    let what = if is_asked {
        "asks for it no longer"
    } else {
        "asks for it"
    };
    let words = info.min.to_string();
    let clicked = ui
        .push_id(("measure", &info.name), |ui| {
            name_row(ui, theme, &info.name, &words, is_asked, what)
        })
        .inner;
    if clicked && filter.measures.remove(&info.name).is_none() {
        filter.measures.insert(info.name.clone(), OPEN);
    }
}

/// A clickable row: the measure at the left, what is asked of it at the right.
fn name_row(
    ui: &mut Ui,
    theme: &Theme,
    name: &str,
    words: &str,
    is_asked: bool,
    what: &str,
) -> bool {
    const INSET: f32 = 6.0;
    let row = vec2(ui.available_width(), space::ROW);
    let (rect, response) = ui.allocate_exact_size(row, Sense::click());
    response.widget_info(|| {
        let words = format!("{name}, {words}, {what}");
        WidgetInfo::selected(Role::Button, ui.is_enabled(), is_asked, words)
    });
    let painter = ui.painter();
    if is_asked {
        painter.rect_filled(rect, 5.0, theme.accent.gamma_multiply(0.16));
    }
    if response.hovered() || response.has_focus() {
        painter.rect_filled(rect, 5.0, theme.text.gamma_multiply(0.06));
    }
    let right = widgets::elided(
        ui,
        words,
        regular(size::BODY),
        theme.secondary,
        rect.width() * 0.45,
    );
    let width = rect.width() - right.size().x - 2.0 * INSET - 8.0;
    let left = widgets::elided(ui, name, regular(size::BODY), theme.text, width);
    let was_elided = left.elided;
    let y = rect.center().y - left.size().y / 2.0;
    let at = pos2(rect.right() - INSET - right.size().x, y);
    ui.painter().galley(at, right, theme.secondary);
    let at = pos2(rect.left() + INSET, y);
    ui.painter().galley(at, left, theme.text);
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    let clicked = response.clicked();
    if was_elided {
        response.on_hover_text(name);
    }
    clicked
}

impl End {
    fn label(self) -> &'static str {
        match self {
            Self::Min => "Least",
            Self::Max => "Greatest",
        }
    }

    fn of(self, range: NumberRange) -> f64 {
        match self {
            Self::Min => range.min,
            Self::Max => range.max,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_asked_for_by_keys_on_its_handle() {
        use eframe::egui::Key;
        use egui_kittest::kittest::Queryable as _;

        use crate::state::action::Action;
        use crate::ui::{facets, fixture};

        let mut harness = fixture::harness(fixture::state(), facets::show);
        harness.run();
        harness
            .get_by_label("tanks destroyed, 12 to 14, opens the range")
            .click();
        harness.run();
        harness.get_by_label("Least tanks destroyed").focus();
        harness.run();
        harness.key_press(Key::ArrowRight);
        harness.run();
        let asked = harness
            .state()
            .actions
            .iter()
            .find_map(|action| match action {
                Action::SetFilter(filter) => filter.measures.get("tanks destroyed").copied(),
                _ => None,
            });
        let range = NumberRange {
            min: 13.0,
            max: f64::INFINITY,
        };
        assert_eq!(asked, Some(range));
    }
}
