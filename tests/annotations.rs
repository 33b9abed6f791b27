//! Annotations through the real program: drawn, moved, restyled, undone, deleted and saved, by pointer and by keyboard.

#[path = "common/program.rs"]
mod program;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::{Key, Modifiers, Pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use strabo::app::App;
use strabo::io::dataset::{open_dataset, sample};
use strabo::io::import::table::Watch;
use strabo::io::jobs::Jobs;
use strabo::io::recovery;
use strabo::model::annotation::{Annotation, Figure, Kind, Line, Style, Tone, Width};
use strabo::model::place::LatLon;
use strabo::state::action::Action;
use strabo::state::briefing::{AnnotationAction, SceneAction};
use strabo::state::effect::Effect;
use strabo::state::update::update;
use strabo::state::{Settings, State};
use strabo::store::Dataset;

type Program = Harness<'static, App>;

fn program_on(dataset: Arc<Dataset>) -> Program {
    let jobs = Jobs::new(Arc::new(|| {}), None);
    let app = App::new(dataset, Settings::default(), jobs);
    program::in_window(app, [1_600.0, 1_000.0])
}

fn program() -> Program {
    program_on(sample().expect("the sample"))
}

/// The sample, with the bar for annotations open on its first scene.
fn annotating() -> Program {
    let mut harness = program();
    press_with(&mut harness, Modifiers::SHIFT, Key::A);
    assert!(harness.query_by_label("Done annotating").is_some());
    harness
}

fn press(harness: &mut Program, key: Key) {
    press_with(harness, Modifiers::NONE, key);
}

fn press_with(harness: &mut Program, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(4);
}

fn click(harness: &mut Program, label: &str) {
    harness.get_by_label(label).click();
    harness.run_steps(4);
}

fn drag(harness: &mut Program, from: Pos2, to: Pos2) {
    harness.hover_at(from);
    harness.step();
    harness.drag_at(from);
    harness.step();
    for share in [0.3, 0.7, 1.0] {
        harness.hover_at(from.lerp(to, share));
        harness.step();
    }
    harness.drop_at(to);
    harness.run_steps(4);
    // A gesture of its own, not a part of the last one.
    harness.run_steps(60);
}

fn annotations(harness: &Program) -> &[Annotation] {
    let state = &harness.state().state;
    &state.scene().expect("a current scene").annotations
}

fn click_at(harness: &mut Program, at: Pos2) {
    harness.hover_at(at);
    harness.step();
    harness.drag_at(at);
    harness.step();
    harness.drop_at(at);
    harness.run_steps(4);
}

/// The middle of the map, and a place to draw beside the events.
fn map(harness: &Program) -> Pos2 {
    harness.get_by_label("Map").rect().center()
}

/// Draws an arrow where nothing else is.
fn draw_arrow(harness: &mut Program) -> [Pos2; 2] {
    let ends = [vec2(150.0, 140.0), vec2(330.0, 90.0)].map(|by| map(harness) + by);
    click(harness, "Draw an arrow");
    drag(harness, ends[0], ends[1]);
    ends
}

fn ends_of(annotation: &Annotation) -> [LatLon; 2] {
    match annotation.figure {
        Figure::Arrow { from, to } => [from, to],
        _ => panic!("no arrow: {annotation:?}"),
    }
}

#[test]
fn an_arrow_is_drawn_by_pointer_moved_reshaped_and_undone_step_by_step() {
    let mut harness = annotating();
    let camera = harness.state().state.view.camera;
    let [tail, head] = draw_arrow(&mut harness);
    let drawn = annotations(&harness).to_vec();
    assert_eq!(drawn.len(), 1);
    let [from, to] = ends_of(&drawn[0]);
    assert!(from.lon < to.lon && from.lat < to.lat, "as it was dragged");
    assert!(harness.state().state.briefing.is_changed());

    // Taken by its shaft, all of it moves.
    let by = vec2(-40.0, 30.0);
    let middle = tail.lerp(head, 0.4);
    drag(&mut harness, middle, middle + by);
    let moved = annotations(&harness).to_vec();
    let ends = ends_of(&moved[0]);
    assert!(ends[0].lon < from.lon && ends[0].lat < from.lat, "{ends:?}");
    let width = |ends: [LatLon; 2]| ends[1].lon - ends[0].lon;
    assert!((width(ends) - width([from, to])).abs() < 1e-4);

    // Taken by its head, its tail stays.
    drag(&mut harness, head + by, head + by + vec2(0.0, -60.0));
    let reshaped = annotations(&harness).to_vec();
    assert_eq!(ends_of(&reshaped[0])[0], ends[0]);
    assert!(ends_of(&reshaped[0])[1].lat > ends[1].lat);

    assert_eq!(harness.state().state.view.camera, camera, "the map stays");
    for before in [&moved[..], &drawn[..], &[]] {
        press_with(&mut harness, Modifiers::COMMAND, Key::Z);
        assert_eq!(annotations(&harness), before);
    }
    assert!(!harness.state().state.briefing.is_changed());
    for after in [&drawn, &moved, &reshaped] {
        press_with(
            &mut harness,
            Modifiers::COMMAND.plus(Modifiers::SHIFT),
            Key::Z,
        );
        assert_eq!(annotations(&harness), &after[..]);
    }
}

#[test]
fn an_arrow_is_drawn_moved_turned_reshaped_and_deleted_by_keyboard_alone() {
    let mut harness = annotating();
    assert!(harness.get_by_label("Draw an arrow").is_focused());
    press(&mut harness, Key::Enter);
    let [from, to] = ends_of(&annotations(&harness)[0]);
    assert!((from.lat - to.lat).abs() < 1e-5 && from.lon < to.lon);
    assert!(harness.get_by_label("Arrow").is_focused());

    let window = harness.state().state.view.window;
    for _ in 0..3 {
        press(&mut harness, Key::ArrowRight);
    }
    press(&mut harness, Key::ArrowUp);
    let moved = ends_of(&annotations(&harness)[0]);
    assert!(moved[0].lon > from.lon && moved[0].lat > from.lat);
    assert_eq!(harness.state().state.view.window, window, "time stays");

    press_with(&mut harness, Modifiers::SHIFT, Key::ArrowRight);
    let turned = ends_of(&annotations(&harness)[0]);
    assert!(turned[1].lat < turned[0].lat, "clockwise");
    press_with(&mut harness, Modifiers::SHIFT, Key::ArrowUp);
    let longer = ends_of(&annotations(&harness)[0]);
    assert!(longer[0].distance_m(longer[1]) > turned[0].distance_m(turned[1]) * 1.05);

    press(&mut harness, Key::Enter);
    assert!(harness.get_by_label("Tail of the arrow").is_focused());
    press(&mut harness, Key::Tab);
    assert!(harness.get_by_label("Head of the arrow").is_focused());
    press(&mut harness, Key::ArrowDown);
    let reshaped = ends_of(&annotations(&harness)[0]);
    assert_eq!(reshaped[0], longer[0]);
    assert!(reshaped[1].lat < longer[1].lat);

    harness.get_by_label("Arrow").focus();
    harness.run_steps(3);
    press(&mut harness, Key::Delete);
    assert!(annotations(&harness).is_empty());
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(ends_of(&annotations(&harness)[0]), reshaped);
}

#[test]
fn every_kind_is_drawn_by_pointer_and_gone_through_by_tab() {
    let mut harness = annotating();
    let middle = map(&harness);
    draw_arrow(&mut harness);
    click(&mut harness, "Draw a circle");
    drag(
        &mut harness,
        middle + vec2(250.0, -120.0),
        middle + vec2(290.0, -120.0),
    );
    click(&mut harness, "Draw a highlight");
    drag(
        &mut harness,
        middle + vec2(40.0, -160.0),
        middle + vec2(150.0, -90.0),
    );
    click(&mut harness, "Draw a polygon");
    for at in [vec2(180.0, 10.0), vec2(240.0, 20.0), vec2(200.0, 60.0)] {
        harness.hover_at(middle + at);
        harness.step();
        harness.drag_at(middle + at);
        harness.step();
        harness.drop_at(middle + at);
        harness.run_steps(30);
    }
    press(&mut harness, Key::Enter);
    click(&mut harness, "Draw a text");
    let at = middle + vec2(350.0, 180.0);
    harness.hover_at(at);
    harness.step();
    harness.drag_at(at);
    harness.step();
    harness.drop_at(at);
    harness.run_steps(4);
    // It waits for its words.
    harness
        .get_by_label("Words of the annotation")
        .type_text("Here");
    harness.run_steps(4);
    let kinds: Vec<Kind> = annotations(&harness)
        .iter()
        .map(|one| one.figure.kind())
        .collect();
    assert_eq!(
        kinds,
        [
            Kind::Arrow,
            Kind::Circle,
            Kind::Highlight,
            Kind::Polygon,
            Kind::Text
        ]
    );
    harness.get_by_label("Arrow").focus();
    harness.run_steps(3);
    for next in ["Circle", "Highlight", "Polygon", "Text, “Here”"] {
        press(&mut harness, Key::Tab);
        assert!(harness.get_by_label(next).is_focused(), "{next}");
    }
}

#[test]
fn words_and_style_are_changed_in_the_bar_and_in_the_list() {
    let mut harness = annotating();
    draw_arrow(&mut harness);
    let field = harness.get_by_label("Words of the annotation");
    field.focus();
    harness.run_steps(2);
    harness
        .get_by_label("Words of the annotation")
        .type_text("The way east");
    harness.run_steps(3);
    press(&mut harness, Key::Enter);
    assert!(harness.get_by_label("Arrow, “The way east”").is_focused());
    click(&mut harness, "Style of the annotation");
    click(&mut harness, "Red");
    click(&mut harness, "Dashed");
    click(&mut harness, "Bold");
    let expected = Style {
        tone: Tone::Red,
        line: Line::Dashed,
        width: Width::Bold,
    };
    assert_eq!(annotations(&harness)[0].style, expected);
    press(&mut harness, Key::Escape);
    press(&mut harness, Key::F4);
    assert!(
        harness
            .query_by_label("Words of annotation 1, Arrow, “The way east”")
            .is_some()
    );
    // Further down than is seen: what has the focus comes into sight.
    let press_on = |harness: &mut Program, label: &str| {
        harness.get_by_label(label).focus();
        harness.run_steps(4);
        press(harness, Key::Enter);
    };
    press_on(&mut harness, "Style of annotation 1, Arrow, “The way east”");
    click(&mut harness, "Blue");
    assert_eq!(annotations(&harness)[0].style.tone, Tone::Blue);
    press_on(&mut harness, "Style of annotation 1, Arrow, “The way east”");
    press_on(&mut harness, "Select annotation 1, Arrow, “The way east”");
    assert!(
        harness.query_by_label("Done").is_none(),
        "the dialog is gone"
    );
    assert!(harness.get_by_label("Arrow, “The way east”").is_focused());
    press(&mut harness, Key::F4);
    press_on(&mut harness, "Delete annotation 1, Arrow, “The way east”");
    assert!(annotations(&harness).is_empty());
}

#[test]
fn a_click_on_a_line_selects_it_and_one_beside_it_lets_go() {
    let mut harness = annotating();
    let ends = draw_arrow(&mut harness);
    press(&mut harness, Key::Escape);
    assert!(harness.query_by_label("Head of the arrow").is_none());
    let event = harness.state().state.view.selection.clone();
    assert!(event.is_some());
    click_at(&mut harness, ends[0].lerp(ends[1], 0.8));
    assert!(harness.query_by_label("Head of the arrow").is_some());
    assert!(harness.get_by_label("Arrow").is_focused());
    click_at(&mut harness, ends[0] + vec2(0.0, 60.0));
    assert!(harness.query_by_label("Head of the arrow").is_none());
    assert_eq!(harness.state().state.view.selection, event, "it stays");
}

#[test]
fn escape_goes_back_by_one_thing_at_a_time() {
    let mut harness = annotating();
    draw_arrow(&mut harness);
    click(&mut harness, "Draw a circle");
    press(&mut harness, Key::Escape);
    let at = map(&harness) + vec2(200.0, -100.0);
    drag(&mut harness, at, at + vec2(60.0, 0.0));
    assert_eq!(annotations(&harness).len(), 1, "the tool was put back");
    click(&mut harness, "Arrow");
    assert!(harness.query_by_label("Head of the arrow").is_some());
    press(&mut harness, Key::Escape);
    assert!(harness.query_by_label("Head of the arrow").is_none());
    press(&mut harness, Key::Escape);
    assert!(harness.query_by_label("Done annotating").is_none());
    assert!(
        harness.query_by_label("Arrow").is_some(),
        "it is still named"
    );
}

#[test]
fn without_a_scene_the_view_is_captured_first() {
    let mut harness = program();
    for _ in 0..harness.state().state.scenes().len() {
        update(
            &mut harness.state_mut().state,
            Action::Scene(SceneAction::Delete(0)),
        );
    }
    harness.run_steps(3);
    press_with(&mut harness, Modifiers::SHIFT, Key::A);
    assert!(
        harness
            .query_by_label_contains("Annotations belong to a scene")
            .is_some()
    );
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().state.scenes().len(), 1);
    draw_arrow(&mut harness);
    assert_eq!(annotations(&harness).len(), 1);
}

