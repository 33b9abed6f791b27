//! Search in the whole table of places: names in many spellings find the right place first.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::sync::{Arc, LazyLock};

use strabo::model::coordinate::mgrs;
use strabo::model::place::LatLon;
use strabo::query::places::{Answer, Found, FoundKind, OwnPlace, Question, own_places, places};
use strabo::store::gazetteer::Gazetteer;

static GAZETTEER: LazyLock<Arc<Gazetteer>> =
    LazyLock::new(|| strabo::io::gazetteer::read().unwrap());

fn found(text: &str, near: Option<LatLon>, own: &[OwnPlace]) -> Vec<Found> {
    let question = Question {
        text,
        near,
        own,
        n_max: 10,
    };
    match places(&GAZETTEER, &question) {
        Answer::Places(found) => found,
        other => panic!("{text}: {other:?}"),
    }
}

/// A line of the table of names.
struct Wanted {
    typed: String,
    at: LatLon,
    within_m: f64,
}

fn wanted() -> Vec<Wanted> {
    let table = include_str!("data/places.tsv");
    let lines = table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            Wanted {
                typed: fields[0].to_owned(),
                at: LatLon::new(fields[1].parse().unwrap(), fields[2].parse().unwrap()).unwrap(),
                within_m: fields[3].parse::<f64>().unwrap() * 1_000.0,
            }
        })
        .collect()
}

/// Those whose first answer lies elsewhere.
fn missed(near: Option<LatLon>) -> Vec<String> {
    wanted()
        .into_iter()
        .filter_map(
            |Wanted {
                 typed,
                 at,
                 within_m,
             }| {
                let first = found(&typed, near, &[]).into_iter().next();
                let is_right = first
                    .as_ref()
                    .is_some_and(|first| first.at.distance_m(at) <= within_m);
                (!is_right).then(|| format!("{typed}: {first:?}"))
            },
        )
        .collect()
}

#[test]
fn names_in_many_spellings_find_the_right_place_first() {
    assert!(wanted().len() >= 60);
    let missed = missed(None);
    assert!(missed.is_empty(), "{} missed: {missed:#?}", missed.len());
}

#[test]
fn looking_at_syria_they_find_it_too() {
    let missed = missed(Some(LatLon {
        lat: 34.9,
        lon: 38.2,
    }));
    assert!(missed.is_empty(), "{} missed: {missed:#?}", missed.len());
}

#[test]
fn every_place_of_the_sample_comes_first_under_the_name_that_its_events_give_it() {
    let dataset = strabo::io::dataset::sample().unwrap();
    let own = own_places(&dataset);
    assert!(own.len() >= 5, "{own:?}");
    for place in &own {
        let first = found(&place.name, None, &own).into_iter().next().unwrap();
        assert_eq!(
            (first.name.as_str(), first.at),
            (place.name.as_str(), place.at)
        );
        assert!(matches!(first.kind, FoundKind::Events(n) if n > 0));
    }
    let first = found("palm", None, &own).into_iter().next().unwrap();
    assert_eq!(first.name, "Palmyra");
    // The table tells of the same place what the events do not say.
    assert_eq!(
        (first.country.as_str(), first.name_ar.as_deref()),
        ("SY", Some("تدمر"))
    );
}

#[test]
fn a_name_is_found_as_it_is_typed() {
    for typed in ["Palm", "Palmy", "Palmyr", "Palmyra"] {
        let near = Some(LatLon {
            lat: 34.9,
            lon: 38.2,
        });
        let all = found(typed, near, &[]);
        assert!(
            all.iter().take(3).any(|place| place.name == "Palmyra"),
            "{typed}: {all:#?}"
        );
    }
    for typed in [
        "D",
        "De",
        "Dei",
        "Deir ",
        "Deir e",
        "Deir ez-",
        "Deir ez-Z",
        "Deir ez-Zo",
    ] {
        assert!(!found(typed, None, &[]).is_empty(), "{typed}");
    }
}

#[test]
fn a_place_has_its_country_and_square() {
    let first = &found("Tadmor", None, &[])[0];
    assert_eq!(
        (first.name.as_str(), first.name_ar.as_deref()),
        ("Palmyra", Some("تدمر"))
    );
    assert_eq!(
        (first.country.as_str(), first.country_name.as_str()),
        ("SY", "Syria")
    );
    assert_eq!(first.also.as_deref(), Some("Tadmor"));
    assert_eq!(mgrs(first.at, 1), "37SDU32");
}

#[test]
fn senseless_words_find_nothing_and_cost_nothing() {
    for text in [
        "qxzjqxzj",
        "????",
        "𓂀𓂀𓂀",
        &"a ".repeat(99),
        &"x".repeat(5_000),
    ] {
        let question = Question {
            text,
            near: None,
            own: &[],
            n_max: 10,
        };
        let answer = places(&GAZETTEER, &question);
        assert!(matches!(answer, Answer::Places(_)), "{text}");
    }
    assert!(found("qxzjqxzj", None, &[]).is_empty());
}
