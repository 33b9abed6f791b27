//! What is written reads back as what it was, for collections of every shape.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use proptest::collection::{btree_set, vec};
use proptest::option::of;
use proptest::prelude::*;

use strabo::io::export::geojson::{geometry_text, write_collection, write_geojson};
use strabo::io::import::{UNTITLED, read_collection};
use strabo::model::annotation::{self, Annotation, Figure, Kind};
use strabo::model::briefing::{Scene, SceneFilter, SceneWindow};
use strabo::model::claim::{Claim, Extra};
use strabo::model::clock::Clock;
use strabo::model::collection::{Category, Collection, Handling};
use strabo::model::event::{
    Actor, CategoryId, Event, EventId, Link, LinkKind, Measure, Media, When, Written,
};
use strabo::model::filter::{CertaintyFilter, NumberRange};
use strabo::model::place::{Bounds, Geometry, LatLon, Place, PrecisionClass, Ring};
use strabo::model::source::{Capture, Credibility, Quote, QuoteId, Reliability, Source, SourceId};
use strabo::model::time::{EventTime, Timestamp, Zone, read_edtf};
use strabo::model::view::{Camera, WindowMode};

fn read(text: &str) -> Collection {
    read_collection(text.as_bytes(), "c.geojson")
        .unwrap()
        .collection
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_collection_reads_back_as_it_was(collection in collections()) {
        let text = write_collection(&collection);
        let reading = read_collection(text.as_bytes(), "c.geojson").unwrap();
        prop_assert_eq!(reading.rejected, 0, "{:?}\n{}", reading.problems, text);
        prop_assert_eq!(&reading.collection, &collection, "{}", text);
        prop_assert_eq!(write_collection(&reading.collection), text);
    }

    #[test]
    fn any_text_is_read_or_refused_and_never_a_crash(text in "[\\[\\]{}\",:a-z0-9 .eE+-]{0,60}") {
        read_collection(text.as_bytes(), "c.geojson").ok();
    }

    #[test]
    fn a_damaged_collection_is_read_or_refused_and_never_a_crash(
        collection in collections(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut bytes = write_collection(&collection).into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        match read_collection(&bytes, "c.geojson") {
            Ok(reading) => {
                let again = read(&write_collection(&reading.collection));
                prop_assert_eq!(again.events.len(), reading.collection.events.len());
            }
            Err(problem) => prop_assert!(!problem.message.is_empty()),
        }
    }
}

#[test]
fn plain_geojson_goes_out_with_the_very_properties_it_came_with() {
    let text = r#"{
  "type": "FeatureCollection",
  "name": "layer",
  "crs": { "type":"name" },
  "features": [
    {
      "type": "Feature",
      "id": 7,
      "geometry": {"type":"Point","coordinates":[38.2800,34.56, 1e2]},
      "properties": {"Name":"تدمر", "date" : "2016-12-11",   "n":1.00 },
      "bbox": [1,2, 3,4]
    },
    {
      "type": "Feature",
      "geometry": null,
      "properties": null
    }
  ]
}
"#;
    assert_eq!(write_collection(&read(text)), text);
}

#[test]
fn what_is_not_understood_is_written_back_to_the_letter() {
    let properties = r#"{
        "title": 5,
        "tags": ["a", 7],
        "when": { "edtf": "2016", "adopted": false, "x": [1,  2] },
        "where": { "name": "A", "precision_m": "far" },
        "measures": [{ "name": "n", "value": 12345678901234567890 }],
        "odd": {"k":  1.50}
      }"#;
    let text = format!(
        r#"{{
  "type": "FeatureCollection",
  "strabo": {{
    "version": 2,
    "zone": "Mars/Olympus",
    "future": {{"a":1 }}
  }},
  "features": [
    {{
      "type": "Feature",
      "id": null,
      "geometry": null,
      "properties": {properties}
    }}
  ]
}}
"#
    );
    let collection = read(&text);
    let written = write_collection(&collection);
    for kept in [
        r#""title": 5"#,
        r#""tags": ["a", 7]"#,
        r#""x": [1,  2]"#,
        r#""adopted": false"#,
        r#""precision_m": "far""#,
        r#""value": 12345678901234567890"#,
        r#""odd": {"k":  1.50}"#,
        r#""version": 2"#,
        r#""zone": "Mars/Olympus""#,
        r#""future": {"a":1 }"#,
        r#""id": null"#,
    ] {
        assert_eq!(written.matches(kept).count(), 1, "{kept} in {written}");
    }
    assert_eq!(read(&written), collection);
    assert_eq!(write_collection(&read(&written)), written);
}

