//! Where the whole events are: held as such, or as the records of a table that become events when one is looked at.
//!
//! Questions are answered from columns alone ([`super::columns`]); a record is only made an event for what is read:
//! a detail page, a list, an export. So a million rows cost their text, not a million trees.

use crate::model::event::{Event, EventId};

/// Some records can no longer be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("some rows can no longer be read: {0}; open the file again")]
pub struct Unreadable(pub String);

/// The records of a file, by their number in it.
pub trait Records: std::fmt::Debug + Send + Sync {
    fn len(&self) -> usize;

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The whole event; some microseconds.
    fn event(&self, idx: u32) -> Event;

    /// Its id alone.
    fn id(&self, idx: u32) -> EventId;

    /// Whether every one of some folded words occurs in its text: title, summary, names, tags, notes.
    fn holds_words(&self, idx: u32, words: &[String]) -> bool;

    /// Why some of them can no longer be read, once that has been met: where they stay in a file, that may change.
    fn trouble(&self) -> Option<&str> {
        None
    }

    /// The records that were left out, each with its reason first, as a table in CSV; `None` where they are not kept.
    fn rejects(&self) -> Option<Result<Vec<u8>, String>> {
        None
    }
}
