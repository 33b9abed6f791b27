//! Scenes: changed, undone, saved into their file to the letter, and kept from crashes, full disks and other people.

#[path = "common/program.rs"]
mod whole_program;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use strabo::io::dataset::{open_dataset, sample};
use strabo::io::import::table::Watch;
use strabo::io::recovery::{self, Keeper};
use strabo::io::save::{NotSaved, save_as, save_scenes, with_scenes};
use strabo::model::briefing::{Entrance, Scene};
use strabo::model::filter::{Filter, NumberRange};
use strabo::model::place::{Bounds, LatLon, PrecisionClass, Ring};
use strabo::model::source::Reliability;
use strabo::model::view::WindowMode;
use strabo::state::action::Action;
use strabo::state::briefing::{Answer, Asking, FileAction, SceneAction};
use strabo::state::effect::{Effect, Kept};
use strabo::state::playback::Direction;
use strabo::state::update::update;
use strabo::state::{Settings, State};
use strabo::store::Dataset;

fn new_state() -> State {
    State::new(sample().expect("the sample"), Settings::default())
}

fn act(state: &mut State, action: SceneAction) -> Vec<Effect> {
    update(state, Action::Scene(action))
}

fn headings(state: &State) -> Vec<&str> {
    let scenes = state.scenes().iter();
    scenes.map(|scene| scene.heading.as_str()).collect()
}

fn write(path: &Path, bytes: &[u8]) {
    strabo::io::atomic::write_atomically(path, bytes).expect("a file");
}

fn open(path: &Path) -> Arc<Dataset> {
    Arc::new(open_dataset(path, &Watch::default()).expect("a collection"))
}

fn scenes(n: usize, words: &str) -> Vec<Scene> {
    let scene = |idx: usize| Scene {
        id: Some(format!("s{idx}")),
        heading: format!("{words} {idx}"),
        narration: Some(words.repeat(40)),
        ..Scene::default()
    };
    (0..n).map(scene).collect()
}

/// A collection with what a careless save would lose: a rejected feature, unknown members, a layout of its own.
const ODD: &str = "\u{feff}{ \"type\":\"FeatureCollection\", \"future\": [1,\n 2],\n\
  \"strabo\" : { \"version\" : 1, \"title\":\"Odd\",\"scenes\" : [ {\"heading\":\"Old\",\"newer\":{\"a\": 1e400}}, 7 ],  \"later\": true },\n\
  \"features\": [ {\"type\":\"Feature\",\"id\":\"e1\",\"geometry\":null,\"properties\":{\"title\":\"Kept\"}},\n\
  {\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[400,95]},\"properties\":{\"title\":\"Rejected\"}} ] }  \n";

// Changing.

#[test]
fn a_captured_scene_brings_the_same_view_back() {
    let mut state = new_state();
    let at = |lat, lon| LatLon { lat, lon };
    state.view.filter = Filter {
        categories: state.dataset.categories()[..1]
            .iter()
            .filter_map(|category| category.id.clone())
            .collect(),
        precisions: [PrecisionClass::Town].into(),
        reliabilities: [Reliability::C].into(),
        measures: [(
            String::from("killed"),
            NumberRange {
                min: 1.0,
                max: f64::INFINITY,
            },
        )]
        .into(),
        text: String::from("tank"),
        bounds: Some(Bounds {
            west: 37.0,
            south: 33.0,
            east: 39.0,
            north: 35.0,
        }),
        lasso: Ring::new(vec![at(33.0, 37.0), at(35.0, 37.0), at(34.0, 39.0)]),
        ..Filter::default()
    };
    state.view.mode = WindowMode::Cumulative;
    let view = state.view.clone();
    act(&mut state, SceneAction::Capture);
    let captured = state.scene_idx.expect("the captured scene");
    // Over a file, and back.
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("c.geojson");
    save_as(&path, &state.base, state.scenes()).expect("saved");
    let mut again = State::new(open(&path), Settings::default());
    assert_eq!(again.scenes(), state.scenes());
    update(&mut again, Action::GoToScene(captured));
    update(&mut again, Action::Tick(10.0));
    assert_eq!(again.view.filter, view.filter);
    assert_eq!(again.view.window, view.window);
    assert_eq!(again.view.mode, view.mode);
    assert_eq!(again.view.selection, view.selection);
    assert_eq!(again.view.camera, view.camera);
}

