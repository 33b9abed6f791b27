//! Orders from the window: what is in the document, and who makes it.
//!
//! The same writers as the command line's; what matches is written as `strabo convert` writes it.

use std::collections::BTreeSet;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use chrono::Utc;

use crate::brief::document::{Contents, FileMark, MAP_SIZE, MapTiles, Wanted};
use crate::brief::handout::{HandoutError, Measures, hand_out, reduce};
use crate::brief::kml::write_kml;
use crate::brief::profile::{Public, Removed};
use crate::io::atomic::save_atomically;
use crate::io::export::About;
use crate::io::export::csv::write_rows;
use crate::io::export::geojson::write_events;
use crate::io::jobs::{Exporter, Tell};
use crate::model::briefing::Scene;
use crate::model::ground::Tiles;
use crate::model::view::View;
use crate::query::matching::matching;
use crate::query::sentence::{counts_sentence, filter_sentence};
use crate::state::Settings;
use crate::state::briefing::capture;
use crate::state::exporting::{ExportOrder, Exported, Kind, Subject};
use crate::state::opening::{enter_scene, everything_view};
use crate::store::Row;

/// Makes what the window orders.
pub fn exporter(tiles: Tiles) -> Exporter {
    Arc::new(move |order, out, tell| {
        fill(order, Some(&tiles), out, tell).map_err(|error| error.to_string())
    })
}

