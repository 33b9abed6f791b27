//! What matches, and the histogram, against a naive reading of the rules in the format's description.

use proptest::prelude::*;

use strabo::model::claim::Claim;
use strabo::model::collection::Collection;
use strabo::model::event::{CategoryId, Event, EventId, When};
use strabo::model::filter::{CertaintyFilter, Filter};
use strabo::model::place::{Bounds, Geometry, LatLon};
use strabo::model::time::{EventTime, Extent, Membership, Timestamp, Window};
use strabo::query::facets::facets;
use strabo::query::histogram::histogram;
use strabo::query::matching::matching;
use strabo::query::stacks::stacks;
use strabo::store::row_set::RowSet;
use strabo::store::{Dataset, Origin};

/// What a made-up event is made of; times in whole hours.
#[derive(Clone, Debug)]
struct Made {
    time: Option<EventTime>,
    at: Option<LatLon>,
    category: Option<u8>,
    word: &'static str,
}

fn hours(hours: i64) -> Timestamp {
    Timestamp(hours * Timestamp::HOUR_MS)
}

fn any_time() -> impl Strategy<Value = EventTime> {
    let bound = -40i64..40;
    let within = (bound.clone(), 1i64..30)
        .prop_map(|(low, length)| EventTime::within(hours(low), hours(low + length)));
    let went_on = (bound, 0i64..10, 0i64..30, 0i64..10, any::<[bool; 2]>()).prop_map(
        |(start, soft_start, length, soft_end, [open_start, open_end])| EventTime {
            start_min: if open_start {
                Timestamp::NEG_INFINITY
            } else {
                hours(start)
            },
            start_max: if open_start && soft_start == 0 {
                Timestamp::NEG_INFINITY
            } else {
                hours(start + soft_start)
            },
            end_min: if open_end && soft_end == 0 {
                Timestamp::POS_INFINITY
            } else {
                hours(start + soft_start + length)
            },
            end_max: if open_end {
                Timestamp::POS_INFINITY
            } else {
                hours(start + soft_start + length + soft_end + 1)
            },
            extent: Extent::WentOn,
            approximate: false,
            uncertain: false,
        },
    );
    prop_oneof![within, went_on]
}

fn any_event() -> impl Strategy<Value = Made> {
    (
        prop::option::weighted(0.85, any_time()),
        prop::option::weighted(0.8, (30.0f64..40.0, 30.0f64..40.0)),
        prop::option::of(0u8..4),
        prop::sample::select(vec!["tank", "Tank destroyed", "تدمر", "bridge"]),
    )
        .prop_map(|(time, at, category, word)| Made {
            time,
            at: at.and_then(|(lat, lon)| LatLon::new(lat.round(), lon.round())),
            category,
            word,
        })
}

fn any_window() -> impl Strategy<Value = Window> {
    (-50i64..50, 1i64..40).prop_map(|(from, length)| Window {
        from: hours(from),
        to: hours(from + length),
    })
}

fn dataset(made: &[Made]) -> Dataset {
    let events = made
        .iter()
        .enumerate()
        .map(|(idx, made)| {
            let mut event = Event::new(EventId(format!("e{idx}")), made.word.to_owned());
            event.category = made.category.map(|number| CategoryId(format!("c{number}")));
            event.geometry = made.at.map(Geometry::Point);
            event.when.extend(made.time.map(|time| {
                Claim::bare(When {
                    edtf: None,
                    earliest: None,
                    latest: None,
                    time,
                })
            }));
            event
        })
        .collect();
    let collection = Collection {
        events,
        ..Collection::default()
    };
    Dataset::new(collection, Origin::default())
}

