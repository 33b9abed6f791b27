//! The Export dialog, as a person uses it: opened by key, answered, and told what came of it.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "common/program.rs"]
mod program;

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use strabo::app::App;
use strabo::io::dataset::{open_dataset, sample};
use strabo::io::dialogs::{Answer, Dialogs, Question};
use strabo::io::import::table::Watch;
use strabo::io::jobs::Jobs;
use strabo::state::action::Action;
use strabo::state::exporting::ExportAction;
use strabo::state::{NoticeKind, Settings};
use strabo::store::Dataset;

type Program = Harness<'static, App>;
type Asked = Arc<Mutex<Vec<Question>>>;

/// The whole program, with a dialog that answers at once and remembers what it was asked.
fn program(dataset: Arc<Dataset>, answer: Answer) -> (Program, Asked) {
    let asked = Asked::default();
    let heard = Arc::clone(&asked);
    let dialogs: Dialogs = Arc::new(move |question| {
        heard.lock().unwrap().push(question.clone());
        answer.clone()
    });
    let jobs = Jobs::new(Arc::new(|| {}), None).with_dialogs(dialogs);
    let app = App::new(dataset, Settings::default(), jobs);
    let harness = program::in_window(app, [900.0, 560.0]);
    (harness, asked)
}

fn open_dialog(harness: &mut Program) {
    harness.key_press_modifiers(Modifiers::COMMAND, Key::D);
    harness.run_steps(3);
    assert!(
        harness
            .query_by_role_and_label(Role::ComboBox, "Format")
            .is_some()
    );
}

/// Chooses from a field's list.
fn choose(harness: &mut Program, field: &str, item: &str) {
    harness.get_by_role_and_label(Role::ComboBox, field).click();
    harness.run_steps(3);
    harness.get_by_label(item).click();
    harness.run_steps(3);
}

/// Lets the program run until the document is there, or is not to be.
fn wait(harness: &mut Program) {
    let deadline = Instant::now() + Duration::from_mins(2);
    harness.run_steps(2);
    while harness.state().state.exporting.is_some() {
        assert!(Instant::now() < deadline, "it is not done");
        std::thread::sleep(Duration::from_millis(5));
        harness.step();
    }
    harness.run_steps(2);
}

fn last_notice(harness: &Program) -> (NoticeKind, String) {
    let notice = harness.state().state.notices.last().unwrap();
    (
        notice.kind,
        format!("{} {}", notice.text, notice.details.join(" ")),
    )
}

fn names_in(folder: &std::path::Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn the_current_view_is_exported_by_keys_alone() {
    let folder = tempfile::tempdir().unwrap();
    // Without its ending, as some dialogs answer.
    let out = folder.path().join("view");
    let (mut harness, asked) = program(sample().unwrap(), Answer::Path(out.clone()));
    open_dialog(&mut harness);
    harness.key_press(Key::Enter);
    wait(&mut harness);
    let (kind, words) = last_notice(&harness);
    let out = out.with_extension("png");
    assert_eq!(kind, NoticeKind::Info, "{words}");
    assert!(words.contains(out.to_str().unwrap()), "{words}");
    let picture = image::open(&out).unwrap();
    assert_eq!((picture.width(), picture.height()), (1920, 1080));
    assert_eq!(names_in(folder.path()), ["view.png"]);
    let asked = asked.lock().unwrap();
    assert!(
        matches!(&asked[..], [Question::Save { name, .. }] if name.ends_with("-view.png")),
        "{asked:?}"
    );
}

#[test]
fn escape_and_a_no_to_the_file_dialog_leave_nothing() {
    let (mut harness, asked) = program(sample().unwrap(), Answer::Cancelled);
    open_dialog(&mut harness);
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(
        harness
            .query_by_role_and_label(Role::ComboBox, "Format")
            .is_none()
    );
    assert!(asked.lock().unwrap().is_empty());
    open_dialog(&mut harness);
    harness.get_by_label("Export as…").click();
    wait(&mut harness);
    assert_eq!(asked.lock().unwrap().len(), 1);
    assert!(harness.state().state.notices.is_empty());
}

#[test]
fn an_export_that_is_stopped_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("film.gif");
    let (mut harness, _) = program(sample().unwrap(), Answer::Path(out));
    open_dialog(&mut harness);
    choose(&mut harness, "Format", "GIF, a film that loops");
    harness.get_by_label("Export as…").click();
    let deadline = Instant::now() + Duration::from_mins(1);
    while harness.query_by_label("Stop exporting").is_none() {
        assert!(Instant::now() < deadline);
        harness.step();
    }
    harness.get_by_label("Stop exporting").click();
    wait(&mut harness);
    assert!(last_notice(&harness).1.contains("stopped"));
    assert!(names_in(folder.path()).is_empty());
}

