//! Importing tables through the real program: what is asked, what is remembered, what is reported, and what becomes of
//! files that are no tables.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]
#![expect(clippy::disallowed_methods, reason = "tests write files of their own")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use strabo::app::App;
use strabo::io::dataset::sample;
use strabo::io::dialogs::{Answer, Dialogs};
use strabo::io::jobs::Jobs;
use strabo::io::settings;
use strabo::model::table::{ChosenBy, Encoding, Role as Column};
use strabo::state::action::Action;
use strabo::state::importing::ImportAction;
use strabo::state::{NoticeKind, Settings, ThemeChoice};

type Program = Harness<'static, App>;

fn program() -> Program {
    program_with(
        Settings::default(),
        None,
        Answer::Cancelled,
        [1_600.0, 1_000.0],
    )
}

/// The whole program, with dialogs that answer at once.
fn program_with(
    settings: Settings,
    settings_path: Option<PathBuf>,
    answer: Answer,
    size: [f32; 2],
) -> Program {
    let dialogs: Dialogs = Arc::new(move |_| answer.clone());
    let jobs = Jobs::new(Arc::new(|| {}), settings_path).with_dialogs(dialogs);
    let app = App::new(sample().unwrap(), settings, jobs);
    let mut harness = Harness::builder()
        .with_size(size)
        .with_step_dt(1.0 / 60.0)
        .with_context_setup(strabo::ui::theme::install_fonts)
        // Files in a wrong encoding hold letters that nobody writes.
        .allow_missing_glyphs()
        .build_ui_state(
            |ui, app: &mut App| {
                app.advance(ui.ctx());
                app.show(ui);
            },
            app,
        );
    harness.run_steps(3);
    harness
}

/// Lets the program run until something holds.
fn until(harness: &mut Program, what: &str, holds: impl Fn(&Program) -> bool) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while !holds(harness) {
        assert!(Instant::now() < deadline, "it never came to be that {what}");
        std::thread::sleep(Duration::from_millis(2));
        harness.step();
    }
    harness.run_steps(3);
}

/// Opens a file, and waits until it was read, asked about, or given up.
fn open(harness: &mut Program, path: &Path) {
    harness.state_mut().push(Action::Open(path.to_owned()));
    harness.step();
    settle(harness);
}

fn settle(harness: &mut Program) {
    until(harness, "nothing is being read", |harness| {
        let state = &harness.state().state;
        state.loading.is_none() && state.importing.as_ref().is_none_or(|it| !it.waits)
    });
}

fn press(harness: &mut Program, key: Key) {
    harness.key_press(key);
    harness.run_steps(3);
}

fn title(harness: &Program) -> String {
    harness.state().state.dataset.title().to_owned()
}

fn asks(harness: &Program) -> bool {
    harness.state().state.importing.is_some()
}

fn says(harness: &Program, words: &str) -> bool {
    harness.query_all_by_label_contains(words).next().is_some()
}

/// Opens the field of a name, and takes an entry of its list.
fn choose(harness: &mut Program, field: &str, entry: &str) {
    harness.get_by_role_and_label(Role::ComboBox, field).click();
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::Button, entry).click();
    harness.run_steps(2);
    settle(harness);
}

fn value(harness: &Program, field: &str) -> String {
    let node = harness.get_by_role_and_label(Role::ComboBox, field);
    node.accesskit_node().value().unwrap_or_default()
}

