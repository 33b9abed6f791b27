//! The ledger as a table, the newest request first, under the sums by host. Only rows in sight are laid out.

use eframe::egui::{
    Align, Align2, Color32, Key, Layout, Modifiers, Rect, Role, ScrollArea, Sense, Stroke,
    StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::model::ledger::{LedgerEntry, OutcomeKind};
use crate::model::number::{bytes_in_words, grouped};
use crate::ui::theme::{Theme, medium, regular, size};
use crate::ui::{Cx, prose, widgets};

const ROW: f32 = 22.0;
/// Sums by host that are shown; more hosts than that are listed in the file.
const TOTALS_MAX: usize = 4;

/// Where the table is scrolled to.
#[derive(Debug, Default)]
pub(super) struct RequestsMemory {
    offset: f32,
}

/// A column: its name, how much of the width it takes, and whether it holds numbers.
const COLUMNS: [(&str, f32, bool); 7] = [
    ("Time, UTC", 0.10, false),
    ("Host", 0.23, false),
    ("Zoom/x/y", 0.16, false),
    ("Status", 0.07, true),
    ("Size", 0.09, true),
    ("Took", 0.09, true),
    ("Outcome", 0.26, false),
];

pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, height: f32) {
    let theme = cx.theme;
    let ledger = &cx.state.network.ledger;
    if ledger.is_empty() {
        nothing(ui, cx, height);
        return;
    }
    let before = ui.cursor().top();
    totals(ui, cx);
    if let Some(proxy) = &cx.state.network.proxy {
        let words = format!("All of them went through the proxy {proxy}, which the system names.");
        prose::paragraph(ui, &words, regular(size::SMALL + 1.0), theme.secondary);
    }
    ui.add_space(6.0);
    let left = (height - (ui.cursor().top() - before)).max(110.0);
    table(ui, cx, left);
    if ledger.n_dropped() > 0 {
        let n = grouped(ledger.n_dropped());
        let words = format!("{n} older requests are counted above and not listed any more.");
        prose::paragraph(ui, &words, regular(size::SMALL + 1.0), theme.faint);
    }
}

fn nothing(ui: &mut Ui, cx: &Cx<'_>, height: f32) {
    let theme = cx.theme;
    ui.add_space((height * 0.3).min(60.0));
    ui.vertical_centered(|ui| {
        ui.set_max_width(440.0);
        ui.label(
            eframe::egui::RichText::new("No request has been made.")
                .font(medium(size::QUOTE))
                .color(theme.text),
        );
        ui.add_space(4.0);
        let words = "Strabo asks no server until you allow its host. \
                     Every request will stand here, whatever comes of it.";
        prose::paragraph(ui, words, regular(size::BODY), theme.secondary);
    });
    ui.add_space((height * 0.3).min(60.0));
}

/// What each host was asked, those that were asked most first.
fn totals(ui: &mut Ui, cx: &Cx<'_>) {
    let theme = cx.theme;
    let mut totals: Vec<_> = cx.state.network.ledger.totals().iter().collect();
    totals.sort_by_key(|(_, total)| std::cmp::Reverse(total.n_requests));
    let n_hosts = totals.len();
    let height = ui.spacing().interact_size.y;
    ui.spacing_mut().interact_size.y = 18.0;
    for (host, total) in totals.into_iter().take(TOTALS_MAX) {
        ui.horizontal(|ui| {
            let plural = if total.n_requests == 1 { "" } else { "s" };
            let n_requests = grouped(total.n_requests);
            let size = bytes_in_words(total.n_bytes);
            let mut words = format!("{n_requests} request{plural}, {size}");
            if total.n_failed > 0 {
                words = format!("{words}, {} failed", grouped(total.n_failed));
            }
            let width = ui.available_width();
            let font = medium(size::BODY);
            widgets::elided_label(ui, &host.to_string(), font, theme.text, width * 0.5);
            let width = ui.available_width();
            let font = regular(size::BODY);
            widgets::elided_label(ui, &words, font, theme.secondary, width);
        });
    }
    if n_hosts > TOTALS_MAX {
        let words = format!("and {} more hosts", n_hosts - TOTALS_MAX);
        prose::paragraph(ui, &words, regular(size::SMALL + 1.0), theme.faint);
    }
    ui.spacing_mut().interact_size.y = height;
}