#[test]
fn what_is_drawn_is_saved_read_again_and_presented() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("palmyra.geojson");
    let bytes =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/palmyra-2016.geojson"));
    strabo::io::atomic::write_atomically(&path, &bytes.expect("the sample")).expect("a file");
    let open = || Arc::new(open_dataset(&path, &Watch::default()).expect("a collection"));
    let mut harness = program_on(open());
    press_with(&mut harness, Modifiers::SHIFT, Key::A);
    draw_arrow(&mut harness);
    harness.get_by_label("Words of the annotation").focus();
    harness.run_steps(2);
    harness
        .get_by_label("Words of the annotation")
        .type_text("إلى تدمر");
    harness.run_steps(3);
    let drawn = annotations(&harness).to_vec();
    press_with(&mut harness, Modifiers::COMMAND, Key::S);
    let deadline = Instant::now() + Duration::from_mins(1);
    while harness.state().state.briefing.is_changed() {
        assert!(Instant::now() < deadline, "it is still not saved");
        std::thread::sleep(Duration::from_millis(5));
        harness.step();
    }
    let mut again = program_on(open());
    assert_eq!(annotations(&again), &drawn[..]);
    press(&mut again, Key::F5);
    assert!(again.state().state.presenting.is_some());
    assert!(again.query_by_label("Arrow, “إلى تدمر”").is_some());
    press(&mut again, Key::PageDown);
    assert!(again.query_by_label("Arrow, “إلى تدمر”").is_none());
}

