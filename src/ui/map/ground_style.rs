//! How the ground looks: a walkers style made of the theme's colours, for the layers of the embedded archive.
//!
//! Everything stays quiet, since the events are the only colour. Colours are opaque: walkers reads alpha as
//! premultiplied.

use eframe::egui::Color32;
use serde_json::{Value, json};
use walkers::Style;

use crate::model::ground::GroundStyle;
use crate::ui::map::labels::voice::calm_water;
use crate::ui::theme::Theme;

/// What the lines and areas of a style are drawn in.
struct Palette {
    land: Color32,
    water: Color32,
    river: Color32,
    country: Color32,
    admin1: Color32,
    /// Roads and railways; the presentation style has none.
    road: Option<Color32>,
}

impl Palette {
    fn of(theme: &Theme, style: GroundStyle) -> Self {
        match style {
            GroundStyle::Standard => Self {
                land: theme.land,
                water: theme.water,
                river: theme.river,
                country: theme.state_border,
                admin1: theme.admin_border,
                road: Some(theme.road),
            },
            GroundStyle::Presentation => {
                let water = calm_water(theme);
                Self {
                    land: theme.land,
                    water,
                    river: theme.river.lerp_to_gamma(water, 0.45),
                    country: theme.state_border.lerp_to_gamma(theme.land, 0.12),
                    admin1: theme.admin_border.lerp_to_gamma(theme.land, 0.45),
                    road: None,
                }
            }
        }
    }
}

/// The style of a theme.
pub fn style(theme: &Theme, style: GroundStyle) -> Style {
    let palette = Palette::of(theme, style);
    let mut layers = vec![
        json!({ "type": "background", "paint": { "background-color": hex(palette.land) } }),
        json!({
            "type": "fill", "source-layer": "water",
            "paint": { "fill-color": hex(palette.water) },
        }),
        line(
            "boundaries",
            &json!(["==", "kind", "admin1"]),
            palette.admin1,
            &json!(1.0),
            Some([3.0, 3.0]),
        ),
        line(
            "rivers",
            &json!(["<=", ["get", "rank"], 4]),
            palette.river,
            &by_zoom(&[(2, 0.5), (5, 0.9), (9, 1.6)]),
            None,
        ),
        line(
            "rivers",
            &json!([">", ["get", "rank"], 4]),
            palette.river,
            &by_zoom(&[(4, 0.4), (9, 1.0)]),
            None,
        ),
    ];
    if let Some(road) = palette.road {
        layers.push(line(
            "roads",
            &json!(["has", "class"]),
            road,
            &by_zoom(&[(6, 0.7), (8, 1.0), (10, 1.6)]),
            None,
        ));
        layers.push(line(
            "rail",
            &json!(["has", "class"]),
            road,
            &json!(1.0),
            Some([5.0, 3.0]),
        ));
    }
    let country = by_zoom(&[(0, 0.6), (6, 1.2), (9, 1.5)]);
    layers.push(line(
        "boundaries",
        &json!(["==", "kind", "disputed"]),
        palette.country,
        &country,
        Some([4.0, 3.0]),
    ));
    layers.push(line(
        "boundaries",
        &json!(["==", "kind", "country"]),
        palette.country,
        &country,
        None,
    ));
    serde_json::from_value(json!({ "layers": layers }))
        .inspect_err(|error| log::error!("The style of the map cannot be read: {error}"))
        .unwrap_or_default()
}

fn line(
    layer: &str,
    filter: &Value,
    color: Color32,
    width: &Value,
    dashes: Option<[f32; 2]>,
) -> Value {
    let mut paint = json!({ "line-color": hex(color), "line-width": width });
    if let Some(dashes) = dashes {
        paint["line-dasharray"] = json!(dashes);
    }
    json!({ "type": "line", "source-layer": layer, "filter": filter, "paint": paint })
}

/// A width in points that grows with the zoom of the tile.
pub(super) fn by_zoom(stops: &[(u8, f64)]) -> Value {
    let mut expression = vec![json!("interpolate"), json!(["linear"]), json!(["zoom"])];
    for (zoom, width) in stops {
        expression.push(json!(zoom));
        expression.push(json!(width));
    }
    Value::Array(expression)
}

/// A colour as styles write it.
pub(super) fn hex(color: Color32) -> String {
    format!("#{:02x}{:02x}{:02x}", color.r(), color.g(), color.b())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::ThemeChoice;

    #[test]
    fn every_style_of_each_theme_can_be_read() {
        for choice in [ThemeChoice::Dark, ThemeChoice::Light] {
            let layers = |look| style(Theme::of(choice), look).layers.len();
            assert_eq!(layers(GroundStyle::Standard), 9);
            assert_eq!(layers(GroundStyle::Presentation), 7);
        }
    }
}
