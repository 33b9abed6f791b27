//! The histogram: how much happened when, stacked by category.
//!
//! What is certain stands solid on the base line, what is only possible light and outlined above it;
//! the difference survives a grey beamer. Bins outside the window are dimmed.

use eframe::egui::{
    self, Align2, Color32, Painter, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2,
};

use crate::model::number::grouped;
use crate::model::time::Window;
use crate::query::histogram::Histogram;
use crate::query::window::in_window;
use crate::query::words::window_words;
use crate::ui::Cx;
use crate::ui::symbols::Symbol;
use crate::ui::text::visual;
use crate::ui::theme::{medium, regular, size};
use crate::ui::timeline::Stage;
use crate::ui::timeline::ruler::bin_name;

/// Fill of what is only possible, and of what lies outside the window.
const LIGHT: f32 = 0.28;
const LIGHT_OUTLINE: f32 = 0.75;
const DIMMED: f32 = 0.42;

/// Draws the bins and their scale.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, stage: &Stage) {
    let edges = stage.bin.boundaries(stage.axis.window, stage.zone);
    let state = cx.state;
    let histogram = cx
        .derived
        .histogram(&state.dataset, &state.view.filter, edges);
    let rect = stage.histogram;
    let theme = cx.theme;
    ui.painter().hline(
        rect.left()..=rect.right(),
        rect.bottom().round() - 0.5,
        Stroke::new(1.0, theme.hairline),
    );
    let top = scale_top(histogram.tallest());
    if top <= 0.0 {
        return;
    }
    // Room above the tallest bin keeps it apart from the controls.
    let points_per_event = (rect.height() - 8.0).max(1.0) / top;
    paint_scale(ui, cx, stage, top, points_per_event);
    let painter = ui.painter().with_clip_rect(rect);
    let has_light =
        |bin: usize| (0..histogram.n_categories).any(|idx| histogram.at(bin, idx).1 > 0.0);
    cx.memory.timeline.drawn.possible = (0..histogram.n_bins()).any(has_light);
    for bin in 0..histogram.n_bins() {
        if histogram.total(bin) > 0.0 {
            paint_bin(&painter, cx, stage, &histogram, bin, points_per_event);
            interact(ui, cx, stage, &histogram, bin);
        }
    }
}

