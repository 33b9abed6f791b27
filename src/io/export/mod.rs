//! Writing: the collection format, plain GeoJSON, CSV.

pub mod geojson;

mod header;

mod json_text;

pub mod csv;
