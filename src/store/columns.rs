//! The columns that questions are answered from, and their builder.

use crate::model::place::{LatLon, PrecisionClass};
use crate::model::source::Reliability;
use crate::model::time::EventTime;

/// What the columns hold of one event, before it is sorted and numbered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts<'a> {
    /// `None`: undated.
    pub time: Option<EventTime>,
    /// `None`: not located.
    pub anchor: Option<LatLon>,
    /// The radius in metres within which it lies; `None`: unknown.
    pub precision_m: Option<f64>,
    /// `None`: by `precision_m`, or unknown, or not located. Else what the shape says.
    pub precision: Option<PrecisionClass>,
    /// `None`: no category.
    pub category: Option<&'a str>,
    pub actors: Vec<&'a str>,
    /// Ids of the sources of its quotes.
    pub sources: Vec<&'a str>,
    /// Grades of those sources.
    pub reliabilities: Vec<Reliability>,
    pub tags: Vec<&'a str>,
    /// Names of measures and their numbers.
    pub measures: Vec<(&'a str, f64)>,
}
