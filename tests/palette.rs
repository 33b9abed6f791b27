//! Colours on a beamer in grey and for people who see fewer of them: what is told apart is told apart by all.
//!
//! Dichromats are simulated after Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of
//! Color Vision Deficiency", IEEE TVCG 15 (2009), at severity 1; differences are CIEDE2000 (Sharma, Wu and Dalal 2005).

#![expect(clippy::many_single_char_names, reason = "the formulas' own letters")]

use std::collections::HashSet;

use eframe::egui::{Color32, Rgba};
use strabo::state::ThemeChoice;
use strabo::ui::map::events::FAINT;
use strabo::ui::symbols::Symbol;
use strabo::ui::theme::{Theme, contrast};

/// Linear red, green and blue, 0 to 1.
type Linear = [f64; 3];
type Matrix = [[f64; 3]; 3];

const PROTANOPIA: Matrix = [
    [0.152_286, 1.052_583, -0.204_868],
    [0.114_503, 0.786_281, 0.099_216],
    [-0.003_882, -0.048_116, 1.051_998],
];
const DEUTERANOPIA: Matrix = [
    [0.367_322, 0.860_646, -0.227_968],
    [0.280_085, 0.672_501, 0.047_413],
    [-0.011_820, 0.042_940, 0.968_881],
];
const TRITANOPIA: Matrix = [
    [1.255_528, -0.076_749, -0.178_779],
    [-0.078_411, 0.930_809, 0.147_602],
    [0.004_733, 0.691_367, 0.303_900],
];
const GREY: Matrix = [[0.2126, 0.7152, 0.0722]; 3];
const ALL_COLOURS: Matrix = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

fn linear(color: Color32) -> Linear {
    let color = Rgba::from(color);
    [color.r(), color.g(), color.b()].map(f64::from)
}

fn seen(color: Color32, by: &Matrix) -> Linear {
    let color = linear(color);
    by.map(|row| {
        let sum: f64 = row.iter().zip(color).map(|(a, b)| a * b).sum();
        sum.clamp(0.0, 1.0)
    })
}