#[test]
fn every_change_is_undone_and_done_again() {
    let changes = [
        SceneAction::Capture,
        SceneAction::Move { from: 0, to: 3 },
        SceneAction::Move { from: 3, to: 1 },
        SceneAction::Rename(1, String::from("Another")),
        SceneAction::Duplicate(2),
        SceneAction::Delete(0),
        SceneAction::Update(1),
        SceneAction::Narrate(0, String::from("**Words**")),
        SceneAction::Note(0, String::from("For me")),
        SceneAction::Enter(0, Entrance::Play(4.0)),
    ];
    let mut state = new_state();
    update(&mut state, Action::Step(Direction::Backward));
    let mut before = Vec::new();
    for change in &changes {
        before.push(state.briefing.scenes.clone());
        update(&mut state, Action::Tick(1.0));
        act(&mut state, change.clone());
        assert_ne!(before.last(), Some(&state.briefing.scenes), "{change:?}");
        assert!(state.briefing.is_changed());
    }
    let last = state.briefing.scenes.clone();
    for earlier in before.iter().rev() {
        update(&mut state, Action::Undo);
        assert_eq!(&state.briefing.scenes, earlier);
    }
    assert!(!state.briefing.is_changed(), "everything is undone");
    for _ in &changes {
        update(&mut state, Action::Redo);
    }
    assert_eq!(state.briefing.scenes, last);
}

#[test]
fn the_current_scene_stays_current_while_others_move() {
    let mut state = new_state();
    update(&mut state, Action::GoToScene(2));
    let name = headings(&state)[2].to_owned();
    for (from, to) in [(0, 4), (4, 0), (2, 3), (3, 0), (1, 2)] {
        act(&mut state, SceneAction::Move { from, to });
        let at = state.scene_idx.expect("a current scene");
        assert_eq!(headings(&state)[at], name, "{from} to {to}");
    }
    let at = state.scene_idx.expect("a current scene");
    act(&mut state, SceneAction::Delete(at));
    assert_eq!(state.scene_idx, None);
}

#[test]
fn what_is_not_there_changes_nothing() {
    let mut state = new_state();
    let n = state.scenes().len();
    for action in [
        SceneAction::Delete(n),
        SceneAction::Duplicate(n),
        SceneAction::Update(usize::MAX),
        SceneAction::Rename(n, String::new()),
        SceneAction::Move { from: 0, to: n },
        SceneAction::Move { from: n, to: 0 },
    ] {
        assert_eq!(act(&mut state, action), []);
    }
    assert!(!state.briefing.is_changed() && !state.history.can_undo());
}

#[test]
fn a_scene_that_plays_opens_its_window_and_ends_on_it() {
    let mut state = new_state();
    act(&mut state, SceneAction::Enter(1, Entrance::Play(2.0)));
    update(&mut state, Action::GoToScene(1));
    let whole = state.run.expect("it plays").window;
    assert!(state.view.window.length_ms() < whole.length_ms());
    let mut last = state.view.window.to;
    let mut frames = 0;
    while state.is_moving() {
        update(&mut state, Action::Tick(0.1));
        assert!(state.view.window.to >= last, "time runs forward");
        last = state.view.window.to;
        frames += 1;
        assert!(frames < 100);
    }
    assert_eq!(state.view.window, whole);
}

#[test]
fn playing_is_stopped_by_whatever_the_user_does() {
    for action in [
        Action::Interrupt,
        Action::TogglePlay,
        Action::SetCamera(strabo::model::view::Camera::WORLD),
        Action::Select(None),
    ] {
        let mut state = new_state();
        act(&mut state, SceneAction::Enter(1, Entrance::Play(2.0)));
        update(&mut state, Action::GoToScene(1));
        while state.flight.is_some() {
            update(&mut state, Action::Tick(0.1));
        }
        for _ in 0..5 {
            update(&mut state, Action::Tick(0.1));
        }
        let window = state.view.window;
        let said = format!("{action:?}");
        update(&mut state, action);
        assert_eq!(state.run, None, "{said}");
        update(&mut state, Action::Tick(0.1));
        assert_eq!(state.view.window, window, "{said}");
        assert!(!state.playback.playing);
    }
}

// Saving.

