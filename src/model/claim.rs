//! A claim: a value together with what backs it.
//!
//! Sources disagree on when, where, who and how many, so an event holds claims rather than facts.
//! One claim of a kind is adopted: the one so marked, else the first.

use crate::model::source::QuoteId;

/// Members of a JSON object that this version does not know, in file order: name and raw JSON text.
///
/// They survive a load and a save to the letter.
pub type Extra = Vec<(String, String)>;

/// A value, and who says so.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim<T> {
    pub value: T,
    /// The words of the source, where the value was worked out from them ("last Sunday").
    pub as_written: Option<String>,
    /// The quotes that back it.
    pub cites: Vec<QuoteId>,
    /// Whether the file marks it as adopted.
    pub adopted: bool,
    pub extra: Extra,
}

impl<T> Claim<T> {
    /// A bare value, as when the file gives nothing but it.
    pub fn bare(value: T) -> Self {
        Self {
            value,
            as_written: None,
            cites: Vec::new(),
            adopted: false,
            extra: Extra::new(),
        }
    }
}

/// The index of the adopted claim: the one so marked, else the first; `None` if there is none.
pub fn adopted_idx<T>(claims: &[Claim<T>]) -> Option<usize> {
    claims
        .iter()
        .position(|claim| claim.adopted)
        .or(if claims.is_empty() { None } else { Some(0) })
}

/// The adopted claim.
pub fn adopted<T>(claims: &[Claim<T>]) -> Option<&Claim<T>> {
    claims.get(adopted_idx(claims)?)
}