#[test]
fn plain_features_that_become_a_collection_can_be_read_again() {
    let plain = r#"{"type": "FeatureCollection", "features": [
        {"type": "Feature", "id": "a", "geometry": null, "properties":
            {"name": "One", "start": "2016-12-11T10:30Z", "end": "2016-12-11T12:00:00.5Z", "when": "long ago", "media": 5}},
        {"type": "Feature", "id": "a", "geometry": null, "properties": {"name": "Two", "type": "battle"}}]}"#;
    let mut collection = read(plain);
    let times: Vec<_> = collection.events.iter().map(Event::time).collect();
    collection.own_format = true;
    let text = write_collection(&collection);
    let reading = read_collection(text.as_bytes(), "c.geojson").unwrap();
    assert_eq!(reading.problems, [], "{text}");
    let again: Vec<_> = reading.collection.events.iter().map(Event::time).collect();
    assert_eq!(again, times);
    assert_eq!(reading.collection.events[0].title, "One");
    assert!(text.contains(r#""original_when": "long ago""#), "{text}");
}

#[test]
fn a_part_of_a_collection_is_a_collection_without_scenes() {
    let mut collection = read(
        r#"{"type": "FeatureCollection", "strabo": {"version": 1, "title": "T", "scenes": [{"heading": "H"}]},
        "features": [{"type": "Feature", "id": "a", "geometry": null, "properties": {"title": "A"}},
                     {"type": "Feature", "id": "b", "geometry": null, "properties": {"title": "B"}}]}"#,
    );
    assert_eq!(collection.scenes.len(), 1);
    let part = read(&write_geojson(&collection, &[&collection.events[1]]));
    collection.scenes.clear();
    collection.events.remove(0);
    assert_eq!(part, collection);
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,8}",
        "[a-zA-Z \"\\\\/\n\t<>&’“]{0,11}x",
        "[\u{620}-\u{64a} ]{0,8}ت",
        "\\PC{0,6}z"
    ]
}

fn extra() -> impl Strategy<Value = Extra> {
    let raw = prop_oneof![
        Just("null"),
        Just("[1,  2.50]"),
        Just("{\"a\" :\n 1}"),
        Just("\"\\u0041\""),
        Just("-0.0"),
        Just("1e400"),
    ];
    // Names that no version will ever use.
    let entry = ("[a-z]{1,4} \"?[éت]", raw).prop_map(|(name, raw)| (name, raw.to_owned()));
    vec(entry, 0..3).prop_map(|mut extra| {
        let mut seen = std::collections::BTreeSet::new();
        extra.retain(|(name, _)| seen.insert(name.clone()));
        extra
    })
}

fn claims<T: Clone + std::fmt::Debug>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Vec<Claim<T>>> {
    let claim = (
        value,
        of(words()),
        vec(words().prop_map(QuoteId), 0..3),
        any::<bool>(),
        extra(),
    );
    vec(
        claim.prop_map(|(value, as_written, cites, adopted, extra)| Claim {
            value,
            as_written,
            cites,
            adopted,
            extra,
        }),
        0..3,
    )
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        (-1_000_000..1_000_000_i32).prop_map(f64::from),
        (-1_000_000..1_000_000_i32).prop_map(|n| f64::from(n) / 1024.0),
        Just(1e-30),
        Just(-2.5e200),
    ]
}

fn position() -> impl Strategy<Value = LatLon> {
    (-9_000..=9_000_i32, -18_000..=18_000_i32).prop_map(|(lat, lon)| LatLon {
        lat: f64::from(lat) / 100.0,
        lon: f64::from(lon) / 100.0,
    })
}

