//! Filters, views, table and palette through the real program: what is asked, undone, kept and said.

use strabo::io::dataset::sample;
use strabo::model::filter::Filter;
use strabo::model::view::{Camera, WindowMode};
use strabo::state::action::Action;
use strabo::state::update::update;
use strabo::state::views::VIEWS_MAX;
use strabo::state::{Settings, State};

fn state() -> State {
    State::new(sample().unwrap(), Settings::default())
}

fn names(state: &State) -> Vec<String> {
    let views = state.saved_views();
    views.iter().map(|view| view.name.clone()).collect()
}

#[test]
fn a_saved_view_is_gone_back_to_and_undone() {
    let mut state = state();
    update(
        &mut state,
        Action::SaveView(String::from(" As it \n opens ")),
    );
    assert_eq!(names(&state), ["As it opens"]);
    let saved = state.view.clone();
    let filter = Filter {
        text: String::from("tank"),
        ..Filter::default()
    };
    update(&mut state, Action::SetFilter(filter.clone()));
    update(&mut state, Action::SetMode(WindowMode::Cumulative));
    update(&mut state, Action::SetCamera(Camera::WORLD));
    update(&mut state, Action::GoToView(0));
    update(&mut state, Action::Tick(9.0));
    assert_eq!(state.view.filter, saved.filter);
    assert_eq!(state.view.mode, saved.mode);
    assert_eq!(state.view.camera, saved.camera);
    update(&mut state, Action::Undo);
    update(&mut state, Action::Tick(9.0));
    assert_eq!(state.view.filter, filter);
    assert_eq!(state.view.camera, Camera::WORLD);
    update(&mut state, Action::Redo);
    update(&mut state, Action::Tick(9.0));
    assert_eq!(state.view.camera, saved.camera);
}

#[test]
fn views_are_renamed_replaced_and_deleted_and_each_is_undone() {
    let mut state = state();
    for _ in 0..2 {
        update(&mut state, Action::SaveView(String::from("North")));
    }
    assert_eq!(names(&state), ["North", "North 2"]);
    update(&mut state, Action::RenameView(1, String::from("South")));
    update(&mut state, Action::RenameView(0, String::from("  ")));
    update(&mut state, Action::RenameView(7, String::from("Nowhere")));
    assert_eq!(names(&state), ["North", "South"]);
    update(&mut state, Action::SetCamera(Camera::WORLD));
    update(&mut state, Action::ReplaceView(1));
    assert_eq!(state.saved_views()[1].camera, Camera::WORLD);
    update(&mut state, Action::DeleteView(0));
    assert_eq!(names(&state), ["South"]);
    update(&mut state, Action::Undo);
    assert_eq!(names(&state), ["North", "South"]);
    update(&mut state, Action::Undo);
    assert_ne!(state.saved_views()[1].camera, Camera::WORLD);
    update(&mut state, Action::Undo);
    assert_eq!(names(&state), ["North", "North 2"]);
}

#[test]
fn the_list_has_an_end_and_says_so() {
    let mut state = state();
    for _ in 0..=VIEWS_MAX {
        update(&mut state, Action::SaveView(String::from("x").repeat(500)));
    }
    assert_eq!(state.saved_views().len(), VIEWS_MAX);
    assert_eq!(state.notices.len(), 1);
}