#[test]
fn what_cannot_be_is_said_before_anything_is_asked() {
    let (mut harness, asked) = program(sample().unwrap(), Answer::Cancelled);
    open_dialog(&mut harness);
    choose(&mut harness, "Size", "Another size");
    harness.get_by_label("Width in pixels").focus();
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.get_by_label("Width in pixels").type_text("0");
    harness.run_steps(3);
    assert!(harness.query_by_label_contains("1 to 8,192").is_some());
    harness.get_by_label("Export as…").click();
    harness.run_steps(3);
    assert!(asked.lock().unwrap().is_empty());
}

#[test]
fn what_matches_goes_with_its_filter_and_the_public_gets_it_reduced() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("events.geojson");
    let (mut harness, _) = program(sample().unwrap(), Answer::Path(out.clone()));
    open_dialog(&mut harness);
    choose(&mut harness, "What", "The events that match, as data");
    choose(&mut harness, "For", "The public: reduced");
    harness.get_by_label("Export as…").click();
    wait(&mut harness);
    let text = fs::read_to_string(&out).unwrap_or_else(|_| panic!("{:?}", last_notice(&harness)));
    assert!(text.contains("\"filter\"") && text.contains("\"sha256\""));
    assert!(text.contains("coarsened"), "{text}");
    let again = open_dataset(&out, &Watch::default()).unwrap();
    let state = &harness.state().state;
    let found =
        strabo::query::matching::matching(&state.dataset, &state.view.filter, state.window());
    assert_eq!(again.len(), found.counts.matching);
}

#[test]
fn a_folder_that_cannot_be_written_is_named_in_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("nowhere/view.png");
    let (mut harness, _) = program(sample().unwrap(), Answer::Path(out));
    open_dialog(&mut harness);
    harness.key_press(Key::Enter);
    wait(&mut harness);
    let (kind, words) = last_notice(&harness);
    assert_eq!(kind, NoticeKind::Error);
    assert!(words.contains("nowhere"), "{words}");
    assert!(names_in(folder.path()).is_empty());
}

#[test]
fn the_collection_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("c.geojson");
    fs::copy(
        concat!(env!("CARGO_MANIFEST_DIR"), "/data/palmyra-2016.geojson"),
        &path,
    )
    .unwrap();
    let before = fs::read(&path).unwrap();
    let dataset = Arc::new(open_dataset(&path, &Watch::default()).unwrap());
    let (mut harness, _) = program(dataset, Answer::Path(path.clone()));
    open_dialog(&mut harness);
    choose(&mut harness, "What", "The events that match, as data");
    harness.get_by_label("Export as…").click();
    wait(&mut harness);
    assert!(last_notice(&harness).1.contains("collection itself"));
    assert!(before == fs::read(&path).unwrap());
}

#[test]
fn a_late_word_of_an_earlier_export_counts_no_more() {
    let (mut harness, _) = program(sample().unwrap(), Answer::Cancelled);
    let late = ExportAction::Begun {
        request: 7,
        file: String::from("late.pdf"),
    };
    harness.state_mut().push(Action::Export(late));
    harness.run_steps(2);
    assert!(harness.state().state.exporting.is_none());
}