fn file(folder: &tempfile::TempDir, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

const TABLE: &str = "What,Reported on,Lat,Long,Sort\n\
    A raid,3/4/2016,34.5,38.2,raid\n\
    A strike,5/6/2016,34.6,38.3,air\n\
    Nowhere,7/8/2016,north,38.4,air\n";

#[test]
fn an_unknown_table_is_asked_about_while_the_open_collection_stays() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = program();
    open(&mut harness, &file(&folder, "a.csv", TABLE));
    assert!(asks(&harness));
    assert_eq!(title(&harness), "Palmyra, December 2016");
    assert!(says(&harness, "Import a.csv"));
    assert!(says(
        &harness,
        "Of all 3 rows, 2 would be taken; 1 rejected"
    ));
    assert!(says(&harness, "“north” is no latitude"));
    assert!(says(
        &harness,
        "whether day or month comes first in “3/4/2016”"
    ));
    assert_eq!(value(&harness, "Separator"), "Comma ,");
    assert_eq!(value(&harness, "Column Lat"), "Latitude");
    assert_eq!(value(&harness, "Column Sort"), "Keep as it is");
    assert!(
        harness.try_run().is_ok(),
        "the dialog repaints while nothing moves"
    );
    choose(&mut harness, "Column Sort", "Category");
    choose(&mut harness, "Day and month", "Month first");
    choose(&mut harness, "Column What", "Title");
    press(&mut harness, Key::Escape);
    assert!(!asks(&harness), "Escape cancels");
    assert_eq!(title(&harness), "Palmyra, December 2016");
    assert_eq!(*harness.state().state.settings.headers, []);
}

#[test]
fn what_is_chosen_is_imported_and_remembered_for_the_next_table_of_the_header() {
    let folder = tempfile::tempdir().unwrap();
    let settings_path = folder.path().join("settings.json");
    let mut harness = program_with(
        Settings::default(),
        Some(settings_path.clone()),
        Answer::Cancelled,
        [1_600.0, 1_000.0],
    );
    open(&mut harness, &file(&folder, "a.csv", TABLE));
    choose(&mut harness, "Column What", "Title");
    choose(&mut harness, "Column Sort", "Category");
    choose(&mut harness, "Day and month", "Month first");
    harness.get_by_label("Import").click();
    harness.run_steps(2);
    settle(&mut harness);
    let state = &harness.state().state;
    assert_eq!(title(&harness), "a.csv");
    assert_eq!(state.dataset.len(), 2);
    let labels: Vec<&str> = state
        .dataset
        .categories()
        .iter()
        .map(|it| it.label.as_str())
        .collect();
    assert_eq!(labels, ["raid", "air"]);
    let first = state.dataset.event(strabo::store::Row(0));
    assert_eq!(first.when[0].value.edtf.as_deref(), Some("2016-03-04"));

    // In the next start, from what was kept: with semicolons this time, as the next file has them.
    until(&mut harness, "the settings are saved", |_| {
        settings_path.exists()
    });
    let kept = loaded(&settings_path);
    let mut harness = program_with(kept, None, Answer::Cancelled, [1_600.0, 1_000.0]);
    let next =
        "What;Reported on;Lat;Long;Sort\nB;1/2/2017;34.5;38.2;raid\nC;2/3/2017;34.5;38.2;air\n";
    open(&mut harness, &file(&folder, "b.csv", next));
    assert!(!asks(&harness));
    assert_eq!(title(&harness), "b.csv");
    let state = &harness.state().state;
    let table = state.dataset.origin().table.clone().unwrap();
    assert_eq!(table.chosen_by, ChosenBy::Remembered);
    assert_eq!(table.spec.delimiter, b';');
    let first = state.dataset.event(strabo::store::Row(0));
    assert_eq!(first.when[0].value.edtf.as_deref(), Some("2017-01-02"));
    assert!(says(
        &harness,
        "was read as the last table with this header was"
    ));
    harness.get_by_label("Change…").click();
    harness.run_steps(2);
    settle(&mut harness);
    assert!(asks(&harness));
    assert_eq!(value(&harness, "Column Sort"), "Category");
    assert_eq!(value(&harness, "Day and month"), "Month first");
}

