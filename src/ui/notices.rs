//! What the user is told, as small cards at the bottom of the map, until dismissed.

use eframe::egui::{
    Align, Align2, Area, Id, Label, Layout, RichText, Role, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use crate::state::action::Action;
use crate::state::{Notice, NoticeKind};
use crate::ui::text::visual;
use crate::ui::theme::{self, medium, size};
use crate::ui::{Cx, Dialog, widgets};

/// Widest card, in points.
const WIDTH_MAX: f32 = 440.0;
/// Distance from the edges of the map.
const MARGIN: f32 = 14.0;

pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    if cx.state.notices.is_empty() {
        return;
    }
    // The map is what the other panels leave.
    let whole = ui.max_rect();
    let layout = cx.state.settings.layout;
    let open = |is_open: bool, extent: f32| if is_open { extent } else { 0.0 };
    let left = whole.left() + open(layout.left_open, layout.left_width);
    let right = whole.right() - open(layout.right_open, layout.right_width);
    let bottom = whole.bottom()
        - theme::space::STATUS
        - open(layout.bottom_open, layout.bottom_height)
        - MARGIN;
    let width = (right - left - 2.0 * MARGIN).clamp(160.0, WIDTH_MAX);
    Area::new(Id::unique("notices"))
        .pivot(Align2::CENTER_BOTTOM)
        .fixed_pos(pos2(f32::midpoint(left, right), bottom))
        .constrain_to(whole)
        .show(ui.ctx(), |ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = 8.0;
            let state = cx.state;
            for (idx, notice) in state.notices.iter().enumerate() {
                card(ui, cx, idx, notice);
            }
        });
}

fn card(ui: &mut Ui, cx: &mut Cx<'_>, idx: usize, notice: &Notice) {
    let theme = cx.theme;
    let (word, color) = match notice.kind {
        NoticeKind::Info => ("Note", theme.secondary),
        NoticeKind::Warning => ("Warning", theme.warning),
        NoticeKind::Error => ("Error", theme.error),
    };
    let frame = widgets::card(theme)
        .stroke(Stroke::new(1.0, color.gamma_multiply(0.6)))
        .shadow(ui.visuals().popup_shadow);
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing = vec2(10.0, 4.0);
        ui.label(
            RichText::new(word)
                .font(medium(size::SMALL + 1.0))
                .color(color),
        );
        ui.add(Label::new(RichText::new(visual(&notice.text)).color(theme.text)).wrap());
        let row = vec2(ui.available_width(), 20.0);
        ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 16.0;
            if widgets::link(ui, theme, "Dismiss").clicked() {
                cx.push(Action::DismissNotice(idx));
            }
            if !notice.details.is_empty() && widgets::link(ui, theme, "Details").clicked() {
                cx.memory.dialog = Some(Dialog::NoticeDetails(idx));
            }
        });
    });
    let words = format!("{word}: {}", notice.text);
    shown
        .response
        .widget_info(|| WidgetInfo::labeled(Role::Alert, true, &words));
}