// The state alone.

fn annotate(state: &mut State, action: AnnotationAction) -> Vec<Effect> {
    update(state, Action::Scene(SceneAction::Annotate(0, action)))
}

fn arrow() -> Annotation {
    let at = |lat, lon| LatLon { lat, lon };
    Annotation::new(Figure::Arrow {
        from: at(34.5, 37.6),
        to: at(34.6, 38.3),
    })
}

#[test]
fn every_change_is_undone_and_kept_for_a_crash() {
    let mut state = State::new(sample().expect("the sample"), Settings::default());
    let circle = Figure::Circle {
        center: LatLon {
            lat: 34.5,
            lon: 38.0,
        },
        radius_m: 5_000.0,
    };
    let bold = Style {
        width: Width::Bold,
        ..Style::default()
    };
    let changes = [
        AnnotationAction::Add(Box::new(arrow())),
        AnnotationAction::Add(Box::new(Annotation::new(circle.clone()))),
        AnnotationAction::Label(0, String::from("East")),
        AnnotationAction::Restyle(0, bold),
        AnnotationAction::Reshape(0, Box::new(circle.clone())),
        AnnotationAction::Nudge(1, Box::new(arrow().figure)),
        AnnotationAction::Delete(0),
    ];
    let mut before = Vec::new();
    for change in &changes {
        before.push(state.briefing.scenes.clone());
        update(&mut state, Action::Tick(1.0));
        let effects = annotate(&mut state, change.clone());
        assert!(
            matches!(effects.as_slice(), [Effect::KeepScenes(kept)] if kept.scenes == state.briefing.scenes),
            "{change:?}"
        );
        assert_ne!(before.last(), Some(&state.briefing.scenes), "{change:?}");
    }
    for earlier in before.iter().rev() {
        update(&mut state, Action::Undo);
        assert_eq!(&state.briefing.scenes, earlier);
    }
}

