//! The finder on cases that quotes really bring, and against a naive one on random texts.

use proptest::prelude::*;

use super::*;

fn quotation(text: &str, prefix: &str, suffix: &str) -> Quotation {
    Quotation::new(text, Some(prefix), Some(suffix)).expect("words")
}

/// The words of each place as they stand in the text.
fn found<'t>(text: &'t str, words: &str) -> Vec<&'t str> {
    let finding = quotation(words, "", "").find(text);
    let mut found = Vec::new();
    for range in finding.places.iter().flat_map(|place| &place.ranges) {
        found.push(&text[range.start as usize..range.end as usize]);
    }
    found
}

#[test]
fn words_are_found_as_the_text_has_them() {
    let text =
        "He said:\n  “We’ve  left\u{a0}– all\nof us…”, and Pal\u{ad}myra’s of\u{fb01}ce burnt.";
    assert_eq!(
        found(text, "\"We've left - all of us...\""),
        ["“We’ve  left\u{a0}– all\nof us…”"]
    );
    assert_eq!(
        found(text, "Palmyra's office"),
        ["Pal\u{ad}myra’s of\u{fb01}ce"]
    );
    assert_eq!(found("Café", "Cafe\u{301}"), ["Café"]);
    assert_eq!(found("Cafe\u{301} ", "Café"), ["Cafe\u{301}"]);
    assert_eq!(found("في مدينة تدمر.", "مدينة تدمر"), ["مدينة تدمر"]);
}

#[test]
fn what_is_not_there_is_not_found() {
    let text = "Fourteen tanks in Palmyra, Café, تدمر";
    for words in [
        "fourteen tanks",
        "Fourteen tank in",
        "Cafe",
        "14 tanks",
        "تدمرة",
        "Palmyra Café",
        "Fourteen […] Aleppo",
    ] {
        assert_eq!(found(text, words), [""; 0], "{words}");
    }
    assert_eq!(Quotation::new(" \u{ad} ", None, None), None);
}

#[test]
fn prefix_and_suffix_tell_which_place_is_meant() {
    let text = "first: ten tanks here. second: ten tanks there. third: ten tanks there.";
    let best = |prefix, suffix| {
        let finding = quotation("ten tanks", prefix, suffix).find(text);
        assert_eq!(finding.places.len(), 3);
        finding.best
    };
    assert_eq!(best("", ""), None);
    assert_eq!(best("second:", ""), Some(1));
    assert_eq!(best("", "here"), Some(0));
    assert_eq!(best("", "there"), None);
    assert_eq!(best("third: ", " there."), Some(2));
    // Nothing agrees entirely, and one place agrees by more than chance.
    assert_eq!(best("and second:", ""), Some(1));
    assert_eq!(best("x d:", ""), None);
}

#[test]
fn the_only_place_is_the_one_even_if_its_surroundings_differ() {
    let finding = quotation("ten tanks", "eleven and", "").find("there were ten tanks");
    assert_eq!(finding.best, Some(0));
    assert!(!finding.is_between());
    assert!(!finding.places[0].is_between);
}

#[test]
fn a_bracketed_ellipsis_stands_for_words_left_out() {
    let text = "The army withdrew after the clashes reached the city. The army was not ready.";
    assert_eq!(
        found(text, "The army withdrew […] the city"),
        ["The army withdrew", "the city"]
    );
    assert_eq!(
        found(text, "army [...] clashes [ … ] ready"),
        ["army", "clashes", "ready"]
    );
    // Without brackets it is an ellipsis that has to be there.
    assert_eq!(found(text, "The army withdrew … the city"), [""; 0]);
    // The order counts.
    assert_eq!(found(text, "ready […] clashes"), [""; 0]);
    // A text that has the mark itself is taken at its word.
    assert_eq!(found("a […] b, a c b", "a […] b"), ["a […] b"]);
    // The nearest words are meant.
    assert_eq!(found("one one two", "one […] two"), ["one", "two"]);
    let finding = quotation("one […] two", "", "").find("one one two");
    assert_eq!(finding.places[0].ranges, [4..7, 8..11]);
    assert_eq!(found("one", "[…] one"), [""; 0]);
}

#[test]
fn words_too_far_apart_are_not_one_quote() {
    let text = format!("begin {} end", "x".repeat(OMITTED_MAX));
    assert_eq!(found(&text, "begin […] end"), [""; 0]);
    let text = format!("begin {} end", "x".repeat(OMITTED_MAX - 10));
    assert_eq!(found(&text, "begin […] end"), ["begin", "end"]);
}

