//! Figures: for every measure a range, by two handles or two typed numbers; an end at its edge is open.

use eframe::egui::{
    Align2, CursorIcon, EventFilter, Id, Key, Margin, Modifiers, Pos2, Rect, Response, RichText,
    Role, Sense, Stroke, TextEdit, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use crate::model::filter::{Filter, NumberRange};
use crate::query::sentence::range_words;
use crate::store::MeasureInfo;
use crate::ui::Cx;
use crate::ui::facets::{heading, quiet};
use crate::ui::theme::{Theme, regular, size, space};
use crate::ui::widgets;

/// Measures that are listed; a data set with more has them in its table.
const MEASURES_MAX: usize = 30;
/// From this greatest number on, the slider gives small numbers more room: most events have few dead, some thousands.
const LOGARITHMIC_FROM: f64 = 100.0;
const SLIDER_HEIGHT: f32 = 24.0;
const HANDLE_RADIUS: f32 = 6.0;

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

/// From a number to its share of the slider and back.
#[derive(Clone, Copy, Debug)]
struct Scale {
    min: f64,
    span: f64,
    logarithmic: bool,
    /// Only whole numbers.
    whole: bool,
}

impl Scale {
    fn of(info: &MeasureInfo) -> Self {
        Self {
            min: info.min,
            span: info.max - info.min,
            logarithmic: info.min >= 0.0 && info.max >= LOGARITHMIC_FROM,
            whole: info.min.fract() == 0.0 && info.max.fract() == 0.0 && info.max - info.min >= 2.0,
        }
    }

    /// 0 to 1.
    fn share(self, number: f64) -> f32 {
        let from_min = (number - self.min).clamp(0.0, self.span);
        let share = if self.logarithmic {
            from_min.ln_1p() / self.span.ln_1p()
        } else {
            from_min / self.span
        };
        share as f32
    }

    fn number(self, share: f32) -> f64 {
        let share = f64::from(share.clamp(0.0, 1.0));
        let from_min = if self.logarithmic {
            (share * self.span.ln_1p()).exp_m1()
        } else {
            share * self.span
        };
        self.rounded(self.min + from_min)
    }

    /// A number that a hand can mean: whole where all are, else to a thousandth of the span.
    fn rounded(self, number: f64) -> f64 {
        if self.whole {
            return number.round();
        }
        let grain = 10f64.powf((self.span / 1_000.0).log10().floor());
        (number / grain).round() * grain
    }

    /// What one press of an arrow key adds.
    fn step(self) -> f64 {
        if self.whole && self.span <= 1_000.0 {
            1.0
        } else {
            self.rounded(self.span / 100.0)
        }
    }
}

/// The line with its two handles.
fn slider(ui: &mut Ui, theme: &Theme, info: &MeasureInfo, range: &mut NumberRange) {
    let scale = Scale::of(info);
    let row = vec2(ui.available_width(), SLIDER_HEIGHT);
    let (rect, _) = ui.allocate_exact_size(row, Sense::hover());
    let line = rect.shrink2(vec2(6.0 + HANDLE_RADIUS, 0.0));
    let x_of = |share: f32| line.left() + share * line.width();
    let ends = [
        (End::Min, range.min.max(info.min)),
        (End::Max, range.max.min(info.max)),
    ];
    let y = line.center().y;
    let painter = ui.painter();
    painter.hline(line.x_range(), y, Stroke::new(3.0, theme.hairline));
    let [from, to] = ends.map(|(_, number)| x_of(scale.share(number)));
    painter.hline(
        from..=to,
        y,
        Stroke::new(3.0, theme.accent.gamma_multiply(0.8)),
    );
    for (end, number) in ends {
        let center = pos2(x_of(scale.share(number)), y);
        // Where both handles meet, each is taken hold of from its own side.
        let outwards = match end {
            End::Min => -3.0,
            End::Max => 3.0,
        };
        let grip = Rect::from_center_size(center + Vec2::new(outwards, 0.0), Vec2::splat(20.0));
        let response = ui.interact(grip, ui.scope_id().with(end), Sense::click_and_drag());
        let asked = handle(ui, theme, info, end, number, center, &response);
        let share = |at: Pos2| (at.x - line.left()) / line.width().max(1.0);
        let dragged = response.dragged().then(|| response.interact_pointer_pos());
        let number = match (dragged.flatten(), asked) {
            (Some(at), _) => scale.number(share(at)),
            (None, Some(by)) => scale.rounded(number + by * scale.step()),
            (None, None) => continue,
        };
        set_end(range, end, number, info);
    }
}

/// Paints a handle, and says by how many steps keys move it.
fn handle(
    ui: &Ui,
    theme: &Theme,
    info: &MeasureInfo,
    end: End,
    number: f64,
    center: Pos2,
    response: &Response,
) -> Option<f64> {
    use eframe::egui::accesskit::Action as Wish;
    let label = format!("{} {}", end.label(), info.name);
    response.widget_info(|| WidgetInfo::slider(ui.is_enabled(), number, &label));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_min_numeric_value(info.min);
        node.set_max_numeric_value(info.max);
        node.add_action(Wish::Increment);
        node.add_action(Wish::Decrement);
    });
    let lit = response.hovered() || response.dragged() || response.has_focus();
    let fill = if lit { theme.text } else { theme.panel };
    ui.painter()
        .circle(center, HANDLE_RADIUS, fill, Stroke::new(1.8, theme.accent));
    if response.hovered() || response.dragged() {
        ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
    }
    let mut steps = ui.input(|input| {
        let wished = |wish| input.num_accesskit_action_requests(response.id, wish) as f64;
        wished(Wish::Increment) - wished(Wish::Decrement)
    });
    if response.has_focus() {
        ui.memory_mut(|memory| {
            let filter = EventFilter {
                horizontal_arrows: true,
                ..EventFilter::default()
            };
            memory.set_focus_lock_filter(response.id, filter);
        });
        let pressed =
            |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key)) as f64;
        steps += pressed(Key::ArrowRight) - pressed(Key::ArrowLeft);
    }
    (steps != 0.0).then_some(steps)
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

