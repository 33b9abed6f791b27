//! Under construction.

use eframe::egui::Ui;

use crate::ui::Cx;

pub struct MapMemory {}

impl MapMemory {
    pub fn new(_still: bool) -> Self {
        Self {}
    }
}

pub fn show(_ui: &mut Ui, _cx: &mut Cx<'_>) {}
