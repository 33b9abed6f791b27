//! Words that are looked for: at once where that is quick, off the UI thread where it takes longer than a frame.
//!
//! Until the answer is there, what is shown stays as it was; whatever else the filter asks for holds at once.

use std::sync::Arc;

use super::{kind_of_change, record};
use crate::model::filter::Filter;
use crate::model::fold::words_of;
use crate::state::effect::{Effect, Snapshot};
use crate::state::{Searching, State};

/// Asks a different question.
pub(super) fn set_filter(state: &mut State, filter: Filter) -> Vec<Effect> {
    let now = &state.view.filter;
    let words_change = filter.text != now.text || filter == Filter::default();
    let effects = if words_change {
        cancel(state)
    } else {
        Vec::new()
    };
    if words_change && state.dataset.search_is_slow(&words_of(&filter.text)) {
        let text = filter.text.clone();
        let rest = Filter {
            text: state.view.filter.text.clone(),
            ..filter
        };
        apply(state, rest);
        return start(state, text);
    }
    apply(state, filter);
    effects
}

/// The words that were looked for are found.
pub(super) fn searched(state: &mut State, request: u64) {
    if let Some(searching) = state.searching.take_if(|asked| asked.request == request) {
        let filter = Filter {
            text: searching.text,
            ..state.view.filter.clone()
        };
        apply(state, filter);
    }
}

/// The words are no longer looked for.
pub(super) fn cancel(state: &mut State) -> Vec<Effect> {
    match state.searching.take() {
        Some(_) => vec![Effect::CancelSearch],
        None => Vec::new(),
    }
}

/// Takes words out of the filter that somebody has set with a view, and looks for them first.
pub(super) fn defer(state: &mut State) -> Vec<Effect> {
    let text = &state.view.filter.text;
    if text.is_empty() || !state.dataset.search_is_slow(&words_of(text)) {
        return Vec::new();
    }
    let text = std::mem::take(&mut state.view.filter.text);
    start(state, text)
}

fn start(state: &mut State, text: String) -> Vec<Effect> {
    state.search_request += 1;
    let request = state.search_request;
    let words = words_of(&text);
    state.searching = Some(Searching { text, request });
    vec![Effect::Search {
        request,
        snapshot: Snapshot(Arc::clone(&state.dataset)),
        words,
    }]
}

fn apply(state: &mut State, filter: Filter) {
    if filter != state.view.filter {
        record(state, kind_of_change(&state.view.filter, &filter));
        state.view.filter = filter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::Collection;
    use crate::model::event::{Event, EventId};
    use crate::model::filter::CertaintyFilter;
    use crate::state::action::Action;
    use crate::state::update::update;
    use crate::state::{Settings, State};
    use crate::store::builder::{Builder, Facts};
    use crate::store::records::Records;
    use crate::store::search::QUICK_ROWS;
    use crate::store::{Dataset, Origin};

    /// Records of which every second one holds the word "tank".
    #[derive(Debug)]
    struct Tanks(usize);

    impl Records for Tanks {
        fn len(&self) -> usize {
            self.0
        }

        fn event(&self, idx: u32) -> Event {
            Event::new(self.id(idx), String::new())
        }

        fn id(&self, idx: u32) -> EventId {
            EventId(idx.to_string())
        }

        fn holds_words(&self, idx: u32, words: &[String]) -> bool {
            idx.is_multiple_of(2) && words.iter().all(|word| "tank".contains(word.as_str()))
        }
    }

    fn state_of(n_rows: usize) -> State {
        let mut builder = Builder::default();
        for _ in 0..n_rows {
            builder.push(&Facts::default());
        }
        let records = Arc::new(Tanks(n_rows));
        let dataset =
            Dataset::from_records(Collection::default(), records, builder, Origin::default());
        State::new(Arc::new(dataset), Settings::default())
    }

    fn look_for(state: &mut State, text: &str) -> Vec<Effect> {
        let filter = Filter {
            text: text.to_owned(),
            ..state.view.filter.clone()
        };
        update(state, Action::SetFilter(filter))
    }

    /// Does the work of the last effect, and says so.
    fn finish(state: &mut State, effects: &[Effect]) {
        let Some(Effect::Search {
            request,
            snapshot,
            words,
        }) = effects.last()
        else {
            panic!("nothing is looked for: {effects:?}");
        };
        snapshot.0.rows_with_words(words);
        update(state, Action::Searched { request: *request });
    }

    #[test]
    fn a_quick_search_is_in_the_filter_at_once() {
        let mut state = state_of(100);
        assert_eq!(look_for(&mut state, "tank"), []);
        assert_eq!(state.view.filter.text, "tank");
        assert_eq!(state.searching, None);
    }

    #[test]
    fn a_slow_search_leaves_the_filter_as_it_is_until_it_is_done() {
        let mut state = state_of(QUICK_ROWS + 1);
        let effects = look_for(&mut state, "tank");
        assert_eq!(state.view.filter.text, "");
        finish(&mut state, &effects);
        assert_eq!(state.view.filter.text, "tank");
        assert_eq!(state.searching, None);
        // What is known is not looked for again, nor is what lies in it.
        assert_eq!(look_for(&mut state, ""), []);
        assert_eq!(look_for(&mut state, "tank"), []);
        assert_eq!(look_for(&mut state, "tanks"), []);
        assert_eq!(state.view.filter.text, "tanks");
    }

    #[test]
    fn other_changes_hold_at_once_and_do_not_end_a_search() {
        let mut state = state_of(QUICK_ROWS + 1);
        let effects = look_for(&mut state, "tank");
        let filter = Filter {
            certainty: CertaintyFilter::CertainOnly,
            ..state.view.filter.clone()
        };
        assert_eq!(update(&mut state, Action::SetFilter(filter)), []);
        assert_eq!(state.view.filter.certainty, CertaintyFilter::CertainOnly);
        finish(&mut state, &effects);
        assert_eq!(state.view.filter.text, "tank");
        assert_eq!(state.view.filter.certainty, CertaintyFilter::CertainOnly);
    }

    #[test]
    fn an_overtaken_or_stopped_search_changes_nothing() {
        let mut state = state_of(QUICK_ROWS + 1);
        let first = look_for(&mut state, "ta");
        let second = look_for(&mut state, "nk");
        assert!(matches!(
            second.as_slice(),
            [Effect::Search { request: 2, .. }]
        ));
        finish(&mut state, &first);
        assert_eq!(state.view.filter.text, "");
        let stopped = update(&mut state, Action::CancelSearch);
        assert_eq!(stopped, [Effect::CancelSearch]);
        finish(&mut state, &second);
        assert_eq!(state.view.filter.text, "");
    }

    #[test]
    fn undoing_to_words_that_are_known_needs_no_search() {
        let mut state = state_of(QUICK_ROWS + 1);
        let effects = look_for(&mut state, "tank");
        finish(&mut state, &effects);
        // Later, so that it is a change of its own.
        update(&mut state, Action::Tick(60.0));
        update(&mut state, Action::SetFilter(Filter::default()));
        assert_eq!(update(&mut state, Action::Undo), []);
        assert_eq!(state.view.filter.text, "tank");
    }

    #[test]
    fn a_view_with_words_looks_for_them_first() {
        let mut state = state_of(QUICK_ROWS + 1);
        state.view.filter.text = String::from("tank");
        update(&mut state, Action::SaveView(String::from("Tanks")));
        state.view.filter.text = String::new();
        let effects = update(&mut state, Action::GoToView(0));
        assert_eq!(state.view.filter.text, "");
        finish(&mut state, &effects);
        assert_eq!(state.view.filter.text, "tank");
    }
}
