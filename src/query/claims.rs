//! Claims that stand beside each other: what is disputed about an event, which values are given, and what backs each.
//!
//! Claims of the same value agree, however many they are; only values that differ contradict each other.
//! No side is taken here: what the collection adopts is marked so, and nothing else is.

mod compare;

use crate::model::claim::{Claim, adopted_idx};
use crate::model::event::{Actor, Event, LinkKind};
use crate::model::fold::fold;
use crate::model::place::Geometry;
use crate::model::source::{QuoteId, SourceId};
use crate::model::time::Zones;
use crate::query::claims::compare::{
    Spot, meet, numbers, numbers_may_all_hold, same_time, shape_of, times_may_all_hold,
};
use crate::query::origins::{Backing, Origins};
use crate::query::sentence::source_name;
use crate::query::words::{place_words, when_words};
use crate::store::{Dataset, Row};

/// What claims are about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    When,
    Where,
    /// A number, by its name.
    Measure(String),
    /// Who took part in a role.
    Role(String),
}

impl Field {
    /// `When`, `Where`, `tanks destroyed`, `blamed for the fall of Palmyra`.
    pub fn label(&self) -> &str {
        match self {
            Self::When => "When",
            Self::Where => "Where",
            Self::Measure(name) | Self::Role(name) => name,
        }
    }
}

/// Two or more claims about one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Dispute {
    pub field: Field,
    /// One for each value, in the order of the first claim of each.
    pub sides: Vec<Side>,
    /// Where there are several values: whether one event could bear them all, since they are known within bounds
    /// that overlap.
    pub may_all_hold: bool,
}

/// A value, and the claims that give it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// Indices into the event's claims of the field's kind.
    pub claims: Vec<usize>,
    /// The collection adopts it.
    pub adopted: bool,
    /// The quotes behind it, each once.
    pub cites: Vec<QuoteId>,
    pub backing: Backing,
}

impl Dispute {
    /// Whether the values differ; else several claims agree.
    pub fn is_contradiction(&self) -> bool {
        self.sides.len() > 1
    }

    pub fn n_claims(&self) -> usize {
        self.sides.iter().map(|side| side.claims.len()).sum()
    }
}

impl Side {
    /// The value in plain words.
    pub fn value_words(&self, field: &Field, event: &Event, zones: impl Into<Zones>) -> String {
        let zones = zones.into();
        let Some(idx) = self.claims.first().copied() else {
            return String::new();
        };
        let words = match field {
            Field::When => event
                .when
                .get(idx)
                .map(|claim| when_words(&claim.value, zones)),
            Field::Where => event.places.get(idx).map(|claim| {
                let shape = shape_of(event, idx);
                let is_area = shape.is_some_and(Geometry::has_extent);
                place_words(Some(claim), shape.is_some(), is_area)
            }),
            Field::Measure(_) => event
                .measures
                .get(idx)
                .map(|claim| claim.value.value_text()),
            Field::Role(_) => event.actors.get(idx).map(|claim| claim.value.name.clone()),
        };
        words.unwrap_or_default()
    }

    /// The words of the sources that the value was worked out from, each once.
    pub fn as_written<'a>(&self, field: &Field, event: &'a Event) -> Vec<&'a str> {
        let mut words = Vec::new();
        for idx in &self.claims {
            let written = match field {
                Field::When => event.when.get(*idx).map(|claim| &claim.as_written),
                Field::Where => event.places.get(*idx).map(|claim| &claim.as_written),
                Field::Measure(_) => event.measures.get(*idx).map(|claim| &claim.as_written),
                Field::Role(_) => event.actors.get(*idx).map(|claim| &claim.as_written),
            };
            if let Some(Some(written)) = written
                && !words.contains(&written.as_str())
            {
                words.push(written.as_str());
            }
        }
        words
    }
}

/// Everything about an event on which there are several claims: when, where, numbers, roles.
pub fn disputes(dataset: &Dataset, event: &Event, origins: &Origins) -> Vec<Dispute> {
    let asker = Asker {
        dataset,
        event,
        origins,
    };
    let mut found = Vec::new();
    if event.when.len() > 1 {
        found.push(asker.about_time());
    }
    if event.places.len() > 1 {
        found.push(asker.about_place());
    }
    found.extend(asker.about_measures());
    found.extend(asker.about_roles());
    found
}

