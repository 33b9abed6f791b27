//! The network: a part of `update`, with the same right to change the state.
//!
//! Whoever may be asked is told to those who ask with every change, whatever changed it.

use std::sync::Arc;

use super::{ground, notify, save_if};
use crate::model::consent::{NetworkRules, Scope};
use crate::model::ground::TileSource;
use crate::model::provider::bulk_refusal;
use crate::model::tile_area::TILES_MAX;
use crate::state::effect::Effect;
use crate::state::network::{
    KEPT_MB, NetworkAction, NetworkEffect, Permission, PrepareOrder, Preparing, Question,
};
use crate::state::opening::camera_key;
use crate::state::{Notice, State};

/// Tells the rules to those who ask, where they have changed.
pub(super) fn told_rules(state: &mut State) -> Option<Effect> {
    let rules = state.network_rules();
    if rules == state.network.told {
        return None;
    }
    state.network.told = rules.clone();
    Some(Effect::Network(NetworkEffect::Rules(rules)))
}

/// Asks about the first server that is shown now, was not before, and may not be asked.
pub(super) fn ask_about_new(state: &mut State, before: &[String]) {
    let rules = state.network_rules();
    let is_new = |template: &String| !before.contains(template);
    let question = state
        .servers_shown()
        .filter(|server| is_new(&server.template))
        .find_map(|server| {
            let host = server.host().ok().filter(|host| !rules.allows(host))?;
            let source = server.name.clone();
            Some(Question { host, source })
        });
    if question.is_some() {
        state.network.question = question;
    }
}

/// What tells one server that is shown from another.
pub(super) fn shown(state: &State) -> Vec<String> {
    let servers = state.servers_shown();
    servers.map(|server| server.template.clone()).collect()
}

pub(super) fn update(state: &mut State, action: NetworkAction) -> Vec<Effect> {
    let effect = match action {
        NetworkAction::Ask(question) => {
            state.network.question = Some(question);
            return Vec::new();
        }
        NetworkAction::Permit(permission) => return permit(state, permission),
        NetworkAction::Revoke(host, scope) => {
            let consent = &mut state.settings.network.consent;
            let before = consent.clone();
            consent.revoke(&host, &scope);
            let changed = before != *consent;
            return save_if(changed, state);
        }
        NetworkAction::TryAgain(host) => NetworkEffect::TryAgain(host),
        NetworkAction::News {
            entries,
            n_dropped,
            pulse,
        } => {
            let network = &mut state.network;
            for entry in entries {
                network.ledger.push(entry);
            }
            network.ledger.count_dropped(n_dropped);
            network.pulse = pulse;
            return Vec::new();
        }
        NetworkAction::SaveLedger => {
            NetworkEffect::SaveLedger(Arc::new(state.network.ledger.clone()))
        }
        NetworkAction::SetKeepsTiles(keeps_tiles) => {
            state.settings.network.keeps_tiles = keeps_tiles;
            return keep(state);
        }
        NetworkAction::SetKeptMax(megabytes) => {
            let all = KEPT_MB.into_iter();
            let (least, most) = (all.clone().min(), all.max());
            let megabytes = megabytes.clamp(least.unwrap_or(megabytes), most.unwrap_or(megabytes));
            state.settings.network.kept_mb_max = megabytes;
            return keep(state);
        }
        NetworkAction::EmptyKept => NetworkEffect::EmptyKept,
        NetworkAction::Measure => NetworkEffect::Measure,
        NetworkAction::Measured(kept) => {
            state.network.kept = Some(kept);
            return Vec::new();
        }
        NetworkAction::Prepare(order) => return prepare(state, order),
        NetworkAction::PrepareBegun { request, file } => {
            if let Some(preparing) = current(state, request) {
                preparing.file = Some(file);
            }
            return Vec::new();
        }
        NetworkAction::PrepareSoFar {
            request,
            done,
            total,
        } => {
            if let Some(preparing) = current(state, request) {
                preparing.done = done;
                preparing.total = total;
            }
            return Vec::new();
        }
        NetworkAction::PrepareEnded {
            request,
            notice,
            file,
        } => {
            if current(state, request).is_none() {
                return Vec::new();
            }
            state.network.preparing = None;
            if let Some(notice) = notice {
                notify(state, notice);
            }
            let is_there = file.is_some();
            if let Some(path) = file {
                ground::offer(state, TileSource::Archive(path));
            }
            return save_if(is_there, state);
        }
        // It ends by itself, and says so.
        NetworkAction::CancelPrepare => NetworkEffect::CancelPrepare,
    };
    vec![Effect::Network(effect)]
}

/// Takes the user's word on the host that was asked about. What is forbidden cannot be allowed.
fn permit(state: &mut State, permission: Permission) -> Vec<Effect> {
    let Some(question) = state.network.question.take() else {
        return Vec::new();
    };
    if matches!(state.network_rules(), NetworkRules::Forbidden(_)) {
        return Vec::new();
    }
    let scope = match permission {
        Permission::NotNow => return Vec::new(),
        Permission::Collection => Scope::Collection(camera_key(&state.base)),
        Permission::Always => Scope::Always,
    };
    let consent = &mut state.settings.network.consent;
    consent.allow(question.host, &scope);
    save_if(true, state)
}

