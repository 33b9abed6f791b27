//! Changes that concern the media of the selected event.

use crate::state::State;
use crate::state::effect::Effect;
use crate::state::media::{MediaAction, MediaEffect};

pub(super) fn update(state: &mut State, action: MediaAction) -> Vec<Effect> {
    let shelf = &mut state.media;
    match action {
        MediaAction::Show(id) => {
            let event = id.and_then(|id| state.dataset.event_by_id(&id));
            shelf.show(event.as_deref());
            if shelf.items.is_empty() {
                return vec![Effect::Media(MediaEffect::Stop)];
            }
        }
        MediaAction::WasRead {
            request,
            idx,
            sight,
        } => {
            shelf.take_in(request, idx, *sight);
            return Vec::new();
        }
        MediaAction::Lift(idx) => shelf.set_lifted(idx, true),
        MediaAction::Lower(idx) => {
            shelf.set_lifted(idx, false);
            return Vec::new();
        }
        MediaAction::Open(idx) => shelf.open(Some(idx)),
        MediaAction::Step(direction) => shelf.step(direction),
        MediaAction::Close => {
            shelf.open(None);
            return Vec::new();
        }
    }
    let items = shelf.wanted();
    if items.is_empty() {
        return Vec::new();
    }
    shelf.request += 1;
    vec![Effect::Media(MediaEffect::Read {
        request: shelf.request,
        path: state.dataset.origin().path.clone(),
        items,
    })]
}
