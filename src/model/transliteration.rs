//! One key for the many ways in which a name is written in Latin letters: Raqqa, ar-Raqqah, Rakka, Ragga.
//!
//! Keys find candidates and are shown to nobody. They leave out articles and what separates words, take letters that
//! stand for the same sound as one, and know no doubled letters. Different names may have the same key; whoever
//! searches prefers those that are written alike.

use crate::model::fold::fold;

/// The key of a name or of the beginning of one. Empty where there is no letter or digit in it.
pub fn key(name: &str) -> String {
    key_of_folded(&fold(name))
}

/// The key of what is folded already.
pub fn key_of_folded(folded: &str) -> String {
    key_of(|| folded_words(folded))
}

/// The folded words of a name, at everything that is no letter or digit.
pub fn words(name: &str) -> Vec<String> {
    folded_words(&fold(name)).map(str::to_owned).collect()
}

/// The words of what is folded already.
pub fn folded_words(folded: &str) -> impl Iterator<Item = &str> {
    let parts = folded.split(|letter: char| !letter.is_alphanumeric());
    parts.filter(|word| !word.is_empty())
}

/// The key of folded words.
pub fn key_of_words<W: AsRef<str>>(words: &[W]) -> String {
    key_of(|| words.iter().map(AsRef::as_ref))
}

fn key_of<'a, I: Iterator<Item = &'a str>>(words: impl Fn() -> I) -> String {
    let mut key = String::with_capacity(16);
    for word in words().filter(|word| !is_article(word)) {
        push_sounds(&mut key, word);
    }
    if key.is_empty() {
        // All of it is an article, as the beginning of a name may be.
        for word in words() {
            push_sounds(&mut key, word);
        }
    }
    key
}

fn is_article(word: &str) -> bool {
    matches!(
        word,
        "al" | "el"
            | "il"
            | "ul"
            | "ar"
            | "er"
            | "as"
            | "es"
            | "ash"
            | "esh"
            | "ad"
            | "ed"
            | "at"
            | "et"
            | "ath"
            | "adh"
            | "az"
            | "ez"
            | "an"
            | "en"
            | "ال"
    )
}

/// A word without an Arabic article that is written together with it: `arraqqa`, `eldeir`. `None`: it has none.
pub fn without_glued_article(word: &str) -> Option<&str> {
    const LEFT_MIN: usize = 4;
    let rest = word.get(2..).filter(|rest| rest.len() >= LEFT_MIN)?;
    if !word.starts_with(['a', 'e']) {
        return None;
    }
    let letter = word.as_bytes()[1];
    let is_assimilated = letter == rest.as_bytes()[0] && b"rsdtnz".contains(&letter);
    (letter == b'l' || is_assimilated).then_some(rest)
}

fn push_sounds(key: &mut String, word: &str) {
    match word.chars().next() {
        Some('\u{0600}'..='\u{06ff}') => push_arabic(key, word),
        Some(first) if first.is_ascii() || ('\u{80}'..='\u{24f}').contains(&first) => {
            push_latin(key, word);
        }
        _ => push_distinct(key, word.chars()),
    }
}

/// Letters without the article, and without what Persian and Kurdish keyboards write differently.
fn push_arabic(key: &mut String, word: &str) {
    let rest = word
        .strip_prefix("ال")
        .filter(|rest| rest.chars().nth(1).is_some());
    let letters = rest.unwrap_or(word).chars().filter(|letter| *letter != 'ء');
    push_distinct(
        key,
        letters.map(|letter| match letter {
            'گ' => 'ك',
            'ڕ' => 'ر',
            'ە' => 'ه',
            other => other,
        }),
    );
}

/// Appends letters, but none twice in a row within the word.
fn push_distinct(key: &mut String, letters: impl Iterator<Item = char>) {
    let mut last = None;
    for letter in letters {
        // Numbers mean what they say.
        if last != Some(letter) || letter.is_ascii_digit() {
            key.push(letter);
        }
        last = Some(letter);
    }
}

/// Sounds of a word in Latin letters, as transliterations from Arabic exchange them.
fn push_latin(key: &mut String, word: &str) {
    if word.is_ascii() {
        push_ascii(key, word.as_bytes());
    } else {
        let plain: String = word
            .chars()
            .map(|letter| match letter {
                'ə' => 'a',
                'ł' => 'l',
                'ø' => 'o',
                'đ' | 'ð' => 'd',
                'ı' | 'æ' => 'i',
                'ß' => 's',
                other => other,
            })
            .collect();
        if plain.is_ascii() {
            push_ascii(key, plain.as_bytes());
        } else {
            push_distinct(key, plain.chars());
        }
    }
}