fn ring() -> impl Strategy<Value = Vec<LatLon>> {
    vec(position(), 3..6).prop_map(|mut ring| {
        ring.push(ring[0]);
        ring
    })
}

fn geometry() -> impl Strategy<Value = Geometry> {
    let leaf = prop_oneof![
        position().prop_map(Geometry::Point),
        vec(position(), 1..4).prop_map(Geometry::Points),
        vec(vec(position(), 2..4), 1..3).prop_map(Geometry::Lines),
        vec(vec(ring(), 1..3), 1..3).prop_map(Geometry::Polygons),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        vec(inner, 1..3).prop_map(Geometry::Collection)
    })
}

/// Times as a collection in this zone reads them.
fn when(zone: Zone) -> impl Strategy<Value = When> {
    let edtf = prop_oneof![
        Just("2016-12-11"),
        Just("2016-12-11/2016-12-13"),
        Just("201X"),
        Just("2016-12~"),
        Just("../2016"),
        Just("2016-12/.."),
        Just("[2016-12-11..2016-12-13]"),
        Just("2016-12-15T14:00:00"),
        Just("2016-22?"),
    ];
    let bounds = prop_oneof![
        Just((None, None)),
        Just((
            Some("2016-12-01T00:00:00.5+02:00"),
            Some("2016-12-31T00:00:00Z")
        )),
    ];
    (of(edtf), bounds).prop_filter_map("says something", move |(edtf, (earliest, latest))| {
        let time = match edtf {
            Some(text) => read_edtf(text, zone).unwrap(),
            None if earliest.is_some() => {
                EventTime::within(Timestamp::NEG_INFINITY, Timestamp::POS_INFINITY)
            }
            None => return None,
        };
        let moment = |text: Option<&str>| text.and_then(Timestamp::parse_rfc3339);
        let time = time.with_outer(moment(earliest), moment(latest));
        (time.start_min <= time.end_max).then(|| When {
            edtf: edtf.map(str::to_owned),
            earliest: earliest.map(str::to_owned),
            latest: latest.map(str::to_owned),
            time,
        })
    })
}

fn place() -> impl Strategy<Value = Place> {
    (of(words()), of(number().prop_map(f64::abs)), of(geometry())).prop_map(
        |(name, precision_m, geometry)| Place {
            name,
            precision_m,
            raw_geometry: geometry.as_ref().map(geometry_text),
            geometry,
        },
    )
}

fn measure() -> impl Strategy<Value = Measure> {
    (
        words(),
        of(number()),
        of(number()),
        of(number()),
        any::<bool>(),
    )
        .prop_map(|(name, value, low, high, best)| Measure {
            name,
            value,
            low,
            high,
            written_as_best: best && value.is_some(),
        })
}

fn quote() -> impl Strategy<Value = Quote> {
    let texts = (
        words(),
        words(),
        words(),
        of(words()),
        of(words()),
        of(words()),
    );
    let more = (
        of(words()),
        of(words()),
        of(1..=6_u64),
        of(words()),
        of(words()),
        of(words()),
        extra(),
    );
    (texts, more).prop_map(
        |(
            (id, source, text, speaker, role, said),
            (language, translation, grade, prefix, suffix, locator, extra),
        )| Quote {
            id: QuoteId(id),
            source: SourceId(source),
            text,
            speaker,
            role,
            said,
            language,
            translation,
            credibility: grade.and_then(Credibility::new),
            prefix,
            suffix,
            locator,
            extra,
        },
    )
}

fn link() -> impl Strategy<Value = Link> {
    let kind = prop_oneof![
        Just("follows".to_owned()),
        Just("duplicate".to_owned()),
        words()
    ];
    (words(), kind, extra()).prop_map(|(to, kind, extra)| Link {
        to: EventId(to),
        kind: LinkKind::parse(&kind),
        extra,
    })
}

fn sha256() -> impl Strategy<Value = String> {
    "[0-9a-f]{64}"
}

