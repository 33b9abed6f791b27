//! Writing: the collection format, plain GeoJSON, CSV.

pub mod geojson;

pub(in crate::io) mod header;

mod annotation;

mod json_text;

pub mod csv;
