//! What matches, and the histogram, against a naive reading of the rules in the format's description.

use proptest::prelude::*;

use strabo::model::claim::Claim;
use strabo::model::collection::Collection;
use strabo::model::event::{CategoryId, Event, EventId, Measure, When};
use strabo::model::filter::{CertaintyFilter, Filter, NumberRange};
use strabo::model::mercator::{project, world_size};
use strabo::model::place::{Bounds, Geometry, LatLon, Ring};
use strabo::model::source::{Quote, QuoteId, Reliability, Source, SourceId};
use strabo::model::time::{EventTime, Extent, Membership, Timestamp, Window};
use strabo::query::facets::{FacetTally, facets};
use strabo::query::grid::{CellSize, clusters, density};
use strabo::query::histogram::histogram;
use strabo::query::matching::matching;
use strabo::query::nearest::nearest;
use strabo::query::passing::Passing;
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

    #[test]
    fn clusters_and_density_hold_every_located_event_once(
        made in prop::collection::vec(any_event(), 0..80),
        zoom in 0.0f64..14.0,
    ) {
        let dataset = dataset(&made);
        let columns = dataset.columns();
        let rows = RowSet::full(dataset.len());
        let size = CellSize::new(zoom, 60.0);
        let found = clusters(columns, dataset.categories().len(), &rows, size);
        let side = world_size(zoom) / 60.0;
        // Columns know positions to a centimetre: which cell holds what lies that near to an edge, nobody says.
        let is_clear = |share: f64| (share * side.max(1.0) - (share * side.max(1.0)).round()).abs() > 2e-5;
        let units = made.iter().filter_map(|made| made.at).map(project);
        prop_assume!(units.into_iter().all(|unit| is_clear(unit.x) && is_clear(unit.y)));
        let mut naive: std::collections::BTreeMap<(u32, u32), Vec<strabo::store::Row>> = std::collections::BTreeMap::new();
        for row in dataset.rows() {
            if let Some(at) = dataset.anchor(row) {
                let unit = project(at);
                let cell = |share: f64| (share * side.max(1.0)) as u32;
                naive.entry((cell(unit.y), cell(unit.x))).or_default().push(row);
            }
        }
        let counts: Vec<(u32, u32, u32)> = found.iter().map(|cluster| (cluster.cell.1, cluster.cell.0, cluster.count)).collect();
        let expected: Vec<(u32, u32, u32)> = naive.iter().map(|((y, x), rows)| (*y, *x, rows.len() as u32)).collect();
        prop_assert_eq!(&counts, &expected);
        let dense: Vec<(u32, u32, u32)> = density(columns, &rows, size).into_iter().map(|((x, y), count)| (y, x, count)).collect();
        prop_assert_eq!(&dense, &expected);
        for (cluster, rows) in found.iter().zip(naive.values()) {
            for (idx, count) in cluster.by_category.iter().enumerate() {
                let of_category = rows.iter().filter(|row| dataset.category_idx(**row) == idx).count();
                prop_assert_eq!(*count as usize, of_category);
            }
            let units: Vec<_> = rows.iter().filter_map(|row| dataset.anchor(*row)).map(project).collect();
            let x = units.iter().map(|unit| unit.x).sum::<f64>() / units.len() as f64;
            let y = units.iter().map(|unit| unit.y).sum::<f64>() / units.len() as f64;
            prop_assert!((cluster.center.x - x).abs() < 1e-9 && (cluster.center.y - y).abs() < 1e-8);
        }
    }

    #[test]
    fn the_nearest_event_is_the_one_that_a_scan_finds(
        made in prop::collection::vec(any_event(), 0..60),
        (lat, lon) in (-89.0f64..89.0, -179.0f64..179.0),
    ) {
        let dataset = dataset(&made);
        let at = LatLon { lat, lon };
        let distances = dataset.rows().filter_map(|row| Some(dataset.anchor(row)?.distance_m(at)));
        let least = distances.fold(f64::INFINITY, f64::min);
        match nearest(dataset.columns(), &RowSet::full(dataset.len()), at) {
            Some((row, distance_m)) => {
                prop_assert_eq!(distance_m, least);
                prop_assert_eq!(dataset.anchor(row).unwrap().distance_m(at), least);
            }
            None => prop_assert!(least.is_infinite()),
        }
    }

    #[test]
    fn boxes_lassos_grades_and_numbers_are_what_a_scan_finds(
        made in prop::collection::vec((any_event(), prop::option::of(0usize..6), prop::option::of(-3i32..9)), 0..60),
        (west, east) in (28.0f64..42.0, 28.0f64..42.0),
        corners in prop::option::of(prop::collection::vec((28.0f64..42.0, 28.0f64..42.0), 3..7)),
        grades in prop::collection::btree_set(0usize..6, 0..3),
        range in prop::option::of((-3i32..4, 0i32..6)),
    ) {
        let mut collection = Collection::default();
        for (idx, grade) in Reliability::ALL.iter().enumerate() {
            let mut source = Source::new(SourceId(format!("s{idx}")), String::from("paper"));
            source.reliability = Some(*grade);
            collection.sources.push(source);
        }
        let plain: Vec<Made> = made.iter().map(|(made, _, _)| made.clone()).collect();
        let mut events = dataset(&plain).collection().events.clone();
        for (event, (_, grade, number)) in events.iter_mut().zip(&made) {
            event.quotes.extend(grade.map(|grade| Quote::new(
                QuoteId(format!("q-{}", event.id.0)),
                String::from("words"),
                SourceId(format!("s{grade}")),
            )));
            event.measures.extend(number.map(|number| Claim::bare(Measure {
                name: String::from("tanks"),
                value: Some(f64::from(number)),
                low: None,
                high: None,
                written_as_best: false,
            })));
        }
        collection.events = events;
        let dataset = Dataset::new(collection, Origin::default());
        // West beyond east: a box across the antimeridian.
        let bounds = Bounds { west, south: 31.0, east, north: 38.0 };
        let lasso = corners.map(|corners| {
            Ring::new(corners.into_iter().map(|(lat, lon)| LatLon { lat, lon }).collect()).unwrap()
        });
        let filter = Filter {
            bounds: Some(bounds),
            lasso: lasso.clone(),
            reliabilities: grades.iter().map(|idx| Reliability::ALL[*idx]).collect(),
            measures: range
                .map(|(min, length)| (String::from("tanks"), NumberRange { min: f64::from(min), max: f64::from(min + length) }))
                .into_iter()
                .collect(),
            ..Filter::default()
        };
        let found = matching(&dataset, &filter, Window::ALL);
        let shown: std::collections::BTreeSet<EventId> = found.shown.rows().map(|row| dataset.id(row)).collect();
        let expected: std::collections::BTreeSet<EventId> = made
            .iter()
            .enumerate()
            .filter(|(_, (made, grade, number))| {
                let in_lon = |lon: f64| if west <= east { west <= lon && lon <= east } else { lon >= west || lon <= east };
                made.at.is_some_and(|at| {
                    in_lon(at.lon) && 31.0 <= at.lat && at.lat <= 38.0
                        && lasso.as_ref().is_none_or(|ring| ring.contains(at))
                })
                    && (grades.is_empty() || grade.is_some_and(|grade| grades.contains(&grade)))
                    && range.is_none_or(|(min, length)| number.is_some_and(|number| min <= number && number <= min + length))
            })
            .map(|(idx, _)| EventId(format!("e{idx}")))
            .collect();
        prop_assert_eq!(shown, expected);
    }

    #[test]
    fn counts_kept_from_window_to_window_are_those_counted_anew(
        made in prop::collection::vec(any_event(), 1..60),
        windows in prop::collection::vec(any_window(), 1..6),
    ) {
        let dataset = dataset(&made);
        let filter = Filter { categories: [CategoryId(String::from("c1"))].into(), ..Filter::default() };
        let passing = Passing::new(&dataset, &filter);
        let mut kept = FacetTally::default();
        for window in windows {
            let moved = kept.count(&dataset, &passing, filter.certainty, window);
            prop_assert_eq!(moved, facets(&dataset, &filter, window));
        }
    }
}

