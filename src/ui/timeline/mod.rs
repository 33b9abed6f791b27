//! The timeline.

pub mod axis;
pub mod bar;
pub mod calendar;
pub mod length;
pub mod ruler;

use eframe::egui::Ui;

use crate::ui::Cx;

#[derive(Default)]
pub struct TimelineMemory {}

pub fn show(_ui: &mut Ui, _cx: &mut Cx<'_>) {}
