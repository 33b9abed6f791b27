//! Names of months as tables write them: English, French, Spanish, and both sets of Arabic names.

use std::borrow::Cow;

use crate::model::fold::fold;

/// By month; folded. English, French and Spanish names count from three letters on, so `Dec` and `déc.` are read too.
const LATIN: [[&str; 3]; 12] = [
    ["january", "janvier", "enero"],
    ["february", "fevrier", "febrero"],
    ["march", "mars", "marzo"],
    ["april", "avril", "abril"],
    ["may", "mai", "mayo"],
    ["june", "juin", "junio"],
    ["july", "juillet", "julio"],
    ["august", "aout", "agosto"],
    ["september", "septembre", "septiembre"],
    ["october", "octobre", "octubre"],
    ["november", "novembre", "noviembre"],
    ["december", "decembre", "diciembre"],
];

const ARABIC: [&[&str]; 12] = [
    &["يناير"],
    &["فبراير", "شباط"],
    &["مارس", "اذار"],
    &["ابريل", "نيسان"],
    &["مايو", "ايار"],
    &["يونيو", "حزيران"],
    &["يوليو", "تموز"],
    &["اغسطس", "اب"],
    &["سبتمبر", "ايلول"],
    &["اكتوبر"],
    &["نوفمبر"],
    &["ديسمبر"],
];

/// Levantine names of two words, as written, and the one word of the other set for each.
const TWO_WORDS: [(&str, &str); 8] = [
    ("كانون الثاني", "يناير"),
    ("كانون الأول", "ديسمبر"),
    ("كانون الاول", "ديسمبر"),
    ("تشرين الأول", "اكتوبر"),
    ("تشرين الاول", "اكتوبر"),
    ("تشرين الثاني", "نوفمبر"),
    ("تشرين أول", "اكتوبر"),
    ("كانون أول", "ديسمبر"),
];

/// A date whose month is one word.
pub(super) fn join_two_words(text: &str) -> Cow<'_, str> {
    let found = TWO_WORDS.iter().find(|(two, _)| text.contains(two));
    match found {
        Some((two, one)) => Cow::Owned(text.replacen(two, one, 1)),
        None => Cow::Borrowed(text),
    }
}

/// The number of a month, 1 to 12.
pub(super) fn month_of(word: &str) -> Option<u32> {
    // Most words that are asked for are numbers.
    if word.len() < 3 || word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let folded = fold(word);
    let is_latin = |names: &[&str; 3]| {
        let mut exact = names.iter();
        exact.any(|name| *name == folded)
            || (3..=5).contains(&folded.len())
                && (names[0].starts_with(&folded) || names[2].starts_with(&folded))
            || folded.len() >= 4 && names[1].starts_with(&folded)
            || folded.len() == 3
                && names[1].starts_with(&folded)
                && names[1].len() > 4
                && folded != "jui"
    };
    let month = LATIN.iter().position(is_latin).or_else(|| {
        ARABIC
            .iter()
            .position(|names| names.contains(&folded.as_str()))
    })?;
    Some(month as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_by_name_and_abbreviation() {
        let check = |word: &str, month: Option<u32>| assert_eq!(month_of(word), month, "{word}");
        check("Dec", Some(12));
        check("Sept", Some(9));
        check("JUNE", Some(6));
        check("mar", Some(3));
        check("févr", Some(2));
        check("août", Some(8));
        check("juil", Some(7));
        check("juin", Some(6));
        check("enero", Some(1));
        check("dic", Some(12));
        check("أبريل", Some(4));
        check("شباط", Some(2));
        check("monday", None);
        check("ju", None);
        check("12", None);
    }
}
