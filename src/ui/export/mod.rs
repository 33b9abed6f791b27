//! The Export dialog: what, as which kind, how large, how coloured, for whom, and under which name.
//!
//! It orders; where to is asked by the system's own dialog, and the document is made off this thread.

mod choice;

use eframe::egui::{Align, Align2, Layout, Stroke, StrokeKind, TextEdit, Ui, vec2};

pub use self::choice::ExportMemory;
use self::choice::{SizeChoice, What, kind_words};
use crate::state::action::Action;
use crate::state::exporting::{ExportAction, Kind};
use crate::state::{State, ThemeChoice};
use crate::ui::import::choice::{Field, Item, choice};
use crate::ui::theme::{Theme, medium, regular, size, space};
use crate::ui::{Cx, dialogs, prose, widgets};

/// Of the dialog, in points.
pub const WIDTH: f32 = 560.0;
/// Between two fields.
const GAP: f32 = 12.0;
/// Sizes that are offered, in pixels.
const SIZES: [(u32, u32); 3] = [(1920, 1080), (3840, 2160), (7680, 4320)];

/// Draws the dialog; whether it is to be closed.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, is_new: bool) -> bool {
    let theme = cx.theme;
    let state = cx.state;
    let mut chosen = cx.memory.export.clone();
    chosen.settle(state);
    dialogs::heading(ui, theme, "Export");
    fields(ui, theme, state, &mut chosen);
    chosen.settle(state);
    ui.add_space(4.0);
    prose::paragraph(ui, chosen.promise(), regular(size::BODY), theme.secondary);
    let order = chosen.order(state);
    let is_busy = state.exporting.is_some();
    let flaw = match &order {
        Err(flaw) => Some(flaw.as_str()),
        Ok(_) if is_busy => Some("A document is being exported already"),
        Ok(_) => None,
    };
    match flaw {
        Some(flaw) => prose::paragraph(ui, flaw, medium(size::BODY), theme.error),
        None => prose::paragraph(ui, &chosen.file_name(state), medium(size::BODY), theme.text),
    };
    let is_ready = flaw.is_none();
    let mut orders = false;
    let closes = dialogs::buttons(ui, |ui| {
        let export = widgets::button(ui, theme, "Export as…", true, is_ready);
        if is_new {
            export.request_focus();
        }
        if export.has_focus() {
            // A ring in the accent would not show on the accent.
            ui.painter().rect_stroke(
                export.rect.expand(2.0),
                f32::from(space::RADIUS) + 2.0,
                Stroke::new(1.5, theme.text),
                StrokeKind::Outside,
            );
        }
        orders = export.on_hover_text("Choose where to").clicked();
        ui.add_space(2.0);
        let cancel = widgets::button(ui, theme, "Cancel", false, true);
        cancel.clicked() || orders
    });
    cx.memory.export = chosen;
    if orders && let Ok(order) = order {
        cx.push(Action::Export(ExportAction::Start(Box::new(order))));
    }
    closes
}