#[test]
fn a_save_changes_nothing_but_the_scenes() {
    let new = scenes(2, "نص عربي");
    let saved = with_scenes(ODD.as_bytes(), &new).expect("saved");
    let saved = String::from_utf8(saved).expect("text");
    let (before, rest) = ODD.split_once("[ {\"heading\"").expect("the old scenes");
    let (_, after) = rest.split_once("7 ]").expect("their end");
    assert!(saved.starts_with(before), "{saved}");
    assert!(saved.ends_with(after), "{saved}");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("odd.geojson");
    write(&path, saved.as_bytes());
    let read = open(&path);
    assert_eq!(read.collection().scenes, new);
    // The one that nobody can read stands behind them.
    assert!(saved.contains("7\n"), "{saved}");
    // Saving again what was read is the same to the letter.
    assert_eq!(
        with_scenes(saved.as_bytes(), &new).expect("saved"),
        saved.as_bytes()
    );
}

#[test]
fn scenes_find_their_place_where_there_were_none() {
    let check = |text: &str| {
        for new in [scenes(1, "A"), Vec::new()] {
            let saved = with_scenes(text.as_bytes(), &new).expect("saved");
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("c.geojson");
            write(&path, &saved);
            assert_eq!(open(&path).collection().scenes, new, "{text}");
        }
    };
    check(r#"{"type":"FeatureCollection","strabo":{},"features":[]}"#);
    check(r#"{"type":"FeatureCollection","strabo":{"version":1},"features":[]}"#);
    check(r#"{"type":"FeatureCollection","strabo":{"version":1,"scenes":[]},"features":[]}"#);
    check(
        r#"{"type":"FeatureCollection","features":[],"strabo":{"sc\u0065nes":null,"version":1}}"#,
    );
    for no_collection in ["", "[]", r#"{"type":"FeatureCollection","features":[]}"#] {
        assert!(with_scenes(no_collection.as_bytes(), &scenes(1, "A")).is_err());
    }
}

#[test]
fn a_file_that_somebody_changed_is_not_saved_over_unasked() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("c.geojson");
    write(&path, ODD.as_bytes());
    let dataset = open(&path);
    let theirs = ODD.replace("Kept", "Changed by a colleague");
    write(&path, theirs.as_bytes());
    let new = scenes(1, "Mine");
    let error = save_scenes(&path, &new, Some(&dataset.origin().sha256)).expect_err("changed");
    assert!(matches!(error, NotSaved::Changed), "{error}");
    assert_eq!(std::fs::read(&path).expect("the file"), theirs.as_bytes());
    // Asked for, the scenes go into the file as it is now.
    let sha256 = save_scenes(&path, &new, None).expect("saved");
    let now = open(&path);
    assert_eq!(now.origin().sha256, sha256);
    assert_eq!(now.collection().events[0].title, "Changed by a colleague");
    assert_eq!(now.collection().scenes, new);
}

#[test]
fn a_table_becomes_a_collection_beside_it_and_stays_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("t.csv");
    let text = "id,title,date,latitude,longitude\n1,One,2016-12-11,34.5,38.2\n2,Two,2016-12-12,34.6,38.3\n";
    write(&path, text.as_bytes());
    let dataset = open(&path);
    let new = scenes(2, "Table");
    let onto_itself = save_as(&path, &dataset, &new);
    assert!(
        matches!(onto_itself, Err(NotSaved::Failed(_))),
        "{onto_itself:?}"
    );
    assert_eq!(std::fs::read_to_string(&path).expect("the table"), text);
    let out = folder.path().join("t.geojson");
    save_as(&out, &dataset, &new).expect("saved");
    let saved = open(&out);
    assert_eq!(saved.collection().scenes, new);
    assert_eq!(saved.len(), dataset.len());
    assert!(saved.collection().own_format);
    for row in dataset.rows() {
        let event = saved.event_by_id(&dataset.id(row)).expect("every event");
        assert_eq!(event.title, dataset.event(row).title);
        assert_eq!(event.time(), dataset.event(row).time());
    }
}

#[test]
fn leaving_unsaved_scenes_asks_and_each_answer_is_kept_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("c.geojson");
    write(&path, ODD.as_bytes());
    let changed = || {
        let mut state = State::new(open(&path), Settings::default());
        act(&mut state, SceneAction::Delete(0));
        state
    };
    let other = Action::Open(PathBuf::from("other.geojson"));
    let answer =
        |state: &mut State, answer| update(state, Action::File(FileAction::Answer(answer)));

    let mut state = changed();
    assert_eq!(update(&mut state, other.clone()), []);
    assert!(matches!(state.asking, Some(Asking::Unsaved(_))));
    answer(&mut state, Answer::Cancel);
    assert!(state.asking.is_none() && state.loading.is_none() && state.briefing.is_changed());

    update(&mut state, other.clone());
    let effects = answer(&mut state, Answer::Discard);
    assert!(
        matches!(effects[..], [Effect::Load { .. }, Effect::ForgetScenes(_)]),
        "{effects:?}"
    );

    let mut state = changed();
    update(&mut state, Action::File(FileAction::Close));
    assert!(!state.closing);
    let effects = answer(&mut state, Answer::Save);
    assert!(
        matches!(effects[..], [Effect::SaveScenes(_)]),
        "{effects:?}"
    );
    assert!(!state.closing, "not before it is saved");
    update(&mut state, Action::File(FileAction::NotSaved(None)));
    assert!(
        !state.closing && state.briefing.is_changed(),
        "what is not saved is not left"
    );

    update(&mut state, Action::File(FileAction::Close));
    answer(&mut state, Answer::Discard);
    assert!(state.closing);
}

