//! The handling caveat, as a band at the top and at the bottom of everything that is drawn.

use eframe::egui::{self, Align2, Frame, Panel, Sense, Ui, Vec2};

use crate::ui::Cx;
use crate::ui::text::visual;
use crate::ui::theme::{Theme, semibold, size};

/// Height of a band in points.
pub const HEIGHT: f32 = 22.0;

/// Draws both bands, if the collection carries a caveat.
pub fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let Some(handling) = &cx.state.dataset.collection().handling else {
        return;
    };
    let ground = Theme::from_file(handling.color.as_deref(), cx.theme.accent);
    let text = visual(handling.text.trim());
    let band = |ui: &mut Ui| {
        let (rect, response) =
            ui.allocate_exact_size(Vec2::new(ui.available_width(), HEIGHT), Sense::hover());
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Label, true, handling.text.as_str())
        });
        ui.painter().text(
            rect.center(),
            Align2::CENTER_CENTER,
            &text,
            semibold(size::BODY),
            Theme::text_on(ground),
        );
    };
    for panel in [Panel::top("handling top"), Panel::bottom("handling bottom")] {
        panel
            .exact_size(HEIGHT)
            .show_separator_line(false)
            .frame(Frame::new().fill(ground))
            .show(ui, band);
    }
}
