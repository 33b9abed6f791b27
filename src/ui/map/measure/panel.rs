//! The card that tells what is measured, and what can be done with it.

use eframe::egui::{
    self, Align, Area, Id, Layout, Order, Rect, RichText, Ui, UiKind, WidgetInfo, vec2,
};

use super::Measuring;
use super::words::{Measured, Unit, bearing};
use crate::model::annotation::{Annotation, Figure};
use crate::model::place::Ring;
use crate::state::action::Action;
use crate::state::briefing::{AnnotationAction, SceneAction};
use crate::ui::Cx;
use crate::ui::map::camera::Viewport;
use crate::ui::map::furniture::MARGIN;
use crate::ui::theme::{regular, semibold, size};
use crate::ui::widgets;

pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, viewport: &Viewport) {
    let mut measuring = std::mem::take(&mut cx.memory.map.measuring);
    let at = place(&cx.memory.map.covered, measuring.panel, viewport);
    let shown = Area::new(Id::unique("measuring"))
        .kind(UiKind::Window)
        .order(Order::Middle)
        .constrain_to(viewport.rect.shrink(4.0))
        .fixed_pos(at)
        .show(ui.ctx(), |ui| {
            widgets::card(cx.theme).show(ui, |ui| {
                ui.set_max_width((viewport.rect.width() - 180.0).clamp(240.0, 520.0));
                content(ui, cx, &mut measuring);
            });
        });
    measuring.panel = shown.response.rect.size();
    cx.memory.map.covered.push(shown.response.rect);
    cx.memory.map.measuring = measuring;
}

/// At the top, beside the tools and below what stands at the right.
fn place(covered: &[Rect], size: egui::Vec2, viewport: &Viewport) -> egui::Pos2 {
    /// What zoom buttons and tools take at the left.
    const TOOLS: f32 = 84.0;
    let left = (viewport.rect.center().x - size.x / 2.0).max(viewport.rect.left() + TOOLS);
    let rect = Rect::from_min_size(egui::pos2(left, viewport.rect.top() + MARGIN), size);
    let others = covered
        .iter()
        .filter(|other| other.left() > viewport.rect.left() + TOOLS);
    let below = others
        .filter(|other| other.expand(4.0).intersects(rect))
        .map(|other| other.bottom() + 6.0);
    egui::pos2(left, below.fold(rect.top(), f32::max))
}

fn content(ui: &mut Ui, cx: &mut Cx<'_>, measuring: &mut Measuring) {
    ui.spacing_mut().item_spacing = vec2(10.0, 4.0);
    if measuring.points.len() < 2 {
        let words = if measuring.points.is_empty() {
            "Click where to measure from, or press Enter for the middle of the map. Esc ends."
        } else {
            "Click the next point, or press Enter. Backspace takes a point back, Esc ends."
        };
        ui.label(
            RichText::new(words)
                .font(regular(size::BODY))
                .color(cx.theme.text),
        );
        return;
    }
    let measured = Measured::of(&measuring.points, measuring.closed);
    figures(ui, cx, measuring, &measured);
    ui.with_layout(
        Layout::left_to_right(Align::Center).with_main_wrap(true),
        |ui| {
            buttons(ui, cx, measuring, &measured);
        },
    );
}

/// The numbers: total and area large, the last leg beside them.
fn figures(ui: &mut Ui, cx: &Cx<'_>, measuring: &Measuring, measured: &Measured) {
    let theme = cx.theme;
    let unit = measuring.unit;
    let large = |words: String| {
        RichText::new(words)
            .font(semibold(size::QUOTE))
            .color(theme.text)
    };
    let small = |words: String| {
        RichText::new(words)
            .font(regular(size::BODY))
            .color(theme.secondary)
    };
    ui.horizontal_wrapped(|ui| {
        if let Some(area) = measured.area_m2 {
            ui.label(large(unit.area(area)))
                .on_hover_text(in_all_units(|unit| unit.area(area)));
            ui.label(small(format!(
                "around it {}",
                unit.length(measured.length_m)
            )));
        } else {
            let total = measured.length_m;
            ui.label(large(unit.length(total)))
                .on_hover_text(in_all_units(|unit| unit.length(total)));
            if let Some(last) = measured.last {
                let length = if measuring.points.len() > 2 {
                    format!("last leg {}, ", unit.length(last.length_m))
                } else {
                    String::new()
                };
                let words = format!("{length}bearing {}", bearing(last.bearing));
                ui.label(small(words)).on_hover_text(format!(
                    "True bearing at the start of the leg; at its end {}",
                    bearing(last.bearing_end)
                ));
            }
        }
    });
}

