//! Strabo puts a body of events on a map and a timeline, and shows for every statement who said it and how well it is known.
//!
//! The rooms, in reading order; each may use those before it, as `ARCHITECTURE.md` says.

pub mod assets;

pub mod model;

pub mod store;

pub mod query;

pub mod state;

pub mod io;

pub mod ui;

pub mod brief;

pub mod app;

pub mod cli;
