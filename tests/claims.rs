//! Rival claims, contradictions and what was known when, on an invented collection that has something of each.

use std::path::Path;
use std::sync::Arc;

use eframe::egui::{self, Key, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use strabo::app::App;
use strabo::io::dataset::open_dataset;
use strabo::io::import::table::Watch;
use strabo::io::jobs::Jobs;
use strabo::model::clock::Clock;
use strabo::model::event::EventId;
use strabo::model::filter::Filter;
use strabo::model::time::{Timestamp, Window, window_of};
use strabo::model::view::WindowMode;
use strabo::query::claims::{About, Contradiction, contradictions};
use strabo::query::matching::{Counts, matching};
use strabo::query::origins::Origins;
use strabo::state::Settings;
use strabo::state::action::Action;
use strabo::store::Dataset;

const FILE: &str = "tests/data/claims/mithal.geojson";

fn open(file: &str) -> Arc<Dataset> {
    Arc::new(open_dataset(Path::new(file), &Watch::default()).expect("a collection"))
}

fn mithal() -> Arc<Dataset> {
    open(FILE)
}

fn all_of(dataset: &Dataset) -> Vec<Contradiction> {
    contradictions(dataset, &Origins::of(&dataset.collection().sources))
}

#[test]
fn the_collection_says_that_it_is_invented() {
    let dataset = mithal();
    assert!(dataset.title().starts_with("Invented example"));
    assert_eq!(dataset.origin().problems, []);
    assert_eq!(dataset.len(), 8);
}

#[test]
fn its_contradictions_are_listed_with_their_origins() {
    let dataset = mithal();
    let lines: Vec<String> = all_of(&dataset)
        .iter()
        .map(|contradiction| {
            let event = dataset.event(contradiction.row);
            let id = &event.id.0;
            match &contradiction.about {
                About::Event(other) => format!("{id} contradicts {}", dataset.id(*other).0),
                About::Claims(dispute) => {
                    let sides: Vec<String> = dispute
                        .sides
                        .iter()
                        .map(|side| {
                            let value = side.value_words(&dispute.field, &event, dataset.zone());
                            format!("{value} ({})", side.backing.words())
                        })
                        .collect();
                    let both = if dispute.may_all_hold {
                        ", both may hold"
                    } else {
                        ""
                    };
                    format!(
                        "{id}, {}: {}{both}",
                        dispute.field.label(),
                        sides.join(" / ")
                    )
                }
            }
        })
        .collect();
    assert_eq!(
        lines,
        [
            "depot-strike, When: Sunday 11 Dec 2016 (2 reports, 2 origins) / Monday 12 Dec 2016 (3 reports, 1 origin) \
             / in Dec 2016 (1 report)",
            "depot-strike, Where: depot south of Mithal, within about 2 km (2 reports, 2 origins) / Mithal airfield, \
             within about 3 km (3 reports, 1 origin) / Wadi Namudhaj, within about 8 km (1 report)",
            "depot-strike, tanks destroyed: 9 (1 report) / 14 (3 reports, 1 origin) / 8–12 (1 report)",
            "depot-strike, blamed for the strike: Northern Coalition (invented) (1 report) / Southern Front (invented) \
             (1 report)",
            "well-fire, Where: Bir Sura, within about 10 km (1 report) / well 4, within about 100 m (1 report), \
             both may hold",
            "withdrawal, When: from 13 to 15 Dec 2016 (1 report) / from 14 to 15 Dec 2016 (1 report)",
            "denial contradicts depot-strike",
        ]
    );
}

fn counts_at(dataset: &Arc<Dataset>, clock: Clock, to: &str) -> Counts {
    let dataset = dataset.on(clock);
    let window = window_of(None, Some(to), dataset.zone()).expect("a window");
    matching(&dataset, &Filter::default(), window).counts
}

/// Matching, only possibly, not yet reported, without a date of report.
fn known(counts: Counts) -> [usize; 4] {
    [
        counts.matching,
        counts.possible,
        counts.not_yet,
        counts.undated,
    ]
}

#[test]
fn what_was_known_at_three_moments() {
    let dataset = mithal();
    let at = |to| known(counts_at(&dataset, Clock::Reported, to));
    // The voice note of the evening tells of the strike and of the fire.
    assert_eq!(at("2016-12-11T22:00:00Z"), [2, 0, 4, 2]);
    // The courier and the agency tell of the withdrawal and the checkpoint.
    assert_eq!(at("2016-12-12T18:00:00Z"), [4, 0, 2, 2]);
    // The shelling of the 12th is known on the 19th alone.
    assert_eq!(at("2016-12-18"), [5, 0, 1, 2]);
    assert_eq!(at("2016-12-19"), [6, 0, 0, 2]);
    // By what happened it was there all along.
    assert_eq!(
        known(counts_at(&dataset, Clock::Happened, "2016-12-12")),
        [4, 0, 0, 1]
    );
}

#[test]
fn three_events_reported_late_come_to_be_known_one_after_the_other() {
    use strabo::model::claim::Claim;
    use strabo::model::collection::Collection;
    use strabo::model::event::{Event, When};
    use strabo::model::source::{Quote, QuoteId, Source, SourceId};
    use strabo::model::time::{Zone, read_edtf};
    use strabo::store::Origin;

    let zone = Zone::from_name("Asia/Damascus").expect("a zone");
    let published = ["2016-12-14T10:00:00Z", "2016-12-20", "2017-01"];
    let source = |n: usize| Source {
        published: Some(published[n].to_owned()),
        ..Source::new(SourceId(format!("s{n}")), format!("Source {n}"))
    };
    let event = |n: usize| Event {
        when: vec![Claim::bare(When {
            edtf: Some(String::from("2016-12-11")),
            earliest: None,
            latest: None,
            time: read_edtf("2016-12-11", zone).expect("a date"),
        })],
        quotes: vec![Quote {
            id: QuoteId(format!("q{n}")),
            source: SourceId(format!("s{n}")),
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
        }],
        ..Event::new(EventId(format!("e{n}")), format!("Event {n}"))
    };
    let collection = Collection {
        zone: Some(zone),
        sources: (0..3).map(source).collect(),
        events: (0..3).map(event).collect(),
        ..Collection::default()
    };
    let dataset = Arc::new(Dataset::new(collection, Origin::default()));
    let at = |to| known(counts_at(&dataset, Clock::Reported, to));
    assert_eq!(at("2016-12-14T10:00:00Z"), [0, 0, 3, 0]);
    assert_eq!(at("2016-12-14T18:00:00Z"), [1, 0, 2, 0]);
    assert_eq!(at("2016-12-31"), [2, 0, 1, 0]);
    // The month is over only for Damascus, and so the third may have been known on the 10th.
    assert_eq!(at("2017-01-10"), [3, 1, 0, 0]);
    assert_eq!(at("2017-01"), [3, 0, 0, 0]);
    assert!(!dataset.has_clock(Clock::Captured));
}

#[test]
fn another_clock_is_the_same_collection_in_another_order() {
    let dataset = mithal();
    let reported = dataset.on(Clock::Reported);
    assert_eq!(reported.len(), dataset.len());
    assert!(Arc::ptr_eq(&reported, &dataset.on(Clock::Reported)));
    assert!(Arc::ptr_eq(&dataset, &dataset.on(Clock::Happened)));
    for row in dataset.rows() {
        let id = dataset.id(row);
        let there = reported.row(&id).expect("the same event");
        assert_eq!(reported.event(there), dataset.event(row));
        assert_eq!(reported.category_of(there), dataset.category_of(row));
        assert_eq!(reported.anchor(there), dataset.anchor(row));
        let event = dataset.event(row);
        assert_eq!(
            reported.time(there),
            dataset.time_on(&event, Clock::Reported)
        );
        let words = [String::from("mithal")];
        assert_eq!(
            reported.holds_words(there, &words),
            dataset.holds_words(row, &words)
        );
    }
    assert_eq!(all_of(&dataset).len(), all_of(&reported).len());
}

/// The whole program on the collection, all of its time in sight.
fn program() -> Harness<'static, App> {
    let jobs = Jobs::new(Arc::new(|| {}), None);
    let app = App::new(mithal(), Settings::default(), jobs);
    let mut harness = Harness::builder()
        .with_size(Vec2::new(1_600.0, 1_000.0))
        .with_step_dt(1.0 / 60.0)
        .with_context_setup(strabo::ui::theme::install_fonts)
        .build_ui_state(
            |ui: &mut egui::Ui, app: &mut App| {
                app.advance(ui.ctx());
                app.show(ui);
            },
            app,
        );
    harness.run_steps(4);
    harness
}

