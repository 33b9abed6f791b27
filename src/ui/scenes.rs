//! Under construction.

use eframe::egui::Ui;

use crate::ui::Cx;

pub fn show(_ui: &mut Ui, _cx: &mut Cx<'_>) {}
