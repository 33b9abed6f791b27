//! The member `strabo` of a collection, written: sources, categories, scenes.

use std::collections::BTreeMap;

use crate::io::export::annotation::annotations;
use crate::io::export::json_text::{Json, Object};
use crate::model::briefing::{Scene, SceneFilter, SceneWindow};
use crate::model::collection::{Category, Collection, Handling};
use crate::model::filter::{CertaintyFilter, NumberRange};
use crate::model::place::{LatLon, Ring};
use crate::model::source::{Capture, Source};

/// The header, with these of the scenes.
pub(super) fn header_object(collection: &Collection, scenes: &[Scene]) -> Object {
    let mut header = Object::default();
    header.put("version", Json::Raw(String::from("1")));
    header.put_text("title", collection.title.as_ref());
    header.put_text("summary", collection.summary.as_ref());
    header.put_some("zone", collection.zone.map(|zone| Json::text(zone.name())));
    header.put_some("handling", collection.handling.as_ref().map(handling));
    // A rule that was not understood is among the members that are kept to the letter.
    let is_kept = collection.extra.iter().any(|(name, _)| name == "network");
    if collection.network_forbidden && !is_kept {
        header.put("network", Json::text("forbidden"));
    }
    header.put_list(
        "categories",
        collection.categories.iter().map(category).collect(),
    );
    header.put_list("sources", collection.sources.iter().map(source).collect());
    header.put_list("scenes", scenes.iter().map(scene).collect());
    header.put_extra(&collection.extra);
    header
}

fn handling(handling: &Handling) -> Json {
    let mut object = Object::default();
    object.put_needed("text", &handling.text);
    object.put_text("color", handling.color.as_ref());
    object.put_extra(&handling.extra);
    object.into_json()
}

fn category(category: &Category) -> Json {
    let mut object = Object::default();
    object.put_needed("id", &category.id.0);
    // A label that is the id says nothing that reading would not say again.
    if category.label != category.id.0 {
        object.put("label", Json::text(&category.label));
    }
    object.put_text("symbol", category.symbol.as_ref());
    object.put_text("color", category.color.as_ref());
    object.put_extra(&category.extra);
    object.into_json()
}

fn source(source: &Source) -> Json {
    let mut object = Object::default();
    object.put_needed("id", &source.id.0);
    object.put_needed("title", &source.title);
    object.put_text("publisher", source.publisher.as_ref());
    object.put_list(
        "authors",
        source.authors.iter().map(|name| Json::text(name)).collect(),
    );
    object.put_text("kind", source.kind.as_ref());
    object.put_text("published", source.published.as_ref());
    object.put_text("accessed", source.accessed.as_ref());
    object.put_text("url", source.url.as_ref());
    object.put_text("archive_url", source.archive_url.as_ref());
    object.put_text("language", source.language.as_ref());
    object.put_some(
        "reliability",
        source.reliability.map(|grade| Json::text(grade.letter())),
    );
    object.put_some("origin", source.origin.as_ref().map(|id| Json::text(&id.0)));
    object.put_list("captures", source.captures.iter().map(capture).collect());
    object.put_extra(&source.extra);
    object.into_json()
}

fn capture(capture: &Capture) -> Json {
    let mut object = Object::default();
    object.put_needed("file", &capture.file);
    object.put_text("sha256", capture.sha256.as_ref());
    object.put_text("captured", capture.captured.as_ref());
    object.put_text("by", capture.by.as_ref());
    object.put_extra(&capture.extra);
    object.into_json()
}