fn in_all_units(words: impl Fn(Unit) -> String) -> String {
    Unit::ALL.map(words).join("\n")
}

fn buttons(ui: &mut Ui, cx: &mut Cx<'_>, measuring: &mut Measuring, measured: &Measured) {
    let theme = cx.theme;
    let unit = measuring.unit.label();
    let response = widgets::button(ui, theme, unit, false, true);
    let accessible = format!("Unit of lengths, {unit}");
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, &accessible));
    if response
        .on_hover_text("Kilometres, nautical miles or miles")
        .clicked()
    {
        measuring.unit = measuring.unit.next();
    }
    if !measuring.closed
        && widgets::button(
            ui,
            theme,
            "Close as area",
            false,
            measuring.points.len() > 2,
        )
        .clicked()
    {
        measuring.close();
    }
    let can_keep = cx.state.scene_idx.is_some();
    let keep = widgets::button(ui, theme, "Keep as annotation", false, can_keep)
        .on_disabled_hover_text(
            "An annotation belongs to a scene: capture this view as one first (E)",
        );
    if keep.clicked() {
        self::keep(cx, measuring, measured);
        measuring.stop();
    }
    if widgets::quiet_button(ui, theme, "Done", true)
        .on_hover_text("Ends measuring (Esc)")
        .clicked()
    {
        measuring.stop();
    }
}

/// An area as a polygon, a path as an arrow for each leg; each with its words.
fn keep(cx: &mut Cx<'_>, measuring: &Measuring, measured: &Measured) {
    let Some(scene_idx) = cx.state.scene_idx else {
        return;
    };
    for annotation in annotations(measuring, measured) {
        let action = AnnotationAction::Add(Box::new(annotation));
        cx.push(Action::Scene(SceneAction::Annotate(scene_idx, action)));
    }
}

fn annotations(measuring: &Measuring, measured: &Measured) -> Vec<Annotation> {
    let unit = measuring.unit;
    let labelled = |figure: Figure, label: String| Annotation {
        label: Some(label),
        ..Annotation::new(figure)
    };
    if let Some(area) = measured.area_m2 {
        let ring = Ring::new(measuring.points.clone());
        let words = unit.area(area);
        return ring
            .map(|ring| labelled(Figure::Polygon(ring), words))
            .into_iter()
            .collect();
    }
    let n_legs = measuring.points.len().saturating_sub(1);
    let legs = measuring.legs().enumerate();
    legs.map(|(idx, [from, to])| {
        let leg = crate::model::geodesic::Leg::between(from, to);
        let mut words = format!("{}, {}", unit.length(leg.length_m), bearing(leg.bearing));
        if n_legs > 1 && idx + 1 == n_legs {
            words = format!("{words}; {} in all", unit.length(measured.length_m));
        }
        labelled(Figure::Arrow { from, to }, words)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::place::LatLon;

    fn measuring(points: &[(f64, f64)], closed: bool) -> Measuring {
        Measuring {
            points: points
                .iter()
                .map(|(lat, lon)| LatLon {
                    lat: *lat,
                    lon: *lon,
                })
                .collect(),
            closed,
            active: true,
            panel: egui::Vec2::ZERO,
            ..Measuring::default()
        }
    }

    #[test]
    fn a_path_is_kept_leg_by_leg_and_an_area_as_a_whole() {
        let path = measuring(&[(34.0, 38.0), (34.0, 39.0), (35.0, 39.0)], false);
        let kept = annotations(&path, &Measured::of(&path.points, false));
        let labels: Vec<&str> = kept.iter().filter_map(|one| one.label.as_deref()).collect();
        assert_eq!(
            labels,
            ["92.38 km, 089.7°", "110.9 km, 000.0°; 203.3 km in all"]
        );
        assert!(kept.iter().all(|one| one.figure.is_sound()));
        let area = measuring(&[(34.0, 38.0), (34.0, 39.0), (35.0, 39.0)], true);
        let kept = annotations(&area, &Measured::of(&area.points, true));
        assert!(matches!(
            kept.as_slice(),
            [Annotation {
                figure: Figure::Polygon(_),
                label: Some(_),
                ..
            }]
        ));
    }
}