/// Moves an end, not past the other; one that reaches the edge of what there is becomes open.
fn set_end(range: &mut NumberRange, end: End, number: f64, info: &MeasureInfo) {
    match end {
        End::Min if number <= info.min => range.min = f64::NEG_INFINITY,
        End::Min => range.min = number.min(range.max.min(info.max)),
        End::Max if number >= info.max => range.max = f64::INFINITY,
        End::Max => range.max = number.max(range.min.max(info.min)),
    }
}

/// Two numbers to type, with `to` between them.
fn fields(
    ui: &mut Ui,
    theme: &Theme,
    info: &MeasureInfo,
    range: &mut NumberRange,
    typing: &mut Typing,
) {
    ui.horizontal(|ui| {
        ui.add_space(6.0);
        ui.spacing_mut().item_spacing.x = 6.0;
        let width = (ui.available_width() - 40.0) / 2.0;
        field(ui, theme, info, End::Min, range, typing, width);
        ui.label(RichText::new("to").color(theme.secondary));
        field(ui, theme, info, End::Max, range, typing, width);
    });
}

fn field(
    ui: &mut Ui,
    theme: &Theme,
    info: &MeasureInfo,
    end: End,
    range: &mut NumberRange,
    typing: &mut Typing,
    width: f32,
) {
    /// As long as any number that can be read back.
    const TYPED_MAX: usize = 30;
    let is_typing = matches!(&typing.0, Some((of, at, _)) if *of == info.name && *at == end);
    let current = end.of(*range);
    let mut text = match &typing.0 {
        Some((_, _, text)) if is_typing => text.clone(),
        _ if current.is_finite() => current.to_string(),
        _ => String::new(),
    };
    let edge = match end {
        End::Min => info.min,
        End::Max => info.max,
    };
    let read = read_end(&text, end, *range);
    let color = if read.is_some() {
        theme.text
    } else {
        theme.error
    };
    let field = TextEdit::singleline(&mut text)
        .id(Id::unique(("range field", &info.name, end)))
        .char_limit(TYPED_MAX)
        .text_color(color)
        .hint_text(RichText::new(edge.to_string()).color(theme.faint))
        .desired_width(width - 16.0)
        .min_size(vec2(0.0, 24.0))
        .align(Align2::LEFT_CENTER)
        .margin(Margin::symmetric(8, 2));
    let response = ui
        .add(field)
        .accessible_name(format!("{} {}, typed", end.label(), info.name));
    if response.has_focus() {
        typing.0 = Some((info.name.clone(), end, text.clone()));
    }
    if response.changed()
        && let Some(number) = read_end(&text, end, *range)
    {
        match end {
            End::Min => range.min = number,
            End::Max => range.max = number,
        }
    }
    if response.lost_focus() && is_typing {
        typing.0 = None;
    }
    if read.is_none() {
        response.on_hover_text("A number, not past the other end; nothing leaves this end open");
    }
}

