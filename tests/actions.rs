//! Whatever is asked for, in whatever order: the state stays one that can be shown.

use std::sync::Arc;

use proptest::prelude::*;

use strabo::io::dataset::sample;
use strabo::model::collection::Collection;
use strabo::model::event::{CategoryId, EventId};
use strabo::model::filter::Filter;
use strabo::model::place::LatLon;
use strabo::model::time::{Timestamp, Window};
use strabo::model::view::{AXIS_MS_MAX, AXIS_MS_MIN, Camera, WindowMode};
use strabo::state::action::{Action, AxisFit, FitTarget};
use strabo::state::effect::Effect;
use strabo::state::playback::{Direction, StepUnit};
use strabo::state::update::update;
use strabo::state::{Settings, State};
use strabo::store::{Dataset, Origin};

fn any_direction() -> impl Strategy<Value = Direction> {
    prop::sample::select(vec![Direction::Forward, Direction::Backward])
}

fn any_window() -> impl Strategy<Value = Window> {
    let bound = prop_oneof![
        4 => (1_400_000_000_000i64..1_500_000_000_000).prop_map(Timestamp),
        1 => any::<i32>().prop_map(|ms| Timestamp(ms.into())),
        1 => Just(Timestamp::NEG_INFINITY),
        1 => Just(Timestamp::POS_INFINITY),
    ];
    (bound.clone(), bound).prop_map(|(from, to)| Window { from, to })
}

fn any_action() -> impl Strategy<Value = Action> {
    prop_oneof![
        prop::option::of(prop::sample::select(vec![
            "airstrike",
            "statement",
            "no such"
        ]))
        .prop_map(|id| {
            Action::SetFilter(Filter {
                categories: id.map(|id| CategoryId(id.to_owned())).into_iter().collect(),
                ..Filter::default()
            })
        }),
        any_window().prop_map(Action::SetWindow),
        any_window().prop_map(Action::SetAxis),
        prop::sample::select(WindowMode::ALL.to_vec()).prop_map(Action::SetMode),
        prop::sample::select(vec![AxisFit::All, AxisFit::Window]).prop_map(Action::FitAxis),
        (any::<f64>(), any::<f64>(), any::<f64>()).prop_map(|(lat, lon, zoom)| {
            Action::SetCamera(Camera {
                center: LatLon { lat, lon },
                zoom,
            })
        }),
        (-90.0f64..90.0, -180.0f64..180.0, 0.0f64..20.0).prop_map(|(lat, lon, zoom)| {
            Action::FlyTo(Camera {
                center: LatLon { lat, lon },
                zoom,
            })
        }),
        prop::sample::select(vec![
            FitTarget::All,
            FitTarget::Matching,
            FitTarget::Selection
        ])
        .prop_map(Action::Fit),
        prop::option::of(prop::sample::select(vec!["tiyas-seizure", "no such"]))
            .prop_map(|id| Action::Select(id.map(|id| EventId(id.to_owned())))),
        any_direction().prop_map(Action::SelectNeighbor),
        (0usize..20).prop_map(Action::GoToScene),
        any_direction().prop_map(Action::StepScene),
        Just(Action::SaveView(String::from("A view"))),
        (0usize..4).prop_map(Action::GoToView),
        (0usize..4).prop_map(|idx| Action::RenameView(idx, String::from("Another"))),
        (0usize..4).prop_map(Action::ReplaceView),
        (0usize..4).prop_map(Action::DeleteView),
        Just(Action::TogglePlay),
        any_direction().prop_map(Action::Step),
        prop::sample::select(StepUnit::ALL.to_vec()).prop_map(Action::SetStepUnit),
        any::<f64>().prop_map(Action::SetSpeed),
        any_direction().prop_map(Action::SetPlayDirection),
        Just(Action::ToggleLoop),
        any_direction().prop_map(Action::JumpTo),
        (0.0f64..2.0).prop_map(Action::Tick),
        Just(Action::Undo),
        Just(Action::Redo),
    ]
}

