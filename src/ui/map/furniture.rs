//! What stands around the map: zoom buttons, scale bar, attribution and legend.
//!
//! Each piece returns the rectangle that it took, so that labels keep clear of it.

use eframe::egui::{
    self, Align2, Color32, FontId, Painter, Pos2, Rect, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo,
};

use crate::state::action::{Action, FitTarget};
use crate::ui::Cx;
use crate::ui::command::zoomed;
use crate::ui::map::camera::Viewport;
use crate::ui::map::labels::paint;
use crate::ui::text::visual;
use crate::ui::theme::{Theme, medium, regular, size, space};

/// From the map's edge to its furniture, in points.
pub const MARGIN: f32 = 12.0;

/// Side of a zoom button in points.
const BUTTON: f32 = 30.0;

/// The widest scale bar in points.
const SCALE_MAX: f64 = 120.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ZoomButton {
    In,
    Out,
    Fit,
}

/// The three buttons at the top left.
pub fn zoom_buttons(ui: &mut Ui, cx: &mut Cx<'_>, viewport: &Viewport) -> Rect {
    let theme = cx.theme;
    let size = Vec2::new(BUTTON, 3.0 * BUTTON);
    let all = Rect::from_min_size(viewport.rect.min + Vec2::splat(MARGIN), size);
    card(ui.painter(), all, theme);
    let buttons = [
        (ZoomButton::In, "Zoom in"),
        (ZoomButton::Out, "Zoom out"),
        (ZoomButton::Fit, "Fit what is shown"),
    ];
    for (idx, (button, label)) in buttons.into_iter().enumerate() {
        let min = all.min + Vec2::new(0.0, idx as f32 * BUTTON);
        let rect = Rect::from_min_size(min, Vec2::splat(BUTTON));
        let response = ui.interact(rect, ui.scope_id().with(label), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, label));
        let color = if response.hovered() || response.has_focus() {
            theme.text
        } else {
            theme.secondary
        };
        if response.has_focus() {
            let ring = Stroke::new(1.5, theme.accent);
            ui.painter()
                .rect_stroke(rect.shrink(2.0), 4.0, ring, StrokeKind::Inside);
        }
        if idx > 0 {
            let hairline = Stroke::new(1.0, theme.hairline);
            ui.painter().hline(rect.x_range(), rect.top(), hairline);
        }
        icon(ui.painter(), rect.center(), button, color);
        if response.on_hover_text(label).clicked() {
            let camera = cx.state.view.camera;
            cx.push(match button {
                ZoomButton::In => Action::FlyTo(zoomed(camera, 1.0)),
                ZoomButton::Out => Action::FlyTo(zoomed(camera, -1.0)),
                ZoomButton::Fit => Action::Fit(FitTarget::Matching),
            });
        }
    }
    all
}

fn icon(painter: &Painter, at: Pos2, button: ZoomButton, color: Color32) {
    let stroke = Stroke::new(1.6, color);
    let line = |from: (f32, f32), to: (f32, f32)| {
        let points = [at + Vec2::from(from), at + Vec2::from(to)];
        painter.line_segment(points, stroke);
    };
    match button {
        ZoomButton::In => {
            line((-4.5, 0.0), (4.5, 0.0));
            line((0.0, -4.5), (0.0, 4.5));
        }
        ZoomButton::Out => line((-4.5, 0.0), (4.5, 0.0)),
        ZoomButton::Fit => {
            for (x, y) in [(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)] {
                line((5.0 * x, 1.8 * y), (5.0 * x, 5.0 * y));
                line((1.8 * x, 5.0 * y), (5.0 * x, 5.0 * y));
            }
        }
    }
}

/// The ground of every card on the map.
pub fn card(painter: &Painter, rect: Rect, theme: &Theme) {
    painter.rect(
        rect,
        f32::from(space::RADIUS),
        theme.panel,
        Stroke::new(1.0, theme.hairline),
        StrokeKind::Inside,
    );
}

