use proptest::prelude::{Strategy, prop_assert_eq, proptest};

use super::*;
use crate::model::collection::Collection;
use crate::model::event::{EventId, Link, Measure, When};
use crate::model::place::{LatLon, Place};
use crate::model::source::{Quote, Source};
use crate::model::time::{Zone, read_edtf};
use crate::store::Origin;

fn quote(n: usize, source: &str) -> Quote {
    Quote {
        id: quote_id(n),
        source: SourceId(source.to_owned()),
        text: String::new(),
        speaker: None,
        role: None,
        said: None,
        language: None,
        translation: None,
        credibility: None,
        prefix: None,
        suffix: None,
        locator: None,
        extra: Vec::new(),
    }
}

fn quote_id(n: usize) -> QuoteId {
    QuoteId(format!("q{n}"))
}

fn cited<T>(value: T, quotes: &[usize]) -> Claim<T> {
    Claim {
        cites: quotes.iter().map(|n| quote_id(*n)).collect(),
        ..Claim::bare(value)
    }
}

fn when(edtf: &str) -> When {
    When {
        edtf: Some(edtf.to_owned()),
        earliest: None,
        latest: None,
        time: read_edtf(edtf, Zone::default()).unwrap(),
    }
}

fn tanks(value: f64) -> Measure {
    Measure {
        name: String::from("tanks"),
        value: Some(value),
        low: None,
        high: None,
        written_as_best: false,
    }
}

fn place(name: &str, lon: Option<f64>, precision_m: Option<f64>) -> Place {
    Place {
        name: Some(name.to_owned()),
        precision_m,
        geometry: lon.map(|lon| Geometry::Point(LatLon { lat: 0.0, lon })),
        raw_geometry: None,
    }
}

fn blank() -> Event {
    Event {
        // Quotes 0 to 3 stand in the sources a to d.
        quotes: ["a", "b", "c", "d"]
            .into_iter()
            .enumerate()
            .map(|(n, source)| quote(n, source))
            .collect(),
        ..Event::new(EventId(String::from("e")), String::from("E"))
    }
}

/// `b` and `c` repeat `a`.
fn origins() -> Origins {
    let source = |id: &str, origin: Option<&str>| Source {
        origin: origin.map(|id| SourceId(id.to_owned())),
        ..Source::new(SourceId(id.to_owned()), id.to_uppercase())
    };
    Origins::of(&[
        source("a", None),
        source("b", Some("a")),
        source("c", Some("b")),
        source("d", None),
    ])
}

#[test]
fn reposts_of_one_report_are_one_origin() {
    let event = Event {
        measures: vec![
            cited(tanks(14.0), &[0, 1]),
            cited(tanks(12.0), &[3]),
            cited(tanks(14.0), &[2]),
        ],
        ..blank()
    };
    let found = disputes(&nothing(), &event, &origins());
    assert_eq!(found.len(), 1);
    assert!(found[0].is_contradiction() && !found[0].may_all_hold);
    assert_eq!(found[0].n_claims(), 3);
    let words: Vec<(String, String)> = found[0]
        .sides
        .iter()
        .map(|side| {
            let value = side.value_words(&found[0].field, &event, Zone::default());
            (value, side.backing.words())
        })
        .collect();
    let expected = [("14", "3 reports, 1 origin"), ("12", "1 report")];
    assert_eq!(
        words,
        expected.map(|(value, backing)| (value.to_owned(), backing.to_owned()))
    );
}

#[test]
fn the_same_value_by_several_sources_is_agreement() {
    let event = Event {
        when: vec![
            cited(when("2016-12-15"), &[0]),
            cited(when("2016-12-15~"), &[3]),
        ],
        measures: vec![cited(tanks(14.0), &[0]), cited(tanks(14.0), &[3])],
        places: vec![
            cited(place("Palmyra", None, None), &[0]),
            cited(place("PALMYRA", None, None), &[3]),
        ],
        geometry: Some(Geometry::Point(LatLon { lat: 0.0, lon: 1.0 })),
        ..blank()
    };
    let found = disputes(&nothing(), &event, &origins());
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|dispute| !dispute.is_contradiction()));
    let two = Backing {
        reports: 2,
        origins: 2,
    };
    assert!(found.iter().all(|dispute| dispute.sides[0].backing == two));
}

#[test]
fn values_within_bounds_that_overlap_may_all_hold() {
    let check = |event: &Event, expected: bool| {
        let found = disputes(&nothing(), event, &origins());
        assert_eq!(found.len(), 1);
        assert!(found[0].is_contradiction());
        assert_eq!(found[0].may_all_hold, expected, "{found:?}");
    };
    let times = |a: &str, b: &str| Event {
        when: vec![cited(when(a), &[0]), cited(when(b), &[3])],
        ..blank()
    };
    check(&times("2016-12", "2016-12-15"), true);
    check(&times("2016-12-14", "2016-12-15"), false);
    check(
        &times("2016-12-11/2016-12-13", "2016-12-12/2016-12-13"),
        false,
    );
    check(&times("2016-12-11/2016-12", "2016-12-11/2016-12-13"), true);

    let places = |a: Place, b: Place| Event {
        places: vec![cited(a, &[0]), cited(b, &[3])],
        ..blank()
    };
    // A degree of the equator is 111 km.
    let at = |lon: f64, radius_m: f64| place("there", Some(lon), Some(radius_m));
    check(&places(at(0.0, 60_000.0), at(1.0, 60_000.0)), true);
    check(&places(at(0.0, 50_000.0), at(1.0, 50_000.0)), false);
    check(
        &places(at(0.0, 60_000.0), place("there", Some(1.0), None)),
        false,
    );

    let ranged = |low, high| Measure {
        low,
        high,
        ..tanks(12.0)
    };
    let counts = |other: Measure| Event {
        measures: vec![cited(tanks(14.0), &[0]), cited(other, &[3])],
        ..blank()
    };
    check(&counts(ranged(Some(10.0), Some(16.0))), true);
    check(&counts(ranged(Some(10.0), Some(13.0))), false);
    check(&counts(ranged(Some(10.0), None)), true);
}

