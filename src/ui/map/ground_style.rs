//! How the ground looks: a walkers style made of the theme's colours, for the layers of the embedded archive.
//!
//! Everything stays quiet, since the events are the only colour. Colours are opaque: walkers reads alpha as
//! premultiplied.

use eframe::egui::Color32;
use serde_json::{Value, json};
use walkers::Style;

use crate::model::ground::GroundStyle;
use crate::ui::theme::Theme;

/// The style of a theme.
pub fn style(theme: &Theme, _style: GroundStyle) -> Style {
    let layers = json!({ "layers": [
        { "type": "background", "paint": { "background-color": hex(theme.land) } },
        {
            "type": "fill", "source-layer": "water",
            "paint": { "fill-color": hex(theme.water) },
        },
        line("boundaries", &json!(["==", "kind", "admin1"]), theme.admin_border, &json!(1.0), Some([3.0, 3.0])),
        line("rivers", &json!(["<=", ["get", "rank"], 4]), theme.river, &by_zoom(&[(2, 0.5), (5, 0.9), (9, 1.5)]), None),
        line("rivers", &json!([">", ["get", "rank"], 4]), theme.river, &by_zoom(&[(4, 0.4), (9, 0.9)]), None),
        line("roads", &json!(["has", "class"]), theme.road, &by_zoom(&[(6, 0.7), (9, 1.3)]), None),
        line("rail", &json!(["has", "class"]), theme.road, &json!(1.0), Some([5.0, 3.0])),
        line("boundaries", &json!(["==", "kind", "disputed"]), theme.state_border, &by_zoom(&[(0, 0.6), (6, 1.2)]), Some([4.0, 3.0])),
        line("boundaries", &json!(["==", "kind", "country"]), theme.state_border, &by_zoom(&[(0, 0.6), (6, 1.2), (9, 1.4)]), None),
    ] });
    serde_json::from_value(layers)
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
fn by_zoom(stops: &[(u8, f64)]) -> Value {
    let mut expression = vec![json!("interpolate"), json!(["linear"]), json!(["zoom"])];
    for (zoom, width) in stops {
        expression.push(json!(zoom));
        expression.push(json!(width));
    }
    Value::Array(expression)
}

fn hex(color: Color32) -> String {
    format!("#{:02x}{:02x}{:02x}", color.r(), color.g(), color.b())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::ThemeChoice;

    #[test]
    fn the_style_of_each_theme_can_be_read() {
        for choice in [ThemeChoice::Dark, ThemeChoice::Light] {
            for look in GroundStyle::ALL {
                assert_eq!(style(Theme::of(choice), look).layers.len(), 9);
            }
        }
    }
}