/// Larger than the blocks that are looked at together, with some events that last long.
#[test]
fn many_events_are_answered_like_few() {
    let made: Vec<Made> = (0..12_000i64)
        .map(|idx| Made {
            time: Some(EventTime::within(
                hours(idx / 3),
                hours(idx / 3 + if idx % 500 == 0 { 900 } else { 1 }),
            )),
            at: LatLon::new(34.0, 36.0 + (idx % 7) as f64),
            category: Some((idx % 4) as u8),
            word: "tank",
        })
        .collect();
    let dataset = dataset(&made);
    for (from, to) in [
        (0, 4_000),
        (100, 101),
        (1_365, 1_366),
        (1_000, 3_000),
        (-9, 0),
        (3_999, 9_000),
    ] {
        let window = Window {
            from: hours(from),
            to: hours(to),
        };
        let found = matching(&dataset, &Filter::default(), window);
        let count = |wanted| {
            let times = made.iter().filter_map(|made| made.time);
            times
                .filter(|time| naive_membership(time, window.from, window.to) == wanted)
                .count()
        };
        assert_eq!(
            found.counts.certain,
            count(Membership::Certain),
            "{from} to {to}"
        );
        assert_eq!(
            found.counts.possible,
            count(Membership::PossibleOnly),
            "{from} to {to}"
        );
    }
    let edges: Vec<Timestamp> = (0..=10).map(|bin| hours(bin * 500)).collect();
    let counted = histogram(&dataset, &RowSet::full(dataset.len()), edges);
    let total: f32 = (0..counted.n_bins()).map(|bin| counted.total(bin)).sum();
    assert!((total - 12_000.0).abs() < 0.5, "{total}");
}
