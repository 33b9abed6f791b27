//! Saved views as they stand in the settings file.
//!
//! Each is read by itself: one that is damaged costs nothing but itself, and is told of.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::io::settings::CameraFields;
use crate::model::clock::Clock;
use crate::model::event::CategoryId;
use crate::model::filter::{CertaintyFilter, Filter, NumberRange};
use crate::model::place::{Bounds, LatLon, PrecisionClass, Ring};
use crate::model::source::{Reliability, SourceId};
use crate::model::time::{Timestamp, Window};
use crate::model::view::WindowMode;
use crate::state::views::{COLLECTIONS_MAX, SavedView, VIEWS_MAX, Views, tidy_name};

/// The views of one collection.
#[derive(Serialize, Deserialize)]
pub(super) struct ViewsFile {
    collection: String,
    #[serde(default)]
    views: Vec<Value>,
}

#[derive(Serialize, Deserialize)]
struct ViewFile {
    name: String,
    #[serde(default)]
    filter: FilterFile,
    /// Milliseconds since 1970, UTC.
    from_ms: i64,
    to_ms: i64,
    mode: String,
    /// The clock of what happened where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clock: Option<String>,
    camera: CameraFields,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct FilterFile {
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    categories: BTreeSet<String>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    actors: BTreeSet<String>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    sources: BTreeSet<String>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    tags: BTreeSet<String>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    precisions: BTreeSet<String>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    reliabilities: BTreeSet<String>,
    /// Least and greatest; null where an end is open.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    measures: BTreeMap<String, (Option<f64>, Option<f64>)>,
    #[serde(skip_serializing_if = "String::is_empty")]
    text: String,
    /// West, south, east, north.
    #[serde(skip_serializing_if = "Option::is_none")]
    bounds: Option<[f64; 4]>,
    /// Latitude and longitude of each corner.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lasso: Vec<(f64, f64)>,
    certainty: Option<String>,
}

/// The views as they are written.
pub(super) fn write(all: &[(String, Views)]) -> Vec<ViewsFile> {
    let file = |(collection, views): &(String, Views)| ViewsFile {
        collection: collection.clone(),
        views: views
            .iter()
            .filter_map(|view| serde_json::to_value(ViewFile::from(view)).ok())
            .collect(),
    };
    all.iter().map(file).collect()
}

/// The views that can be read; what is wrong with the others goes to `damage`.
pub(super) fn read(files: Vec<ViewsFile>, damage: &mut Vec<String>) -> Vec<(String, Views)> {
    let skip = files.len().saturating_sub(COLLECTIONS_MAX);
    let mut all = Vec::new();
    for file in files.into_iter().skip(skip) {
        let mut views = Vec::new();
        let collection = file.collection;
        for (idx, value) in file.views.into_iter().enumerate() {
            match read_view(value) {
                _ if views.len() == VIEWS_MAX => {
                    damage.push(format!(
                        "{collection}: only the first {VIEWS_MAX} views are kept"
                    ));
                    break;
                }
                Ok(view) => views.push(view),
                Err(reason) => damage.push(format!("{collection}: view {}: {reason}", idx + 1)),
            }
        }
        if !views.is_empty() {
            all.push((collection, Arc::new(views)));
        }
    }
    all
}

fn read_view(value: Value) -> Result<SavedView, String> {
    let file: ViewFile = serde_json::from_value(value).map_err(|error| error.to_string())?;
    let window = Window {
        from: Timestamp(file.from_ms),
        to: Timestamp(file.to_ms),
    };
    if window.from >= window.to || !window.from.is_finite() || !window.to.is_finite() {
        return Err(String::from("its window on time has no length"));
    }
    Ok(SavedView {
        name: tidy_name(&file.name).ok_or("it has no name")?,
        filter: file.filter.try_into()?,
        window,
        mode: WindowMode::parse(&file.mode)
            .ok_or_else(|| format!("there is no mode “{}”", file.mode))?,
        clock: match &file.clock {
            None => Clock::default(),
            Some(id) => Clock::parse(id).ok_or_else(|| format!("there is no clock “{id}”"))?,
        },
        camera: file.camera.read().ok_or("its camera is nowhere")?,
    })
}

impl From<&SavedView> for ViewFile {
    fn from(view: &SavedView) -> Self {
        Self {
            name: view.name.clone(),
            filter: FilterFile::from(&view.filter),
            from_ms: view.window.from.0,
            to_ms: view.window.to.0,
            mode: view.mode.id().to_owned(),
            clock: (view.clock != Clock::default()).then(|| view.clock.id().to_owned()),
            camera: CameraFields::from(view.camera),
        }
    }
}

impl From<&Filter> for FilterFile {
    fn from(filter: &Filter) -> Self {
        let Filter {
            categories,
            actors,
            sources,
            tags,
            precisions,
            reliabilities,
            measures,
            text,
            bounds,
            lasso,
            certainty,
        } = filter;
        let finite = |end: f64| end.is_finite().then_some(end);
        Self {
            categories: categories.iter().map(|id| id.0.clone()).collect(),
            actors: actors.clone(),
            sources: sources.iter().map(|id| id.0.clone()).collect(),
            tags: tags.clone(),
            precisions: precisions
                .iter()
                .map(|class| class.id().to_owned())
                .collect(),
            reliabilities: reliabilities
                .iter()
                .map(|grade| grade.letter().to_owned())
                .collect(),
            measures: measures
                .iter()
                .map(|(name, range)| (name.clone(), (finite(range.min), finite(range.max))))
                .collect(),
            text: text.clone(),
            bounds: bounds.map(|bounds| [bounds.west, bounds.south, bounds.east, bounds.north]),
            lasso: lasso
                .iter()
                .flat_map(Ring::corners)
                .map(|at| (at.lat, at.lon))
                .collect(),
            certainty: Some(certainty_id(*certainty).to_owned()),
        }
    }
}

impl TryFrom<FilterFile> for Filter {
    type Error = String;

