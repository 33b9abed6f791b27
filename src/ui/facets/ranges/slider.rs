//! The line with two handles that sets a range, by hand or by key; an end at its edge is open.

use eframe::egui::{
    CursorIcon, EventFilter, Key, Modifiers, Pos2, Rect, Response, Sense, Stroke, Ui, Vec2,
    WidgetInfo, pos2, vec2,
};

use super::End;
use crate::model::filter::NumberRange;
use crate::store::MeasureInfo;
use crate::ui::theme::Theme;

/// From this greatest number on, the slider gives small numbers more room: most events have few dead, some thousands.
const LOGARITHMIC_FROM: f64 = 100.0;
const SLIDER_HEIGHT: f32 = 24.0;
const HANDLE_RADIUS: f32 = 6.0;

/// The line with its two handles.
pub(super) fn slider(ui: &mut Ui, theme: &Theme, info: &MeasureInfo, range: &mut NumberRange) {
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

/// Moves an end, not past the other; one that reaches the edge of what there is becomes open.
fn set_end(range: &mut NumberRange, end: End, number: f64, info: &MeasureInfo) {
    match end {
        End::Min if number <= info.min => range.min = f64::NEG_INFINITY,
        End::Min => range.min = number.min(range.max.min(info.max)),
        End::Max if number >= info.max => range.max = f64::INFINITY,
        End::Max => range.max = number.max(range.min.max(info.min)),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::facets::ranges::OPEN;

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
}
