//! The nouns of Strabo: plain data and their invariants.
//!
//! Nothing here touches files, clocks, threads or the screen, so nothing here can fail on the outside world.

pub mod annotation;
pub mod briefing;
pub mod claim;
pub mod clock;
pub mod collection;
pub mod consent;
pub mod coordinate;
pub mod event;
pub mod filter;
pub mod fold;
pub mod geodesic;
pub mod ground;
pub mod ledger;
pub mod mercator;
pub mod mirror;
pub mod number;
pub mod place;
pub mod preview;
pub mod problem;
pub mod provider;
pub mod quotation;
pub mod remembered;
pub mod report;
pub mod source;
pub mod stored;
pub mod table;
pub mod tile_area;
pub mod time;
pub mod transliteration;
pub mod view;
pub mod web_host;