/// A round number that the tallest bin does not exceed, so that the scale does not tremble.
fn scale_top(tallest: f32) -> f32 {
    const SMALL: [f32; 8] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    const ROUND: [f32; 11] = [1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    if tallest <= 0.0 {
        return 0.0;
    }
    let magnitude = 10.0_f32.powf(tallest.log10().floor()).max(1.0);
    let factors: &[f32] = if magnitude > 1.0 { &ROUND } else { &SMALL };
    factors
        .iter()
        .map(|factor| factor * magnitude)
        // Sums of fractions may miss a whole number by a hair.
        .find(|top| *top >= tallest - 0.001)
        .unwrap_or(tallest)
}

fn paint_scale(ui: &Ui, cx: &Cx<'_>, stage: &Stage, top: f32, points_per_event: f32) {
    let rect = stage.histogram;
    let y = (rect.bottom() - top * points_per_event).round() - 0.5;
    ui.painter().hline(
        rect.left()..=rect.right(),
        y,
        Stroke::new(1.0, cx.theme.hairline.gamma_multiply(0.55)),
    );
    let words = if top == 1.0 {
        String::from("1 event")
    } else {
        format!("{} events", grouped(top as u64))
    };
    ui.painter().text(
        pos2(stage.gutter.max - 12.0, y),
        Align2::RIGHT_CENTER,
        words,
        regular(size::SMALL),
        cx.theme.faint,
    );
}

fn bin_window(histogram: &Histogram, bin: usize) -> Window {
    Window {
        from: histogram.edges[bin],
        to: histogram.edges[bin + 1],
    }
}

fn paint_bin(
    painter: &Painter,
    cx: &Cx<'_>,
    stage: &Stage,
    histogram: &Histogram,
    bin: usize,
    points_per_event: f32,
) {
    /// Space between neighbours, and between the parts of a bin.
    const GAP: f32 = 1.0;
    /// A share too small to be seen is still shown to be there.
    const HEIGHT_MIN: f32 = 1.5;
    let bounds = bin_window(histogram, bin);
    let window = cx.state.window();
    let is_in_window = bounds.from < window.to && window.from < bounds.to;
    let strength = if is_in_window { 1.0 } else { DIMMED };
    let x = bin_x(stage, bounds);
    let mut y = stage.histogram.bottom() - 1.0;
    let mut part = |count: f32, paint: &dyn Fn(Rect)| {
        if count <= 0.0 {
            return;
        }
        let height = (count * points_per_event).max(HEIGHT_MIN);
        let bottom = y;
        y -= height;
        // A part too low for a gap is drawn without one, rather than not at all.
        let gap = if height > 3.0 { GAP } else { 0.0 };
        paint(Rect::from_x_y_ranges(x.0..=x.1, y + gap..=bottom));
    };
    let color = |category_idx| {
        cx.theme
            .category(cx.state.dataset.categories(), category_idx)
            .gamma_multiply(strength)
    };
    for category_idx in 0..histogram.n_categories {
        let (solid, _) = histogram.at(bin, category_idx);
        part(solid, &|rect| {
            painter.rect_filled(rect, 1.0, color(category_idx));
        });
    }
    for category_idx in 0..histogram.n_categories {
        let (_, light) = histogram.at(bin, category_idx);
        part(light, &|rect| {
            paint_light(painter, rect, color(category_idx));
        });
    }
}

/// What is only possible: light, in outline.
pub fn paint_light(painter: &Painter, rect: Rect, color: Color32) {
    painter.rect_filled(rect, 1.0, color.gamma_multiply(LIGHT));
    if rect.height() >= 3.0 && rect.width() >= 4.0 {
        let stroke = Stroke::new(1.0, color.gamma_multiply(LIGHT_OUTLINE));
        painter.rect_stroke(rect, 1.0, stroke, StrokeKind::Inside);
    }
}

/// Left and right of a bin's bar.
fn bin_x(stage: &Stage, bounds: Window) -> (f32, f32) {
    let (from, to) = (stage.axis.x_of(bounds.from), stage.axis.x_of(bounds.to));
    let inset = ((to - from) * 0.05).clamp(0.5, 2.0);
    (
        (from + inset).round(),
        (to - inset).round().max(from.round() + 1.0),
    )
}

/// Says on hover, and to screen readers, what a bin holds.
fn interact(ui: &Ui, cx: &mut Cx<'_>, stage: &Stage, histogram: &Histogram, bin: usize) {
    let bounds = bin_window(histogram, bin);
    let (from, to) = (stage.axis.x_of(bounds.from), stage.axis.x_of(bounds.to));
    let rect =
        Rect::from_x_y_ranges(from..=to, stage.histogram.y_range()).intersect(stage.histogram);
    if !rect.is_positive() {
        return;
    }
    let name =
        bin_name(stage.bin, bounds, stage.zone).unwrap_or_else(|| window_words(bounds, stage.zone));
    let response = ui.interact(rect, ui.scope_id().with(("bin", bin)), Sense::hover());
    response.widget_info(|| {
        WidgetInfo::labeled(
            Role::Label,
            true,
            format!("{name}, {:.1} events", histogram.total(bin)),
        )
    });
    if response.hovered() {
        ui.painter().with_clip_rect(stage.histogram).rect_filled(
            rect,
            0.0,
            cx.theme.text.gamma_multiply(0.05),
        );
    }
    response.on_hover_ui_at_pointer(|ui| tooltip(ui, cx, &name, bounds));
}

/// The events of a bin, by category, certain and possible.
fn tooltip(ui: &mut Ui, cx: &mut Cx<'_>, name: &str, bounds: Window) {
    let state = cx.state;
    let dataset = &state.dataset;
    let mut counts = vec![(0_usize, 0_usize); dataset.categories().len()];
    let mut found = in_window(dataset.columns(), bounds);
    let timed = cx.derived.timed(dataset, &state.view.filter);
    found.certain.intersect(&timed);
    found.possible.intersect(&timed);
    for row in found.certain.rows() {
        counts[dataset.category_idx(row)].0 += 1;
    }
    for row in found.possible.rows() {
        counts[dataset.category_idx(row)].1 += 1;
    }
    ui.label(egui::RichText::new(name).font(medium(size::BODY)));
    egui::Grid::new("bin counts")
        .num_columns(2)
        .spacing([16.0, 2.0])
        .show(ui, |ui| {
            for (idx, (certain, possible)) in counts.into_iter().enumerate() {
                if certain + possible == 0 {
                    continue;
                }
                ui.horizontal(|ui| {
                    let (rect, _) = ui.allocate_exact_size(egui::vec2(10.0, 16.0), Sense::hover());
                    let color = cx.theme.category(dataset.categories(), idx);
                    Symbol::of(dataset.categories(), idx).paint(
                        ui.painter(),
                        rect.center(),
                        4.0,
                        color,
                    );
                    ui.label(visual(&dataset.categories()[idx].label));
                });
                ui.label(match (certain, possible) {
                    (certain, 0) => format!("{certain} certain"),
                    (0, possible) => format!("{possible} possible"),
                    (certain, possible) => format!("{certain} certain, {possible} possible"),
                });
                ui.end_row();
            }
        });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_at_a_round_number_not_below_the_tallest_bin() {
        let check = |tallest: f32, top: f32| assert_eq!(scale_top(tallest), top, "{tallest}");
        check(0.0, 0.0);
        check(0.3, 1.0);
        check(1.0, 1.0);
        check(2.4, 3.0);
        check(3.000_001, 3.0);
        check(4.3, 5.0);
        check(11.5, 12.0);
        check(17.0, 20.0);
        check(999.0, 1_000.0);
    }
}
