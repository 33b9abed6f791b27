//! Times by another wall clock: words and ticks change, what they mean does not.

#[path = "common/program.rs"]
mod program;

use std::process::Command;
use std::sync::Arc;

use egui_kittest::kittest::Queryable as _;
use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};

use strabo::app::App;
use strabo::io::dataset::sample;
use strabo::io::jobs::Jobs;
use strabo::model::time::{Timestamp, Window, Zone, Zones, read_edtf, window_of};
use strabo::query::known::date_words;
use strabo::query::matching::matching;
use strabo::query::sentence::filter_sentence;
use strabo::query::words::edtf_words;
use strabo::state::action::Action;
use strabo::state::playback::{Direction, StepUnit};
use strabo::state::update::update;
use strabo::state::{Settings, State, ZoneChoice};

fn state(zone_shown: ZoneChoice) -> State {
    let settings = Settings {
        zone_shown,
        ..Settings::default()
    };
    State::new(sample().expect("the sample"), settings)
}

fn zone(name: &str) -> Zone {
    Zone::from_name(name).expect("a zone")
}

/// Paris, shown in UTC.
fn paris_in_utc() -> Zones {
    ZoneChoice::Utc.zones(zone("Europe/Paris"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_changes_meaning_when_the_zone_is_switched(
        from_h in 0_i64..400,
        length_h in 1_i64..200,
    ) {
        let mut state = state(ZoneChoice::Collection);
        let extent = state.time_extent();
        let from = extent.from.plus_ms(from_h * Timestamp::HOUR_MS);
        let window = Window { from, to: from.plus_ms(length_h * Timestamp::HOUR_MS) };
        update(&mut state, Action::SetWindow(window));
        let answer = |state: &State| {
            let found = matching(&state.dataset, &state.view.filter, state.window());
            let rows: Vec<_> = found.rows().collect();
            let times: Vec<_> = rows.iter().map(|(row, _)| state.dataset.time(*row)).collect();
            (found.counts, rows, times)
        };
        let before = (state.view.clone(), answer(&state));
        update(&mut state, Action::SetZone(ZoneChoice::Utc));
        prop_assert_eq!(state.zone(), Zone::default());
        prop_assert_eq!(&(state.view.clone(), answer(&state)), &before);
        // A scene is written in the collection's zone, and means the same from either.
        update(&mut state, Action::GoToScene(0));
        let by_utc = state.window();
        update(&mut state, Action::SetZone(ZoneChoice::Collection));
        update(&mut state, Action::GoToScene(0));
        prop_assert_eq!(state.window(), by_utc);
    }
}

#[test]
fn a_day_stays_the_day_of_its_own_zone_and_says_so() {
    let zones = paris_in_utc();
    for (edtf, words) in [
        ("2016-10-30", "Sunday 30 Oct 2016, Paris time"),
        (
            "[2016-10-29..2016-10-30]",
            "between 29 and 30 Oct 2016, Paris time",
        ),
        ("2016-10-29/..", "since 29 Oct 2016, Paris time"),
        // The zone of a month is no matter for words.
        ("2016-10", "in Oct 2016"),
    ] {
        assert_eq!(edtf_words(edtf, zones), words);
    }
    let home = Zones::from(zone("Europe/Paris"));
    assert_eq!(edtf_words("2016-10-30", home), "Sunday 30 Oct 2016");
}

#[test]
fn clocks_that_show_an_hour_twice_are_told_apart_in_utc() {
    let home = Zones::from(zone("Europe/Paris"));
    for (edtf, in_paris, in_utc) in [
        (
            "2016-10-30T00:30:00Z",
            "30 Oct 2016, 02:30 Paris time",
            "30 Oct 2016, 00:30 UTC",
        ),
        (
            "2016-10-30T01:30:00Z",
            "30 Oct 2016, 02:30 Paris time",
            "30 Oct 2016, 01:30 UTC",
        ),
    ] {
        assert_eq!(edtf_words(edtf, home), in_paris);
        assert_eq!(edtf_words(edtf, paris_in_utc()), in_utc);
    }
}

#[test]
fn a_publication_names_the_zone_of_its_day_or_of_its_clock() {
    let paris = zone("Europe/Paris");
    let words = |edtf: &str, zones| date_words(&read_edtf(edtf, paris).expect("a time"), zones);
    assert_eq!(words("2016-10-30", Zones::from(paris)), "30 Oct 2016");
    assert_eq!(
        words("2016-10-30", paris_in_utc()),
        "30 Oct 2016, Paris time"
    );
    assert_eq!(
        words("2016-12-14T17:00:00Z", Zones::from(paris)),
        "14 Dec 2016, 18:00 Paris time"
    );
    assert_eq!(
        words("2016-12-14T17:00:00Z", paris_in_utc()),
        "14 Dec 2016, 17:00 UTC"
    );
}

#[test]
fn a_step_of_a_day_is_a_day_of_the_clock_that_is_shown() {
    // Damascus set its clocks back in the last hour of 27 October 2016.
    let damascus = sample().expect("the sample").zone();
    let day = window_of(Some("2016-10-26"), Some("2016-10-26"), damascus).expect("a day");
    for (choice, hours) in [(ZoneChoice::Collection, 25), (ZoneChoice::Utc, 24)] {
        let mut state = state(choice);
        for action in [
            Action::SetStepUnit(StepUnit::Day),
            Action::SetWindow(day),
            Action::Step(Direction::Forward),
        ] {
            update(&mut state, action);
        }
        let moved = state.view.window.to.0 - day.to.0;
        assert_eq!(moved, hours * Timestamp::HOUR_MS, "{choice:?}");
    }
}

#[test]
fn the_sentence_names_the_zone_that_its_clocks_are_of() {
    let state = state(ZoneChoice::Utc);
    let damascus = state.dataset.zone();
    let day = window_of(Some("2016-12-11"), Some("2016-12-11"), damascus).expect("a day");
    let filter = &state.view.filter;
    let said = |zone| filter_sentence(&state.dataset, filter, day, zone);
    assert!(said(damascus).contains("11 Dec 2016 (Damascus time)"));
    let in_utc = said(state.zone());
    assert!(
        in_utc.contains("10 Dec 2016, 22:00 – 11 Dec 2016, 22:00 (UTC)"),
        "{in_utc}"
    );
}

#[test]
fn the_zone_is_switched_beside_the_window() {
    let jobs = Jobs::new(Arc::new(|| {}), None);
    let app = App::new(sample().expect("the sample"), Settings::default(), jobs);
    let mut harness = program::in_window(app, [1_600.0, 1_000.0]);
    harness
        .get_by_label("Times in Damascus time, switch to UTC")
        .click();
    harness.run_steps(4);
    assert_eq!(harness.state().state.settings.zone_shown, ZoneChoice::Utc);
    harness.get_by_label("Times in UTC, switch to Damascus time");
    harness.key_press(eframe::egui::Key::Z);
    harness.run_steps(4);
    assert_eq!(
        harness.state().state.settings.zone_shown,
        ZoneChoice::Collection
    );
}

#[test]
fn the_command_line_reads_and_says_times_in_utc_where_it_is_asked_to() {
    let ask = |zone: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_strabo"))
            .args(["query", "data/palmyra-2016.geojson", "--zone", zone])
            .args(["--from", "2016-12-11", "--to", "2016-12-11"])
            .output()
            .expect("the program");
        assert!(output.status.success());
        let answer: serde_json::Value =
            serde_json::from_slice(&output.stdout).expect("an answer in JSON");
        answer["filter"].as_str().expect("a sentence").to_owned()
    };
    assert!(ask("collection").contains("11 Dec 2016 (Damascus time)"));
    assert!(ask("utc").contains("11 Dec 2016 (UTC)"));
}

#[test]
fn no_surface_says_a_time_by_the_collections_zone_alone() {
    // Days of coverage and names that are kept are the collection's, whichever zone is shown.
    let own = [
        "coverage.rs",
        "views.rs",
        "citation.rs",
        "quotes.rs",
        "controls/window.rs",
        "columns.rs",
    ];
    let mut folders = vec![std::path::PathBuf::from("src/ui")];
    let mut offenses = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if !own.iter().any(|own| path.ends_with(own)) {
                let text = std::fs::read_to_string(&path).expect("a source file");
                let code = text.split("#[cfg(test)]").next().unwrap_or_default();
                if code.contains("dataset.zone()") {
                    offenses.push(path);
                }
            }
        }
    }
    assert!(offenses.is_empty(), "{offenses:?}");
}