fn media() -> impl Strategy<Value = Media> {
    (
        words(),
        of(words()),
        of(words()),
        of(words()),
        of(sha256()),
        any::<bool>(),
        extra(),
    )
        .prop_map(
            |(file, kind, caption, credit, sha256, graphic, extra)| Media {
                file,
                kind,
                caption,
                credit,
                sha256,
                graphic,
                extra,
            },
        )
}

fn event(zone: Zone) -> impl Strategy<Value = Event> {
    let head = (
        of(words()),
        prop_oneof![words(), Just(UNTITLED.to_owned())],
        of(words()),
        of(words()),
        vec(words(), 0..3),
    );
    let claims = (
        claims(when(zone)),
        claims(place()),
        claims((words(), of(words())).prop_map(|(name, role)| Actor { name, role })),
        claims(measure()),
    );
    let rest = (
        vec(quote(), 0..3),
        vec(link(), 0..2),
        vec(media(), 0..2),
        of(geometry()),
        extra(),
        extra(),
    );
    (head, claims, rest).prop_map(
        |(
            (id, title, summary, category, tags),
            (when, places, actors, measures),
            (quotes, links, media, geometry, extra, feature_extra),
        )| Event {
            written: Written {
                id: id
                    .as_ref()
                    .map(|id| format!("\"{}\"", id.escape_unicode_json())),
                geometry: geometry.as_ref().map(geometry_text),
                plain_properties: None,
                extra: feature_extra,
            },
            id: EventId(id.unwrap_or_default()),
            title,
            summary,
            category: category.map(CategoryId),
            tags,
            when,
            places,
            actors,
            measures,
            quotes,
            links,
            media,
            geometry,
            extra,
        },
    )
}

/// Texts as JSON escapes, so that ids are not written as this program would write them.
trait EscapeJson {
    fn escape_unicode_json(&self) -> String;
}

impl EscapeJson for String {
    fn escape_unicode_json(&self) -> String {
        let units: Vec<Self> = self
            .encode_utf16()
            .map(|unit| format!("\\u{unit:04x}"))
            .collect();
        units.concat()
    }
}

fn source() -> impl Strategy<Value = Source> {
    let capture = (words(), of(sha256()), of(words()), of(words()), extra()).prop_map(
        |(file, sha256, captured, by, extra)| Capture {
            file,
            sha256,
            captured,
            by,
            extra,
        },
    );
    let texts = (
        words(),
        words(),
        of(words()),
        vec(words(), 0..3),
        of(words()),
        of(words()),
    );
    let more = (
        of(words()),
        of(words()),
        of(words()),
        of("[A-F]"),
        of(words()),
        vec(capture, 0..2),
        extra(),
    );
    (texts, more).prop_map(
        |(
            (id, title, publisher, authors, kind, published),
            (accessed, url, language, grade, origin, captures, extra),
        )| Source {
            id: SourceId(id),
            title,
            publisher,
            authors,
            kind,
            published,
            accessed,
            archive_url: url.clone(),
            url,
            language,
            reliability: grade.and_then(|grade| Reliability::parse(&grade)),
            origin: origin.map(SourceId),
            captures,
            extra,
        },
    )
}

fn category() -> impl Strategy<Value = Category> {
    (words(), words(), of(words()), of("#[0-9a-f]{6}"), extra()).prop_map(
        |(id, label, symbol, color, extra)| Category {
            id: CategoryId(id),
            label,
            symbol,
            color,
            extra,
        },
    )
}