fn table(ui: &mut Ui, cx: &mut Cx<'_>, height: f32) {
    let theme = cx.theme;
    let (rect, response) = ui.allocate_exact_size(
        vec2(ui.available_width(), height),
        // The keyboard scrolls it.
        Sense::focusable_noninteractive(),
    );
    let n = cx.state.network.ledger.len();
    let words = format!("Requests, newest first, {} of them", grouped(n as u64));
    response.widget_info(|| WidgetInfo::labeled(Role::Table, true, &words));
    let head = Rect::from_min_size(rect.min, vec2(rect.width(), ROW));
    for (idx, (name, ..)) in COLUMNS.iter().enumerate() {
        cell(ui, cell_rect(head, idx), idx, name, theme.faint);
    }
    let hairline = Stroke::new(1.0, theme.hairline);
    ui.painter().hline(head.x_range(), head.bottom(), hairline);
    let body = Rect::from_min_max(head.left_bottom() + vec2(0.0, 1.0), rect.max);
    let mut offset = cx.memory.network.requests.offset;
    if response.has_focus() {
        let ring = Stroke::new(1.0, theme.accent);
        ui.painter()
            .rect_stroke(rect.expand(3.0), 4.0, ring, StrokeKind::Inside);
        offset = scrolled(ui, offset, body.height(), n);
    }
    let mut ui = ui.new_child(
        eframe::egui::UiBuilder::new()
            .max_rect(body)
            .layout(Layout::top_down(Align::LEFT)),
    );
    ui.spacing_mut().item_spacing.y = 0.0;
    let shown = ScrollArea::vertical()
        .id_salt("requests")
        .auto_shrink([false, false])
        .vertical_scroll_offset(offset)
        .show_rows(&mut ui, ROW, n, |ui, rows| {
            for idx in rows {
                if let Some(entry) = cx.state.network.ledger.from_newest(idx) {
                    row(ui, theme, entry);
                }
            }
        });
    cx.memory.network.requests.offset = shown.state.clamped_offset().y;
}

/// The offset after the keys that scroll.
fn scrolled(ui: &Ui, offset: f32, height: f32, n: usize) -> f32 {
    let most = (n as f32 * ROW - height).max(0.0);
    let keys = [
        (Key::ArrowDown, offset + ROW),
        (Key::ArrowUp, offset - ROW),
        (Key::PageDown, offset + height - ROW),
        (Key::PageUp, offset - height + ROW),
        (Key::Home, 0.0),
        (Key::End, most),
    ];
    keys.into_iter()
        .find(|(key, _)| ui.input_mut(|input| input.consume_key(Modifiers::NONE, *key)))
        .map_or(offset, |(_, offset)| offset.clamp(0.0, most))
}

fn row(ui: &mut Ui, theme: &Theme, entry: &LedgerEntry) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let cells = cells(entry);
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, cells.join(", ")));
    for (idx, words) in cells.iter().enumerate() {
        let color = match (idx, entry.kind) {
            (6, OutcomeKind::Failed) => theme.warning,
            (1, _) | (6, OutcomeKind::Tile) => theme.text,
            _ => theme.secondary,
        };
        cell(ui, cell_rect(rect, idx), idx, words, color);
    }
    let via = entry.via.as_deref();
    let via = via
        .map(|via| format!("\nthrough {via}"))
        .unwrap_or_default();
    response.on_hover_text(format!("{}: {}{via}", entry.host.key(), entry.words));
}

/// What stands in each column.
fn cells(entry: &LedgerEntry) -> [String; COLUMNS.len()] {
    let time = entry.at.to_rfc3339().unwrap_or_default();
    // 2026-11-22T21:47:46.120Z: the time of day to the second.
    let clock = time.split('T').nth(1).unwrap_or_default();
    let clock = clock.get(..8).unwrap_or(clock).to_owned();
    let tile = entry.tile;
    [
        clock,
        entry.host.to_string(),
        format!("{}/{}/{}", tile.zoom, tile.x, tile.y),
        entry
            .status
            .map_or_else(|| String::from("–"), |status| status.to_string()),
        bytes_in_words(entry.n_bytes),
        format!("{} ms", grouped(u64::from(entry.took_ms))),
        entry.words.to_string(),
    ]
}

fn cell_rect(row: Rect, idx: usize) -> Rect {
    let before: f32 = COLUMNS.iter().take(idx).map(|(_, share, _)| share).sum();
    let (_, share, _) = COLUMNS[idx];
    let left = row.left() + before * row.width();
    Rect::from_min_size(
        pos2(left, row.top()),
        vec2(share * row.width() - 16.0, row.height()),
    )
}

fn cell(ui: &Ui, rect: Rect, idx: usize, words: &str, color: Color32) {
    let font = regular(size::SMALL + 1.0);
    let galley = widgets::elided(ui, words, font, color, rect.width());
    let (_, _, is_number) = COLUMNS[idx];
    let anchor = if is_number {
        Align2::RIGHT_CENTER
    } else {
        Align2::LEFT_CENTER
    };
    let at = anchor.anchor_size(anchor.pos_in_rect(&rect), galley.size());
    ui.painter().galley(at.min, galley, color);
}
