//! What lies under the events, changed; every change is kept in the settings and can be undone.

use crate::model::ground::{AboutAnswer, Ground, LAYERS_MAX, TileKind, TileSource};
use crate::model::place::Bounds;
use crate::state::action::GroundAction;
use crate::state::effect::Effect;
use crate::state::history::ChangeKind;
use crate::state::opening::fit_camera;
use crate::state::playback::Direction;
use crate::state::update::{fly_to, notify, record, save_if};
use crate::state::{Notice, State};

/// Sources that are offered again.
const SOURCES_MAX: usize = 24;

pub(super) fn update(state: &mut State, action: GroundAction) -> Vec<Effect> {
    let mut ground = state.ground().clone();
    let layers = &mut ground.layers;
    let mut kind = ChangeKind::Ground;
    match action {
        GroundAction::SetStyle(style) => ground.style = style,
        GroundAction::SetLabels(labels) => ground.labels = labels,
        GroundAction::AskForFile => return vec![Effect::AskForMap],
        GroundAction::Add(source @ TileSource::Archive(_)) => {
            return vec![Effect::LookAtMap(source)];
        }
        GroundAction::Add(source) => return add(state, source, TileKind::Raster),
        GroundAction::Found { source, about } => return found(state, source, about),
        GroundAction::Remove(idx) => {
            // The embedded map is hidden instead: without it, nothing could be brought back.
            if layers
                .get(idx)
                .is_some_and(|layer| layer.source != TileSource::Embedded)
            {
                layers.remove(idx);
            }
        }
        GroundAction::Move(idx, direction) => {
            let other = match direction {
                Direction::Forward => idx.checked_add(1),
                Direction::Backward => idx.checked_sub(1),
            };
            if let Some(other) = other.filter(|other| idx.max(*other) < layers.len()) {
                layers.swap(idx, other);
            }
        }
        GroundAction::SetOpacity(idx, opacity) => {
            if let Some(layer) = layers.get_mut(idx).filter(|_| opacity.is_finite()) {
                layer.opacity = opacity.clamp(0.0, 1.0);
                kind = ChangeKind::GroundByHand(idx);
            }
        }
        GroundAction::SetVisible(idx, visible) => {
            if let Some(layer) = layers.get_mut(idx) {
                layer.visible = visible;
            }
        }
        GroundAction::Forget(source) => {
            let sources = &mut state.settings.map_sources;
            let n_before = sources.len();
            sources.retain(|known| *known != source);
            let changed = sources.len() != n_before;
            return save_if(changed, state);
        }
    }
    set(state, ground, kind)
}

fn set(state: &mut State, ground: Ground, kind: ChangeKind) -> Vec<Effect> {
    let changed = ground != *state.ground();
    if changed {
        record(state, kind);
        state.settings.ground = ground;
    }
    save_if(changed, state)
}

/// A file that was looked at becomes a layer, and is gone to where it lies elsewhere.
fn found(state: &mut State, source: TileSource, about: AboutAnswer) -> Vec<Effect> {
    match about {
        Ok(about) => {
            if !is_near(about.bounds, state) {
                let camera = fit_camera(Some(about.bounds), state.map_size);
                fly_to(state, camera);
            }
            add(state, source, about.kind)
        }
        Err(words) => {
            let text = format!("{} cannot be shown on the map", source.name());
            let mut details = vec![words];
            if let TileSource::Archive(path) = &source {
                details.push(path.display().to_string());
            }
            notify(state, Notice::error(text, details));
            Vec::new()
        }
    }
}

/// Whether the map looks at the source already.
fn is_near(bounds: Bounds, state: &State) -> bool {
    bounds.contains(state.view.camera.center)
}

/// Offers a source in the menu.
pub(super) fn offer(state: &mut State, source: TileSource) {
    let sources = &mut state.settings.map_sources;
    sources.retain(|known| *known != source);
    sources.push(source);
    if sources.len() > SOURCES_MAX {
        sources.remove(0);
    }
}