/// Something in a collection that cannot be taken at its word twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Contradiction {
    /// The event that it is about; of two that contradict each other the one that says so.
    pub row: Row,
    pub about: About,
}

#[derive(Clone, Debug, PartialEq)]
pub enum About {
    /// Claims of one event differ.
    Claims(Dispute),
    /// It is said to contradict another event.
    Event(Row),
}

/// All contradictions of a collection, in time order, undated events last.
///
/// Tables have none: their rows give one value of each kind.
pub fn contradictions(dataset: &Dataset, origins: &Origins) -> Vec<Contradiction> {
    if dataset.has_records() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for row in dataset.rows() {
        let event = &*dataset.event(row);
        if !may_be_disputed(event) {
            continue;
        }
        let differing = disputes(dataset, event, origins)
            .into_iter()
            .filter(Dispute::is_contradiction);
        found.extend(differing.map(|dispute| Contradiction {
            row,
            about: About::Claims(dispute),
        }));
        let mut others: Vec<Row> = event
            .links
            .iter()
            .filter(|link| link.kind == LinkKind::Contradicts)
            .filter_map(|link| dataset.row(&link.to))
            // Where both say so, the earlier one counts.
            .filter(|other| *other > row || !contradicts(dataset, *other, row))
            .filter(|other| *other != row)
            .collect();
        others.sort();
        others.dedup();
        found.extend(others.into_iter().map(|other| Contradiction {
            row,
            about: About::Event(other),
        }));
    }
    found
}

/// Whether there is anything to compare; most events have one claim of each kind.
fn may_be_disputed(event: &Event) -> bool {
    let Event {
        when,
        places,
        actors,
        measures,
        links,
        ..
    } = event;
    let n_claims = [when.len(), places.len(), actors.len(), measures.len()];
    !links.is_empty() || n_claims.into_iter().any(|n| n > 1)
}

fn contradicts(dataset: &Dataset, row: Row, other: Row) -> bool {
    let event = dataset.event(row);
    event
        .links
        .iter()
        .any(|link| link.kind == LinkKind::Contradicts && dataset.row(&link.to) == Some(other))
}

/// The distinct sources of some quotes, in their order; a claim may cite quotes that stand with another event.
pub fn sources_of(dataset: &Dataset, event: &Event, cites: &[QuoteId]) -> Vec<SourceId> {
    let mut ids: Vec<SourceId> = Vec::new();
    for id in cites {
        let source = match event.quote(id) {
            Some(quote) => Some(quote.source.clone()),
            None => dataset.quote(id).map(|quote| quote.source.clone()),
        };
        ids.extend(source.filter(|source| !ids.contains(source)));
    }
    ids
}

/// Who gives a value, short enough for a label: `The Daily`, `The Daily and 2 more`; `None`: no quote is cited.
pub fn who_says(dataset: &Dataset, event: &Event, cites: &[QuoteId]) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for id in sources_of(dataset, event, cites) {
        let name = source_name(dataset, &id);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match names.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        [one, two] => Some(format!("{one} and {two}")),
        [one, rest @ ..] => Some(format!("{one} and {} more", rest.len())),
    }
}

struct Asker<'a> {
    dataset: &'a Dataset,
    event: &'a Event,
    origins: &'a Origins,
}