#[test]
fn a_crash_leaves_what_was_drawn() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut state = State::new(sample().expect("the sample"), Settings::default());
    let effects = annotate(&mut state, AnnotationAction::Add(Box::new(arrow())));
    let [Effect::KeepScenes(kept)] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    recovery::keep(folder.path(), kept).expect("kept");
    let found = recovery::find(folder.path(), &kept.collection, &kept.sha256);
    let found = found.expect("readable").expect("offered");
    assert_eq!(found.scenes[0].annotations, [arrow()]);
}

#[test]
fn keys_that_are_held_and_words_that_are_typed_are_one_step() {
    let mut state = State::new(sample().expect("the sample"), Settings::default());
    annotate(&mut state, AnnotationAction::Add(Box::new(arrow())));
    let added = state.briefing.scenes.clone();
    for lat in 1..20 {
        let mut figure = arrow().figure;
        if let Figure::Arrow { from, .. } = &mut figure {
            from.lat += f64::from(lat) / 100.0;
        }
        annotate(&mut state, AnnotationAction::Nudge(0, Box::new(figure)));
        update(&mut state, Action::Tick(0.05));
    }
    let moved = state.briefing.scenes.clone();
    for words in ["E", "Ea", "Eas", "East"] {
        annotate(&mut state, AnnotationAction::Label(0, words.to_owned()));
        update(&mut state, Action::Tick(0.1));
    }
    update(&mut state, Action::Undo);
    assert_eq!(state.briefing.scenes, moved);
    update(&mut state, Action::Undo);
    assert_eq!(state.briefing.scenes, added);
}

