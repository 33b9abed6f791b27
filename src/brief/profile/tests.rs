//! What the public profile takes out, and that it counts it.

use super::*;
use crate::io::export::geojson::write_collection;
use crate::io::import::read_collection;

const HOUSE: &str = r#"{"type": "FeatureCollection", "house": "secret-member",
"strabo": {"version": 1, "title": "House", "zone": "UTC", "team": "secret-team",
  "sources": [
    {"id": "open", "title": "Open report", "url": "https://example.org/a", "archive_url": "file:///home/ana/open.html",
     "captures": [{"file": "copies/secret-copy.html"}]},
    {"id": "mole", "title": "A talk with the secret-mole", "restricted": true},
    {"id": "echo", "title": "Echo", "origin": "mole"}],
  "scenes": [
    {"heading": "First", "narration": "The secret-words of nobody, they say.", "notes": "secret-notes",
     "camera": {"lat": 34.5523, "lon": 37.6273, "zoom": 17}, "selection": "hidden",
     "filter": {"bounds": [37.62, 34.55, 37.63, 34.56], "precisions": ["exact"]},
     "annotations": [{"kind": "circle", "at": [37.6273, 34.5523], "radius_m": 300, "label": "secret-hangar"},
                     {"kind": "text", "at": [37.6273, 34.5523], "label": "secret-gate"}]},
    {"heading": "Second", "filter": {"sources": ["mole"]}}]},
"features": [
{"type": "Feature", "id": "seen", "geometry": {"type": "Point", "coordinates": [37.6273, 34.5523]},
 "properties": {"title": "Seen", "when": {"edtf": "2016-12-15", "cites": ["q1"]},
  "where": {"name": "Hangar at 34.5523, 37.6273", "precision_m": 50, "note": "secret-note"},
  "measures": [{"name": "tanks", "value": 14, "cites": ["q2"]}, {"name": "tanks", "value": 3, "cites": ["q1", "q2"]}],
  "media": [{"file": "copies/secret-photo.jpg"}],
  "links": [{"to": "hidden", "kind": "follows"}],
  "quotes": [{"id": "q1", "source": "open", "text": "It burned."},
             {"id": "q2", "source": "mole", "text": "the secret-words of nobody"}]}},
{"type": "Feature", "id": "hidden", "geometry": {"type": "Point", "coordinates": [37.7, 34.6]},
 "properties": {"title": "Told by the mole", "quotes": [{"id": "q3", "source": "mole", "text": "secret-tale"}]}},
{"type": "Feature", "id": "area", "geometry": {"type": "Polygon", "coordinates": [[[37.1, 34.1], [37.5, 34.1], [37.5, 34.4], [37.1, 34.1]]]},
 "properties": {"title": "Area"}}]}"#;

fn reduced() -> (Collection, Removed) {
    let read = read_collection(HOUSE.as_bytes(), "house.geojson").unwrap();
    assert!(read.problems.is_empty(), "{:?}", read.problems);
    let terms = Public {
        coarsen_m: 10_000.0,
        withheld: BTreeSet::new(),
    };
    public(read.collection, &terms)
}

#[test]
fn nothing_that_was_taken_out_is_left_behind() {
    let (mut collection, removed) = reduced();
    // The narration's words are a person's to change, and it is told of.
    assert_eq!(removed.warnings.len(), 1, "{:?}", removed.warnings);
    assert!(removed.warnings[0].starts_with("Scene 1 still says"));
    collection.scenes[0].narration = None;
    let text = write_collection(&collection);
    for secret in [
        "secret",
        "mole",
        "34.5523",
        "37.6273",
        "/home",
        "copies",
        "[37.1, 34.1]",
        "[37.5, 34.4]",
        "Told by",
    ] {
        assert!(!text.contains(secret), "{secret} is left in\n{text}");
    }
}

#[test]
fn what_was_taken_out_is_counted() {
    let (_, removed) = reduced();
    assert_eq!(
        removed.lines(),
        [
            "2 places coarsened",
            "1 coordinate in the words of a place left out",
            "1 camera coarsened",
            "2 filters by place widened",
            "1 scene’s presenter notes left out",
            "2 annotations left out",
            "1 stored copy left out",
            "1 medium left out",
            "1 local address left out",
            "1 source left out",
            "2 quotes left out",
            "1 claim left out that rests on these alone",
            "1 event left out that rests on these alone",
            "1 link left out that leads to these",
            "1 scene left out that asks for these alone",
            "3 further members left out",
        ]
    );
    assert_eq!(removed.heading(), "Public: places are coarsened to 10 km");
}

#[test]
fn a_claim_that_somebody_else_backs_stays() {
    let (collection, _) = reduced();
    let event = &collection.events[0];
    assert_eq!(event.measures.len(), 1);
    assert_eq!(event.measures[0].value.value, Some(3.0));
    assert_eq!(event.measures[0].cites, [QuoteId(String::from("q1"))]);
    assert_eq!(event.precision_m(), Some(8_000.0));
    let echo = collection.source(&SourceId(String::from("echo"))).unwrap();
    assert_eq!(echo.origin, None);
}

#[test]
fn a_collection_without_secrets_says_so() {
    let terms = Public {
        coarsen_m: 10_000.0,
        withheld: BTreeSet::new(),
    };
    let (_, removed) = public(Collection::default(), &terms);
    assert_eq!(removed.lines(), ["There was nothing to take out"]);
}

#[test]
fn addresses_of_the_house_are_no_public_ones() {
    for address in ["https://example.org/a", "http://xn--x.sy", "doi:10.1/2"] {
        assert!(is_public_address(address), "{address}");
    }
    for address in [
        "file:///x",
        "/home/ana/x",
        "C:\\x",
        "http://localhost:8080/x",
        "http://192.168.1.4/x",
        "https://wiki.internal/x",
        "http://server/x",
    ] {
        assert!(!is_public_address(address), "{address}");
    }
}
