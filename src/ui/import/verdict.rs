//! What reading the first rows would give, what speaks against it, and what the rows leave open.

use eframe::egui::{Color32, FontId, ScrollArea, Ui, UiBuilder, Vec2};

use crate::state::importing::Importing;
use crate::ui::prose;
use crate::ui::theme::{Theme, medium, regular, size};

pub(super) fn show(ui: &mut Ui, theme: &Theme, room: Vec2, importing: &Importing) {
    let (rect, _) = ui.allocate_exact_size(room, eframe::egui::Sense::hover());
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("verdict"));
    ScrollArea::vertical()
        .auto_shrink([false, false])
        .show(&mut ui, |ui| {
            ui.spacing_mut().item_spacing.y = 3.0;
            for (words, font, color) in lines(theme, importing) {
                prose::paragraph(ui, &words, font, color);
            }
        });
}

/// The lines, the most important first.
fn lines(theme: &Theme, importing: &Importing) -> Vec<(String, FontId, Color32)> {
    let (strong, plain) = (medium(size::BODY), regular(size::BODY));
    let mut lines = Vec::new();
    let objections = importing.objections();
    for objection in objections.iter().filter(|objection| objection.blocks) {
        lines.push((objection.words.clone(), strong.clone(), theme.error));
    }
    let preview = importing.preview.as_ref();
    if let Some(preview) = preview.filter(|preview| preview.obstacle.is_none()) {
        let tally = &preview.tally;
        let none_taken = tally.report.taken == 0;
        let color = if none_taken { theme.error } else { theme.text };
        lines.push((tally.sentence(), strong, color));
        if let Some(reason) = tally.first_rejection() {
            lines.push((format!("First, {reason}"), plain.clone(), theme.secondary));
        }
    }
    for objection in objections.iter().filter(|objection| !objection.blocks) {
        lines.push((objection.words.clone(), plain.clone(), theme.warning));
    }
    let preset = importing.spec.as_ref().and_then(|spec| spec.preset);
    if let Some(preset) = preset {
        let words = format!(
            "Columns and codes are read by the rules of {}",
            preset.label()
        );
        lines.push((words, plain.clone(), theme.secondary));
    }
    let remarks = preview.into_iter().flat_map(|preview| &preview.remarks);
    let remarks = remarks.map(|words| (capitalized(words), plain.clone(), theme.secondary));
    lines.extend(remarks);
    lines
}

fn capitalized(words: &str) -> String {
    crate::ui::top_bar::sentence_case(words)
}