// Keeping.

fn kept(scenes: Vec<Scene>) -> Kept {
    Kept {
        collection: String::from("/evidence/c.geojson"),
        sha256: String::from("abc"),
        scenes: Arc::new(scenes),
    }
}

#[test]
fn unsaved_scenes_are_kept_offered_and_forgotten() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().join("recovery");
    let find = |sha256| recovery::find(&folder, "/evidence/c.geojson", sha256).expect("readable");
    assert_eq!(find("abc"), None);
    recovery::keep(&folder, &kept(scenes(3, "A"))).expect("kept");
    let found = find("abc").expect("offered");
    assert_eq!(found.scenes, scenes(3, "A"));
    assert!(!found.file_changed);
    assert!(find("other").expect("offered").file_changed);
    let another = recovery::find(&folder, "/evidence/d.geojson", "abc");
    assert_eq!(another, Ok(None), "another collection");
    recovery::forget(&folder, "/evidence/c.geojson").expect("forgotten");
    assert_eq!(find("abc"), None);
}

#[test]
fn an_empty_briefing_is_kept_too() {
    let folder = tempfile::tempdir().expect("a folder");
    recovery::keep(folder.path(), &kept(Vec::new())).expect("kept");
    let found = recovery::find(folder.path(), "/evidence/c.geojson", "abc");
    assert_eq!(found.expect("readable").expect("offered").scenes, []);
}

#[test]
fn the_keeper_writes_the_last_change_and_nothing_after_it_is_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let keeper = || {
        let failed = |reason: String| panic!("{reason}");
        Keeper::start(folder.path().to_owned(), Duration::from_millis(20), failed)
    };
    let find = || recovery::find(folder.path(), "/evidence/c.geojson", "abc").expect("readable");
    let first = keeper().expect("a thread");
    for n in 1..=5 {
        first.keep(kept(scenes(n, "A")));
    }
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(find().expect("kept").scenes.len(), 5, "without being asked");
    first.keep(kept(scenes(6, "A")));
    drop(first);
    assert_eq!(find().expect("kept").scenes.len(), 6, "at the end");
    let second = keeper().expect("a thread");
    second.keep(kept(scenes(7, "A")));
    second.forget(String::from("/evidence/c.geojson"));
    drop(second);
    assert_eq!(find(), None);
}

#[test]
fn changes_are_kept_and_undone_ones_forgotten() {
    let mut state = new_state();
    let effects = act(&mut state, SceneAction::Delete(0));
    assert!(
        matches!(effects[..], [Effect::KeepScenes(_)]),
        "{effects:?}"
    );
    let effects = update(&mut state, Action::Undo);
    assert!(
        matches!(effects[..], [Effect::ForgetScenes(_)]),
        "{effects:?}"
    );
}

// Crashes and full disks.