    fn try_from(file: FilterFile) -> Result<Self, String> {
        let corner = |(lat, lon)| LatLon::new(lat, lon).ok_or("a corner of its lasso is nowhere");
        let corners: Vec<LatLon> = file
            .lasso
            .into_iter()
            .map(corner)
            .collect::<Result<_, _>>()?;
        let lasso = if corners.is_empty() {
            None
        } else {
            Some(Ring::new(corners).ok_or("its lasso has fewer than three corners")?)
        };
        let certainty = match file.certainty {
            None => CertaintyFilter::default(),
            Some(id) => CertaintyFilter::ALL
                .into_iter()
                .find(|choice| certainty_id(*choice) == id)
                .ok_or_else(|| format!("there is no certainty “{id}”"))?,
        };
        Ok(Self {
            categories: file.categories.into_iter().map(CategoryId).collect(),
            actors: file.actors,
            sources: file.sources.into_iter().map(SourceId).collect(),
            tags: file.tags,
            precisions: each(&file.precisions, "precision", PrecisionClass::parse)?,
            reliabilities: each(&file.reliabilities, "reliability", Reliability::parse)?,
            measures: file
                .measures
                .into_iter()
                .map(|(name, (min, max))| {
                    let min = min.unwrap_or(f64::NEG_INFINITY);
                    let max = max.unwrap_or(f64::INFINITY);
                    (name, NumberRange { min, max })
                })
                .collect(),
            text: file.text,
            bounds: file.bounds.map(read_bounds).transpose()?,
            lasso,
            certainty,
        })
    }
}

fn each<T: Ord>(
    texts: &BTreeSet<String>,
    what: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<BTreeSet<T>, String> {
    texts
        .iter()
        .map(|text| parse(text).ok_or_else(|| format!("there is no {what} “{text}”")))
        .collect()
}

fn read_bounds([west, south, east, north]: [f64; 4]) -> Result<Bounds, String> {
    let is_somewhere = LatLon::new(south, west).is_some() && LatLon::new(north, east).is_some();
    if is_somewhere && south <= north {
        Ok(Bounds {
            west,
            south,
            east,
            north,
        })
    } else {
        Err(String::from("its box is nowhere"))
    }
}

fn certainty_id(certainty: CertaintyFilter) -> &'static str {
    match certainty {
        CertaintyFilter::Both => "both",
        CertaintyFilter::CertainOnly => "certain",
        CertaintyFilter::PossibleOnly => "possible",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::view::Camera;

    fn some_view() -> SavedView {
        let at = |lat, lon| LatLon { lat, lon };
        SavedView {
            name: String::from("South of تدمر"),
            filter: Filter {
                categories: [CategoryId(String::from("airstrike"))].into(),
                actors: [String::from("ISIS")].into(),
                sources: [SourceId(String::from("ara"))].into(),
                tags: [String::from("tanks")].into(),
                precisions: [PrecisionClass::Town, PrecisionClass::Unlocated].into(),
                reliabilities: [Reliability::A, Reliability::F].into(),
                measures: [(
                    String::from("killed"),
                    NumberRange {
                        min: 0.1,
                        max: f64::INFINITY,
                    },
                )]
                .into(),
                text: String::from("tank"),
                bounds: Some(Bounds {
                    west: 170.0,
                    south: -1.0,
                    east: -170.0,
                    north: 1.0,
                }),
                lasso: Ring::new(vec![at(0.1, 0.2), at(1.0, 0.0), at(0.0, 1.0)]),
                certainty: CertaintyFilter::PossibleOnly,
            },
            window: Window {
                from: Timestamp(-5),
                to: Timestamp(7),
            },
            mode: WindowMode::Cumulative,
            clock: Clock::Reported,
            camera: Camera::WORLD,
        }
    }

    #[test]
    fn every_part_of_a_view_comes_back() {
        let all = vec![(String::from("/a.geojson"), Arc::new(vec![some_view()]))];
        let mut damage = Vec::new();
        assert_eq!(read(write(&all), &mut damage), all);
        assert_eq!(damage, Vec::<String>::new());
    }

    #[test]
    fn a_damaged_view_costs_nothing_but_itself() {
        let good = serde_json::to_value(ViewFile::from(&some_view())).unwrap();
        let spoilt = |path: &str, value: Value| {
            let mut view = good.clone();
            *view.pointer_mut(path).unwrap() = value;
            view
        };
        let damaged = vec![
            Value::Null,
            Value::from(7),
            spoilt("/name", Value::from("  ")),
            spoilt("/to_ms", Value::from(-5)),
            spoilt("/mode", Value::from("sideways")),
            spoilt("/clock", Value::from("of the tower")),
            spoilt("/camera/lat", Value::from(400)),
            spoilt("/filter/bounds", serde_json::json!([0, 5, 1, 2])),
            spoilt("/filter/lasso", serde_json::json!([[0, 0], [1, 1]])),
            spoilt("/filter/certainty", Value::from("surely")),
            spoilt("/filter/reliabilities", serde_json::json!(["Z"])),
        ];
        let n_damaged = damaged.len();
        let file = ViewsFile {
            collection: String::from("a"),
            views: damaged.into_iter().chain([good.clone()]).collect(),
        };
        let mut damage = Vec::new();
        let all = read(vec![file], &mut damage);
        assert_eq!(*all[0].1, [some_view()]);
        assert_eq!(damage.len(), n_damaged, "{damage:#?}");
        assert!(damage[2].contains("view 3"), "{damage:#?}");
    }

    #[test]
    fn a_list_without_end_is_cut_with_a_word() {
        let good = serde_json::to_value(ViewFile::from(&some_view())).unwrap();
        let file = ViewsFile {
            collection: String::from("a"),
            views: vec![good; VIEWS_MAX + 9],
        };
        let mut damage = Vec::new();
        assert_eq!(read(vec![file], &mut damage)[0].1.len(), VIEWS_MAX);
        assert_eq!(damage.len(), 1);
    }
}