fn press(harness: &mut Harness<'_, App>, key: Key) {
    harness.key_press(key);
    harness.run_steps(4);
}

fn select(harness: &mut Harness<'_, App>, id: &str) {
    let id = EventId(id.to_owned());
    harness.state_mut().push(Action::Select(Some(id)));
    harness.run_steps(4);
}

#[test]
fn rival_places_and_dates_of_the_selection_are_drawn_and_say_who_gives_them() {
    let mut harness = program();
    assert!(
        harness
            .query_by_label_contains("Another place for")
            .is_none()
    );
    assert!(
        harness
            .query_by_label_contains("Another date for")
            .is_none()
    );
    select(&mut harness, "depot-strike");
    for words in [
        "Another place for “Air strike on the depot of Mithal”: Mithal airfield, within about 3 km, \
         says Example Agency and 2 more, 3 reports, 1 origin",
        "Another place for “Air strike on the depot of Mithal”: Wadi Namudhaj, within about 8 km, \
         says Radio Placeholder, 1 report",
        "Another date for “Air strike on the depot of Mithal”: Monday 12 Dec 2016, \
         says Example Agency and 2 more, 3 reports, 1 origin",
        "Another date for “Air strike on the depot of Mithal”: in Dec 2016, says Invented Monthly, 1 report",
        "Legend, another date that a source gives",
        "When, 4 claims",
        "Killed, 2 claims agree",
    ] {
        assert!(
            harness.query_by_label(words).is_some(),
            "nothing says “{words}”"
        );
    }
}

