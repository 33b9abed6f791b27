//! The table of places is asked for once; how positions are shown is kept.

use crate::state::action::Action;
use crate::state::effect::Effect;
use crate::state::places::{Places, PlacesAction};
use crate::state::{Notice, State};

pub(super) fn update(state: &mut State, action: PlacesAction) -> Vec<Effect> {
    match action {
        PlacesAction::Want => {
            if matches!(state.places, Places::NotWanted) {
                state.places = Places::Reading;
                return vec![Effect::ReadPlaces];
            }
        }
        PlacesAction::Read(Ok(gazetteer)) => state.places = Places::Here(gazetteer),
        PlacesAction::Read(Err(reason)) => {
            state.places = Places::Failed;
            let notice = Notice::error("Places cannot be looked for", vec![reason]);
            return crate::state::update::update(state, Action::Notify(notice));
        }
        PlacesAction::SetForm(form) => {
            state.settings.coordinates.form = form;
            return vec![Effect::SaveSettings(state.settings.clone())];
        }
        PlacesAction::SetGrid(grid) => {
            state.settings.coordinates.grid = grid;
            return vec![Effect::SaveSettings(state.settings.clone())];
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::collection::Collection;
    use crate::model::coordinate::Form;
    use crate::state::Settings;
    use crate::state::places::Grid;
    use crate::store::gazetteer::Gazetteer;
    use crate::store::{Dataset, Origin};

    fn state() -> State {
        let dataset = Dataset::new(Collection::default(), Origin::default());
        State::new(Arc::new(dataset), Settings::default())
    }

    #[test]
    fn the_table_is_read_once() {
        let mut state = state();
        assert_eq!(update(&mut state, PlacesAction::Want), [Effect::ReadPlaces]);
        assert!(update(&mut state, PlacesAction::Want).is_empty());
        let (gazetteer, _) = Gazetteer::new(String::new());
        update(&mut state, PlacesAction::Read(Ok(Arc::new(gazetteer))));
        assert!(update(&mut state, PlacesAction::Want).is_empty());
        assert!(matches!(state.places, Places::Here(_)));
    }

    #[test]
    fn a_damaged_table_is_told_of() {
        let mut state = state();
        update(&mut state, PlacesAction::Want);
        update(
            &mut state,
            PlacesAction::Read(Err(String::from("no header"))),
        );
        assert_eq!(state.notices.len(), 1);
    }

    #[test]
    fn form_and_grid_are_kept_at_once() {
        let mut state = state();
        let effects = update(&mut state, PlacesAction::SetForm(Form::Mgrs));
        assert!(
            matches!(effects.as_slice(), [Effect::SaveSettings(kept)] if kept.coordinates.form == Form::Mgrs)
        );
        let effects = update(&mut state, PlacesAction::SetGrid(Grid::Graticule));
        assert!(
            matches!(effects.as_slice(), [Effect::SaveSettings(kept)] if kept.coordinates.grid == Grid::Graticule)
        );
        assert_eq!(
            Grid::ALL.map(|grid| Grid::parse(grid.id())),
            Grid::ALL.map(Some)
        );
        assert_eq!(
            Form::ALL.map(|form| Form::parse(form.id())),
            Form::ALL.map(Some)
        );
    }
}
