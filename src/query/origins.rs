//! Which source a chain of repetitions begins with, so that copies of one report count as one voice.
//!
//! Sources that repeat each other in a circle have one origin between them: one of them said it first,
//! and the data does not say which.

use std::collections::{HashMap, HashSet};

use crate::model::source::{Source, SourceId};

/// Of every source that repeats another, where the chain begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    /// Only those that are not their own origin.
    roots: HashMap<SourceId, SourceId>,
}

/// What stands behind a statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Backing {
    /// Distinct sources.
    pub reports: usize,
    /// Those left when copies of one origin count once.
    pub origins: usize,
}

impl Origins {
    /// Takes time in proportion to the number of sources, however long the chains.
    pub fn of(sources: &[Source]) -> Self {
        let next: HashMap<&SourceId, &SourceId> = sources
            .iter()
            .filter_map(|source| Some((&source.id, source.origin.as_ref()?)))
            .collect();
        let mut roots: HashMap<&SourceId, &SourceId> = HashMap::with_capacity(next.len());
        for source in sources.iter().filter(|source| source.origin.is_some()) {
            let mut chain: Vec<&SourceId> = Vec::new();
            let mut seen: HashSet<&SourceId> = HashSet::new();
            let mut id = &source.id;
            // Forth to the beginning, to what is known already, or to where a circle closes.
            let root = loop {
                if let Some(root) = roots.get(id) {
                    break *root;
                }
                if !seen.insert(id) {
                    let circle = chain.iter().skip_while(|other| **other != id);
                    break circle.min().copied().unwrap_or(id);
                }
                chain.push(id);
                match next.get(id) {
                    Some(origin) => id = origin,
                    None => break id,
                }
            };
            roots.extend(chain.into_iter().map(|id| (id, root)));
        }
        Self {
            roots: roots
                .into_iter()
                .filter(|(id, root)| id != root)
                .map(|(id, root)| (id.clone(), root.clone()))
                .collect(),
        }
    }

    /// The source that a source's chain of repetitions begins with; itself, where it repeats none.
    pub fn root<'a>(&'a self, id: &'a SourceId) -> &'a SourceId {
        self.roots.get(id).unwrap_or(id)
    }

    /// How many sources there are among some, and how many independent ones.
    pub fn backing<'a>(&'a self, ids: impl IntoIterator<Item = &'a SourceId>) -> Backing {
        let reports: HashSet<&SourceId> = ids.into_iter().collect();
        let origins: HashSet<&SourceId> = reports.iter().map(|id| self.root(id)).collect();
        Backing {
            reports: reports.len(),
            origins: origins.len(),
        }
    }
}

impl Backing {
    /// `3 reports, 1 origin`; `1 report`; `no report`.
    pub fn words(self) -> String {
        let Self { reports, origins } = self;
        match (reports, origins) {
            (0, _) => String::from("no report"),
            (1, _) => String::from("1 report"),
            (n, 1) => format!("{n} reports, 1 origin"),
            (n, m) => format!("{n} reports, {m} origins"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};
    use proptest::sample::subsequence;

    use super::*;

    fn id(n: usize) -> SourceId {
        SourceId(format!("s{n:02}"))
    }

    /// Source `n` repeats the one that stands at `n`, if any; a number past the end is a source that is not there.
    fn sources(origins: &[Option<usize>]) -> Vec<Source> {
        let numbered = origins.iter().enumerate();
        numbered
            .map(|(n, origin)| Source {
                origin: origin.map(id),
                ..Source::new(id(n), String::new())
            })
            .collect()
    }

    /// Everything that a source repeats, itself included, one step after the other.
    fn repeated(origins: &[Option<usize>], from: usize) -> HashSet<usize> {
        let mut all = HashSet::from([from]);
        let mut at = from;
        while let Some(Some(origin)) = origins.get(at) {
            if !all.insert(*origin) {
                break;
            }
            at = *origin;
        }
        all
    }

    /// Two have one origin if they come to repeat the same source.
    fn naive(origins: &[Option<usize>], asked: &[usize]) -> Backing {
        let mut groups: Vec<HashSet<usize>> = Vec::new();
        for source in asked {
            let all = repeated(origins, *source);
            if !groups.iter().any(|group| !group.is_disjoint(&all)) {
                groups.push(all);
            }
        }
        Backing {
            reports: asked.len(),
            origins: groups.len(),
        }
    }

    const N: usize = 12;

    fn chains() -> impl Strategy<Value = Vec<Option<usize>>> {
        // Past the end: an origin that is not in the collection.
        vec(proptest::option::weighted(0.7, 0..N + 2), N)
    }

    proptest! {
        #[test]
        fn copies_of_one_origin_count_once_also_in_circles(
            origins in chains(),
            asked in subsequence((0..N).collect::<Vec<_>>(), 0..=N),
        ) {
            let of = Origins::of(&sources(&origins));
            let ids: Vec<SourceId> = asked.iter().map(|n| id(*n)).collect();
            prop_assert_eq!(of.backing(&ids), naive(&origins, &asked));
        }

        #[test]
        fn the_order_of_the_sources_does_not_matter(origins in chains(), turn in 0..N) {
            let sources = sources(&origins);
            let mut turned = sources.clone();
            turned.rotate_left(turn);
            turned.reverse();
            prop_assert_eq!(Origins::of(&sources), Origins::of(&turned));
        }

        #[test]
        fn saying_it_twice_adds_nothing(origins in chains(), n in 0..N, often in any::<bool>()) {
            let of = Origins::of(&sources(&origins));
            let one = id(n);
            let ids = std::iter::repeat_n(&one, if often { 5 } else { 1 });
            let backing = of.backing(ids);
            prop_assert!(backing.reports == 1 && backing.origins == 1);
        }
    }

    #[test]
    fn a_chain_leads_to_its_first_source() {
        let of = Origins::of(&sources(&[None, Some(0), Some(1), None]));
        assert_eq!(of.root(&id(2)), &id(0));
        assert_eq!(of.root(&id(3)), &id(3));
        let [a, b, c, d] = [0, 1, 2, 3].map(id);
        assert_eq!(of.backing([&a, &b, &c]).words(), "3 reports, 1 origin");
        assert_eq!(of.backing([&b, &c, &d]).words(), "3 reports, 2 origins");
        assert_eq!(of.backing([&b]).words(), "1 report");
        assert_eq!(of.backing([]).words(), "no report");
    }

    #[test]
    fn a_hundred_thousand_repeat_the_last_without_a_stall() {
        let n: usize = 100_000;
        let long: Vec<Option<usize>> = (0..n).map(|idx| idx.checked_sub(1)).collect();
        let of = Origins::of(&sources(&long));
        assert_eq!(of.root(&id(n - 1)), &id(0));
    }
}
