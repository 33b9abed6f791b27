//! A field with a list under it, in the middle of the window: what the command palette and the search for places share.
//!
//! The keyboard stays in the field: arrows choose, Enter takes, Escape closes.

use eframe::egui::{
    Align, Align2, CornerRadius, Id, Key, Layout, Margin, Modal, Modifiers, Rect, Response,
    RichText, Role, ScrollArea, Sense, Stroke, TextEdit, Ui, WidgetInfo, vec2,
};

use crate::ui::theme::{Theme, regular, size, space};

/// Letters that are taken; more than any name has.
const TYPED_MAX: usize = 200;
/// Width in points, where the window has the room.
const WIDTH: f32 = 600.0;
/// From the top of the window, so that the list grows downwards.
const TOP: f32 = 64.0;
/// Height of field, footer and what else is not list.
const AROUND: f32 = 200.0;
const LIST_MAX: f32 = 470.0;
/// Rows that Page Up and Page Down go over.
const PAGE: isize = 10;

/// What was typed, and which row is chosen.
#[derive(Debug, Default)]
pub(super) struct Chooser {
    pub typed: String,
    /// The row that Enter takes.
    chosen: usize,
    /// The list shall be scrolled to what is chosen.
    reveal: bool,
}

/// The words of a chooser.
pub(super) struct Words<'a> {
    /// Which chooser it is.
    pub id: &'a str,
    /// What the field is called.
    pub name: &'a str,
    pub hint: &'a str,
}

/// What the keys asked for in this frame.
pub(super) struct Asked {
    moved: isize,
    pub enter: bool,
    /// The words are others than in the frame before.
    pub retyped: bool,
}

/// Shows a chooser above the window; what `content` gives, and whether it shall be closed.
pub(super) fn modal<R>(
    ui: &mut Ui,
    id: &str,
    content: impl FnOnce(&mut Ui) -> Option<R>,
) -> (Option<R>, bool) {
    let window = ui.ctx().content_rect();
    let id = Id::unique(id);
    let top = TOP.min(window.height() * 0.1);
    let area = Modal::default_area(id).anchor(Align2::CENTER_TOP, vec2(0.0, top));
    let modal = Modal::new(id).area(area).show(ui.ctx(), |ui| {
        ui.set_width(WIDTH.min(window.width() - 48.0));
        content(ui)
    });
    let escaped = || ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    let closes = modal.backdrop_response.clicked() || escaped();
    (modal.inner, closes)
}

impl Chooser {
    /// The field, and what its keys ask for: the list's are taken before the field, which would move its cursor.
    pub(super) fn field(&mut self, ui: &mut Ui, theme: &Theme, words: &Words<'_>) -> Asked {
        let moved = moves(ui);
        let enter = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
        let field = TextEdit::singleline(&mut self.typed)
            .id(Id::unique((words.id, "field")))
            .char_limit(TYPED_MAX)
            .hint_text(RichText::new(words.hint).color(theme.faint))
            .font(regular(size::QUOTE))
            .desired_width(f32::INFINITY)
            .min_size(vec2(0.0, 34.0))
            .align(Align2::LEFT_CENTER)
            .margin(Margin::symmetric(10, 6));
        let response = ui.add(field).accessible_name(words.name);
        response.request_focus();
        let retyped = response.changed();
        if retyped {
            self.chosen = 0;
            self.reveal = true;
        }
        Asked {
            moved,
            enter,
            retyped,
        }
    }

    /// The list of `n` rows, which `rows` draws with [`Self::row`] and gives the clicked one of; the row that is taken.
    pub(super) fn list(
        &mut self,
        ui: &mut Ui,
        asked: &Asked,
        n: usize,
        rows: impl FnOnce(&mut Ui, &mut Self) -> Option<usize>,
    ) -> Option<usize> {
        if asked.moved != 0 {
            self.chosen = self.chosen.saturating_add_signed(asked.moved);
            self.reveal = true;
        }
        self.chosen = self.chosen.min(n.saturating_sub(1));
        let height = ui.ctx().content_rect().height();
        let clicked = ScrollArea::vertical()
            .max_height((height - AROUND).clamp(100.0, LIST_MAX))
            .auto_shrink([false, true])
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                rows(ui, self)
            });
        if asked.enter {
            Some(self.chosen)
        } else {
            clicked.inner
        }
    }

    /// The ground of a row: lit where it is chosen, and chosen where the pointer comes over it.
    /// `parts` are read out in order.
    pub(super) fn row(
        &mut self,
        ui: &mut Ui,
        theme: &Theme,
        idx: usize,
        height: f32,
        enabled: bool,
        parts: &[&str],
    ) -> (Rect, Response) {
        let room = vec2(ui.available_width(), height);
        let (rect, response) = ui.allocate_exact_size(room, Sense::click());
        if response.hovered() && ui.input(|input| input.pointer.is_moving()) {
            self.chosen = idx;
        }
        let chosen = self.chosen == idx;
        response.widget_info(|| {
            let parts: Vec<&str> = parts.iter().copied().filter(|it| !it.is_empty()).collect();
            WidgetInfo::selected(Role::ListBoxOption, enabled, chosen, parts.join(", "))
        });
        if chosen {
            let ground = theme.accent.gamma_multiply(0.16);
            ui.painter()
                .rect_filled(rect, CornerRadius::same(space::RADIUS - 1), ground);
            if std::mem::take(&mut self.reveal) {
                ui.scroll_to_rect(rect.expand2(vec2(0.0, 30.0)), None);
            }
        }
        (rect, response)
    }
}

/// How far the keys move the choice.
fn moves(ui: &Ui) -> isize {
    [
        (Key::ArrowDown, 1),
        (Key::ArrowUp, -1),
        (Key::PageDown, PAGE),
        (Key::PageUp, -PAGE),
    ]
    .into_iter()
    .map(|(key, by)| {
        let n = ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
        n as isize * by
    })
    .sum()
}

/// What the keys do, and a remark at the right.
pub(super) fn footer(ui: &mut Ui, theme: &Theme, keys: &str, remark: Option<&str>) {
    ui.add_space(6.0);
    let line = ui.available_rect_before_wrap();
    ui.painter()
        .hline(line.x_range(), line.top(), Stroke::new(1.0, theme.hairline));
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        let faint = |words: &str| {
            RichText::new(words)
                .font(regular(size::SMALL + 0.5))
                .color(theme.faint)
        };
        ui.add_space(8.0);
        ui.label(faint(keys));
        if let Some(remark) = remark {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_space(8.0);
                ui.label(faint(remark));
            });
        }
    });
}
