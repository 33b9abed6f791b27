//! What the reader makes of GeoJSON: its own format, anybody's, and what only looks like it.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use strabo::io::export::csv::{COLUMNS, write_csv};
use strabo::io::import::table::{TableOptions, Watch};
use strabo::io::import::{Reading, load_with, read_collection};
use strabo::model::event::Event;
use strabo::model::place::{Geometry, LatLon};
use strabo::model::problem::{Problem, ProblemCode};
use strabo::model::time::{Extent, Timestamp};

fn read(text: &str) -> Reading {
    read_collection(text.as_bytes(), "c.geojson").unwrap()
}

fn refused(text: &str) -> Problem {
    read_collection(text.as_bytes(), "c.geojson").unwrap_err()
}

/// The event of a plain feature with these properties.
fn plain(properties: &str) -> Event {
    let text = format!(
        r#"{{"type": "FeatureCollection", "features": [
            {{"type": "Feature", "geometry": null, "properties": {properties}}}]}}"#
    );
    read(&text).collection.events.remove(0)
}

/// The event of a feature in the collection format.
fn own(properties: &str) -> (Option<Event>, Vec<Problem>) {
    let text = format!(
        r#"{{"type": "FeatureCollection", "strabo": {{"version": 1, "zone": "Asia/Damascus"}}, "features": [
            {{"type": "Feature", "id": "a", "geometry": null, "properties": {properties}}}]}}"#
    );
    let reading = read(&text);
    (
        reading.collection.events.into_iter().next(),
        reading.problems,
    )
}

fn bounds(event: &Event) -> Option<(String, String, Extent)> {
    let time = event.time()?;
    let text = |at: Timestamp| at.to_rfc3339().unwrap();
    Some((text(time.start_min), text(time.end_max), time.extent))
}

#[test]
fn reading_geojson_says_how_far_it_is_and_can_be_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.geojson");
    let text = r#"{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": null, "properties": {}}]}"#;
    strabo::io::atomic::write_atomically(&path, text.as_bytes()).unwrap();
    let watch = Watch::default();
    assert_eq!(watch.share(), None);
    load_with(&path, &TableOptions::default(), &watch).unwrap();
    assert!(watch.share().unwrap() > 0.5);
    let watch = Watch::default();
    watch.cancel();
    let stopped = load_with(&path, &TableOptions::default(), &watch).unwrap_err();
    assert_eq!(stopped.message, "the import was cancelled");
}