/// Makes a document of an order at `out`.
pub fn fill(
    order: &ExportOrder,
    tiles: Option<&Tiles>,
    out: &Path,
    tell: &mut Tell<'_>,
) -> Result<Exported, HandoutError> {
    let (mut contents, view) = contents_of(order)?;
    contents.tiles.0 = tiles.cloned();
    let removed = contents.removed.as_ref();
    let mut exported = Exported {
        left_out: removed.map(Removed::lines).unwrap_or_default(),
        warnings: removed
            .map(|removed| removed.warnings.clone())
            .unwrap_or_default(),
    };
    if order.kind.is_data() {
        let view = view.ok_or_else(|| {
            HandoutError::Wrong(String::from(
                "the events of a view are exported, not scenes",
            ))
        })?;
        write_matching(order, &contents, &view, out)?;
        return Ok(exported);
    }
    let measures = Measures {
        size: order.size,
        length_s: order.length_s.filter(|_| order.kind.is_film()),
        ..Measures::default()
    };
    measures.check(order.kind)?;
    let document = hand_out(order.kind, &contents, measures, out, &mut |progress| {
        if tell(progress.done, progress.total) {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })?;
    exported.left_out.extend(document.rejected);
    Ok(exported)
}

/// What is in the document, and the view that it is of, if of one; both for the public, where that is asked for.
fn contents_of(order: &ExportOrder) -> Result<(Contents, Option<View>), HandoutError> {
    let dataset = &order.snapshot.0;
    let origin = dataset.origin();
    let mut contents = Contents {
        dataset: Arc::clone(dataset),
        scenes: Arc::clone(&order.scenes),
        pages: match &order.subject {
            Subject::View(view) => Wanted::View(view.clone()),
            Subject::Scene(idx) => Wanted::Scenes(vec![*idx]),
            Subject::Scenes | Subject::Matching(_) => Wanted::All,
        },
        settings: Settings {
            theme: order.theme,
            zone_shown: order.zone,
            coordinates: order.coordinates,
            ground: order.ground.clone(),
            ..Settings::default()
        },
        files: vec![FileMark {
            name: Some(origin.file_name.clone()).filter(|name| !name.is_empty()),
            sha256: origin.sha256.clone(),
        }],
        exported: Utc::now(),
        tiles: MapTiles::default(),
        removed: None,
    };
    let mut view = match &order.subject {
        Subject::View(view) | Subject::Matching(view) => Some((**view).clone()),
        Subject::Scene(_) | Subject::Scenes => None,
    };
    if let Some(coarsen_m) = order.coarsen_m {
        let public = Public {
            coarsen_m,
            withheld: BTreeSet::new(),
        };
        match &view {
            Some(exact) => {
                let reduced = reduce_with_view(&mut contents, exact, &public)?;
                if matches!(order.subject, Subject::View(_)) {
                    contents.pages = Wanted::View(Box::new(reduced.clone()));
                }
                view = Some(reduced);
            }
            None => reduce(&mut contents, &public)?,
        }
    }
    Ok((contents, view))
}

/// What the public is not to see of a view goes as it goes of a scene: the view is one for a moment.
fn reduce_with_view(
    contents: &mut Contents,
    view: &View,
    public: &Public,
) -> Result<View, HandoutError> {
    let mut scene = Scene::default();
    capture(&mut scene, view, contents.dataset.zone());
    let mut scenes = contents.scenes.to_vec();
    let place = scenes.len();
    scenes.push(scene);
    contents.scenes = Arc::new(scenes);
    reduce(contents, public)?;
    let kept = contents.removed.as_ref();
    let is_kept = kept.is_some_and(|removed| removed.kept_scenes.contains(&place));
    let mut scenes = contents.scenes.to_vec();
    let Some(scene) = scenes.pop().filter(|_| is_kept) else {
        return Err(HandoutError::Wrong(String::from(
            "the view asks only for what is left out for the public",
        )));
    };
    contents.scenes = Arc::new(scenes);
    let dataset = &contents.dataset;
    let mut reduced = enter_scene(dataset, &scene, &everything_view(dataset, MAP_SIZE));
    reduced.axis = view.axis;
    Ok(reduced)
}

/// Writes the events that match in a view.
fn write_matching(
    order: &ExportOrder,
    contents: &Contents,
    view: &View,
    out: &Path,
) -> Result<(), HandoutError> {
    let dataset = &contents.dataset.on(view.clock);
    let collection = dataset.collection();
    let window = view.effective_window();
    let zones = order.zone.zones(dataset.zone());
    let found = matching(dataset, &view.filter, window);
    // A window on all of time is no question about time, so what is undated is an answer too.
    let is_all_time = dataset
        .extent()
        .is_none_or(|extent| window.from <= extent.from && extent.to <= window.to);
    let dated = found.rows().map(|(row, _)| row);
    let undated = found.undated.rows().filter(|_| is_all_time);
    let rows: Vec<Row> = dated.chain(undated).collect();
    let written = format!("{} of {} events written", rows.len(), found.counts.total);
    let mut about = About(vec![
        (
            "filter",
            filter_sentence(dataset, &view.filter, window, zones.shown),
        ),
        ("counts", counts_sentence(found.counts)),
        ("written", written),
    ]);
    let report = dataset.origin().report.as_ref();
    let rejected = report.filter(|report| report.rejected > 0);
    let mut say = |name: &'static str, words: String| about.0.push((name, words));
    if let Some(report) = rejected {
        say("read", report.sentence());
    }
    if let Some(handling) = &collection.handling {
        say("handling", handling.text.clone());
    }
    if let Some(removed) = &contents.removed {
        say("profile", removed.heading());
        say("removed", removed.lines().join("; "));
    }
    say("exported", contents.exported.to_rfc3339());
    say(
        "sha256",
        contents
            .files
            .iter()
            .map(|file| file.sha256.as_str())
            .collect(),
    );
    let events = || rows.iter().map(|row| dataset.event(*row));
    save_atomically(out, |file| {
        match order.kind {
            Kind::Kml => {
                let lines: Vec<String> = about.0.iter().map(|(_, words)| words.clone()).collect();
                write_kml(file, dataset, rows.iter().copied(), zones, &lines)
            }
            Kind::Csv => {
                write_rows(file, collection, events(), Some(&about)).map_err(io::Error::other)
            }
            _ => write_events(file, &about.header(collection), events()),
        }?;
        dataset.all_readable().map_err(io::Error::other)
    })?;
    Ok(())
}
