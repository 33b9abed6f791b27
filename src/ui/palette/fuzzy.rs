//! How well a name answers what was typed: folded words, their beginnings, then their letters in order.

use crate::model::fold::{fold, words_of};

/// What was typed, as folded words; every one of them must be found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Query {
    words: Vec<String>,
    n_letters: usize,
    typed: String,
}

/// How far a name may be from what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closeness {
    /// Every word occurs as it was typed: for long texts, in which a few letters in order occur everywhere.
    Words,
    /// The letters of a word may also be scattered over the name: `fitsel` finds `Fit the selection`.
    Letters,
}

/// The whole name begins with the word.
const AT_BEGINNING: i32 = 100;
/// A word of the name begins with it.
const AT_WORD: i32 = 80;
const INSIDE: i32 = 45;
/// Its letters occur in order; less for every letter that lies between them.
const SCATTERED: i32 = 36;

impl Query {
    pub(super) fn new(typed: &str) -> Self {
        let words = words_of(typed);
        let n_letters = words.iter().map(|word| word.chars().count()).sum();
        Self {
            words,
            n_letters,
            typed: typed.trim().to_owned(),
        }
    }

    /// The folded words.
    pub(super) fn words(&self) -> &[String] {
        &self.words
    }

    /// As it was typed.
    pub(super) fn typed(&self) -> &str {
        &self.typed
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Letters typed, without spaces.
    pub(super) fn n_letters(&self) -> usize {
        self.n_letters
    }

    /// How well a name answers; higher is better, `None` is not at all.
    pub(super) fn score(&self, name: &str, closeness: Closeness) -> Option<i32> {
        /// Letters of a name that cost as much as one between scattered letters: of equals, the shorter name.
        const LETTERS_PER_POINT: i32 = 8;
        let name = fold(name);
        let mut total = 0;
        for word in &self.words {
            total += score_word(word, &name, closeness)?;
        }
        Some(total - name.chars().count() as i32 / LETTERS_PER_POINT)
    }
}

fn score_word(word: &str, name: &str, closeness: Closeness) -> Option<i32> {
    let mut best = None;
    for (at, _) in name.match_indices(word) {
        let score = match name[..at].chars().next_back() {
            None => AT_BEGINNING,
            Some(before) if !before.is_alphanumeric() => AT_WORD,
            Some(_) => INSIDE,
        };
        best = best.max(Some(score));
    }
    match closeness {
        Closeness::Words => best,
        Closeness::Letters => best.or_else(|| scattered(word, name)),
    }
}

/// Letters in order, the first at the beginning of a word; what lies between the parts costs,
/// but for the rest of a word that was left at its end.
fn scattered(word: &str, name: &str) -> Option<i32> {
    let letters: Vec<char> = name.chars().collect();
    let begins_word = |idx: usize| {
        letters[idx].is_alphanumeric() && (idx == 0 || !letters[idx - 1].is_alphanumeric())
    };
    let from_start = |start: usize| {
        let mut at = start;
        let mut skipped = 0;
        for (n, letter) in word.chars().enumerate() {
            if n == 0 {
                at += 1;
                continue;
            }
            if letters.get(at) == Some(&letter) {
                at += 1;
                continue;
            }
            // The next word that begins with it, else the nearest place further on.
            let rest = at..letters.len();
            let next = rest
                .clone()
                .find(|idx| letters[*idx] == letter && begins_word(*idx))
                .map(|idx| (idx, 1))
                .or_else(|| {
                    let idx = rest.clone().find(|idx| letters[*idx] == letter)?;
                    Some((idx, (idx - at) as i32 + 3))
                });
            let (idx, cost) = next?;
            skipped += cost;
            at = idx + 1;
        }
        Some(SCATTERED - skipped)
    };
    let first = word.chars().next()?;
    (0..letters.len())
        .filter(|idx| letters[*idx] == first && begins_word(*idx))
        .filter_map(from_start)
        .max()
        .filter(|score| *score > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best<'a>(typed: &str, names: &[&'a str]) -> Option<&'a str> {
        let query = Query::new(typed);
        let scored = names
            .iter()
            .filter_map(|name| Some((query.score(name, Closeness::Letters)?, *name)));
        scored.max_by_key(|(score, _)| *score).map(|(_, name)| name)
    }

    #[test]
    fn the_nearest_name_comes_first() {
        let names = [
            "Fit the selection",
            "Fit what is shown",
            "Show a moving window",
            "Close or select nothing",
            "Undo",
            "Redo",
        ];
        let check =
            |typed: &str, name: &str| assert_eq!(best(typed, &names), Some(name), "{typed}");
        check("fit sel", "Fit the selection");
        check("fitsel", "Fit the selection");
        check("fws", "Fit what is shown");
        check("un", "Undo");
        check("do re", "Redo");
        check("WINDOW", "Show a moving window");
        assert_eq!(best("zzz", &names), None);
    }

    #[test]
    fn arabic_spellings_are_one() {
        let query = Query::new("الرقه");
        assert!(query.score("معركة الرقة", Closeness::Words).is_some());
        assert!(query.score("تدمر", Closeness::Words).is_none());
    }

    #[test]
    fn titles_are_found_by_words_and_not_by_letters() {
        let query = Query::new("fas");
        let title = "Fighters advance slowly";
        assert!(query.score(title, Closeness::Letters).is_some());
        assert!(query.score(title, Closeness::Words).is_none());
    }
}