#[test]
fn a_title_a_category_and_a_summary_are_guessed_from_names() {
    for (properties, title, category, summary) in [
        (
            r#"{"name": "A", "type": "raid", "description": "long"}"#,
            "A",
            Some("raid"),
            Some("long"),
        ),
        (
            r#"{"NAME": "A", "Event_Type": "raid", "Notes": "n"}"#,
            "A",
            Some("raid"),
            Some("n"),
        ),
        (
            r#"{"title": "T", "name": "N", "category": "c", "type": "t"}"#,
            "T",
            Some("c"),
            None,
        ),
        (
            r#"{"name": 5, "label": "L", "class": ["x"]}"#,
            "L",
            None,
            None,
        ),
        (r#"{"name": "", "headline": "H"}"#, "H", None, None),
        (r#"{"code": 5, "city": "Homs"}"#, "Homs", None, None),
        (
            r#"{"link": "https://example.org", "seen": "2016", "n": 1}"#,
            "Untitled",
            None,
            None,
        ),
        ("{}", "Untitled", None, None),
        ("null", "Untitled", None, None),
    ] {
        let event = plain(properties);
        assert_eq!(event.title, title, "{properties}");
        assert_eq!(
            event.category.as_ref().map(|id| id.0.as_str()),
            category,
            "{properties}"
        );
        assert_eq!(event.summary.as_deref(), summary, "{properties}");
    }
}

#[test]
fn what_is_not_used_is_shown_as_it_is() {
    let event = plain(r#"{"name": "A", "size": 1.50, "city": "Homs", "x": {"a":1}}"#);
    let shown: Vec<_> = event
        .extra
        .iter()
        .map(|(name, raw)| (name.as_str(), raw.as_str()))
        .collect();
    assert_eq!(
        shown,
        [("size", "1.50"), ("city", "\"Homs\""), ("x", "{\"a\":1}")]
    );
}

#[test]
fn a_time_is_guessed_and_exact() {
    let day = Some((
        "2016-12-11T00:00:00Z",
        "2016-12-12T00:00:00Z",
        Extent::Within,
    ));
    let days = Some((
        "2016-12-11T00:00:00Z",
        "2016-12-14T00:00:00Z",
        Extent::WentOn,
    ));
    let minute = Some((
        "2016-12-11T10:30:00Z",
        "2016-12-11T10:31:00Z",
        Extent::Within,
    ));
    for (properties, expected) in [
        (r#"{"date": "2016-12-11"}"#, day),
        (r#"{"Event_Date": "20161211"}"#, day),
        (r#"{"when": "2016-12-11/2016-12-13"}"#, days),
        (r#"{"start": "2016-12-11", "end": "2016-12-13"}"#, days),
        (
            r#"{"date_start": "2016-12-11", "date_end": "2016-12-13"}"#,
            days,
        ),
        (r#"{"begin": "2016-12-11", "end": "2016-12-11"}"#, day),
        (r#"{"begin": "2016-12-11", "end": null}"#, day),
        (
            r#"{"year": 2016}"#,
            Some((
                "2016-01-01T00:00:00Z",
                "2017-01-01T00:00:00Z",
                Extent::Within,
            )),
        ),
        (r#"{"timestamp": "2016-12-11T10:30Z"}"#, minute),
        (r#"{"time": "2016-12-11 12:30+02:00"}"#, minute),
        (
            r#"{"datetime": "2016-12-11T10:30:00.25Z"}"#,
            Some((
                "2016-12-11T10:30:00.250Z",
                "2016-12-11T10:30:00.260Z",
                Extent::Within,
            )),
        ),
        (
            r#"{"start": "2016-12-11T10:30:00Z", "end": "2016-12-12T11:00Z"}"#,
            Some((
                "2016-12-11T10:30:00Z",
                "2016-12-12T11:01:00Z",
                Extent::WentOn,
            )),
        ),
        (
            r#"{"start": "2016-12-11T10:30:00Z", "end": "2016-12-13"}"#,
            Some((
                "2016-12-11T10:30:00Z",
                "2016-12-14T00:00:00Z",
                Extent::WentOn,
            )),
        ),
        (r#"{"date": "yesterday"}"#, None),
        (r#"{"date": "2016-02-30"}"#, None),
        (r#"{"date": 1481760000000}"#, None),
        (r#"{"time": "10:30"}"#, None),
        (r#"{"start": "2016-12-13", "end": "2016-12-11"}"#, None),
    ] {
        let expected = expected.map(|(from, to, extent)| (from.to_owned(), to.to_owned(), extent));
        assert_eq!(bounds(&plain(properties)), expected, "{properties}");
    }
}

#[test]
fn a_span_of_moments_has_exact_ends() {
    let event = plain(r#"{"start": "2016-12-11T10:30:00Z", "end": "2016-12-11T12:00:00Z"}"#);
    let time = event.time().unwrap();
    assert_eq!(time.start_min, time.start_max);
    assert_eq!(time.end_min, time.end_max);
}

#[test]
fn a_single_feature_and_a_bare_geometry_are_one_event() {
    for (text, title) in [
        (
            r#"{"type": "Feature", "id": 7, "geometry": {"type": "Point", "coordinates": [38.28, 34.56]},
            "properties": {"name": "A"}}"#,
            "A",
        ),
        (
            r#"{"type": "Point", "coordinates": [38.28, 34.56]}"#,
            "Untitled",
        ),
    ] {
        let reading = read(text);
        assert_eq!(reading.features, 1);
        let event = &reading.collection.events[0];
        assert_eq!(event.title, title);
        assert_eq!(event.anchor(), LatLon::new(34.56, 38.28));
        assert_eq!(reading.problems, []);
    }
    let problem = refused(r#"{"type": "Point", "coordinates": [38.28, 134.56]}"#);
    assert_eq!(problem.code, ProblemCode::BadCoordinate);
    assert_eq!(problem.path, "coordinates[1]");
    let problem = refused(r#"{"type": "Feature", "geometry": null, "properties": 5}"#);
    assert_eq!(problem.path, "properties");
}

#[test]
fn every_kind_of_geometry_is_read_or_rejected_where_it_is_wrong() {
    let at = "features[0].geometry";
    for (geometry, expected) in [
        (r#"{"type": "Point", "coordinates": [1, 2, 3]}"#, Ok(1)),
        (
            r#"{"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]}"#,
            Ok(2),
        ),
        (
            r#"{"type": "LineString", "coordinates": [[1, 2], [3, 4]]}"#,
            Ok(2),
        ),
        (
            r#"{"type": "MultiLineString", "coordinates": [[[1, 2], [3, 4]]]}"#,
            Ok(2),
        ),
        (
            r#"{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}"#,
            Ok(4),
        ),
        (
            r#"{"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [1, 1], [0, 0]]]]}"#,
            Ok(4),
        ),
        (
            r#"{"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]}]}"#,
            Ok(1),
        ),
        (r#"{"type": "Point", "coordinates": [180, -90]}"#, Ok(1)),
        (r#"{"type": "Point", "coordinates": []}"#, Ok(0)),
        (r#"{"type": "MultiPolygon", "coordinates": []}"#, Ok(0)),
        (r#"{"type": "GeometryCollection", "geometries": []}"#, Ok(0)),
        ("null", Ok(0)),
        (
            r#"{"type": "Point", "coordinates": [180.1, 0]}"#,
            Err(".coordinates[0]"),
        ),
        (
            r#"{"type": "Point", "coordinates": [0, 90.0001]}"#,
            Err(".coordinates[1]"),
        ),
        (r#"{"type": "Point", "coordinates": [1]}"#, Err("")),
        (r#"{"type": "Point", "coordinates": [1, "2"]}"#, Err("")),
        (r#"{"type": "Point", "coordinates": [1, null]}"#, Err("")),
        (r#"{"type": "Point", "coordinates": [1, 1e400]}"#, Err("")),
        (r#"{"type": "Point"}"#, Err("")),
        (r#"{"type": "Circle", "coordinates": [1, 2]}"#, Err("")),
        (
            r#"{"type": "LineString", "coordinates": [[1, 2]]}"#,
            Err(".coordinates"),
        ),
        (
            r#"{"type": "LineString", "coordinates": [[1, 2], [3]]}"#,
            Err(".coordinates[1]"),
        ),
        (
            r#"{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0]]]}"#,
            Err(".coordinates[0]"),
        ),
        (
            r#"{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}"#,
            Err(".coordinates[0]"),
        ),
        (
            r#"{"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 99]}]}"#,
            Err(".geometries[0].coordinates[1]"),
        ),
        ("[1, 2]", Err("")),
        ("\"POINT(1 2)\"", Err("")),
    ] {
        let text = format!(
            r#"{{"type": "FeatureCollection", "features": [{{"type": "Feature", "geometry": {geometry}, "properties": null}}]}}"#
        );
        let reading = read(&text);
        match expected {
            Ok(count) => {
                assert_eq!(reading.problems, [], "{geometry}");
                let shape = reading.collection.events[0].geometry.as_ref();
                let positions = shape.map(Geometry::positions).unwrap_or_default();
                assert_eq!(positions.len(), count, "{geometry}");
            }
            Err(path) => {
                assert_eq!(reading.rejected, 1, "{geometry}");
                assert_eq!(reading.problems.len(), 1, "{geometry}");
                assert_eq!(
                    reading.problems[0].path,
                    format!("{at}{path}"),
                    "{geometry}"
                );
                assert!(reading.problems[0].rejects);
            }
        }
    }
}

#[test]
fn what_is_not_a_collection_is_one_error() {
    for (text, code) in [
        ("[]", ProblemCode::NotGeoJson),
        ("5", ProblemCode::NotGeoJson),
        ("{}", ProblemCode::NotGeoJson),
        (r#"{"type": "Topology"}"#, ProblemCode::NotGeoJson),
        (
            r#"{"type": "FeatureCollection"}"#,
            ProblemCode::MissingMember,
        ),
        (
            r#"{"type": "FeatureCollection", "features": {}}"#,
            ProblemCode::WrongType,
        ),
        (
            r#"{"type": "FeatureCollection", "strabo": 1, "features": []}"#,
            ProblemCode::WrongType,
        ),
        (
            r#"{"type": "FeatureCollection", "features": [], "features": []}"#,
            ProblemCode::DuplicateMember,
        ),
        ("", ProblemCode::Syntax),
        ("{", ProblemCode::Syntax),
    ] {
        let problem = refused(text);
        assert_eq!(problem.code, code, "{text}");
        assert!(
            problem.location.is_some() && problem.file == "c.geojson",
            "{text}"
        );
    }
}

#[test]
fn a_time_may_be_a_text_a_claim_or_a_list_of_claims() {
    for (when, count, bounds_of_adopted) in [
        (
            r#""2016-12-11""#,
            1,
            ("2016-12-10T22:00:00Z", "2016-12-11T22:00:00Z"),
        ),
        (
            r#"{"edtf": "2016-12-11", "as_written": "Sunday"}"#,
            1,
            ("2016-12-10T22:00:00Z", "2016-12-11T22:00:00Z"),
        ),
        (
            r#"["2016-12-11", {"edtf": "2016-12-12", "adopted": true}]"#,
            2,
            ("2016-12-11T22:00:00Z", "2016-12-12T22:00:00Z"),
        ),
        (
            r#"{"earliest": "2016-12-11T10:00:00Z", "latest": "2016-12-11T11:00:00.5+00:00"}"#,
            1,
            ("2016-12-11T10:00:00Z", "2016-12-11T11:00:00.500Z"),
        ),
        (
            r#"{"edtf": "2016-12-11", "latest": "2016-12-11T11:00:00Z"}"#,
            1,
            ("2016-12-10T22:00:00Z", "2016-12-11T11:00:00Z"),
        ),
    ] {
        let (event, problems) = own(&format!(r#"{{"title": "A", "when": {when}}}"#));
        assert_eq!(problems, [], "{when}");
        let event = event.unwrap();
        assert_eq!(event.when.len(), count, "{when}");
        let (from, to, _) = bounds(&event).unwrap();
        assert_eq!((from.as_str(), to.as_str()), bounds_of_adopted, "{when}");
    }
}

#[test]
fn a_time_that_cannot_be_rejects_the_event() {
    for when in [
        r#""2016-02-30""#,
        r#""yesterday""#,
        "2016",
        r#"["2016", "2016-13"]"#,
        r#"{"edtf": 2016}"#,
        r#"{"edtf": "2016", "latest": "noon"}"#,
        r#"{"earliest": "2017-01-01T00:00:00Z", "latest": "2016-01-01T00:00:00Z"}"#,
        r#"{"edtf": "2016", "earliest": "2018-01-01T00:00:00Z"}"#,
    ] {
        let (event, problems) = own(&format!(r#"{{"title": "A", "when": {when}}}"#));
        assert!(event.is_none(), "{when}");
        assert!(problems.iter().any(|problem| problem.rejects), "{when}");
    }
}

#[test]
fn what_is_odd_is_a_problem_and_the_event_stays() {
    for (properties, code) in [
        (r#"{"title": 5}"#, ProblemCode::WrongType),
        (r#"{"tags": "a, b"}"#, ProblemCode::WrongType),
        (r#"{"category": "raid"}"#, ProblemCode::UnknownCategory),
        (
            r#"{"when": {"as_written": "last Sunday"}}"#,
            ProblemCode::MissingMember,
        ),
        (
            r#"{"where": {"name": "A", "precision_m": -5}}"#,
            ProblemCode::BadValue,
        ),
        (
            r#"{"actors": [{"role": "attacker"}]}"#,
            ProblemCode::MissingMember,
        ),
        (
            r#"{"measures": [{"name": "tanks"}]}"#,
            ProblemCode::MissingMember,
        ),
        (
            r#"{"measures": [{"name": "tanks", "low": 5, "best": 3}]}"#,
            ProblemCode::BadValue,
        ),
        (
            r#"{"media": [{"file": "a.jpg", "sha256": "00"}]}"#,
            ProblemCode::BadValue,
        ),
        (r#"{"summary": "\ud800"}"#, ProblemCode::WrongType),
        (
            r#"{"summary": "a", "summary": "b"}"#,
            ProblemCode::DuplicateMember,
        ),
    ] {
        let (event, problems) = own(properties);
        assert!(event.is_some(), "{properties}");
        let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, [code], "{properties}");
    }
}

#[test]
fn ids_are_kept_as_written_and_made_up_where_there_are_none() {
    let text = r#"{"type": "FeatureCollection", "features": [
        {"type": "Feature", "id": 7, "geometry": null, "properties": null},
        {"type": "Feature", "geometry": null, "properties": null},
        {"type": "Feature", "id": "7", "geometry": null, "properties": null},
        {"type": "Feature", "id": "feature-5", "geometry": null, "properties": null},
        {"type": "Feature", "id": null, "geometry": null, "properties": null}]}"#;
    let reading = read(text);
    let ids: Vec<&str> = reading
        .collection
        .events
        .iter()
        .map(|event| event.id.0.as_str())
        .collect();
    // A plain file may give an id twice: both are shown.
    assert_eq!(
        ids,
        ["7", "feature-2", "feature-3", "feature-5", "feature-5'"]
    );
    assert_eq!(reading.problems.len(), 1);
    assert_eq!(reading.problems[0].code, ProblemCode::DuplicateId);
}

#[test]
fn a_table_has_a_row_for_every_event_and_keeps_every_letter() {
    let text = r#"{"type": "FeatureCollection",
        "strabo": {"version": 1, "sources": [{"id": "s", "title": "The \"Times\""}]}, "features": [
        {"type": "Feature", "id": "a", "geometry": {"type": "Point", "coordinates": [38.28, 34.56]}, "properties": {
            "title": "تدمر, again", "when": "2016-12-11/..", "tags": ["x", "y"],
            "where": {"name": "Palmyra", "precision_m": 5000}, "actors": [{"name": "A", "role": "r"}, {"name": "B"}],
            "measures": [{"name": "tanks", "low": 3, "high": 5}],
            "quotes": [{"id": "q", "source": "s", "text": "line\nbreak"}]}},
        {"type": "Feature", "id": "b", "geometry": null, "properties": {"title": "B"}}]}"#;
    let collection = read(text).collection;
    let events: Vec<&Event> = collection.events.iter().collect();
    let table = write_csv(&collection, &events).unwrap();
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    assert_eq!(reader.headers().unwrap(), &COLUMNS[..]);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let expected = [
        "a",
        "تدمر, again",
        "",
        "2016-12-11/..",
        "2016-12-11T00:00:00Z",
        "2016-12-11T00:00:00Z",
        "",
        "",
        "Palmyra",
        "34.56",
        "38.28",
        "5000",
        "A (r); B",
        "tanks: 3–5",
        "",
        "line\nbreak",
        "The \"Times\"",
        "x; y",
    ];
    assert_eq!(rows[0], expected[..]);
    assert_eq!(rows[1].iter().filter(|field| !field.is_empty()).count(), 2);
    assert_eq!(rows.len(), 2);
}

#[test]
fn problems_beyond_the_limit_are_counted() {
    let bad = r#"{"type":"Feature","geometry":5,"properties":null}"#;
    let extra = 10;
    let count = strabo::io::import::PROBLEMS_MAX + extra;
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        vec![bad; count].join(",")
    );
    let reading = read(&text);
    assert_eq!(reading.rejected, count);
    assert_eq!(reading.problems.len(), strabo::io::import::PROBLEMS_MAX + 1);
    assert_eq!(
        reading.problems.last().unwrap().message,
        "10 more problems are not listed"
    );
}
