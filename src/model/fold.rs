//! Folding of text for search: case, accents and Arabic letter variants make no difference.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// The folded form: compatibility-decomposed (NFKD) without marks, lower case, one spelling of the Arabic letters
/// that are often exchanged (alef with hamza or madda, ta marbuta and ha, alef maqsura and ya), no tatweel.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        // What is ASCII folds by itself, and most text is: that need not go through the tables of Unicode.
        let n_ascii = rest.bytes().take_while(u8::is_ascii).count();
        let (ascii, other) = rest.split_at(n_ascii);
        let letters = ascii.chars().filter(|letter| !is_dropped(*letter));
        folded.extend(letters.map(|letter| letter.to_ascii_lowercase()));
        let n_other = other.bytes().take_while(|byte| !byte.is_ascii()).count();
        let (other, behind) = other.split_at(n_other);
        fold_other(other, &mut folded);
        rest = behind;
    }
    folded
}

/// The folded words of what somebody looks for.
pub fn words_of(text: &str) -> Vec<String> {
    fold(text).split_whitespace().map(str::to_owned).collect()
}

fn fold_other(text: &str, folded: &mut String) {
    let letters = text
        .nfkd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .filter(|letter| !is_dropped(*letter));
    folded.extend(letters.map(|letter| match letter {
        'ٱ' => 'ا',
        'ة' => 'ه',
        'ى' | 'ی' => 'ي',
        'ک' => 'ك',
        other => other,
    }));
}

/// Tatweel, and the apostrophes that transliterations write or leave out.
fn is_dropped(letter: char) -> bool {
    matches!(letter, 'ـ' | '\'' | '’' | '‘' | 'ʿ' | 'ʾ' | 'ʼ' | '`')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_that_readers_take_for_the_same_fold_to_the_same() {
        let check = |left: &str, right: &str| assert_eq!(fold(left), fold(right), "{left} {right}");
        check("Al-Ḥasakah", "al-hasakah");
        check("Ra’s al-ʿAyn", "Ras al-Ayn");
        check("أحمد", "احمد");
        check("الرقة", "الرقه");
        check("تـدمر", "تدمر");
        check("مُوسى", "موسي");
    }

    #[test]
    fn different_words_stay_different() {
        assert_ne!(fold("تدمر"), fold("تمر"));
        assert_ne!(fold("Homs"), fold("Hama"));
    }
}
