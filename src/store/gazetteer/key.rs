//! What a place is found by: its names as they sound, in the order of their bytes.

use super::Belongs;

/// One key of one place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    /// Its first eight bytes, so that most comparisons need not look further.
    pub(super) head: u64,
    /// Where it begins in the text of its part, and how long it is.
    pub(super) begin: u32,
    pub(super) length: u16,
    pub(super) belongs: Belongs,
    pub(super) place: u32,
}

pub(super) fn in_order(text: &[u8], a: &Key, b: &Key) -> std::cmp::Ordering {
    (a.head.cmp(&b.head))
        .then_with(|| bytes_of(text, a).cmp(bytes_of(text, b)))
        .then_with(|| (a.place, a.belongs).cmp(&(b.place, b.belongs)))
}

/// The first eight bytes as a number in their order.
pub(super) fn head_of(bytes: &[u8]) -> u64 {
    let mut head = [0; 8];
    let n = bytes.len().min(8);
    head[..n].copy_from_slice(&bytes[..n]);
    u64::from_be_bytes(head)
}

pub(super) fn bytes_of<'a>(text: &'a [u8], key: &Key) -> &'a [u8] {
    let begin = key.begin as usize;
    &text[begin..begin + usize::from(key.length)]
}
