//! The small drawings beside the words: rules, hairlines, symbols of categories, and what the ways of drawing look like.

use krilla::geom::{Path, PathBuilder};
use krilla::surface::Surface;
use krilla::tagging::ArtifactType;

use super::artifact;
use super::paths::{area_path, circle_path, fill_area, fill_path, hairline_at, stroke_path};
use crate::brief::pdf::compose::Chapter;
use crate::brief::pdf::flow::{Area, Piece, Placed, Sheet, Side, Sign};
use crate::brief::pdf::style::Palette;
use crate::query::legend::Mark;
use crate::ui::symbols::{Outline, Symbol};

/// Rules, hairlines and symbols beside the words.
pub(super) fn signs(surface: &mut Surface<'_>, chapter: &Chapter, sheet: &Sheet, palette: Palette) {
    artifact(surface, ArtifactType::Layout, |surface| {
        for placed in &sheet.placed {
            if let Some(piece) = chapter.pieces.get(placed.piece)
                && let Some(sign) = piece.sign
            {
                draw_sign(surface, placed, piece, sign, palette);
            }
        }
    });
}

fn draw_sign(
    surface: &mut Surface<'_>,
    placed: &Placed,
    piece: &Piece,
    sign: Sign,
    palette: Palette,
) {
    let height: f32 = placed
        .lines
        .clone()
        .map(|line| piece.set.line_height(line))
        .sum();
    let middle = placed.y + piece.set.line_height(0) / 2.0;
    match sign {
        Sign::Rule(ink, side) => {
            let x = match side {
                Side::Left => placed.x,
                Side::Right => placed.x + placed.width - 1.2,
            };
            // The pieces of one quotation stand close together, and so do their rules.
            let rule = Area {
                x,
                y: placed.y - piece.before.min(3.0),
                width: 1.2,
                height: height + piece.before.min(3.0),
            };
            fill_area(surface, rule, ink);
        }
        Sign::Line => {
            let y = placed.y - piece.before / 2.0;
            hairline_at(surface, placed.x, y, placed.width, palette.hairline);
        }
        Sign::Symbol(symbol, ink) if placed.lines.start == 0 => {
            let x = if piece.set.right_to_left {
                placed.x + placed.width - 5.0
            } else {
                placed.x + 5.0
            };
            fill_path(surface, symbol_path(symbol, x, middle, 3.7), ink, 1.0);
        }
        Sign::Mark(mark) => draw_mark(surface, mark, (placed.x + 5.0, middle), palette),
        Sign::Symbol(..) => {}
    }
}

/// What a way of drawing looks like on the map.
fn draw_mark(surface: &mut Surface<'_>, mark: Mark, (x, y): (f32, f32), palette: Palette) {
    let Palette {
        secondary, ground, ..
    } = palette;
    let circle = |radius| circle_path(x, y, radius);
    match mark {
        Mark::Halo => {
            fill_path(surface, circle(5.0), secondary, 0.18);
            stroke_path(surface, circle(5.0), secondary, 0.7, Some(vec![1.8, 1.2]));
        }
        Mark::Area => {
            let area = Area {
                x: x - 5.0,
                y: y - 3.7,
                width: 10.0,
                height: 7.4,
            };
            stroke_path(surface, area_path(area), secondary, 0.7, None);
            for step in 0..3_u8 {
                let left = area.x + 2.0 + f32::from(step) * 2.6;
                let mut path = PathBuilder::new();
                path.move_to(left - 1.2, area.bottom());
                path.line_to(left + 1.6, area.y);
                stroke_path(surface, path.finish(), secondary, 0.5, None);
            }
        }
        Mark::Exact => {
            fill_path(surface, circle(3.9), secondary, 1.0);
            fill_path(surface, circle(1.2), ground, 1.0);
        }
        Mark::Faint => {
            fill_path(surface, circle(3.7), secondary, 0.25);
            stroke_path(surface, circle(3.7), secondary, 0.7, None);
        }
        Mark::Unknown => stroke_path(surface, circle(3.6), secondary, 1.1, None),
        Mark::Rival => {
            let mut path = PathBuilder::new();
            path.move_to(x - 6.0, y);
            path.line_to(x, y);
            stroke_path(surface, path.finish(), secondary, 0.8, Some(vec![1.8, 1.2]));
            stroke_path(surface, circle_path(x + 3.0, y, 3.0), secondary, 0.8, None);
        }
    }
}

fn symbol_path(symbol: Symbol, x: f32, y: f32, radius: f32) -> Option<Path> {
    let corners = match symbol.outline(eframe::egui::pos2(x, y), radius) {
        Outline::Circle(radius) => return circle_path(x, y, radius),
        Outline::Corners(corners) => corners,
    };
    let mut path = PathBuilder::new();
    for (idx, corner) in corners.iter().enumerate() {
        if idx == 0 {
            path.move_to(corner.x, corner.y);
        } else {
            path.line_to(corner.x, corner.y);
        }
    }
    path.close();
    path.finish()
}