#[test]
fn what_is_not_there_or_cannot_be_drawn_changes_nothing() {
    let mut state = State::new(sample().expect("the sample"), Settings::default());
    annotate(&mut state, AnnotationAction::Add(Box::new(arrow())));
    let added = state.briefing.scenes.clone();
    let nowhere = Figure::Text(LatLon {
        lat: 95.0,
        lon: 38.0,
    });
    let huge = Figure::Circle {
        center: LatLon {
            lat: 34.5,
            lon: 38.0,
        },
        radius_m: f64::NAN,
    };
    for action in [
        AnnotationAction::Delete(1),
        AnnotationAction::Label(7, String::from("x")),
        AnnotationAction::Restyle(
            1,
            Style {
                width: Width::Thin,
                ..Style::default()
            },
        ),
        AnnotationAction::Reshape(0, Box::new(nowhere.clone())),
        AnnotationAction::Nudge(0, Box::new(huge.clone())),
        AnnotationAction::Add(Box::new(Annotation::new(nowhere))),
        AnnotationAction::Add(Box::new(Annotation::new(huge))),
    ] {
        assert_eq!(annotate(&mut state, action), []);
    }
    assert_eq!(state.briefing.scenes, added);
    let action = SceneAction::Annotate(99, AnnotationAction::Add(Box::new(arrow())));
    assert_eq!(update(&mut state, Action::Scene(action)), []);
}

#[test]
fn what_stood_in_the_way_of_annotations_gives_way_to_them() {
    let mut state = State::new(sample().expect("the sample"), Settings::default());
    let mut scenes = state.scenes().to_vec();
    scenes[0].extra = vec![(String::from("annotations"), String::from("[]"))];
    state.briefing.scenes = Arc::new(scenes);
    annotate(&mut state, AnnotationAction::Add(Box::new(arrow())));
    let text =
        strabo::io::export::geojson::write_collection(&strabo::model::collection::Collection {
            own_format: true,
            scenes: state.scenes().to_vec(),
            ..Default::default()
        });
    let reading = strabo::io::import::read_collection(text.as_bytes(), "c.geojson").expect("read");
    assert_eq!(reading.collection.scenes[0].annotations, [arrow()]);
}
