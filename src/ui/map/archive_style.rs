//! How vector archives of others look: walkers styles made of the theme's colours, by what is known of their layers.
//!
//! As quiet as the embedded map. An archive whose layers mean nothing to us is drawn in faint areas and hairlines over
//! whatever lies below it. Names are not drawn: those of the program are, so that none collide.

use eframe::egui::Color32;
use serde_json::{Value, json};
use walkers::Style;

use crate::model::ground::{GroundStyle, VectorSchema};
use crate::ui::map::ground_style::{by_zoom, hex};
use crate::ui::theme::Theme;

/// The style of a schema in a theme.
pub fn style(schema: VectorSchema, theme: &Theme, style: GroundStyle) -> Style {
    let inks = Inks::of(theme, style);
    let layers = match schema {
        VectorSchema::Protomaps => protomaps(&inks),
        VectorSchema::OpenMapTiles => openmaptiles(&inks),
        VectorSchema::Other => other(&inks),
    };
    serde_json::from_value(json!({ "layers": layers }))
        .inspect_err(|error| log::error!("The style of a map file cannot be read: {error}"))
        .unwrap_or_default()
}

/// The colours, opaque: walkers reads alpha as premultiplied.
struct Inks {
    land: Color32,
    green: Color32,
    built: Color32,
    water: Color32,
    river: Color32,
    road: Color32,
    main_road: Color32,
    state: Color32,
    admin: Color32,
}

impl Inks {
    fn of(theme: &Theme, style: GroundStyle) -> Self {
        let land = theme.land;
        // What is calm stands nearer to the land.
        let calm = match style {
            GroundStyle::Standard => 0.0,
            GroundStyle::Presentation => 0.45,
        };
        let quiet = |color: Color32| color.lerp_to_gamma(land, calm);
        Self {
            land,
            green: land.lerp_to_gamma(theme.river, 0.10 * (1.0 - calm)),
            built: land.lerp_to_gamma(theme.road, 0.45 * (1.0 - calm)),
            water: theme.water,
            river: quiet(theme.river),
            road: quiet(theme.road),
            main_road: quiet(theme.road.lerp_to_gamma(theme.state_border, 0.35)),
            state: theme.state_border,
            admin: quiet(theme.admin_border),
        }
    }
}

fn protomaps(inks: &Inks) -> Vec<Value> {
    // Version 4 says `kind`; version 3 said `pmap:kind` of roads and places, and `kind` of the rest.
    let kind = |kinds: &[&str]| json!(["any", one_of("kind", kinds), one_of("pmap:kind", kinds)]);
    let main = ["highway", "major_road"];
    vec![
        background(inks.land),
        fill("earth", inks.land, None),
        fill(
            "landcover",
            inks.green,
            Some(kind(&["forest", "grassland", "scrub", "farmland"])),
        ),
        fill(
            "landuse",
            inks.green,
            Some(kind(&[
                "forest",
                "wood",
                "park",
                "nature_reserve",
                "grass",
                "national_park",
            ])),
        ),
        fill(
            "landuse",
            inks.built,
            Some(kind(&[
                "residential",
                "urban_area",
                "industrial",
                "commercial",
                "aerodrome",
                "airfield",
                "military",
            ])),
        ),
        fill("water", inks.water, None),
        line("water", inks.river, None, &by_zoom(&[(6, 0.5), (12, 1.4)])),
        line(
            "physical_line",
            inks.river,
            None,
            &by_zoom(&[(6, 0.5), (12, 1.4)]),
        ),
        fill("buildings", inks.built, None),
        line(
            "transit",
            inks.road,
            Some(kind(&["rail"])),
            &by_zoom(&[(8, 0.6), (14, 1.0)]),
        ),
        line(
            "roads",
            inks.road,
            Some(json!(["!", kind(&[main[0], main[1], "rail", "ferry"])])),
            &by_zoom(&[(9, 0.5), (15, 2.2)]),
        ),
        line(
            "roads",
            inks.main_road,
            Some(kind(&main)),
            &by_zoom(&[(5, 0.6), (10, 1.3), (15, 3.4)]),
        ),
        dashed(line(
            "boundaries",
            inks.admin,
            Some(json!(["!", state_of_protomaps()])),
            &json!(1.0),
        )),
        line(
            "boundaries",
            inks.state,
            Some(state_of_protomaps()),
            &by_zoom(&[(0, 0.6), (6, 1.2), (10, 1.5)]),
        ),
    ]
}