impl Asker<'_> {
    fn about_time(&self) -> Dispute {
        let claims = &self.event.when;
        let sides = self.sides(claims, 0..claims.len(), adopted_idx(claims), |a, b| {
            same_time(&claims[a].value, &claims[b].value)
        });
        let times = sides
            .iter()
            .map(|side| claims[side.claims[0]].value.time)
            .collect::<Vec<_>>();
        Dispute {
            field: Field::When,
            sides,
            may_all_hold: times_may_all_hold(&times),
        }
    }

    fn about_place(&self) -> Dispute {
        let claims = &self.event.places;
        let spot = |idx: usize| Spot {
            place: &claims[idx].value,
            shape: shape_of(self.event, idx),
        };
        let sides = self.sides(claims, 0..claims.len(), adopted_idx(claims), |a, b| {
            spot(a).is_same(&spot(b))
        });
        let spots: Vec<Spot<'_>> = sides.iter().map(|side| spot(side.claims[0])).collect();
        // Of three circles each two may meet without a place that lies in all of them.
        let may_all_hold = matches!(spots.as_slice(), [a, b] if a.circle().is_some_and(|a| b.circle().is_some_and(|b| meet(a, b))));
        Dispute {
            field: Field::Where,
            sides,
            may_all_hold,
        }
    }

    /// Numbers of one name that several claims give.
    fn about_measures(&self) -> Vec<Dispute> {
        let claims = &self.event.measures;
        groups(claims, |measure| Some(measure.name.as_str()))
            .into_iter()
            .map(|(name, members)| {
                // A number is adopted only where the file says so.
                let adopted = members.iter().copied().find(|idx| claims[*idx].adopted);
                let sides = self.sides(claims, members, adopted, |a, b| {
                    numbers(&claims[a].value) == numbers(&claims[b].value)
                });
                let values = sides.iter().map(|side| &claims[side.claims[0]].value);
                Dispute {
                    field: Field::Measure(name.to_owned()),
                    may_all_hold: numbers_may_all_hold(values),
                    sides,
                }
            })
            .collect()
    }

    fn about_roles(&self) -> Vec<Dispute> {
        let claims = &self.event.actors;
        rival_roles(self.event)
            .into_iter()
            .map(|(role, members)| {
                let adopted = members.iter().copied().find(|idx| claims[*idx].adopted);
                let sides = self.sides(claims, members, adopted, |a, b| {
                    fold(&claims[a].value.name) == fold(&claims[b].value.name)
                });
                Dispute {
                    field: Field::Role(role.to_owned()),
                    sides,
                    may_all_hold: false,
                }
            })
            .collect()
    }

    /// Claims by their values.
    fn sides<T>(
        &self,
        claims: &[Claim<T>],
        members: impl IntoIterator<Item = usize>,
        adopted: Option<usize>,
        is_same: impl Fn(usize, usize) -> bool,
    ) -> Vec<Side> {
        let mut sides: Vec<Side> = Vec::new();
        for idx in members {
            let same = sides.iter().position(|side| is_same(side.claims[0], idx));
            if same.is_none() {
                sides.push(Side::default());
            }
            let at = same.unwrap_or(sides.len() - 1);
            let side = &mut sides[at];
            side.claims.push(idx);
            side.adopted |= adopted == Some(idx);
            for id in &claims[idx].cites {
                if !side.cites.contains(id) {
                    side.cites.push(id.clone());
                }
            }
        }
        for side in &mut sides {
            let sources = sources_of(self.dataset, self.event, &side.cites);
            side.backing = self.origins.backing(&sources);
        }
        sides
    }
}

/// Whether the claims of a number differ.
pub fn is_disputed(event: &Event, measure: &str) -> bool {
    let claims = event.measures.iter().map(|claim| &claim.value);
    let mut values = claims.filter(|value| value.name == measure).map(numbers);
    let first = values.next();
    values.any(|value| Some(value) != first)
}

/// The roles for each of which different quotes name different actors, with the indices of those claims;
/// actors whom one quote names together acted together.
pub fn rival_roles(event: &Event) -> Vec<(&str, Vec<usize>)> {
    let claims = &event.actors;
    let mut roles = groups(claims, |actor: &Actor| actor.role.as_deref());
    roles.retain(|(_, members)| {
        members.iter().enumerate().all(|(n, idx)| {
            let claim = &claims[*idx];
            let shares_a_quote = members[..n].iter().any(|other| {
                let others = &claims[*other].cites;
                others.iter().any(|id| claim.cites.contains(id))
            });
            !claim.cites.is_empty() && !shares_a_quote
        })
    });
    roles
}

/// The indices of claims that share a key, where there are at least two, in the order of the first of each.
fn groups<'a, T>(
    claims: &'a [Claim<T>],
    key: impl Fn(&'a T) -> Option<&'a str>,
) -> Vec<(&'a str, Vec<usize>)> {
    let mut groups: Vec<(&str, Vec<usize>)> = Vec::new();
    for (idx, claim) in claims.iter().enumerate() {
        let Some(name) = key(&claim.value) else {
            continue;
        };
        match groups.iter_mut().find(|(of, _)| *of == name) {
            Some((_, members)) => members.push(idx),
            None => groups.push((name, vec![idx])),
        }
    }
    groups.retain(|(_, members)| members.len() > 1);
    groups
}

#[cfg(test)]
mod tests;