fn push_ascii(key: &mut String, word: &[u8]) {
    let begin = key.len();
    let mut push = |letter: char| {
        if key.len() == begin || !key.ends_with(letter) || letter.is_ascii_digit() {
            key.push(letter);
        }
    };
    let mut rest = word;
    while let [first, behind @ ..] = rest {
        let next = behind.first().copied().unwrap_or_default();
        let (sound, width) = match (first, next) {
            (b's', b'c') if behind.get(1) == Some(&b'h') => ('s', 3),
            (b's' | b'c', b'h') => ('s', 2),
            (b'k', b'h') => ('h', 2),
            (b'g', b'h') | (b'c', b'k') => ('k', 2),
            (b'd', b'h') => ('d', 2),
            (b't', b'h') => ('t', 2),
            (b'z', b'h') => ('z', 2),
            (b'p', b'h') => ('f', 2),
            (b'd', b'j') => ('j', 2),
            (b'q' | b'g' | b'c' | b'k', _) => ('k', 1),
            // Diphthongs first, then the vowels that stand for them.
            (b'a' | b'e', b'i' | b'y') | (b'a' | b'e' | b'i', b'e') | (b'i', b'y') => ('i', 2),
            (b'a' | b'o' | b'u', b'u' | b'w') | (b'o', b'o') => ('u', 2),
            // A final -ah, -eh and -a are one ending.
            (b'a' | b'e', b'h') if behind.len() == 1 => ('a', 2),
            (b'e' | b'i' | b'y', _) => ('i', 1),
            (b'o' | b'u' | b'w', _) => ('u', 1),
            (other, _) => (char::from(*other), 1),
        };
        push(sound);
        rest = &rest[width.min(rest.len())..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_have_one_key() {
        let check = |spellings: &[&str]| {
            let first = key(spellings[0]);
            for spelling in spellings {
                assert_eq!(key(spelling), first, "{spelling} and {}", spellings[0]);
            }
        };
        check(&[
            "Raqqa",
            "ar-Raqqah",
            "Ar Raqqah",
            "Rakka",
            "Raqqeh",
            "Ragga",
            "al-Raqqa",
            "RAQQA",
            "Rāqqa",
        ]);
        check(&["الرقة", "الرقه", "رقة", "الرقّة"]);
        check(&["T4", "T-4", "t 4"]);
        check(&[
            "Deir ez-Zor",
            "Dayr az Zawr",
            "Deir al-Zour",
            "Der Zor",
            "Dair az-Zaur",
            "Deir Al Zoor",
        ]);
        check(&["Qamishli", "Kamishli", "al-Qamishly", "Qāmishlī"]);
        check(&["Suwayda", "as-Suwayda", "Soueida", "Sweida", "As-Suwaydā’"]);
        check(&["Ghouta", "Ghuta", "al-Ghutah"]);
        check(&[
            "Khan Shaykhun",
            "Khan Sheikhoun",
            "Khan Shaykhoun",
            "Khān Shaykhūn",
        ]);
        check(&["Tadmur", "Tadmour"]);
        check(&["Abu Duhur", "Abu al-Duhur", "Abu ad-Duhur", "Abu al-Dhuhur"]);
    }

    #[test]
    fn other_names_have_other_keys() {
        for (left, right) in [
            ("Homs", "Hama"),
            ("T4", "T44"),
            ("Aleppo", "Alexandria"),
            ("تدمر", "تمر"),
            ("Iraq", "Iran"),
        ] {
            assert_ne!(key(left), key(right), "{left} {right}");
        }
    }

    #[test]
    fn a_key_has_what_the_name_has() {
        assert_eq!(key(""), "");
        assert_eq!(key("—"), "");
        assert_eq!(key("Al"), key("al"));
        assert!(!key("al").is_empty());
        assert!(key("Deir ez-Zor").starts_with(&key("Deir ez")));
        assert_eq!(without_glued_article("arraqqa"), Some("raqqa"));
        assert_eq!(without_glued_article("alraqqa"), Some("raqqa"));
        assert_eq!(without_glued_article("aleppo"), Some("eppo"));
        assert_eq!(without_glued_article("damascus"), None);
        assert_eq!(without_glued_article("الرقة"), None);
    }
}