fn new_state() -> State {
    State::new(sample().expect("the sample"), Settings::default())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_state_can_always_be_shown(actions in prop::collection::vec(any_action(), 0..60)) {
        let mut state = new_state();
        for action in actions {
            let said = format!("{action:?}");
            update(&mut state, action);
            let view = &state.view;
            prop_assert!(view.window.from < view.window.to, "{said}: {:?}", view.window);
            prop_assert!(view.window.from.is_finite() && view.window.to.is_finite(), "{said}");
            let axis_ms = view.axis.length_ms();
            prop_assert!((AXIS_MS_MIN..=AXIS_MS_MAX).contains(&axis_ms), "{said}: {:?}", view.axis);
            prop_assert_eq!(view.camera, view.camera.clamped(), "{}", said);
            prop_assert!(view.selection.as_ref().is_none_or(|id| state.dataset.row(id).is_some()), "{said}");
            prop_assert!(state.playback.speed > 0.0 && state.playback.speed.is_finite());
        }
    }
}

#[test]
fn undo_brings_back_what_was_and_redo_what_came() {
    let mut state = new_state();
    let before = state.view.clone();
    let filter = Filter {
        text: String::from("tanks"),
        ..Filter::default()
    };
    update(&mut state, Action::SetFilter(filter.clone()));
    update(&mut state, Action::SetMode(WindowMode::Cumulative));
    update(&mut state, Action::Undo);
    assert_eq!(state.view.mode, before.mode);
    assert_eq!(state.view.filter, filter);
    update(&mut state, Action::Undo);
    assert_eq!(state.view.filter, before.filter);
    update(&mut state, Action::Redo);
    update(&mut state, Action::Redo);
    assert_eq!(state.view.filter, filter);
    assert_eq!(state.view.mode, WindowMode::Cumulative);
}

#[test]
fn a_drag_of_many_small_moves_is_undone_at_once() {
    let mut state = new_state();
    let before = state.view.window;
    for step in 1..50 {
        update(
            &mut state,
            Action::SetWindow(before.shifted_ms(step * 60_000)),
        );
        update(&mut state, Action::Tick(0.016));
    }
    update(&mut state, Action::Undo);
    assert_eq!(state.view.window, before);
}

#[test]
fn every_scene_of_the_sample_shows_its_selection() {
    let mut state = new_state();
    let n_scenes = state.dataset.collection().scenes.len();
    assert!(n_scenes >= 5);
    for idx in 0..n_scenes {
        update(&mut state, Action::GoToScene(idx));
        update(&mut state, Action::Tick(5.0));
        let id = state.view.selection.clone().unwrap();
        let row = state.dataset.row(&id).unwrap();
        let found =
            strabo::query::matching::matching(&state.dataset, &state.view.filter, state.window());
        let is_shown = found.shown.contains(row);
        assert!(is_shown, "scene {idx}: {id:?}");
        assert_eq!(state.scene_idx, Some(idx));
    }
}

#[test]
fn reading_can_be_stopped_and_its_answer_changes_nothing() {
    let mut state = State::new(sample().unwrap(), Settings::default());
    let title = state.dataset.title().to_owned();
    let effects = update(&mut state, Action::Open("long.csv".into()));
    let Some(Effect::Load { request, .. }) = effects.first().cloned() else {
        panic!("nothing is read: {effects:?}");
    };
    update(
        &mut state,
        Action::ReadSoFar {
            request,
            share: 0.25,
        },
    );
    assert_eq!(
        state.loading.as_ref().and_then(|loading| loading.share),
        Some(0.25)
    );
    assert_eq!(update(&mut state, Action::CancelOpen), [Effect::CancelLoad]);
    assert_eq!(state.loading, None);
    let late = Arc::new(Dataset::new(Collection::default(), Origin::default()));
    update(
        &mut state,
        Action::Opened {
            request,
            result: Ok(late),
        },
    );
    assert_eq!(state.dataset.title(), title);
    assert_eq!(
        update(&mut state, Action::CancelOpen),
        [],
        "there is nothing to stop"
    );
}