/// Has tiles kept as the settings say.
fn keep(state: &mut State) -> Vec<Effect> {
    let settings = &state.settings.network;
    let kept = settings.keeps_tiles.then_some(settings.kept_mb_max);
    let mut effects = save_if(true, state);
    effects.push(Effect::Network(NetworkEffect::Keep(kept)));
    effects.push(Effect::Network(NetworkEffect::Measure));
    effects
}

/// Has an area fetched, where that is allowed by the user, and by what is known of the provider.
fn prepare(state: &mut State, order: Box<PrepareOrder>) -> Vec<Effect> {
    if let Some(reason) = why_not(state, &order) {
        let text = format!("The area was not fetched: {reason}");
        notify(state, Notice::warning(text, Vec::new()));
        return Vec::new();
    }
    state.network.prepare_request += 1;
    let request = state.network.prepare_request;
    state.network.preparing = Some(Preparing {
        request,
        total: order.area.n_tiles(),
        ..Preparing::default()
    });
    vec![Effect::Network(NetworkEffect::Prepare { request, order })]
}

fn why_not(state: &State, order: &PrepareOrder) -> Option<String> {
    if state.network.preparing.is_some() {
        let words = "another one is being fetched; stop it, or wait until it is there";
        return Some(String::from(words));
    }
    let host = match order.server.host() {
        Ok(host) => host,
        Err(error) => return Some(error.to_string()),
    };
    if let Some(reason) = bulk_refusal(&host) {
        return Some(String::from(reason));
    }
    if !state.network_rules().allows(&host) {
        return Some(format!("{host} is not allowed"));
    }
    let n_tiles = order.area.n_tiles();
    (n_tiles == 0 || n_tiles > TILES_MAX)
        .then(|| format!("an area has 1 to {TILES_MAX} tiles, not {n_tiles}"))
}

fn current(state: &mut State, request: u64) -> Option<&mut Preparing> {
    let preparing = state.network.preparing.as_mut();
    preparing.filter(|preparing| preparing.request == request)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::Collection;
    use crate::model::consent::Forbidding;
    use crate::model::web_host::WebHost;
    use crate::state::Settings;
    use crate::state::action::Action;
    use crate::state::update::update;
    use crate::store::{Dataset, Origin};

    fn state_of(collection: Collection) -> State {
        let dataset = Dataset::new(collection, Origin::default());
        State::new(dataset.into(), Settings::default())
    }

    fn question() -> Question {
        Question {
            host: WebHost::parse("https://a.example").unwrap(),
            source: String::from("A"),
        }
    }

    fn ask_and_answer(state: &mut State, permission: Permission) -> Vec<Effect> {
        update(state, Action::Network(NetworkAction::Ask(question())));
        update(state, Action::Network(NetworkAction::Permit(permission)))
    }

    #[test]
    fn a_host_that_was_allowed_may_be_asked_and_one_that_was_revoked_not() {
        let mut state = state_of(Collection::default());
        let effects = ask_and_answer(&mut state, Permission::Collection);
        assert!(state.network_rules().allows(&question().host));
        assert!(matches!(
            effects.as_slice(),
            [Effect::SaveSettings(_), Effect::Network(NetworkEffect::Rules(rules))]
                if rules.allows(&question().host)
        ));
        let scope = Scope::Collection(camera_key(&state.base));
        let revoke = NetworkAction::Revoke(question().host, scope);
        let effects = update(&mut state, Action::Network(revoke));
        assert!(matches!(
            effects.as_slice(),
            [Effect::SaveSettings(_), Effect::Network(NetworkEffect::Rules(rules))]
                if *rules == NetworkRules::default()
        ));
    }

    #[test]
    fn not_now_allows_nothing() {
        let mut state = state_of(Collection::default());
        assert_eq!(ask_and_answer(&mut state, Permission::NotNow), []);
        assert_eq!(state.network_rules(), NetworkRules::default());
        assert_eq!(state.network.question, None);
    }

    #[test]
    fn what_a_collection_forbids_cannot_be_allowed() {
        let mut state = state_of(Collection {
            network_forbidden: true,
            ..Collection::default()
        });
        ask_and_answer(&mut state, Permission::Always);
        let forbidden = NetworkRules::Forbidden(Forbidding::Collection);
        assert_eq!(state.network_rules(), forbidden);
        assert_eq!(state.settings.network.consent.entries().count(), 0);
    }

    #[test]
    fn what_was_allowed_for_good_is_not_asked_in_an_offline_run() {
        let mut state = state_of(Collection::default());
        ask_and_answer(&mut state, Permission::Always);
        state.network.is_offline = true;
        let effects = update(&mut state, Action::Tick(0.01));
        let forbidden = NetworkRules::Forbidden(Forbidding::CommandLine);
        assert_eq!(effects, [Effect::Network(NetworkEffect::Rules(forbidden))]);
    }

    #[test]
    fn another_collection_brings_its_own_rules() {
        let mut state = state_of(Collection::default());
        ask_and_answer(&mut state, Permission::Collection);
        let other = Dataset::new(
            Collection::default(),
            Origin {
                path: Some("/other.geojson".into()),
                ..Origin::default()
            },
        );
        let opened = Action::Opened {
            request: state.load_request,
            result: Ok(other.into()),
        };
        let effects = update(&mut state, opened);
        let nobody = Effect::Network(NetworkEffect::Rules(NetworkRules::default()));
        assert!(effects.contains(&nobody), "{effects:?}");
    }
}
