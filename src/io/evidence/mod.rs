//! Stored copies: whether each is what it was, what it says, and where in it a quote stands.
//!
//! Files are only read, whatever their size, and nothing in them is executed or fetched.
//! Whatever a file does to the code that reads it, the answer is a sentence that says why it cannot be read.

pub mod hash;

pub mod reader;

pub mod pdf;

pub mod picture;

mod html;
mod lines;
mod pdf_text;
mod text;