#[test]
fn the_list_of_contradictions_is_a_key_away_and_leads_to_the_claims() {
    let mut harness = program();
    press(&mut harness, Key::C);
    harness.get_by_label("7 contradictions in 4 of 8 events");
    // The keyboard is at the list: to the last one, and one back.
    press(&mut harness, Key::End);
    press(&mut harness, Key::ArrowUp);
    press(&mut harness, Key::Enter);
    let selection = harness.state().state.view.selection.clone();
    assert_eq!(selection, Some(EventId(String::from("withdrawal"))));
    harness.get_by_label("When, 2 claims");
    press(&mut harness, Key::C);
    assert!(
        harness
            .query_by_label_contains("contradictions in")
            .is_none()
    );
}

#[test]
fn the_collection_page_leads_to_its_contradictions() {
    let mut harness = program();
    harness.get_by_label("7 contradictions").click();
    harness.run_steps(3);
    harness.get_by_label("7 contradictions in 4 of 8 events");
}

#[test]
fn the_switch_replays_what_was_known() {
    let mut harness = program();
    press(&mut harness, Key::K);
    let state = &harness.state().state;
    assert_eq!(state.view.clock, Clock::Reported);
    assert_eq!(state.view.mode, WindowMode::Cumulative);
    harness.get_by_label_contains("As reported until the end of 19 Dec 2016");

    let from = harness.state().state.view.window.from;
    let to = Timestamp::parse_rfc3339("2016-12-14T16:00:00Z").expect("an instant");
    harness
        .state_mut()
        .push(Action::SetWindow(Window { from, to }));
    harness.run_steps(3);
    harness.get_by_label("Window, As reported until 14 Dec 2016, 18:00");
    harness.get_by_label("5 of 8 shown");
    harness.get_by_label("1 not yet reported");
    assert_eq!(
        harness.get_all_by_label("2 with no date of report").count(),
        2
    );

    // What came later is told apart in the claims of the strike, and drawn nowhere.
    select(&mut harness, "depot-strike");
    let later = harness.get_all_by_label("Commission of Inquiry (invented), later");
    assert!(later.count() > 0);
    let late = harness.get_all_by_label("Not yet published by then");
    assert!(late.count() > 0);
    assert!(
        harness
            .query_by_label_contains("says Radio Placeholder")
            .is_none()
    );
    assert!(
        harness
            .query_by_label_contains("says Example Agency")
            .is_some()
    );

    // Back to what happened, with the window that was there; and undone, back to what was known.
    let action = Action::SetClock(Clock::Happened);
    harness.state_mut().push(action);
    harness.run_steps(3);
    assert_eq!(harness.state().state.view.mode, WindowMode::Moving);
    harness.get_by_label("7 of 8 shown");
    harness.state_mut().push(Action::Undo);
    harness.run_steps(3);
    let state = &harness.state().state;
    assert_eq!(
        (state.view.clock, state.view.window.to),
        (Clock::Reported, to)
    );
    assert_eq!(state.dataset.clock(), Clock::Reported);
    harness.get_by_label("5 of 8 shown");
}