/// A small card above the pointer: a title, and lines that say more. Below it where there is no room above.
/// `at` is a point on the screen and how far the card stays away from it.
pub fn pointer_card(
    ui: &Ui,
    theme: &Theme,
    viewport: &Viewport,
    (at, gap): (Pos2, f32),
    title: &str,
    details: &[String],
) {
    const WIDTH_MAX: f32 = 300.0;
    const LINE_GAP: f32 = 2.0;
    let layout = |text: &str, font: FontId, color: Color32| {
        let words = visual(text).into_owned();
        ui.painter().layout(words, font, color, WIDTH_MAX)
    };
    let mut lines = vec![layout(title, medium(size::BODY), theme.text)];
    let small = details.iter();
    lines.extend(small.map(|text| layout(text, regular(size::SMALL), theme.secondary)));
    let inner = lines.iter().fold(Vec2::ZERO, |size, line| {
        Vec2::new(size.x.max(line.size().x), size.y + line.size().y + LINE_GAP)
    });
    let size = inner + Vec2::new(20.0, 14.0);
    let room = viewport.rect.shrink(4.0);
    let mut corner = at - Vec2::new(size.x / 2.0, gap + size.y);
    if corner.y < room.top() {
        corner.y = at.y + gap;
    }
    let rect = Rect::from_min_size(corner.min(room.max - size).max(room.min), size);
    card(ui.painter(), rect, theme);
    let mut pen = rect.min + Vec2::new(10.0, 7.0);
    for line in lines {
        let height = line.size().y + LINE_GAP;
        ui.painter().galley(pen, line, theme.text);
        pen.y += height;
    }
}

/// Where the ground comes from, at the top right.
pub fn attribution(painter: &Painter, viewport: &Viewport, theme: &Theme, words: &str) -> Rect {
    let width_max = (viewport.rect.width() - BUTTON - 4.0 * MARGIN).max(80.0);
    let galley = painter.layout(
        words.to_owned(),
        regular(size::SMALL),
        theme.secondary,
        width_max,
    );
    let corner = viewport.rect.right_top() + Vec2::new(-MARGIN, MARGIN);
    let rect = Align2::RIGHT_TOP.anchor_size(corner, galley.size());
    let ground = rect.expand2(Vec2::new(6.0, 3.0));
    paint(painter, rect.min, &galley, theme.land);
    ground
}

/// The scale bar at the bottom right, or left where the legend is there, for the latitude in the middle;
/// nothing if there is no room.
pub fn scale_bar(
    painter: &Painter,
    viewport: &Viewport,
    theme: &Theme,
    legend: Option<Rect>,
) -> Option<Rect> {
    let per_metre = viewport.points_per_metre(viewport.camera.center);
    let metres = round_distance(SCALE_MAX / per_metre);
    let width = (metres * per_metre) as f32;
    let room = viewport.rect.shrink(MARGIN + 4.0);
    let at_right = legend.is_none_or(|legend| {
        legend.center().x < room.center().x || legend.center().y < room.center().y
    });
    let corner = if at_right {
        room.right_bottom()
    } else {
        room.left_bottom() + Vec2::new(width, 0.0)
    };
    let line = [corner - Vec2::new(width, 0.0), corner];
    let text = crate::query::words::distance_words(metres);
    let rect = Rect::from_min_max(line[0] - Vec2::new(4.0, 22.0), corner + Vec2::splat(4.0));
    let meets = |other: Rect| other.expand(8.0).intersects(rect);
    if legend.is_some_and(meets) || !viewport.rect.contains_rect(rect) {
        return None;
    }
    let up = Vec2::new(0.0, -5.0);
    let points = vec![line[0] + up, line[0], line[1], line[1] + up];
    // Parted from what lies below as labels are, by the colour of the land.
    painter.line(points.clone(), Stroke::new(5.0, theme.land));
    painter.line(points, Stroke::new(1.5, theme.map_label));
    let text = painter.layout_no_wrap(text, regular(size::SMALL), theme.secondary);
    let above = line[0].lerp(line[1], 0.5) - Vec2::new(0.0, 4.0);
    let at = Align2::CENTER_BOTTOM.anchor_size(above, text.size());
    paint(painter, at.min, &text, theme.land);
    Some(rect)
}

/// The largest of 1, 2 and 5 times a power of ten that is at most `metres`.
fn round_distance(metres: f64) -> f64 {
    let power = 10f64.powf(metres.max(1e-3).log10().floor());
    let share = metres / power;
    // A hair of tolerance, so that 49.999… km is still 50.
    let step = [5.0, 2.0, 1.0]
        .into_iter()
        .find(|step| share + 1e-9 >= *step)
        .unwrap_or(1.0);
    step * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_bar_takes_round_steps() {
        for (metres, round) in [
            (99.0, 50.0),
            (100.0, 100.0),
            (43_210.0, 20_000.0),
            (50_000.0, 50_000.0),
            (3_999_000.0, 2_000_000.0),
            (7.3, 5.0),
        ] {
            assert!((round_distance(metres) - round).abs() < 1e-6, "{metres}");
        }
    }
}
