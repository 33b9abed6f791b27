//! Symbols of categories and what the ways of drawing look like, as small drawings in the page.

use std::fmt::Write as _;
use std::io;

use eframe::egui::Pos2;

use crate::brief::document::Rgb;
use crate::brief::markup::hex;
use crate::brief::web::builder::Html;
use crate::query::legend::Mark;
use crate::ui::symbols::{Outline, Symbol};

/// A symbol in its colour; the words beside it say what it is.
pub(super) fn symbol(html: &mut Html<'_>, symbol: Symbol, color: Rgb) -> io::Result<()> {
    let fill = format!("fill=\"{}\"", hex(color));
    drawing(html, &shape(symbol, 9.0, 9.0, 6.5, &fill))
}

/// What a way of drawing looks like, by the example of a category.
pub(super) fn mark(html: &mut Html<'_>, mark: Mark, of: Symbol, color: Rgb) -> io::Result<()> {
    let color = hex(color);
    let hollow = format!("fill=\"none\" stroke=\"{color}\" stroke-width=\"1.6\"");
    let inside = match mark {
        Mark::Halo => format!(
            "<circle cx=\"9\" cy=\"9\" r=\"7.5\" fill=\"{color}\" fill-opacity=\".25\" stroke=\"{color}\" stroke-dasharray=\"2.5 2\"/>"
        ),
        Mark::Area => format!(
            "<g stroke=\"{color}\"><path d=\"M2 14 6 4M7 14 11 4M12 14 16 4\" stroke-opacity=\".6\"/><rect x=\"1.5\" y=\"3.5\" width=\"15\" height=\"11\" fill=\"none\"/></g>"
        ),
        Mark::Exact => {
            let fill = format!("fill=\"{color}\"");
            let at = Pos2::new(9.0, 9.0) + of.middle(6.5);
            let (x, y) = (at.x, at.y);
            shape(of, 9.0, 9.0, 6.5, &fill)
                + &format!("<circle class=\"fix\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"1.9\"/>")
        }
        Mark::Faint => {
            let pale = format!(
                "fill=\"{color}\" fill-opacity=\".3\" stroke=\"{color}\" stroke-width=\"1.4\""
            );
            shape(of, 9.0, 9.0, 6.0, &pale)
        }
        Mark::Unknown => shape(of, 9.0, 9.0, 6.0, &hollow),
        Mark::Rival => {
            format!(
                "<path d=\"M0 9H7\" stroke=\"{color}\" stroke-width=\"1.5\" stroke-dasharray=\"2.5 2\"/>"
            ) + &shape(of, 12.0, 9.0, 4.8, &hollow)
        }
    };
    drawing(html, &inside)
}

fn drawing(html: &mut Html<'_>, inside: &str) -> io::Result<()> {
    html.raw("<svg class=\"symbol\" viewBox=\"0 0 18 18\" aria-hidden=\"true\">")?;
    html.raw(inside)?;
    html.raw("</svg>")
}

fn shape(symbol: Symbol, x: f32, y: f32, radius: f32, paint: &str) -> String {
    match symbol.outline(Pos2::new(x, y), radius) {
        Outline::Circle(radius) => {
            format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" {paint}/>")
        }
        Outline::Corners(corners) => {
            let mut points = String::new();
            for Pos2 { x, y } in corners {
                write!(points, "{x:.1},{y:.1} ").ok();
            }
            format!("<polygon points=\"{}\" {paint}/>", points.trim_end())
        }
    }
}