fn scene() -> impl Strategy<Value = Scene> {
    let mode = of(prop::sample::select(WindowMode::ALL.to_vec()));
    let clock = of(prop::sample::select(Clock::ALL.to_vec()));
    let window = (of(words()), of(words()), mode, clock, extra()).prop_map(
        |(from, to, mode, clock, extra)| SceneWindow {
            from,
            to,
            mode,
            clock,
            extra,
        },
    );
    let names = || btree_set(words(), 0..3);
    let certainty = prop::sample::select(CertaintyFilter::ALL.to_vec());
    let filter = (
        (names(), names(), names(), names(), of(words()), certainty),
        scene_ranges(),
        extra(),
    )
        .prop_map(
            |(
                (categories, actors, sources, tags, text, certainty),
                (precisions, reliabilities, measures, bounds, lasso),
                extra,
            )| SceneFilter {
                categories: categories.into_iter().map(CategoryId).collect(),
                actors,
                sources,
                tags,
                precisions,
                reliabilities,
                measures,
                bounds,
                lasso,
                text,
                certainty,
                extra,
            },
        );
    let camera = (position(), 1.0..18.0_f64).prop_map(|(center, zoom)| Camera {
        center,
        zoom: (zoom * 4.0).round() / 4.0,
    });
    (
        (of(words()), words(), of(words()), of(words())),
        (
            of(camera),
            of(window),
            of(filter),
            of(words()),
            of(words()),
            of(0.1..60.0_f64),
            vec(annotation(), 0..4),
            vec(unread_annotation(), 0..2),
            extra(),
        ),
    )
        .prop_map(
            |(
                (id, heading, narration, notes),
                (
                    camera,
                    window,
                    filter,
                    selection,
                    enter,
                    seconds,
                    annotations,
                    unread_annotations,
                    extra,
                ),
            )| Scene {
                annotations,
                unread_annotations,
                id,
                heading,
                narration,
                notes,
                camera,
                window,
                filter,
                selection: selection.map(EventId),
                enter,
                seconds: seconds.map(|seconds| (seconds * 10.0).round() / 10.0),
                extra,
            },
        )
}

fn annotation() -> impl Strategy<Value = Annotation> {
    let metres = || (1..5_000_000_i32).prop_map(f64::from);
    let figure = prop_oneof![
        (position(), position())
            .prop_filter("has a length", |(from, to)| from != to)
            .prop_map(|(from, to)| Figure::Arrow { from, to }),
        (position(), metres()).prop_map(|(center, radius_m)| Figure::Circle { center, radius_m }),
        vec(position(), 3..6).prop_map(|corners| Figure::Polygon(Ring::new(corners).unwrap())),
        position().prop_map(Figure::Text),
        (position(), metres(), metres()).prop_map(|(center, east_m, north_m)| {
            let radii_m = [east_m, north_m];
            Figure::Highlight { center, radii_m }
        }),
    ];
    let style = (
        prop::sample::select(annotation::Tone::ALL.to_vec()),
        prop::sample::select(annotation::Line::ALL.to_vec()),
        prop::sample::select(annotation::Width::ALL.to_vec()),
    );
    let label = prop_oneof!["[a-zA-Z \"\\\\/<>&’“]{0,11}x", "[\u{620}-\u{64a} ]{0,8}ت"];
    (figure, of(label), style, extra()).prop_map(|(figure, label, (tone, line, width), extra)| {
        Annotation {
            figure,
            label,
            style: annotation::Style { tone, line, width },
            extra,
        }
    })
}

/// What a later version may draw, and what is no annotation at all.
fn unread_annotation() -> impl Strategy<Value = String> {
    let raw = prop_oneof![
        Just("{ \"kind\" : \"sketch\", \"ink\":  [1] }"),
        Just("{\"kind\":\"circle\",\"at\":[38,  95]}"),
        Just("{}"),
        Just("7"),
    ];
    raw.prop_map(str::to_owned)
}

