//! What lies under the events, changed; every change is kept in the settings and can be undone.

use crate::model::ground::Ground;
use crate::state::State;
use crate::state::action::GroundAction;
use crate::state::effect::Effect;
use crate::state::history::ChangeKind;
use crate::state::update::{record, save_if};

pub(super) fn update(state: &mut State, action: GroundAction) -> Vec<Effect> {
    let mut ground = state.ground().clone();
    match action {
        GroundAction::SetStyle(style) => ground.style = style,
        GroundAction::SetLabels(labels) => ground.labels = labels,
    }
    set(state, ground, ChangeKind::Ground)
}

fn set(state: &mut State, ground: Ground, kind: ChangeKind) -> Vec<Effect> {
    let changed = ground != *state.ground();
    if changed {
        record(state, kind);
        state.settings.ground = ground;
    }
    save_if(changed, state)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::Collection;
    use crate::model::ground::{GroundStyle, LabelLanguage};
    use crate::state::Settings;
    use crate::state::action::Action;
    use crate::store::{Dataset, Origin};

    fn state() -> State {
        State::new(
            Dataset::new(Collection::default(), Origin::default()).into(),
            Settings::default(),
        )
    }

    #[test]
    fn the_language_of_labels_is_kept_and_can_be_undone() {
        let mut state = state();
        let arabic = Action::Ground(GroundAction::SetLabels(LabelLanguage::Arabic));
        let effects = crate::state::update::update(&mut state, arabic.clone());
        assert!(matches!(
            effects.as_slice(),
            [Effect::SaveSettings(settings)] if settings.ground.labels == LabelLanguage::Arabic
        ));
        let effects = crate::state::update::update(&mut state, arabic);
        assert_eq!(effects, [], "nothing changed");
        let effects = crate::state::update::update(&mut state, Action::Undo);
        assert_eq!(state.ground().labels, LabelLanguage::Both);
        assert!(matches!(effects.as_slice(), [Effect::SaveSettings(_)]));
    }

    #[test]
    fn styles_chosen_one_after_the_other_are_undone_one_by_one() {
        let mut state = state();
        for style in [GroundStyle::Presentation, GroundStyle::Standard] {
            let action = Action::Ground(GroundAction::SetStyle(style));
            crate::state::update::update(&mut state, action);
        }
        crate::state::update::update(&mut state, Action::Undo);
        assert_eq!(state.ground().style, GroundStyle::Presentation);
    }
}