#[test]
fn places_without_number_are_counted_to_a_limit() {
    let finding = quotation("a", "", "").find(&"a ".repeat(PLACES_MAX * 3));
    assert_eq!(finding.places.len(), PLACES_MAX);
    assert!(finding.is_cut);
}

#[test]
fn a_text_larger_than_the_window_is_searched_to_its_end() {
    let line = "nothing but “words” – over and over again. ";
    let text = line.repeat(3 * WINDOW / line.len()) + "The needle, at last.";
    let quotation = quotation("needle", "again. The", ", at last");
    let mut finder = Finder::new(&quotation);
    for (idx, piece) in text.as_bytes().chunks(line.len() * 7).enumerate() {
        let piece = std::str::from_utf8(piece).expect("whole letters");
        finder.push(piece, (idx * line.len() * 7) as u64);
        assert!(finder.folded.len() < 2 * WINDOW);
    }
    let finding = finder.finish();
    let at = text.find("needle").expect("it is there") as u64;
    assert_eq!(finding.places[0].ranges.first(), Some(&(at..at + 6)));
    assert!(finding.places[0].is_between);
}

#[test]
fn a_text_made_to_be_slow_is_not() {
    let started = std::time::Instant::now();
    let text = "ab ".repeat(400_000);
    for words in ["ab […] c", "ab […] ab […] c", &"ab ".repeat(2_000)] {
        quotation(words, "", "").find(&text);
    }
    assert!(started.elapsed().as_secs() < 20);
}

/// Every place by comparing at every letter, with the folding done letter by letter.
fn naive(text: &str, words: &str) -> Vec<Range<u64>> {
    let target: Vec<char> = folding::fold(words).chars().collect();
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let mut places = Vec::new();
    for start in 0..letters.len() {
        for end in start + 1..=letters.len() {
            let from = letters[start].0;
            let until = letters.get(end).map_or(text.len(), |(idx, _)| *idx);
            let part = &text[from..until];
            let whole = |part: &str| {
                // Not cut within a letter and its marks, and no white space or unseen letter at the ends.
                folding::fold(part).chars().eq(target.iter().copied())
                    && !folding::fold(&part[first_letter_len(part, 0)..])
                        .chars()
                        .eq(target.iter().copied())
                    && part.trim() == part
            };
            let mut after = letters[end..].iter().map(|(_, letter)| *letter);
            let followed_by_mark = after.find(|letter| *letter != '\u{ad}') == Some('\u{301}');
            let last = part.chars().last();
            let begins_with_mark = part.starts_with('\u{301}');
            if whole(part) && !followed_by_mark && last != Some('\u{ad}') && !begins_with_mark {
                places.push(from as u64..until as u64);
            }
        }
    }
    places
}

proptest! {
    #[test]
    fn the_finder_agrees_with_a_naive_one(
        text in "[ab‘'“\" \n\u{a0}\u{ad}–\\-….é\u{301}ﬁfi]{0,40}",
        words in "[ab'\" \\-.éfi]{1,4}",
    ) {
        if let Some(quotation) = Quotation::new(&words, None, None) {
            let finding = quotation.find(&text);
            let places: Vec<Range<u64>> =
                finding.places.iter().flat_map(|place| place.ranges.clone()).collect();
            prop_assert_eq!(places, naive(&text, &words), "{:?} in {:?}", words, text);
        }
    }

    #[test]
    fn words_taken_from_a_text_are_found_where_they_were(
        before in "[a-z ’“”—é\n]{0,30}",
        words in "[a-z][a-z ’“”—é\n]{4,30}[a-z]",
        after in "[a-z ’“”—é\n]{0,30}",
    ) {
        let text = format!("{before}{words}{after}");
        let finding = quotation(&words, &before, &after).find(&text);
        let expected = before.len() as u64..(before.len() + words.len()) as u64;
        let place = finding.places.iter().find(|place| place.ranges == [expected.clone()]);
        prop_assert!(place.is_some_and(|place| place.is_between));
    }

    #[test]
    fn pieces_of_any_size_give_the_same_places(
        text in "[ab “é\u{301}\n]{0,60}",
        size in 1_usize..9,
        words in "[ab\"é ]{1,3}",
    ) {
        if let Some(quotation) = Quotation::new(&words, Some("a"), Some("b")) {
            let mut finder = Finder::new(&quotation);
            let mut at = 0;
            let letters: Vec<char> = text.chars().collect();
            for piece in letters.chunks(size) {
                let piece: String = piece.iter().collect();
                finder.push(&piece, at);
                at += piece.len() as u64;
            }
            prop_assert_eq!(finder.finish(), quotation.find(&text));
        }
    }
}