#[test]
fn annotations_are_read_as_the_format_documents_them() {
    let text = r#"{"type": "FeatureCollection", "strabo": {"version": 1, "scenes": [{"heading": "H", "annotations": [
        {"kind": "arrow", "from": [37.6, 34.5], "to": [38.3, 34.6], "label": "The way east", "tone": "red", "line": "dashed", "width": "bold"},
        {"kind": "circle", "at": [37.63, 34.52], "radius_m": 20000},
        {"kind": "sketch", "ink": [1]},
        {"kind": "polygon", "ring": [[37, 34], [38, 34], [37.5, 35]], "tone": "accent"},
        {"kind": "text", "at": [38.28, 34.56], "label": "تدمر"},
        {"kind": "highlight", "at": [38.28, 34.56], "radii_m": [40000, 10000], "newer": {"a":  1}}
    ]}]}, "features": []}"#;
    let collection = read(text);
    let scene = &collection.scenes[0];
    let kinds: Vec<Kind> = scene
        .annotations
        .iter()
        .map(|one| one.figure.kind())
        .collect();
    assert_eq!(kinds, Kind::ALL);
    let [arrow, circle, ..] = scene.annotations.as_slice() else {
        panic!("annotations");
    };
    let at = |lat, lon| LatLon { lat, lon };
    let (from, to) = (at(34.5, 37.6), at(34.6, 38.3));
    assert_eq!(arrow.figure, Figure::Arrow { from, to });
    assert_eq!(arrow.label.as_deref(), Some("The way east"));
    assert_eq!(arrow.style.tone, annotation::Tone::Red);
    assert_eq!(circle.style, annotation::Style::default());
    assert_eq!(
        scene.unread_annotations,
        [r#"{"kind": "sketch", "ink": [1]}"#]
    );
    let written = write_collection(&collection);
    for kept in [
        r#"{"kind": "sketch", "ink": [1]}"#,
        r#""newer": {"a":  1}"#,
        r#""tone": "accent""#,
    ] {
        assert_eq!(written.matches(kept).count(), 1, "{kept} in {written}");
    }
    assert_eq!(read(&written), collection);
}

type SceneRanges = (
    std::collections::BTreeSet<PrecisionClass>,
    std::collections::BTreeSet<Reliability>,
    std::collections::BTreeMap<String, NumberRange>,
    Option<Bounds>,
    Option<Ring>,
);

/// The parts of a scene's filter that are neither names nor words.
fn scene_ranges() -> impl Strategy<Value = SceneRanges> {
    let range = (of(0.0..9.0_f64), of(9.0..99.0_f64)).prop_map(|(min, max)| NumberRange {
        min: min.map_or(f64::NEG_INFINITY, f64::round),
        max: max.map_or(f64::INFINITY, f64::round),
    });
    let bounds = (position(), 0.0..1.0_f64).prop_map(|(at, size)| Bounds {
        west: at.lon,
        south: at.lat,
        east: at.lon,
        north: (at.lat + size.round()).min(90.0),
    });
    let lasso = vec(position(), 3..6).prop_map(|corners| Ring::new(corners).expect("corners"));
    (
        btree_set(prop::sample::select(PrecisionClass::ALL.to_vec()), 0..3),
        btree_set(prop::sample::select(Reliability::ALL.to_vec()), 0..3),
        prop::collection::btree_map(words(), range, 0..3),
        of(bounds),
        of(lasso),
    )
}

fn collections() -> impl Strategy<Value = Collection> {
    let zone = of(prop::sample::select(vec![
        "Asia/Damascus",
        "Europe/Paris",
        "UTC",
    ]))
    .prop_map(|name| name.and_then(Zone::from_name));
    zone.prop_flat_map(|zone| {
        let handling = of((words(), of("#[0-9a-f]{6}"), extra())
            .prop_map(|(text, color, extra)| Handling { text, color, extra }));
        let head = (of(words()), of(words()), handling, extra(), extra());
        let lists = (
            vec(category(), 0..3),
            vec(source(), 0..3),
            vec(scene(), 0..3),
        );
        let events = vec(event(zone.unwrap_or_default()), 0..4);
        (head, lists, events, any::<bool>()).prop_map(
            move |(
                (title, summary, handling, extra, extra_document),
                (categories, sources, scenes),
                mut events,
                network_forbidden,
            )| {
                name_events(&mut events);
                Collection {
                    own_format: true,
                    title,
                    summary,
                    zone,
                    handling,
                    network_forbidden,
                    categories,
                    sources,
                    scenes,
                    events,
                    extra,
                    extra_document,
                }
            },
        )
    })
}

/// Leaves no id twice, and makes up those that are missing, as the reader does.
fn name_events(events: &mut [Event]) {
    let mut seen = std::collections::BTreeSet::new();
    for (idx, event) in events.iter_mut().enumerate() {
        if event.id.0.is_empty() || !seen.insert(event.id.0.clone()) {
            event.written.id = None;
            event.id = EventId(format!("feature-{}", idx + 1));
        }
    }
}