/// The border of a state, in both versions.
fn state_of_protomaps() -> Value {
    json!([
        "any",
        ["==", ["get", "kind"], "country"],
        ["==", ["get", "pmap:min_admin_level"], 2],
        ["==", ["get", "kind_detail"], 2],
    ])
}

fn openmaptiles(inks: &Inks) -> Vec<Value> {
    let class = |classes: &[&str]| one_of("class", classes);
    let main = ["motorway", "trunk", "primary"];
    let is_state = json!([
        "all",
        ["==", ["get", "admin_level"], 2],
        ["!=", ["get", "maritime"], 1],
    ]);
    vec![
        background(inks.land),
        fill(
            "landcover",
            inks.green,
            Some(class(&["wood", "grass", "farmland", "wetland"])),
        ),
        fill("park", inks.green, None),
        fill(
            "landuse",
            inks.built,
            Some(class(&[
                "residential",
                "suburb",
                "industrial",
                "commercial",
                "military",
            ])),
        ),
        fill("aeroway", inks.built, None),
        fill("water", inks.water, None),
        line(
            "waterway",
            inks.river,
            None,
            &by_zoom(&[(6, 0.5), (12, 1.4)]),
        ),
        fill("building", inks.built, None),
        line(
            "aeroway",
            inks.road,
            None,
            &by_zoom(&[(10, 0.8), (14, 3.0)]),
        ),
        line(
            "transportation",
            inks.road,
            Some(class(&["rail", "transit"])),
            &by_zoom(&[(8, 0.6), (14, 1.0)]),
        ),
        line(
            "transportation",
            inks.road,
            Some(class(&[
                "secondary",
                "tertiary",
                "minor",
                "service",
                "track",
                "path",
            ])),
            &by_zoom(&[(9, 0.5), (15, 2.2)]),
        ),
        line(
            "transportation",
            inks.main_road,
            Some(class(&main)),
            &by_zoom(&[(5, 0.6), (10, 1.3), (15, 3.4)]),
        ),
        dashed(line(
            "boundary",
            inks.admin,
            Some(json!(["in", ["get", "admin_level"], 3, 4])),
            &json!(1.0),
        )),
        line(
            "boundary",
            inks.state,
            Some(is_state),
            &by_zoom(&[(0, 0.6), (6, 1.2), (10, 1.5)]),
        ),
    ]
}

/// Whatever there is, over what lies below.
fn other(inks: &Inks) -> Vec<Value> {
    let ink = inks.state.lerp_to_gamma(inks.land, 0.25);
    let mut areas = fill("", ink, None);
    areas["paint"]["fill-opacity"] = json!(0.14);
    vec![areas, line("", ink, None, &json!(1.0))]
}

/// Whether a member is one of some words; walkers wants them one after the other.
fn one_of(member: &str, words: &[&str]) -> Value {
    let mut expression = vec![json!("in"), json!(["get", member])];
    expression.extend(words.iter().map(|word| json!(word)));
    Value::Array(expression)
}

fn background(color: Color32) -> Value {
    json!({ "type": "background", "paint": { "background-color": hex(color) } })
}

fn fill(layer: &str, color: Color32, filter: Option<Value>) -> Value {
    let paint = json!({ "fill-color": hex(color) });
    with_filter(
        json!({ "type": "fill", "source-layer": layer, "paint": paint }),
        filter,
    )
}

fn line(layer: &str, color: Color32, filter: Option<Value>, width: &Value) -> Value {
    let paint = json!({ "line-color": hex(color), "line-width": width });
    with_filter(
        json!({ "type": "line", "source-layer": layer, "paint": paint }),
        filter,
    )
}

fn with_filter(mut layer: Value, filter: Option<Value>) -> Value {
    if let Some(filter) = filter {
        layer["filter"] = filter;
    }
    layer
}

fn dashed(mut layer: Value) -> Value {
    layer["paint"]["line-dasharray"] = json!([3.0, 3.0]);
    layer
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::ThemeChoice;

    #[test]
    fn every_style_can_be_read() {
        for schema in [
            VectorSchema::Protomaps,
            VectorSchema::OpenMapTiles,
            VectorSchema::Other,
        ] {
            for theme in [ThemeChoice::Dark, ThemeChoice::Light] {
                for look in GroundStyle::ALL {
                    assert!(style(schema, Theme::of(theme), look).layers.len() > 1);
                }
            }
        }
    }
}