fn fields(ui: &mut Ui, theme: &Theme, state: &State, chosen: &mut ExportMemory) {
    let whole = ui.available_width();
    let half = (whole - GAP) / 2.0;
    row(ui, |ui| {
        field(ui, theme, "What", half, |ui| {
            let items = || {
                let all = What::offered(state).into_iter();
                all.map(|it| Item::new(it, it.words(state))).collect()
            };
            let words = chosen.what.words(state);
            pick(ui, theme, ("What", half, &words), &mut chosen.what, items);
        });
        chosen.settle(state);
        field(ui, theme, "Format", half, |ui| {
            let kinds = chosen.what.kinds();
            let items = || {
                let all = kinds.into_iter();
                all.map(|it| Item::new(it, kind_words(it))).collect()
            };
            let words = kind_words(chosen.kind);
            pick(ui, theme, ("Format", half, words), &mut chosen.kind, items);
        });
    });
    if !chosen.kind.is_data() {
        row(ui, |ui| {
            if chosen.has_size() {
                field(ui, theme, "Size", half, |ui| {
                    size_field(ui, theme, half, chosen);
                });
            }
            field(ui, theme, "Theme", half, |ui| {
                let words = |it| match it {
                    ThemeChoice::Dark => "Dark, for screens",
                    ThemeChoice::Light => "Light, for paper",
                };
                let both = [ThemeChoice::Dark, ThemeChoice::Light];
                let items = || {
                    both.map(|it| Item::new(it, words(it)))
                        .into_iter()
                        .collect()
                };
                let mut now = chosen.theme();
                let before = now;
                pick(ui, theme, ("Theme", half, words(now)), &mut now, items);
                if now != before {
                    chosen.theme = Some(now);
                }
            });
        });
    }
    row(ui, |ui| {
        field(ui, theme, "For", half, |ui| {
            let words = |public| {
                if public {
                    "The public: reduced"
                } else {
                    "Internal use: everything"
                }
            };
            let items = || {
                [false, true]
                    .map(|it| Item::new(it, words(it)))
                    .into_iter()
                    .collect()
            };
            let value = words(chosen.public);
            pick(ui, theme, ("For", half, value), &mut chosen.public, items);
        });
        if chosen.public {
            field(ui, theme, "Coarsen places by, km", half, |ui| {
                text(
                    ui,
                    "Coarsen places by, km",
                    half,
                    "10",
                    &mut chosen.coarsen_km,
                );
            });
        }
    });
    if chosen.kind.is_film() {
        let (name, usual) = match chosen.what {
            What::Scenes => ("Each scene stays, seconds", "4"),
            _ => ("Length, seconds", "12"),
        };
        row(ui, |ui| {
            field(ui, theme, name, half, |ui| {
                text(ui, name, half, usual, &mut chosen.length_s);
            });
        });
    }
}

fn size_field(ui: &mut Ui, theme: &Theme, width: f32, chosen: &mut ExportMemory) {
    let usual = if chosen.kind == Kind::Gif {
        (960, 540)
    } else {
        (1920, 1080)
    };
    if chosen.size == SizeChoice::Of(usual.0, usual.1) {
        chosen.size = SizeChoice::Usual;
    }
    let words = |it| match it {
        SizeChoice::Usual => format!("{} × {}", usual.0, usual.1),
        SizeChoice::Of(width, height) => format!("{width} × {height}"),
        SizeChoice::Own => String::from("Another size"),
    };
    let all = || {
        let sizes = SIZES.into_iter().filter(|size| *size != usual);
        let sizes = sizes.map(|(width, height)| SizeChoice::Of(width, height));
        let all = std::iter::once(SizeChoice::Usual).chain(sizes);
        all.chain([SizeChoice::Own])
            .map(|it| Item::new(it, words(it)))
            .collect()
    };
    let value = words(chosen.size);
    pick(ui, theme, ("Size", width, &value), &mut chosen.size, all);
    if chosen.size == SizeChoice::Own {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            let each = (width - 8.0) / 2.0;
            let [across, down] = &mut chosen.own_size;
            text(ui, "Width in pixels", each, "Width", across);
            text(ui, "Height in pixels", each, "Height", down);
        });
    }
}

fn row(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        content(ui);
    });
    ui.add_space(4.0);
}

fn field(ui: &mut Ui, theme: &Theme, name: &str, width: f32, content: impl FnOnce(&mut Ui)) {
    ui.with_layout(Layout::top_down(Align::LEFT), |ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = 4.0;
        widgets::section_label(ui, theme, name);
        content(ui);
    });
}

fn pick<T: PartialEq + Clone>(
    ui: &mut Ui,
    theme: &Theme,
    (name, width, value): (&str, f32, &str),
    chosen: &mut T,
    items: impl FnOnce() -> Vec<Item<T>>,
) {
    let field = Field {
        name,
        value,
        width,
        quiet: false,
    };
    if let Some(value) = choice(ui, theme, &field, chosen, items) {
        *chosen = value;
    }
}

fn text(ui: &mut Ui, name: &str, width: f32, hint: &str, value: &mut String) {
    let field = TextEdit::singleline(value)
        .char_limit(12)
        .hint_text(hint)
        .desired_width(width - 16.0)
        .align(Align2::LEFT_CENTER)
        .min_size(vec2(width, space::BUTTON));
    ui.add(field).accessible_name(name);
}