/// What is typed: nothing is an open end; `None` is no number, or past the other end.
fn read_end(text: &str, end: End, range: NumberRange) -> Option<f64> {
    let text = text.trim();
    if text.is_empty() {
        return Some(match end {
            End::Min => f64::NEG_INFINITY,
            End::Max => f64::INFINITY,
        });
    }
    // A decimal comma, as half of Europe types it.
    let number: f64 = text.replace(',', ".").parse().ok()?;
    let fits = match end {
        End::Min => number <= range.max,
        End::Max => number >= range.min,
    };
    (number.is_finite() && fits).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(min: f64, max: f64) -> MeasureInfo {
        MeasureInfo {
            name: String::from("killed"),
            min,
            max,
        }
    }

    #[test]
    fn the_slider_and_the_numbers_are_each_others_inverse() {
        for (min, max) in [(0.0, 14.0), (0.0, 5_000.0), (-3.0, 3.0), (0.25, 0.75)] {
            let scale = Scale::of(&info(min, max));
            assert_eq!(scale.number(0.0), min);
            assert!((scale.number(1.0) - max).abs() < 1e-9);
            for step in 0..=20 {
                let number = scale.number(step as f32 / 20.0);
                let back = scale.number(scale.share(number));
                assert!(
                    (back - number).abs() < 1e-9,
                    "{min}..{max}: {number} {back}"
                );
            }
        }
        assert!(Scale::of(&info(0.0, 5_000.0)).share(50.0) > 0.4);
    }

    #[test]
    fn an_end_at_the_edge_is_open_and_none_passes_the_other() {
        let info = info(0.0, 100.0);
        let mut range = OPEN;
        set_end(&mut range, End::Min, 20.0, &info);
        set_end(&mut range, End::Max, 10.0, &info);
        assert_eq!((range.min, range.max), (20.0, 20.0));
        set_end(&mut range, End::Max, 100.0, &info);
        set_end(&mut range, End::Min, -1.0, &info);
        assert_eq!(range, OPEN);
    }

    #[test]
    fn what_is_typed_is_a_number_or_nothing() {
        let range = NumberRange { min: 2.0, max: 9.0 };
        assert_eq!(read_end(" 3,5 ", End::Min, range), Some(3.5));
        assert_eq!(read_end("", End::Max, range), Some(f64::INFINITY));
        for wrong in ["x", "10", "nan", "-inf", "1e999"] {
            assert_eq!(read_end(wrong, End::Min, range), None, "{wrong}");
        }
    }

    #[test]
    fn a_range_is_asked_for_by_keys_on_its_handle() {
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