/// The rule for a window, written out from the text.
fn naive_membership(time: &EventTime, a: Timestamp, b: Timestamp) -> Membership {
    let possible = time.start_min < b && time.end_max > a;
    let certain = match time.extent {
        Extent::Within => time.start_max <= b && time.end_min >= a,
        Extent::WentOn => time.start_max < b && time.end_min > a,
    };
    if certain {
        Membership::Certain
    } else if possible {
        Membership::PossibleOnly
    } else {
        Membership::Outside
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_matches_is_what_a_scan_finds(
        made in prop::collection::vec(any_event(), 0..60),
        window in any_window(),
        category in prop::option::of(0u8..4),
        word in prop::sample::select(vec!["", "tank", "DESTROYED tank", "تدمر"]),
        bounds in prop::option::of((30.0f64..36.0, 30.0f64..36.0)),
        certainty in prop::sample::select(CertaintyFilter::ALL.to_vec()),
    ) {
        let dataset = dataset(&made);
        let filter = Filter {
            categories: category.map(|number| CategoryId(format!("c{number}"))).into_iter().collect(),
            text: word.to_owned(),
            bounds: bounds.map(|(south, west)| Bounds { west, south, east: west + 4.0, north: south + 4.0 }),
            certainty,
            ..Filter::default()
        };
        let found = matching(&dataset, &filter, window);

        let passes_facets = |made: &Made| {
            category.is_none_or(|number| made.category == Some(number))
                && word.split_whitespace().all(|word| made.word.to_lowercase().contains(&word.to_lowercase()))
        };
        let passes_box = |made: &Made| {
            filter.bounds.is_none_or(|bounds| made.at.is_some_and(|at| {
                bounds.west <= at.lon && at.lon <= bounds.east && bounds.south <= at.lat && at.lat <= bounds.north
            }))
        };
        let membership = |made: &Made| made.time.map(|time| naive_membership(&time, window.from, window.to));
        let count = |test: &dyn Fn(&Made) -> bool| made.iter().filter(|made| test(made)).count();
        let all_but_time = |made: &Made| passes_facets(made) && passes_box(made);

        prop_assert_eq!(found.counts.total, made.len());
        prop_assert_eq!(
            found.counts.certain,
            count(&|made| all_but_time(made) && membership(made) == Some(Membership::Certain))
        );
        prop_assert_eq!(
            found.counts.possible,
            count(&|made| all_but_time(made) && membership(made) == Some(Membership::PossibleOnly))
        );
        prop_assert_eq!(found.counts.undated, count(&|made| all_but_time(made) && made.time.is_none()));
        prop_assert_eq!(
            found.counts.unlocated,
            count(&|made| passes_facets(made) && made.at.is_none()
                && membership(made).is_none_or(|membership| certainty.admits(membership)))
        );
        let expected = match certainty {
            CertaintyFilter::Both => found.counts.certain + found.counts.possible,
            CertaintyFilter::CertainOnly => found.counts.certain,
            CertaintyFilter::PossibleOnly => found.counts.possible,
        };
        prop_assert_eq!(found.counts.matching, expected);
        let rows: Vec<_> = found.rows().collect();
        prop_assert_eq!(rows.len(), expected);
        prop_assert!(rows.is_sorted());
        let all_agree = rows.iter().all(|(row, membership)| {
            dataset.time(*row).map(|time| time.membership(window)) == Some(*membership)
        });
        prop_assert!(all_agree);
    }

    #[test]
    fn certain_implies_possible(time in any_time(), window in any_window()) {
        let certain = naive_membership(&time, window.from, window.to) == Membership::Certain;
        let possible = time.start_min < window.to && time.end_max > window.from;
        prop_assert!(!certain || possible);
        prop_assert_eq!(time.membership(window), naive_membership(&time, window.from, window.to));
    }

    #[test]
    fn the_histogram_counts_by_the_rule(
        made in prop::collection::vec(any_event(), 0..40),
        bin_hours in 1i64..12,
    ) {
        let dataset = dataset(&made);
        let edges: Vec<Timestamp> = (0..30).map(|bin| hours(-80 + bin * bin_hours)).collect();
        let counted = histogram(&dataset, &RowSet::full(dataset.len()), edges.clone());
        for bin in 0..edges.len() - 1 {
            let (a, b) = (edges[bin], edges[bin + 1]);
            for idx in 0..dataset.categories().len() {
                let (mut solid, mut light) = (0.0f64, 0.0f64);
                for row in dataset.rows().filter(|row| dataset.category_idx(*row) == idx) {
                    let Some(time) = dataset.time(row) else { continue };
                    match (time.extent, naive_membership(&time, a, b)) {
                        (_, Membership::Outside) => {}
                        (_, Membership::Certain) => solid += 1.0,
                        (Extent::WentOn, Membership::PossibleOnly) => light += 1.0,
                        (Extent::Within, Membership::PossibleOnly) => {
                            let overlap = time.end_max.0.min(b.0) - time.start_min.0.max(a.0);
                            light += overlap as f64 / (time.end_max.0 - time.start_min.0) as f64;
                        }
                    }
                }
                let (got_solid, got_light) = counted.at(bin, idx);
                prop_assert!((f64::from(got_solid) - solid).abs() < 1e-3);
                prop_assert!((f64::from(got_light) - light).abs() < 1e-3);
            }
        }
    }

    #[test]
    fn facets_follow_the_other_filters_and_not_themselves(
        made in prop::collection::vec(any_event(), 0..40),
        window in any_window(),
        chosen in 0u8..4,
    ) {
        let dataset = dataset(&made);
        let filter = Filter {
            categories: [CategoryId(format!("c{chosen}"))].into(),
            text: String::from("tank"),
            ..Filter::default()
        };
        let counted = facets(&dataset, &filter, window);
        for entry in &counted.categories {
            let id = &dataset.categories()[entry.value].id;
            let expected = made.iter().filter(|made| {
                made.category.map(|number| CategoryId(format!("c{number}"))) == *id
                    && made.word.to_lowercase().contains("tank")
                    && made.time.is_none_or(|time| naive_membership(&time, window.from, window.to) != Membership::Outside)
            }).count();
            prop_assert_eq!(entry.count, expected);
        }
    }

    #[test]
    fn the_whole_extent_holds_what_all_of_time_holds(made in prop::collection::vec(any_event(), 1..20)) {
        let dataset = dataset(&made);
        if let Some(extent) = dataset.extent() {
            let all = matching(&dataset, &Filter::default(), Window::ALL);
            prop_assert_eq!(matching(&dataset, &Filter::default(), extent), all);
        }
    }

    #[test]
    fn every_located_event_stands_in_one_stack(made in prop::collection::vec(any_event(), 0..60)) {
        let dataset = dataset(&made);
        let stacks = stacks(&dataset, dataset.rows());
        let n_rows: usize = stacks.iter().map(|stack| stack.rows.len()).sum();
        prop_assert_eq!(n_rows, made.iter().filter(|made| made.at.is_some()).count());
        for stack in &stacks {
            let all_here = stack.rows.iter().all(|row| dataset.anchor(*row) == Some(stack.at));
            prop_assert!(all_here);
        }
    }
}
