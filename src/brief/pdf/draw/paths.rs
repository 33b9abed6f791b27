//! Shapes on a page of a PDF, filled and stroked in one colour.

use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Rect};
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, Stroke, StrokeDash};
use krilla::surface::Surface;

use crate::brief::document::Rgb;
use crate::brief::pdf::flow::Area;

pub(in crate::brief::pdf) fn fill(ink: Rgb) -> Fill {
    faint_fill(ink, 1.0)
}

fn faint_fill([red, green, blue]: Rgb, opacity: f32) -> Fill {
    Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        opacity: NormalizedF32::new(opacity).unwrap_or(NormalizedF32::ONE),
        ..Fill::default()
    }
}

pub(super) fn fill_path(surface: &mut Surface<'_>, path: Option<Path>, ink: Rgb, opacity: f32) {
    let Some(path) = path else { return };
    surface.set_stroke(None);
    surface.set_fill(Some(faint_fill(ink, opacity)));
    surface.draw_path(&path);
}

pub(super) fn stroke_path(
    surface: &mut Surface<'_>,
    path: Option<Path>,
    [red, green, blue]: Rgb,
    width: f32,
    dash: Option<Vec<f32>>,
) {
    let Some(path) = path else { return };
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: rgb::Color::new(red, green, blue).into(),
        width,
        dash: dash.map(|array| StrokeDash { array, offset: 0.0 }),
        ..Stroke::default()
    }));
    surface.draw_path(&path);
    surface.set_stroke(None);
}

pub(super) fn fill_area(surface: &mut Surface<'_>, area: Area, ink: Rgb) {
    fill_path(surface, area_path(area), ink, 1.0);
}

pub(super) fn hairline_at(surface: &mut Surface<'_>, x: f32, y: f32, width: f32, ink: Rgb) {
    let line = Area {
        x,
        y,
        width,
        height: 0.6,
    };
    fill_area(surface, line, ink);
}

pub(super) fn area_path(area: Area) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(area.x, area.y, area.width, area.height)?);
    path.finish()
}

pub(super) fn circle_path(x: f32, y: f32, radius: f32) -> Option<Path> {
    // From the ends of a quarter to its handles, for the cubic that comes closest to a circle.
    let reach = 0.552_285 * radius;
    let mut path = PathBuilder::new();
    path.move_to(x + radius, y);
    path.cubic_to(x + radius, y + reach, x + reach, y + radius, x, y + radius);
    path.cubic_to(x - reach, y + radius, x - radius, y + reach, x - radius, y);
    path.cubic_to(x - radius, y - reach, x - reach, y - radius, x, y - radius);
    path.cubic_to(x + reach, y - radius, x + radius, y - reach, x + radius, y);
    path.close();
    path.finish()
}