/// The settings as they are once they hold a header: they are saved on another thread.
fn loaded(path: &Path) -> Settings {
    let deadline = Instant::now() + Duration::from_mins(1);
    loop {
        let (settings, damage) = settings::load(path);
        assert_eq!(damage, None);
        if !settings.headers.is_empty() && !settings.recent.is_empty() {
            return settings;
        }
        assert!(Instant::now() < deadline, "nothing was remembered");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn a_table_is_imported_by_the_keyboard_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = program();
    open(&mut harness, &file(&folder, "a.csv", TABLE));
    harness.get_by_label("Column What").focus();
    harness.run_steps(2);
    // Opens the list, goes to what is chosen, and from there to the title three further.
    press(&mut harness, Key::Enter);
    for _ in 0..2 {
        press(&mut harness, Key::ArrowDown);
    }
    press(&mut harness, Key::Enter);
    settle(&mut harness);
    assert_eq!(value(&harness, "Column What"), "Title");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    harness.run_steps(3);
    settle(&mut harness);
    assert_eq!(title(&harness), "a.csv");
    // Letters are no commands while a dialog is open.
    harness
        .state_mut()
        .push(Action::Import(ImportAction::Change));
    harness.run_steps(2);
    settle(&mut harness);
    press(&mut harness, Key::D);
    assert_eq!(harness.state().state.settings.theme, ThemeChoice::Dark);
}

#[test]
fn a_known_data_set_opens_without_a_question_and_can_be_read_otherwise() {
    let mut harness = program();
    open(&mut harness, Path::new("tests/data/tables/acled.csv"));
    assert!(!asks(&harness));
    let origin = harness.state().state.dataset.origin().clone();
    assert_eq!(origin.table.unwrap().chosen_by, ChosenBy::Preset);
    harness.key_press_modifiers(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::O);
    harness.run_steps(3);
    settle(&mut harness);
    assert!(asks(&harness));
    assert_eq!(value(&harness, "Data set"), "ACLED");
    choose(&mut harness, "Data set", "None of those known");
    assert_eq!(value(&harness, "Column event_date"), "Date or start");
}

#[test]
fn choices_that_make_no_sense_are_said_and_block_the_import() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = program();
    open(&mut harness, &file(&folder, "a.csv", TABLE));
    choose(&mut harness, "Column Lat", "Keep as it is");
    assert!(says(
        &harness,
        "chosen for the longitude, but none for the latitude"
    ));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    harness.run_steps(3);
    assert!(asks(&harness), "it is not imported like this");
    choose(&mut harness, "Column Long", "Keep as it is");
    choose(&mut harness, "Column Reported on", "Keep as it is");
    assert!(says(&harness, "all events will be undated"));
    assert!(says(&harness, "no event will be located"));
    harness.get_by_label("Import").click();
    harness.run_steps(2);
    settle(&mut harness);
    assert_eq!(title(&harness), "a.csv");
    assert_eq!(harness.state().state.dataset.len(), 3);
}

#[test]
fn files_that_are_no_tables_are_refused_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, reason) in [
        ("empty.csv", &b""[..], "the table is empty"),
        ("spaces.csv", b" \n \n", "the table is empty"),
        ("binary.csv", b"PK\x03\x04\0\0\0\0abc", "this is no text"),
    ] {
        let mut harness = program();
        open(&mut harness, &file(&folder, name, bytes));
        assert!(!asks(&harness), "{name}");
        let notice = &harness.state().state.notices[0];
        assert_eq!(notice.kind, NoticeKind::Error);
        assert!(notice.text.contains(reason), "{}", notice.text);
        assert_eq!(title(&harness), "Palmyra, December 2016");
    }
}

#[test]
fn a_table_of_a_header_alone_says_that_there_is_nothing_beneath() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = program();
    open(
        &mut harness,
        &file(&folder, "bare.csv", "title,when,lat,lon\n"),
    );
    assert!(asks(&harness));
    assert!(says(&harness, "There are no rows beneath the header"));
    harness.get_by_label("Import").click();
    harness.run_steps(2);
    settle(&mut harness);
    assert!(harness.state().state.dataset.is_empty());
}

