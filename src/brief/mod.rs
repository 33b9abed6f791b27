//! Pictures and documents: what the window shows, drawn off screen by the same code.

pub mod picture;