/// What the child of the two tests below does, if it is told to: it saves one of two briefings after the other, and
/// keeps them, until it is killed; or saves once, and says how that went.
#[test]
fn child_that_saves() {
    let Ok(path) = std::env::var("STRABO_TEST_SAVE") else {
        return;
    };
    let path = PathBuf::from(path);
    if std::env::var_os("STRABO_TEST_ONCE").is_some() {
        let error = save_scenes(&path, &scenes(60, "Large"), None).expect_err("a full disk");
        let kept = recovery::keep(&path.with_extension("kept"), &kept(scenes(60, "Large")));
        assert!(kept.is_err());
        assert!(
            error.to_string().contains("what was there is unchanged"),
            "{error}"
        );
        write(&path.with_extension("said"), error.to_string().as_bytes());
        return;
    }
    let folder = path.with_extension("kept");
    for turn in 0_usize.. {
        let (n, words) = if turn.is_multiple_of(2) {
            (40, "A")
        } else {
            (3, "B")
        };
        save_scenes(&path, &scenes(n, words), None).expect("saved");
        recovery::keep(&folder, &kept(scenes(n, words))).expect("kept");
    }
}

fn child(path: &Path) -> Command {
    let mut child = Command::new(std::env::current_exe().expect("this program"));
    child
        .args(["child_that_saves", "--exact", "--test-threads=1"])
        .env("STRABO_TEST_SAVE", path)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    child
}

#[test]
fn a_kill_at_any_moment_leaves_the_old_file_or_the_new_one() {
    const KILLS: u64 = 200;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("c.geojson");
    write(&path, ODD.as_bytes());
    let wanted = [
        with_scenes(ODD.as_bytes(), &scenes(40, "A")).expect("saved"),
        with_scenes(ODD.as_bytes(), &scenes(3, "B")).expect("saved"),
        ODD.as_bytes().to_vec(),
    ];
    let mut seen = [0; 3];
    let mut n_offered = 0;
    for turn in 0..KILLS {
        let mut child = child(&path).spawn().expect("a child");
        // From before the first save to the middle of a later one, spread without a pattern.
        std::thread::sleep(Duration::from_micros(2_000 + turn * 7_919 % 40_000));
        child.kill().expect("killed");
        child.wait().expect("ended");
        let bytes = std::fs::read(&path).expect("the file");
        let which = wanted.iter().position(|whole| *whole == bytes);
        let which = which.expect("neither the old file nor the new one");
        seen[which] += 1;
        let found = recovery::find(&path.with_extension("kept"), "/evidence/c.geojson", "abc");
        if let Some(found) = found.expect("what is kept is whole") {
            n_offered += 1;
            let is_whole = [scenes(40, "A"), scenes(3, "B")].contains(&found.scenes);
            assert!(is_whole, "{} scenes", found.scenes.len());
        }
    }
    assert!(seen[0] > 0 && seen[1] > 0, "both were met: {seen:?}");
    assert!(n_offered > KILLS / 2, "{n_offered}");
}