#[test]
fn ten_thousand_columns_are_shown_and_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut names: Vec<String> = (0..10_000).map(|n| format!("c{n}")).collect();
    names[9_999] = String::from("date");
    let row = |n: usize| {
        let mut cells = vec![String::from("x"); 10_000];
        cells[9_999] = format!("2016-01-{n:02}");
        cells.join(",")
    };
    let text = format!("{}\n{}\n{}\n", names.join(","), row(1), row(2));
    let mut harness = program();
    open(&mut harness, &file(&folder, "wide.csv", text));
    assert!(asks(&harness));
    assert!(says(&harness, "All 2 rows would be taken"));
    assert!(says(
        &harness,
        "With so many columns the next such file is asked about again"
    ));
    let began = Instant::now();
    harness.run_steps(5);
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    let n_fields = harness.query_all_by_role(Role::ComboBox).count();
    assert!(n_fields < 40, "{n_fields} fields are laid out");
    harness.get_by_label("Import").click();
    harness.run_steps(2);
    settle(&mut harness);
    assert_eq!(harness.state().state.dataset.len(), 2);
    assert_eq!(*harness.state().state.settings.headers, []);
}

#[test]
fn the_zone_of_times_is_found_by_a_few_letters() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = program();
    open(&mut harness, &file(&folder, "a.csv", TABLE));
    assert_eq!(value(&harness, "Time zone"), "UTC");
    harness
        .get_by_role_and_label(Role::ComboBox, "Time zone")
        .click();
    harness.run_steps(3);
    harness.get_by_label("Find a time zone").type_text("damasc");
    harness.run_steps(3);
    press(&mut harness, Key::Enter);
    settle(&mut harness);
    assert_eq!(value(&harness, "Time zone"), "Asia/Damascus");
    assert!(asks(&harness), "Enter chose the zone, and imported nothing");
    harness.get_by_label("Import").click();
    harness.run_steps(2);
    settle(&mut harness);
    let zone = harness.state().state.dataset.zone();
    assert_eq!(zone.name(), "Asia/Damascus");
}

#[test]
fn the_tab_key_reaches_columns_that_are_out_of_sight() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..60).map(|n| format!("c{n}")).collect();
    let cells = vec!["2016-01-01"; 60];
    let text = format!("{}\n{}\n", names.join(","), cells.join(","));
    let mut harness = program();
    open(&mut harness, &file(&folder, "wide.csv", text));
    assert!(harness.query_by_label("Column c59").is_none());
    harness.get_by_label("Column c0").focus();
    harness.run_steps(2);
    for _ in 0..59 {
        harness.key_press(Key::Tab);
        harness.run_steps(2);
    }
    let last = harness.get_by_label("Column c59");
    assert!(last.is_focused());
    assert!(last.rect().right() <= 1_600.0);
}

#[test]
fn a_file_that_vanishes_while_it_is_asked_about_is_said_to_be_gone() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "a.csv", TABLE);
    let mut harness = program();
    open(&mut harness, &path);
    std::fs::remove_file(&path).unwrap();
    harness.get_by_label("Import").click();
    harness.run_steps(2);
    settle(&mut harness);
    assert_eq!(title(&harness), "Palmyra, December 2016");
    assert!(says(&harness, "it is not there"));
    // Looking at it again says so too, and blocks.
    let path = file(&folder, "b.csv", TABLE.replace("Sort", "Kind of"));
    open(&mut harness, &path);
    assert!(asks(&harness));
    std::fs::remove_file(&path).unwrap();
    choose(&mut harness, "Day and month", "Month first");
    assert!(says(&harness, "could not read the file"));
    assert!(!harness.state().state.importing.as_ref().unwrap().is_ready());
}

#[test]
fn a_table_that_changes_while_it_is_asked_about_is_not_read_in_the_wrong_columns() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = program();
    open(&mut harness, &file(&folder, "a.csv", TABLE));
    let swapped = TABLE.replace("Lat,Long", "Long,Lat");
    file(&folder, "a.csv", swapped);
    harness.get_by_label("Import").click();
    harness.run_steps(2);
    settle(&mut harness);
    assert_eq!(title(&harness), "Palmyra, December 2016");
    assert!(says(&harness, "the table has other columns now"));
}

