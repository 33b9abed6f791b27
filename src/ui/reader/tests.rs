//! What the reader says of what was found.

use super::*;
use crate::model::quotation::Place;

fn finding(between: &[bool], best: Option<usize>) -> Finding {
    let place = |is_between: &bool| Place {
        ranges: Vec::new(),
        agreement: 0,
        is_between: *is_between,
    };
    Finding {
        places: between.iter().map(place).collect(),
        best,
        is_cut: false,
    }
}

#[test]
fn a_place_is_counted_and_what_is_doubtful_about_it_is_said() {
    let check = |between: &[bool], best, idx, words: &str| {
        assert_eq!(found_words(&finding(between, best), Some(idx)), words);
    };
    check(&[true], Some(0), 0, "✓ Place 1 of 1");
    check(
        &[false],
        Some(0),
        0,
        "✓ Place 1 of 1; what stands around it is not what the collection says",
    );
    check(
        &[true, true],
        None,
        1,
        "✓ Place 2 of 2; what the collection says does not tell which is meant",
    );
    check(
        &[true, true],
        Some(0),
        1,
        "✓ Place 2 of 2; another one is meant by what stands around it",
    );
    let cut = Finding {
        is_cut: true,
        ..finding(&[true; 1_000], None)
    };
    assert!(found_words(&cut, Some(0)).starts_with("✓ Place 1 of 1,000 and more"));
}

#[test]
fn sizes_are_read_at_a_glance() {
    let check = |n_bytes, words: &str| assert_eq!(size_words(n_bytes), words);
    check(0, "0 bytes");
    check(910, "910 bytes");
    check(3_800, "3.8 kB");
    check(214_000_000, "214 MB");
    check(1 << 30, "1.1 GB");
}