#[cfg(unix)]
#[test]
fn a_full_disk_loses_nothing_and_is_told_of() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("c.geojson");
    write(&path, ODD.as_bytes());
    let test = child(&path);
    // No file may grow beyond a few kilobytes; the signal that says so is ignored, as a full disk sends none.
    let mut shell = Command::new("sh");
    shell
        .args(["-c", "trap '' XFSZ; ulimit -f 4; exec \"$0\" \"$@\""])
        .arg(test.get_program())
        .args(test.get_args())
        .env("STRABO_TEST_SAVE", &path)
        .env("STRABO_TEST_ONCE", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    assert!(shell.status().expect("a shell").success());
    let said = std::fs::read_to_string(path.with_extension("said")).expect("what it said");
    assert!(said.contains("File too large"), "{said}");
    assert_eq!(std::fs::read(&path).expect("the file"), ODD.as_bytes());
    let names = std::fs::read_dir(folder.path()).expect("the folder");
    let left: Vec<_> = names
        .map(|entry| entry.expect("an entry").file_name())
        .filter(|name| name.to_string_lossy().starts_with(".strabo-"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_write_protected_file_stays_and_is_told_of() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("c.geojson");
    write(&path, ODD.as_bytes());
    let mut rights = std::fs::metadata(&path).expect("the file").permissions();
    rights.set_readonly(true);
    std::fs::set_permissions(&path, rights).expect("write-protected");
    let error = save_scenes(&path, &scenes(1, "A"), None).expect_err("write-protected");
    assert!(error.to_string().contains("write-protected"), "{error}");
    assert_eq!(std::fs::read(&path).expect("the file"), ODD.as_bytes());
}

// Through the program.

mod program {
    use std::time::Instant;

    use eframe::egui::{Key, Modifiers};
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use strabo::app::App;
    use strabo::io::dialogs;
    use strabo::io::jobs::Jobs;

    use super::*;

    fn program(dataset: Arc<Dataset>, settings: &Path, out: &Path) -> Harness<'static, App> {
        let out = out.to_owned();
        let jobs = Jobs::new(Arc::new(|| {}), Some(settings.to_owned()))
            .with_dialogs(Arc::new(move |_| dialogs::Answer::Path(out.clone())));
        let app = App::new(dataset, Settings::default(), jobs);
        whole_program::in_window(app, [1_600.0, 1_000.0])
    }

    /// Waits for work off this thread.
    fn wait(harness: &mut Harness<'_, App>, what: &str, is_done: impl Fn(&State) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while !is_done(&harness.state().state) {
            assert!(Instant::now() < deadline, "{what}");
            std::thread::sleep(Duration::from_millis(5));
            harness.step();
        }
        harness.run_steps(3);
    }

    #[test]
    fn a_captured_scene_is_saved_by_ctrl_s() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("c.geojson");
        let bytes = std::fs::read("data/palmyra-2016.geojson").expect("the sample");
        write(&path, &bytes);
        let settings = folder.path().join("config/settings.json");
        let mut harness = program(open(&path), &settings, &path);
        let n = harness.state().state.scenes().len();
        harness.key_press(Key::E);
        harness.run_steps(3);
        assert_eq!(harness.state().state.scenes().len(), n + 1);
        let title = harness.query_by_label_contains("unsaved changes");
        assert!(title.is_some(), "the title says so");
        harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
        harness.run_steps(3);
        wait(&mut harness, "not saved", |state| {
            !state.briefing.is_changed()
        });
        assert!(harness.query_by_label_contains("unsaved changes").is_none());
        let saved = open(&path);
        assert_eq!(saved.collection().scenes.len(), n + 1);
        assert_eq!(saved.origin().sha256, harness.state().state.briefing.sha256);
        assert_eq!(harness.state().state.notices, []);
    }

    #[test]
    fn what_a_crash_left_is_offered_and_restored() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("c.geojson");
        write(&path, ODD.as_bytes());
        let settings = folder.path().join("settings.json");
        let of_the_crash = Kept {
            collection: path.to_string_lossy().into_owned(),
            sha256: String::from("another"),
            scenes: Arc::new(scenes(4, "Kept")),
        };
        recovery::keep(&folder.path().join("recovery"), &of_the_crash).expect("kept");
        let mut harness = program(open(&path), &settings, &path);
        wait(&mut harness, "not offered", |state| state.asking.is_some());
        let changed = harness.query_by_label_contains("The file has been changed since then");
        assert!(changed.is_some(), "it says that the file is another");
        harness.get_by_label("Restore").click();
        harness.run_steps(4);
        assert_eq!(harness.state().state.scenes(), scenes(4, "Kept"));
        assert!(harness.state().state.briefing.is_changed());
        assert_eq!(std::fs::read(&path).expect("the file"), ODD.as_bytes());
    }

    #[test]
    fn a_collection_without_a_file_is_saved_as_one_and_looked_at_as_before() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("mine.geojson");
        let settings = folder.path().join("settings.json");
        let mut harness = program(sample().expect("the sample"), &settings, &out);
        harness.key_press(Key::PageDown);
        harness.run_steps(120);
        harness.key_press(Key::E);
        harness.run_steps(3);
        let view = harness.state().state.view.clone();
        harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
        harness.run_steps(3);
        wait(&mut harness, "not opened", |state| {
            state.base.origin().path.as_deref() == Some(out.as_path())
        });
        let state = &harness.state().state;
        assert_eq!((&state.view, state.scene_idx), (&view, Some(2)));
        assert!(!state.briefing.is_changed());
        assert!(
            state
                .notices
                .iter()
                .any(|notice| notice.text.starts_with("Saved as"))
        );
    }
}