/// Draws a source as well, and offers it again later.
fn add(state: &mut State, source: TileSource, kind: TileKind) -> Vec<Effect> {
    offer(state, source.clone());
    let mut ground = state.ground().clone();
    if !ground.add(source, kind) {
        let text = format!("There are {LAYERS_MAX} layers already; remove one first");
        notify(state, Notice::info(text));
        return Vec::new();
    }
    if ground != *state.ground() {
        record(state, ChangeKind::Ground);
        state.settings.ground = ground;
    }
    save_if(true, state)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::model::collection::Collection;
    use crate::model::ground::{GroundStyle, LabelLanguage, TileSetAbout, VectorSchema};
    use crate::state::Settings;
    use crate::state::action::Action;
    use crate::state::update::update as update_all;
    use crate::store::{Dataset, Origin};

    fn state() -> State {
        State::new(
            Dataset::new(Collection::default(), Origin::default()).into(),
            Settings::default(),
        )
    }

    fn file(name: &str) -> TileSource {
        TileSource::Archive(PathBuf::from(name))
    }

    fn looked_at(source: TileSource, kind: TileKind) -> Action {
        Action::Ground(GroundAction::Found {
            source,
            about: Ok(TileSetAbout {
                name: String::from("A map"),
                kind,
                attribution: String::new(),
                bounds: Bounds::WORLD,
                zoom_min: 0,
                zoom_max: 14,
            }),
        })
    }

    fn names(state: &State) -> Vec<String> {
        let layers = state.ground().layers.iter();
        layers.map(|layer| layer.source.name()).collect()
    }

    #[test]
    fn the_language_of_labels_is_kept_and_can_be_undone() {
        let mut state = state();
        let arabic = Action::Ground(GroundAction::SetLabels(LabelLanguage::Arabic));
        let effects = update_all(&mut state, arabic.clone());
        assert!(matches!(
            effects.as_slice(),
            [Effect::SaveSettings(settings)] if settings.ground.labels == LabelLanguage::Arabic
        ));
        let effects = update_all(&mut state, arabic);
        assert_eq!(effects, [], "nothing changed");
        let effects = update_all(&mut state, Action::Undo);
        assert_eq!(state.ground().labels, LabelLanguage::Both);
        assert!(matches!(effects.as_slice(), [Effect::SaveSettings(_)]));
    }

    #[test]
    fn styles_chosen_one_after_the_other_are_undone_one_by_one() {
        let mut state = state();
        for style in [GroundStyle::Presentation, GroundStyle::Standard] {
            update_all(&mut state, Action::Ground(GroundAction::SetStyle(style)));
        }
        update_all(&mut state, Action::Undo);
        assert_eq!(state.ground().style, GroundStyle::Presentation);
    }

    #[test]
    fn a_file_is_looked_at_before_it_becomes_a_layer() {
        let mut state = state();
        let add = Action::Ground(GroundAction::Add(file("/maps/a.pmtiles")));
        let effects = update_all(&mut state, add);
        assert_eq!(effects, [Effect::LookAtMap(file("/maps/a.pmtiles"))]);
        assert_eq!(names(&state), ["Built-in map"]);
    }

    #[test]
    fn pictures_lie_under_the_lines_of_the_embedded_map_and_maps_of_others_over_it() {
        let mut state = state();
        let picture = looked_at(file("/maps/photo.mbtiles"), TileKind::Raster);
        update_all(&mut state, picture);
        let vector = TileKind::Vector(VectorSchema::Protomaps);
        update_all(&mut state, looked_at(file("/maps/town.pmtiles"), vector));
        assert_eq!(
            names(&state),
            ["photo.mbtiles", "Built-in map", "town.pmtiles"]
        );
        assert_eq!(state.settings.map_sources.len(), 2);
        update_all(&mut state, Action::Undo);
        assert_eq!(names(&state), ["photo.mbtiles", "Built-in map"]);
    }

    #[test]
    fn the_embedded_map_is_hidden_but_never_taken_away() {
        let mut state = state();
        update_all(&mut state, Action::Ground(GroundAction::Remove(0)));
        assert_eq!(names(&state), ["Built-in map"]);
        let hide = Action::Ground(GroundAction::SetVisible(0, false));
        update_all(&mut state, hide);
        assert!(!state.ground().shows_embedded());
    }

    #[test]
    fn a_broken_file_costs_a_message_and_nothing_else() {
        let mut state = state();
        let broken = GroundAction::Found {
            source: file("/maps/a.pmtiles"),
            about: Err(String::from("it is cut off")),
        };
        update_all(&mut state, Action::Ground(broken));
        assert_eq!(*state.ground(), Ground::default());
        assert_eq!(state.notices.len(), 1);
        assert_eq!(state.notices[0].details[0], "it is cut off");
    }

    #[test]
    fn dragging_an_opacity_is_one_step_back() {
        let mut state = state();
        for opacity in [0.9, 0.7, f32::NAN, 0.5] {
            let action = GroundAction::SetOpacity(0, opacity);
            update_all(&mut state, Action::Ground(action));
        }
        assert_eq!(state.ground().layers[0].opacity, 0.5);
        update_all(&mut state, Action::Undo);
        assert_eq!(state.ground().layers[0].opacity, 1.0);
    }
}