/// CIE L*a*b* under D65.
fn lab([r, g, b]: Linear) -> [f64; 3] {
    let f = |t: f64| {
        if t > 216.0 / 24_389.0 {
            t.cbrt()
        } else {
            (24_389.0 / 27.0 * t + 16.0) / 116.0
        }
    };
    let x = f((0.412_456 * r + 0.357_576 * g + 0.180_438 * b) / 0.950_47);
    let y = f(0.212_673 * r + 0.715_152 * g + 0.072_175 * b);
    let z = f((0.019_334 * r + 0.119_192 * g + 0.950_304 * b) / 1.088_83);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// The difference of two colours by CIEDE2000; 1 is about the least that is seen side by side.
fn ciede2000([l1, a1, b1]: [f64; 3], [l2, a2, b2]: [f64; 3]) -> f64 {
    let pow7 = |c: f64| (c.powi(7) / (c.powi(7) + 25.0_f64.powi(7))).sqrt();
    let mean_c = f64::midpoint(a1.hypot(b1), a2.hypot(b2));
    let g = 0.5 * (1.0 - pow7(mean_c));
    let (a1, a2) = (a1 * (1.0 + g), a2 * (1.0 + g));
    let (c1, c2) = (a1.hypot(b1), a2.hypot(b2));
    let hue = |a: f64, b: f64| b.atan2(a).to_degrees().rem_euclid(360.0);
    let (h1, h2) = (hue(a1, b1), hue(a2, b2));
    let is_grey = c1 * c2 == 0.0;
    let turn = match h2 - h1 {
        _ if is_grey => 0.0,
        d if d > 180.0 => d - 360.0,
        d if d < -180.0 => d + 360.0,
        d => d,
    };
    let d_h = 2.0 * (c1 * c2).sqrt() * (turn / 2.0).to_radians().sin();
    let mean_h = if is_grey { h1 + h2 } else { h1 + turn / 2.0 };
    let (mean_l, mean_c) = (f64::midpoint(l1, l2), f64::midpoint(c1, c2));
    let cos = |degrees: f64| degrees.to_radians().cos();
    let t =
        1.0 - 0.17 * cos(mean_h - 30.0) + 0.24 * cos(2.0 * mean_h) + 0.32 * cos(3.0 * mean_h + 6.0)
            - 0.20 * cos(4.0 * mean_h - 63.0);
    let off = (mean_l - 50.0).powi(2);
    let s_l = 1.0 + 0.015 * off / (20.0 + off).sqrt();
    let (s_c, s_h) = (1.0 + 0.045 * mean_c, 1.0 + 0.015 * mean_c * t);
    let mean_h = mean_h.rem_euclid(360.0);
    let theta = 30.0 * (-((mean_h - 275.0) / 25.0).powi(2)).exp();
    let r_t = -2.0 * pow7(mean_c) * (2.0 * theta).to_radians().sin();
    let (l, c, h) = ((l2 - l1) / s_l, (c2 - c1) / s_c, d_h / s_h);
    (l * l + c * c + h * h + r_t * c * h).sqrt()
}

fn themes() -> [&'static Theme; 2] {
    [ThemeChoice::Dark, ThemeChoice::Light].map(Theme::of)
}

fn luminance([r, g, b]: Linear) -> f64 {
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// Contrast by WCAG 2.2, of colours as they are seen.
fn contrast_seen(a: Color32, b: Color32, by: &Matrix) -> f64 {
    let (a, b) = (luminance(seen(a, by)), luminance(seen(b, by)));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

const VISIONS: [(&str, Matrix); 5] = [
    ("all colours", ALL_COLOURS),
    ("protanopia", PROTANOPIA),
    ("deuteranopia", DEUTERANOPIA),
    ("tritanopia", TRITANOPIA),
    ("grey", GREY),
];

#[test]
fn the_measure_of_difference_is_the_published_one() {
    // Pairs 1, 7, 17 and 25 of the data that Sharma, Wu and Dalal published.
    for (a, b, difference) in [
        ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
        ([50.0, 0.0, 0.0], [50.0, -1.0, 2.0], 2.3669),
        ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492),
        (
            [60.2574, -34.0099, 36.2677],
            [60.4626, -34.1751, 39.4387],
            1.2644,
        ),
    ] {
        let found = ciede2000(a, b);
        assert!((found - difference).abs() < 1e-4, "{found} {difference}");
    }
}

#[test]
fn no_two_categories_have_both_symbol_and_colour_in_common() {
    for theme in themes() {
        let looks: HashSet<_> = (0..64)
            .map(|idx| (Symbol::of(&[], idx) as u8, theme.category(&[], idx)))
            .collect();
        assert_eq!(looks.len(), 64);
    }
}

#[test]
fn colours_that_are_taken_for_each_other_belong_to_different_symbols() {
    /// Less than this is not to be relied on between small symbols that do not touch.
    const TOLD_APART: f64 = 10.0;
    for theme in themes() {
        for (vision, matrix) in &VISIONS {
            for a in 0..64 {
                for b in 0..a {
                    let [first, second] =
                        [a, b].map(|idx| lab(seen(theme.category(&[], idx), matrix)));
                    let is_apart = ciede2000(first, second) >= TOLD_APART;
                    let is_same_symbol = Symbol::of(&[], a) == Symbol::of(&[], b);
                    // In grey the symbol alone carries the category.
                    if *vision == "all colours" && !is_same_symbol && a < 8 {
                        assert!(is_apart, "{:?}: {a} and {b}", theme.choice);
                    }
                    if is_same_symbol && a < 16 {
                        assert!(
                            is_apart || *vision == "grey",
                            "{:?}, {vision}: {a} and {b}",
                            theme.choice
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn every_category_stands_out_from_its_ground_for_everyone() {
    for theme in themes() {
        for color in theme.category_palette {
            for ground in [theme.land, theme.water, theme.panel] {
                for (vision, matrix) in &VISIONS {
                    let found = contrast_seen(color, ground, matrix);
                    assert!(
                        found >= 2.6,
                        "{:?}, {vision}: {color:?} on {ground:?}: {found}",
                        theme.choice
                    );
                }
            }
            assert!(contrast(color, theme.land) >= 3.0);
        }
    }
}

#[test]
fn certain_and_possible_are_told_apart_in_grey() {
    for theme in themes() {
        for color in theme.category_palette {
            let light = color.lerp_to_gamma(theme.land, FAINT);
            let found = contrast_seen(color, light, &GREY);
            assert!(found >= 1.7, "{:?}: {color:?}: {found}", theme.choice);
        }
    }
}
