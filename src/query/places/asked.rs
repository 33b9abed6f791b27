//! The ways in which somebody's words can be read: which of them are the name, and which say where it lies.

use super::worth;
use crate::model::transliteration::{key_of_words, without_glued_article, words};

/// Words of one search; a name with its country has fewer.
const WORDS_MAX: usize = 8;
/// Letters of a key from which one may be mistyped.
const MISTYPED_MIN: usize = 4;
/// Letters of a key that are taken for mistyped; the search for longer ones costs more than they are worth.
const MISTYPED_MAX: usize = 24;

/// What was typed, in every way it can be read; the best way first.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) ways: Vec<Way>,
}

/// One way to read the words.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Way {
    /// The folded words of the name.
    pub(super) words: Vec<String>,
    pub(super) key: String,
    /// Folded words that say where it lies.
    pub(super) qualifiers: Vec<String>,
    /// What this way adds.
    pub(super) worth: f32,
}

impl Asked {
    pub(super) fn new(text: &str) -> Self {
        let mut all = words(text);
        all.truncate(WORDS_MAX);
        let mut ways = ways_of(&all, 0.0);
        let plain = without_hints(&all);
        if !plain.is_empty() && plain.len() < all.len() {
            ways.extend(ways_of(plain, worth::HINTED));
        }
        if let [first, rest @ ..] = all.as_slice()
            && let Some(bare) = without_glued_article(first)
        {
            let bare: Vec<String> = std::iter::once(bare.to_owned())
                .chain(rest.iter().cloned())
                .collect();
            ways.extend(ways_of(&bare, worth::HINTED).into_iter().take(1));
        }
        ways.retain(|way| !way.key.is_empty());
        Self { ways }
    }
}

/// All words as the name, then with the last or first ones as qualifiers.
fn ways_of(words: &[String], worth: f32) -> Vec<Way> {
    let way = |name: &[String], qualifiers: &[String]| Way {
        words: name.to_vec(),
        key: key_of_words(name),
        qualifiers: qualifiers.to_vec(),
        worth: worth
            + if qualifiers.is_empty() {
                0.0
            } else {
                worth::QUALIFIED
            },
    };
    let n = words.len();
    let mut ways = vec![way(words, &[])];
    for split in (1..n).rev() {
        ways.push(way(&words[..split], &words[split..]));
        ways.push(way(&words[split..], &words[..split]));
    }
    ways
}

/// The words behind “near”, “vicinity of”, “north-east of”.
fn without_hints(words: &[String]) -> &[String] {
    const HINTS: [&str; 33] = [
        "near",
        "around",
        "outside",
        "vicinity",
        "of",
        "the",
        "in",
        "at",
        "area",
        "city",
        "town",
        "village",
        "north",
        "south",
        "east",
        "west",
        "northeast",
        "northwest",
        "southeast",
        "southwest",
        "northern",
        "southern",
        "eastern",
        "western",
        "countryside",
        "outskirts",
        "between",
        "towards",
        "from",
        "قرب",
        "مدينة",
        "مدينه",
        "ريف",
    ];
    let n_hints = words
        .iter()
        .take_while(|word| HINTS.contains(&word.as_str()))
        .count();
    &words[n_hints..]
}

impl Way {
    /// Keys that differ from this one in a single letter: one too many, too few, wrong, or two exchanged.
    pub(super) fn mistyped(&self) -> Vec<String> {
        let letters: Vec<char> = self.key.chars().collect();
        if !(MISTYPED_MIN..=MISTYPED_MAX).contains(&letters.len()) {
            return Vec::new();
        }
        let alphabet = match letters[0] {
            '\u{600}'..='\u{6ff}' => "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
            _ => "abdfhijklmnprstuvxz",
        };
        let n = letters.len();
        let mut keys = Vec::with_capacity(n * 42);
        let mut push = |key: Vec<char>| keys.push(key.into_iter().collect());
        for at in 0..n {
            let mut key = letters.clone();
            key.remove(at);
            push(key);
            if at + 1 < n && letters[at] != letters[at + 1] {
                let mut key = letters.clone();
                key.swap(at, at + 1);
                push(key);
            }
            for letter in alphabet.chars().filter(|letter| *letter != letters[at]) {
                let mut key = letters.clone();
                key[at] = letter;
                push(key);
                let mut key = letters.clone();
                key.insert(at, letter);
                push(key);
            }
        }
        keys
    }
}

/// Whether what was typed is the beginning of a name but for one letter too many, too few, wrong, or exchanged.
pub(super) fn is_one_off(name: &str, typed: &str) -> bool {
    let (name, typed): (Vec<char>, Vec<char>) = (name.chars().collect(), typed.chars().collect());
    let same = name.iter().zip(&typed).take_while(|(a, b)| a == b).count();
    let (name, typed) = (&name[same..], &typed[same..]);
    let rest = |letters: &[char], from: usize| letters.get(from..).unwrap_or_default().to_vec();
    let is_exchanged =
        name.len() > 1 && typed.len() > 1 && name[0] == typed[1] && name[1] == typed[0];
    rest(name, 1).starts_with(&rest(typed, 1))
        || name.starts_with(&rest(typed, 1))
        || rest(name, 1).starts_with(typed)
        || is_exchanged && rest(name, 2).starts_with(&rest(typed, 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_may_be_a_name_or_say_where_it_lies() {
        let asked = Asked::new("Tripoli, Lebanon");
        let ways: Vec<(String, String)> = asked
            .ways
            .iter()
            .map(|way| (way.words.join(" "), way.qualifiers.join(" ")))
            .collect();
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(
            ways,
            [
                pair("tripoli lebanon", ""),
                pair("tripoli", "lebanon"),
                pair("lebanon", "tripoli")
            ]
        );
    }

    #[test]
    fn what_says_only_how_near_is_left_out() {
        for text in [
            "near Raqqa",
            "vicinity of Raqqa",
            "north-east of Raqqa",
            "in the countryside of Raqqa",
        ] {
            let asked = Asked::new(text);
            assert!(
                asked.ways.iter().any(|way| way.words == ["raqqa"]),
                "{text}"
            );
        }
    }

    #[test]
    fn a_key_is_mistyped_by_one_letter() {
        let asked = Asked::new("Manbji");
        assert!(asked.ways[0].mistyped().contains(&String::from("manbij")));
        assert!(Asked::new("abc").ways[0].mistyped().is_empty());
        for typed in [
            "palmyar", "palmya", "palmyrra", "plmyra", "pelmyra", "palmyr",
        ] {
            assert!(is_one_off("palmyra", typed), "{typed}");
        }
        assert!(!is_one_off("palmira", "palmyar"));
    }
}
