//! What `strabo bench` measures with.

pub mod generate;