#[test]
fn a_wrong_encoding_shows_what_it_does_before_anything_is_imported() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = program();
    open(
        &mut harness,
        &file(
            &folder,
            "a.csv",
            "العنوان,التاريخ\nغارة على المدينة,2016-12-15\n",
        ),
    );
    assert_eq!(value(&harness, "Column العنوان"), "Title");
    choose(&mut harness, "Encoding", Encoding::Windows1252.label());
    assert!(harness.query_by_label("Column العنوان").is_none());
    choose(&mut harness, "Encoding", Encoding::Utf16Le.label());
    let importing = harness.state().state.importing.clone().unwrap();
    assert_eq!(importing.preview.unwrap().tally.report.taken, 0);
    choose(&mut harness, "Encoding", "UTF-8, as detected");
    assert_eq!(value(&harness, "Column العنوان"), "Title");
    assert!(says(&harness, "The only row would be taken"));
}

#[test]
fn another_separator_makes_other_columns_and_a_missing_header_keeps_the_roles() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = program();
    open(&mut harness, &file(&folder, "a.csv", TABLE));
    choose(&mut harness, "Separator", "Semicolon ;");
    let columns = |harness: &Program| {
        let importing = harness.state().state.importing.clone().unwrap();
        importing.spec.unwrap().columns
    };
    assert_eq!(columns(&harness).len(), 1);
    choose(&mut harness, "Separator", "Comma ,");
    assert_eq!(columns(&harness).len(), 5);
    assert_eq!(columns(&harness)[2].role, Column::Latitude);
    choose(&mut harness, "First row", "Is an event");
    assert_eq!(columns(&harness)[2].name, "column 3");
    assert_eq!(columns(&harness)[2].role, Column::Latitude);
    assert!(says(
        &harness,
        "Of all 4 rows, 2 would be taken; 2 rejected"
    ));
}

#[test]
fn the_report_tells_what_was_left_out_and_saves_it() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.csv");
    let mut harness = program_with(
        Settings::default(),
        None,
        Answer::Path(out.clone()),
        [1_600.0, 1_000.0],
    );
    open(&mut harness, &file(&folder, "a.csv", TABLE));
    harness.get_by_label("Import").click();
    harness.run_steps(2);
    settle(&mut harness);
    assert!(says(
        &harness,
        "a.csv: 2 events read, 1 left out, 1 problem"
    ));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::P);
    harness.run_steps(3);
    harness
        .get_by_label("Command palette")
        .type_text("import rep");
    harness.run_steps(3);
    press(&mut harness, Key::Enter);
    assert!(says(&harness, "Import of a.csv"), "from the palette");
    press(&mut harness, Key::Escape);
    harness.get_by_label("Report").click();
    harness.run_steps(3);
    assert!(says(&harness, "Import of a.csv"), "from the notice");
    assert!(says(&harness, "a.csv:4:18: “north” is no latitude"));
    assert!(says(&harness, "Latitude or longitude"));
    harness.get_by_label("Save rejected rows…").click();
    harness.run_steps(2);
    until(&mut harness, "it says that the rows are saved", |harness| {
        says(harness, "The rejected rows were saved to")
    });
    let saved = std::fs::read_to_string(&out).unwrap();
    let lines: Vec<&str> = saved.lines().collect();
    assert_eq!(lines[0], "rejected_because,What,Reported on,Lat,Long,Sort");
    assert!(
        lines[1].ends_with(",Nowhere,7/8/2016,north,38.4,air"),
        "{saved}"
    );
    assert_eq!(lines.len(), 2);
    press(&mut harness, Key::Escape);
    assert!(!says(&harness, "Import of a.csv"));
}

#[test]
fn rejected_rows_never_take_the_place_of_the_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "a.csv", TABLE);
    let mut harness = program_with(
        Settings::default(),
        None,
        Answer::Path(path.clone()),
        [1_600.0, 1_000.0],
    );
    open(&mut harness, &path);
    harness.get_by_label("Import").click();
    harness.run_steps(2);
    settle(&mut harness);
    harness
        .state_mut()
        .push(Action::Import(ImportAction::SaveRejects));
    harness.run_steps(2);
    until(&mut harness, "it is refused", |harness| {
        says(harness, "take the place of the table itself")
    });
    assert_eq!(std::fs::read_to_string(&path).unwrap(), TABLE);
}