#[test]
fn a_claim_may_cite_what_stands_with_another_event() {
    let citing = Event {
        quotes: Vec::new(),
        measures: vec![cited(tanks(14.0), &[0, 1]), cited(tanks(12.0), &[3])],
        ..Event::new(EventId(String::from("f")), String::from("F"))
    };
    let dataset = dataset(vec![blank(), citing.clone()]);
    let found = disputes(&dataset, &citing, &origins());
    assert_eq!(found[0].sides[0].backing.words(), "2 reports, 1 origin");
    assert_eq!(
        who_says(&dataset, &citing, &found[0].sides[1].cites).as_deref(),
        Some("d")
    );
}

#[test]
fn a_label_names_who_says_so() {
    let check = |quotes: &[usize], expected: Option<&str>| {
        let cites: Vec<QuoteId> = quotes.iter().map(|n| quote_id(*n)).collect();
        assert_eq!(
            who_says(&nothing(), &blank(), &cites).as_deref(),
            expected,
            "{quotes:?}"
        );
    };
    check(&[], None);
    check(&[0, 0], Some("a"));
    check(&[0, 3], Some("a and d"));
    check(&[0, 1, 3], Some("a and 2 more"));
}

/// What an event's own quotes do not need.
fn nothing() -> Dataset {
    dataset(Vec::new())
}

fn dataset(events: Vec<Event>) -> Dataset {
    let collection = Collection {
        events,
        ..Collection::default()
    };
    Dataset::new(collection, Origin::default())
}

fn linked(id: &str, to: &str, edtf: &str) -> Event {
    Event {
        when: vec![Claim::bare(when(edtf))],
        links: vec![Link {
            to: EventId(to.to_owned()),
            kind: LinkKind::Contradicts,
            extra: Vec::new(),
        }],
        ..Event::new(EventId(id.to_owned()), id.to_owned())
    }
}

#[test]
fn two_events_that_contradict_each_other_are_one_contradiction() {
    let once = dataset(vec![
        linked("late", "early", "2016-12-16"),
        Event {
            links: Vec::new(),
            ..linked("early", "late", "2016-12-14")
        },
    ]);
    let found = contradictions(&once, &Origins::default());
    assert_eq!(found.len(), 1);
    assert_eq!(once.id(found[0].row).0, "late");

    let both = dataset(vec![
        linked("late", "early", "2016-12-16"),
        linked("early", "late", "2016-12-14"),
    ]);
    let found = contradictions(&both, &Origins::default());
    assert_eq!(found.len(), 1);
    assert_eq!(both.id(found[0].row).0, "early");
    assert_eq!(found[0].about, About::Event(Row(1)));
}

/// Events with up to five counts of tanks, each by up to four of the sources.
fn counted() -> impl Strategy<Value = Vec<Vec<(u8, Vec<usize>)>>> {
    let cites = proptest::collection::vec(0..4_usize, 0..4);
    let claims = proptest::collection::vec((0..3_u8, cites), 0..5);
    proptest::collection::vec(claims, 0..6)
}

proptest! {
    #[test]
    fn contradictions_are_events_with_values_that_differ(given in counted()) {
        let events: Vec<Event> = given
            .iter()
            .enumerate()
            .map(|(n, claims)| Event {
                id: EventId(format!("e{n}")),
                measures: claims
                    .iter()
                    .map(|(value, cites)| cited(tanks(f64::from(*value)), cites))
                    .collect(),
                // Quotes have ids of their own within a collection; that matters to none of this.
                ..blank()
            })
            .collect();
        let dataset = dataset(events);
        let found = contradictions(&dataset, &origins());
        let naive: Vec<usize> = (0..given.len())
            .filter(|n| {
                let mut values: Vec<u8> = given[*n].iter().map(|(value, _)| *value).collect();
                values.sort_unstable();
                values.dedup();
                values.len() > 1
            })
            .collect();
        prop_assert_eq!(found.len(), naive.len());
        for contradiction in found {
            let About::Claims(dispute) = contradiction.about else {
                continue;
            };
            let id = dataset.id(contradiction.row);
            let n: usize = id.0[1..].parse().unwrap();
            for side in &dispute.sides {
                let event = dataset.event(contradiction.row);
                let value = event.measures[side.claims[0]].value.value.unwrap();
                let sources: std::collections::BTreeSet<usize> = given[n]
                    .iter()
                    .filter(|(other, _)| f64::from(*other) == value)
                    .flat_map(|(_, cites)| cites.iter().copied())
                    .collect();
                // b and c repeat a.
                let origins: std::collections::BTreeSet<bool> =
                    sources.iter().map(|source| *source == 3).collect();
                let expected = Backing { reports: sources.len(), origins: origins.len() };
                prop_assert_eq!(side.backing, expected);
            }
        }
    }
}