#[test]
fn a_saved_view_keeps_its_clock() {
    let mut harness = program();
    press(&mut harness, Key::K);
    harness
        .state_mut()
        .push(Action::SaveView(String::from("Known")));
    harness.state_mut().push(Action::SetClock(Clock::Captured));
    harness.run_steps(3);
    assert_eq!(harness.state().state.dataset.clock(), Clock::Captured);
    harness.state_mut().push(Action::GoToView(0));
    harness.run_steps(3);
    let state = &harness.state().state;
    assert_eq!(
        (state.view.clock, state.dataset.clock()),
        (Clock::Reported, Clock::Reported)
    );
}

#[test]
fn a_table_has_no_clock_but_that_of_what_happened_and_says_why() {
    let table = open("tests/data/tables/acled.csv");
    let jobs = Jobs::new(Arc::new(|| {}), None);
    let app = App::new(table, Settings::default(), jobs);
    let mut harness = Harness::builder()
        .with_size(Vec2::new(1_600.0, 1_000.0))
        .with_context_setup(strabo::ui::theme::install_fonts)
        .build_ui_state(
            |ui: &mut egui::Ui, app: &mut App| {
                app.advance(ui.ctx());
                app.show(ui);
            },
            app,
        );
    harness.run_steps(4);
    press(&mut harness, Key::K);
    assert_eq!(harness.state().state.view.clock, Clock::Happened);
    harness.get_by_label("As it happened").click();
    harness.run_steps(3);
    harness.get_by_label("The rows of a table name sources without dates");
}

#[test]
fn the_strip_of_sources_tells_silence_from_calm_and_folds_away() {
    let mut harness = program();
    harness.state_mut().push(Action::SetAxis(
        window_of(Some("2016-12-10"), Some("2016-12-20"), mithal().zone()).expect("a window"),
    ));
    harness.run_steps(3);
    // The monthly may have come out on any day, and fills none.
    let days = [
        "12 Dec 2016: 2 sources reporting, 1 more possibly",
        "15 Dec 2016: 1 source reporting, 1 more possibly",
        "16 Dec 2016: no source reporting, 1 possibly",
    ];
    let legend = "Legend, no source dated to that day: silence, not calm";
    for words in days.iter().chain([&legend]) {
        assert!(
            harness.query_by_label(words).is_some(),
            "nothing says “{words}”"
        );
    }
    press(&mut harness, Key::G);
    for words in days.iter().chain([&legend]) {
        assert!(
            harness.query_by_label(words).is_none(),
            "“{words}” is still there"
        );
    }
    press(&mut harness, Key::G);
    assert!(harness.query_by_label(days[0]).is_some());
}

#[test]
fn a_scene_may_be_of_what_was_known_then() {
    let text = std::fs::read_to_string(FILE).expect("the collection");
    let mut file: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let scene = serde_json::json!({
        "heading": "Known then",
        "window": {"to": "2016-12-14T16:00:00Z", "mode": "cumulative", "clock": "reported"},
    });
    file["strabo"]["scenes"] = serde_json::json!([scene]);
    let loaded = strabo::io::import::read_collection(file.to_string().as_bytes(), "mithal.geojson")
        .expect("a collection");
    let dataset = Arc::new(Dataset::new(
        loaded.collection,
        strabo::store::Origin::default(),
    ));
    let state = strabo::state::State::new(dataset, Settings::default());
    assert_eq!(state.dataset.clock(), Clock::Reported);
    let counts = matching(&state.dataset, &state.view.filter, state.window()).counts;
    assert_eq!(known(counts), [5, 0, 1, 2]);
}