#[test]
fn a_system_without_dialogs_saves_the_rejected_rows_beside_the_settings_and_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("strabo");
    let mut harness = program_with(
        Settings::default(),
        Some(home.join("settings.json")),
        Answer::NoDialog,
        [1_600.0, 1_000.0],
    );
    open(&mut harness, &file(&folder, "a.csv", TABLE));
    harness.get_by_label("Import").click();
    harness.run_steps(2);
    settle(&mut harness);
    harness
        .state_mut()
        .push(Action::Import(ImportAction::SaveRejects));
    harness.run_steps(2);
    until(&mut harness, "it says that the rows are saved", |harness| {
        says(harness, "a-rejected.csv")
    });
    assert!(home.join("a-rejected.csv").exists());
}

#[test]
fn geojson_has_a_report_too() {
    let folder = tempfile::tempdir().unwrap();
    let text = r#"{"type": "FeatureCollection", "features": [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [36.2, 33.5]},
         "properties": {"name": "A meeting in Damascus", "date": "2020-01-05"}},
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [4239, 33.5]},
         "properties": {"name": "Nowhere on Earth", "date": "2020-01-06"}}]}"#;
    let mut harness = program();
    open(&mut harness, &file(&folder, "plain.geojson", text));
    harness.get_by_label("Report").click();
    harness.run_steps(3);
    assert!(says(&harness, "features read"));
    assert!(says(&harness, "plain.geojson:4:"));
    assert!(harness.query_by_label("Save rejected rows…").is_none());
}

#[test]
fn files_that_were_opened_are_offered_again_until_they_are_gone() {
    let folder = tempfile::tempdir().unwrap();
    let one = r#"{"type": "FeatureCollection", "features": []}"#;
    let (a, b) = (
        file(&folder, "first.geojson", one),
        file(&folder, "second.geojson", one),
    );
    let mut harness = program();
    open(&mut harness, &a);
    open(&mut harness, &b);
    open(&mut harness, &a);
    assert_eq!(
        harness.state().state.settings.recent,
        [b.clone(), a.clone()]
    );
    std::fs::remove_file(&b).unwrap();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::P);
    harness.run_steps(3);
    harness
        .get_by_label("Command palette")
        .type_text("open recent");
    harness.run_steps(3);
    assert!(says(&harness, "Open recent: second.geojson"));
    assert!(!says(&harness, "Open recent: first.geojson"), "it is open");
    press(&mut harness, Key::Enter);
    settle(&mut harness);
    assert!(says(
        &harness,
        "Could not open second.geojson: it is not there"
    ));
    assert_eq!(
        harness.state().state.settings.recent,
        std::slice::from_ref(&a)
    );
    // Beside the sample they are on the page.
    let settings = harness.state().state.settings.clone();
    let mut harness = program_with(settings, None, Answer::Cancelled, [1_600.0, 1_000.0]);
    press(&mut harness, Key::Escape);
    harness.get_by_label("Open first.geojson").click();
    harness.run_steps(2);
    settle(&mut harness);
    assert_eq!(harness.state().state.dataset.origin().path, Some(a));
}

#[test]
fn the_smallest_window_shows_the_whole_dialog() {
    let folder = tempfile::tempdir().unwrap();
    let size = [900.0, 560.0];
    let mut harness = program_with(Settings::default(), None, Answer::Cancelled, size);
    open(&mut harness, &file(&folder, "a.csv", TABLE));
    let window = eframe::egui::Rect::from_min_size(eframe::egui::Pos2::ZERO, size.into());
    for label in ["Import", "Cancel", "Separator", "Time zone", "Column What"] {
        let found = harness.query_all_by_label(label);
        for node in found {
            assert!(
                window.contains_rect(node.rect()),
                "{label}: {:?}",
                node.rect()
            );
        }
    }
    let import = harness.get_by_label("Import").rect();
    let verdict = harness
        .query_all_by_label_contains("would be taken")
        .next()
        .unwrap()
        .rect();
    assert!(verdict.bottom() < import.top());
}