fn scene(scene: &Scene) -> Json {
    let mut object = Object::default();
    object.put_text("id", scene.id.as_ref());
    object.put_needed("heading", &scene.heading);
    object.put_text("narration", scene.narration.as_ref());
    object.put_text("notes", scene.notes.as_ref());
    object.put_some(
        "camera",
        scene.camera.map(|camera| {
            let mut object = Object::default();
            object.put("lat", Json::number(camera.center.lat));
            object.put("lon", Json::number(camera.center.lon));
            object.put("zoom", Json::number(camera.zoom));
            object.into_json()
        }),
    );
    object.put_some("window", scene.window.as_ref().map(scene_window));
    object.put_some("filter", scene.filter.as_ref().map(scene_filter));
    object.put_some(
        "selection",
        scene.selection.as_ref().map(|id| Json::text(&id.0)),
    );
    object.put_text("enter", scene.enter.as_ref());
    object.put_some("seconds", scene.seconds.map(Json::number));
    object.put_list("annotations", annotations(scene));
    object.put_extra(&scene.extra);
    object.into_json()
}

fn scene_window(window: &SceneWindow) -> Json {
    let mut object = Object::default();
    object.put_text("from", window.from.as_ref());
    object.put_text("to", window.to.as_ref());
    object.put_some("mode", window.mode.map(|mode| Json::text(mode.id())));
    object.put_some("clock", window.clock.map(|clock| Json::text(clock.id())));
    object.put_extra(&window.extra);
    object.into_json()
}

fn scene_filter(filter: &SceneFilter) -> Json {
    let mut object = Object::default();
    let texts = |texts: Vec<&str>| (!texts.is_empty()).then(|| Json::texts(texts));
    let categories = filter.categories.iter().map(|id| id.0.as_str()).collect();
    object.put_some("categories", texts(categories));
    object.put_some(
        "actors",
        texts(filter.actors.iter().map(String::as_str).collect()),
    );
    object.put_some(
        "sources",
        texts(filter.sources.iter().map(String::as_str).collect()),
    );
    object.put_some(
        "tags",
        texts(filter.tags.iter().map(String::as_str).collect()),
    );
    let precisions = filter.precisions.iter().map(|class| class.id()).collect();
    object.put_some("precisions", texts(precisions));
    let grades = filter.reliabilities.iter().map(|grade| grade.letter());
    object.put_some("reliabilities", texts(grades.collect()));
    object.put_some("measures", measures(&filter.measures));
    object.put_some(
        "bounds",
        filter.bounds.map(|bounds| {
            let sides = [bounds.west, bounds.south, bounds.east, bounds.north];
            Json::List(sides.into_iter().map(Json::number).collect())
        }),
    );
    object.put_some("lasso", filter.lasso.as_ref().map(lasso));
    object.put_text("text", filter.text.as_ref());
    object.put_some(
        "certainty",
        match filter.certainty {
            CertaintyFilter::Both => None,
            CertaintyFilter::CertainOnly => Some(Json::text("certain")),
            CertaintyFilter::PossibleOnly => Some(Json::text("possible_only")),
        },
    );
    object.put_extra(&filter.extra);
    object.into_json()
}

/// Least and greatest by a measure's name; null where an end is open.
fn measures(measures: &BTreeMap<String, NumberRange>) -> Option<Json> {
    let mut object = Object::default();
    let ranges = measures.iter().map(|(name, range)| {
        let ends = Json::List(vec![Json::number(range.min), Json::number(range.max)]);
        let mut text = String::new();
        ends.write(&mut text, 0);
        (name.clone(), text)
    });
    object.put_extra(&ranges.collect::<Vec<_>>());
    (!measures.is_empty()).then(|| object.into_json())
}

/// Longitude and latitude of each corner, as GeoJSON has positions.
pub(super) fn lasso(ring: &Ring) -> Json {
    Json::List(ring.corners().iter().map(position).collect())
}

pub(super) fn position(at: &LatLon) -> Json {
    Json::List(vec![Json::number(at.lon), Json::number(at.lat)])
}

/// The scenes as the value of their member; lines after the first are indented for `level`.
pub(in crate::io) fn scenes_text(scenes: &[Scene], unread: &[&str], level: usize) -> String {
    let mut list: Vec<Json> = scenes.iter().map(scene).collect();
    list.extend(unread.iter().map(|raw| Json::Raw((*raw).to_owned())));
    let mut text = String::new();
    Json::List(list).write(&mut text, level);
    text
}
