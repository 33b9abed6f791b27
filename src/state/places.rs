//! The table of places, once somebody has looked for one, and how positions are shown.

use std::sync::Arc;

use crate::model::coordinate::Form;
use crate::state::action::Action;
use crate::state::effect::Effect;
use crate::state::{Notice, State};
use crate::store::gazetteer::Gazetteer;

/// The table of places; it is read when it is first needed.
#[derive(Clone, Debug, Default)]
pub enum Places {
    #[default]
    NotWanted,
    Reading,
    Here(Arc<Gazetteer>),
    /// The program is damaged; the notice has said why.
    Failed,
}

/// The lines of a coordinate grid that the map shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Grid {
    #[default]
    None,
    /// Meridians and parallels.
    Graticule,
    /// Zones, squares and kilometres of MGRS, which are those of UTM.
    Mgrs,
}

impl Grid {
    pub const ALL: [Self; 3] = [Self::None, Self::Graticule, Self::Mgrs];

    pub fn label(self) -> &'static str {
        match self {
            Self::None => "No grid",
            Self::Graticule => "Graticule",
            Self::Mgrs => "MGRS grid",
        }
    }

    /// As it is written in flags and settings.
    pub fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Graticule => "graticule",
            Self::Mgrs => "mgrs",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grid| grid.id() == text)
    }

    /// The one after this, round and round.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::None => Self::Graticule,
            Self::Graticule => Self::Mgrs,
            Self::Mgrs => Self::None,
        }
    }
}

/// How positions are shown; kept between starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coordinates {
    /// In the status line.
    pub form: Form,
    pub grid: Grid,
}

#[derive(Clone, Debug)]
pub enum PlacesAction {
    /// Somebody looks for a place.
    Want,
    /// The table is there, or why it is not.
    Read(Result<Arc<Gazetteer>, String>),
    SetForm(Form),
    SetGrid(Grid),
}

/// Applies an action that concerns places.
pub fn update(state: &mut State, action: PlacesAction) -> Vec<Effect> {
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
    use super::*;
    use crate::model::collection::Collection;
    use crate::state::Settings;
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
