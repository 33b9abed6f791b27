//! The nouns of Strabo: plain data and their invariants.
//!
//! Nothing here touches files, clocks, threads or the screen, so nothing here can fail on the outside world.

pub mod briefing;
pub mod claim;
pub mod collection;
pub mod event;
pub mod filter;
pub mod fold;
pub mod mercator;
pub mod number;
pub mod place;
pub mod problem;
pub mod quotation;
pub mod source;
pub mod stored;
pub mod time;
pub mod view;
