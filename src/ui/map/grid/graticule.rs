//! Meridians and parallels.

use eframe::egui::{Align2, Pos2, pos2};

use super::{Drawn, INSET, Weight, Words};
use crate::model::mercator::{LAT_MAX, Unit, project, unproject};
use crate::model::place::LatLon;
use crate::ui::map::camera::Viewport;

/// Steps in seconds of arc, coarse to fine.
const STEPS: [u32; 15] = [
    108_000, 72_000, 36_000, 18_000, 7_200, 3_600, 1_800, 1_200, 600, 300, 120, 60, 30, 10, 1,
];
/// Two lines are at least so far apart, in points.
const APART: f64 = 96.0;

pub(super) fn lines(viewport: &Viewport) -> Drawn {
    let step = step(viewport.world());
    let mut drawn = Drawn::default();
    let rect = viewport.rect;
    let (left, right) = (
        viewport.screen_to_unit(rect.left_top()).x,
        viewport.screen_to_unit(rect.right_top()).x,
    );
    let seconds = |degrees: f64| degrees * 3_600.0 / f64::from(step);
    let first = seconds((left - 0.5) * 360.0).ceil() as i64;
    let last = seconds((right - 0.5) * 360.0).floor() as i64;
    for nth in first..=last {
        let total = nth * i64::from(step);
        let lon = total as f64 / 3_600.0;
        let x = viewport
            .unit_to_screen(Unit {
                x: lon / 360.0 + 0.5,
                y: 0.5,
            })
            .x;
        // Round the world and on.
        let within = (total + 180 * 3_600).rem_euclid(360 * 3_600) - 180 * 3_600;
        let weight = weight(within);
        let ends = |lat: f64| {
            viewport
                .to_screen(LatLon { lat, lon: 0.0 })
                .y
                .clamp(rect.top(), rect.bottom())
        };
        drawn.lines.push((
            weight,
            vec![pos2(x, ends(LAT_MAX)), pos2(x, ends(-LAT_MAX))],
        ));
        drawn.words.push(Words {
            at: pos2(x, rect.bottom() - INSET.y),
            anchor: Align2::CENTER_BOTTOM,
            text: label(within, ["E", "W"], 180),
            weight: Weight::Fine,
        });
    }
    let lat_of = |at: Pos2| unproject(viewport.screen_to_unit(at)).lat;
    let first = seconds(lat_of(rect.left_bottom()).max(-LAT_MAX)).ceil() as i64;
    let last = seconds(lat_of(rect.left_top()).min(LAT_MAX)).floor() as i64;
    for nth in first..=last {
        let total = nth * i64::from(step);
        let at = LatLon {
            lat: total as f64 / 3_600.0,
            lon: 0.0,
        };
        let y = viewport.unit_to_screen(project(at)).y;
        drawn.lines.push((
            weight(total),
            vec![pos2(rect.left(), y), pos2(rect.right(), y)],
        ));
        drawn.words.push(Words {
            at: pos2(rect.right() - INSET.x, y),
            anchor: Align2::RIGHT_CENTER,
            text: label(total, ["N", "S"], 90),
            weight: Weight::Fine,
        });
    }
    drawn
}

fn weight(seconds: i64) -> Weight {
    if seconds == 0 {
        Weight::Strong
    } else {
        Weight::Fine
    }
}

/// The finest step whose lines keep apart.
fn step(world: f64) -> u32 {
    let fits = |step: &u32| f64::from(*step) / 3_600.0 / 360.0 * world >= APART;
    STEPS.into_iter().rev().find(fits).unwrap_or(STEPS[0])
}

/// `38° E`, `34°30′ N`, `34°33′36″ N`, `0°`.
fn label(seconds: i64, [positive, negative]: [&str; 2], limit: i64) -> String {
    let size = seconds.abs();
    let (degrees, minutes, rest) = (size / 3_600, size / 60 % 60, size % 60);
    let number = match (minutes, rest) {
        (0, 0) => format!("{degrees}°"),
        (minutes, 0) => format!("{degrees}°{minutes:02}′"),
        (minutes, rest) => format!("{degrees}°{minutes:02}′{rest:02}″"),
    };
    let has_no_side = seconds == 0 || degrees == limit && limit == 180;
    match seconds {
        _ if has_no_side => number,
        ..0 => format!("{number} {negative}"),
        _ => format!("{number} {positive}"),
    }
}

#[cfg(test)]
mod tests {
    use eframe::egui::{Pos2, Rect, Vec2};

    use super::*;
    use crate::model::view::Camera;

    fn words(lat: f64, lon: f64, zoom: f64) -> Vec<String> {
        let rect = Rect::from_min_size(Pos2::ZERO, Vec2::new(1_000.0, 700.0));
        let center = LatLon { lat, lon };
        let drawn = lines(&Viewport::new(rect, Camera { center, zoom }));
        drawn.words.into_iter().map(|words| words.text).collect()
    }

    #[test]
    fn lines_become_finer_as_one_comes_closer() {
        assert!(words(0.0, 0.0, 2.0).contains(&String::from("60° E")));
        let syria = words(34.9, 38.2, 7.0);
        assert!(
            syria.contains(&String::from("38° E")) && syria.contains(&String::from("36° N")),
            "{syria:?}"
        );
        let town = words(34.56, 38.28, 13.0);
        assert!(town.contains(&String::from("34°34′ N")), "{town:?}");
        for zoom in 1..=18 {
            let n = words(34.56, 38.28, f64::from(zoom)).len();
            assert!((2..40).contains(&n), "zoom {zoom}: {n}");
        }
    }

    #[test]
    fn at_the_antimeridian_east_becomes_west() {
        let found = words(-17.0, 179.9, 6.0);
        assert!(found.contains(&String::from("180°")), "{found:?}");
        assert!(
            found.iter().any(|text| text.ends_with('W'))
                && found.iter().any(|text| text.ends_with('E'))
        );
    }
}
