//! Pure questions: a [`crate::store::Dataset`] and a question in, a plain answer out.

pub mod attribution;
pub mod cite;
pub mod claims;
pub mod coverage;
pub mod derived;
pub mod facets;
pub mod grid;
pub mod histogram;
pub mod known;
pub mod legend;
pub mod matching;
pub mod nearest;
pub mod origins;
pub mod passing;
pub mod places;
pub mod sentence;
pub mod stacks;
pub mod window;
pub mod words;
