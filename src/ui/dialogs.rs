//! What lies over the window: the sheet of shortcuts, an address before it is opened, all lines of a notice, the report
//! of an import.

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{
    self, Align, Frame, Id, Key, KeyboardShortcut, Label, Layout, Margin, Modal, RichText,
    ScrollArea, TextWrapMode, Ui, vec2,
};

use crate::model::number::grouped;
use crate::ui::command::{Command, Group};
use crate::ui::scenes::editor;
use crate::ui::theme::{Theme, medium, regular, semibold, size, space};
use crate::ui::{Cx, Dialog, export, network, prose, report, tile_server, widgets};

pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(dialog) = cx.memory.dialog.clone() else {
        return;
    };
    // The safe button has the focus when a dialog opens, and not again after that.
    let id = Id::unique("dialog opened");
    let is_new = ui.data(|data| data.get_temp::<Dialog>(id)) != Some(dialog.clone());
    ui.data_mut(|data| data.insert_temp(id, dialog.clone()));

    let window = ui.ctx().content_rect().size();
    let frame = Frame::window(ui.style()).inner_margin(Margin::same(20));
    let modal = Modal::new(Id::unique("dialog"))
        .frame(frame)
        .show(ui.ctx(), |ui| {
            let wanted = match dialog {
                Dialog::Shortcuts => 720.0,
                Dialog::ConfirmLink(_) => 480.0,
                Dialog::Export => export::WIDTH,
                Dialog::PrepareOffline => network::prepare::WIDTH,
                Dialog::AddServer => tile_server::WIDTH,
                Dialog::Network => 780.0,
                Dialog::NoticeDetails(_) | Dialog::ImportReport => 640.0,
                Dialog::EditScene(_) => 960.0,
            };
            ui.set_width(f32::min(wanted, window.x - 80.0));
            ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
            match &dialog {
                Dialog::Shortcuts => shortcuts(ui, cx, window.y, is_new),
                Dialog::ConfirmLink(url) => confirm_link(ui, cx, url, is_new),
                Dialog::NoticeDetails(idx) => notice_details(ui, cx, *idx, window.y, is_new),
                Dialog::ImportReport => report::show(ui, cx, window.y, is_new),
                Dialog::Export => export::show(ui, cx, is_new),
                Dialog::Network => network::show(ui, cx, window.y, is_new),
                Dialog::PrepareOffline => network::prepare::show(ui, cx, is_new),
                Dialog::AddServer => tile_server::show(ui, cx, is_new),
                Dialog::EditScene(idx) => editor::show(ui, cx, *idx, window.y, is_new),
            }
        });
    if modal.inner || modal.should_close() {
        cx.memory.dialog = None;
    }
    if cx.memory.dialog.is_none() {
        ui.data_mut(|data| data.remove::<Dialog>(id));
    }
}

pub(super) fn heading(ui: &mut Ui, theme: &Theme, words: &str) {
    ui.label(
        RichText::new(words)
            .font(semibold(size::HEADING - 2.0))
            .color(theme.text),
    );
    ui.add_space(4.0);
}

/// Every command with its keys; returns whether it is to be closed.
fn shortcuts(ui: &mut Ui, cx: &Cx<'_>, window_height: f32, is_new: bool) -> bool {
    heading(ui, cx.theme, "Keyboard shortcuts");
    ScrollArea::vertical()
        .max_height((window_height - 190.0).max(120.0))
        .auto_shrink([false, true])
        .show(ui, |ui| {
            let n_columns = if ui.available_width() >= 560.0 { 2 } else { 1 };
            let columns = columns_of_groups(n_columns);
            ui.spacing_mut().item_spacing.x = 32.0;
            ui.columns(n_columns, |uis| {
                for (ui, groups) in uis.iter_mut().zip(&columns) {
                    for group in groups {
                        shortcut_group(ui, cx.theme, *group);
                    }
                }
            });
        });
    buttons(ui, |ui| {
        let close = widgets::button(ui, cx.theme, "Close", false, true);
        if is_new {
            close.request_focus();
        }
        close.clicked()
    })
}

/// Groups in as many columns, each about equally long.
fn columns_of_groups(n_columns: usize) -> Vec<Vec<Group>> {
    let n_rows = |group: Group| {
        let commands = Command::all();
        commands.filter(|command| command.group() == group).count() + 2
    };
    let total: usize = Group::ALL.into_iter().map(n_rows).sum();
    let mut columns = vec![Vec::new(); n_columns];
    let mut before = 0;
    for group in Group::ALL {
        let middle = before + n_rows(group) / 2;
        let column = (middle * n_columns / total.max(1)).min(n_columns - 1);
        columns[column].push(group);
        before += n_rows(group);
    }
    columns
}

fn shortcut_group(ui: &mut Ui, theme: &Theme, group: Group) {
    ui.spacing_mut().item_spacing = vec2(8.0, 2.0);
    ui.add_space(10.0);
    widgets::section_label(ui, theme, group.label());
    let commands = Command::all();
    for command in commands.filter(|command| command.group() == group) {
        ui.horizontal(|ui| {
            ui.set_height(22.0);
            let keys: Vec<String> = command
                .shortcuts()
                .iter()
                .map(|shortcut| keys_text(ui.ctx(), *shortcut))
                .collect();
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.label(
                    RichText::new(keys.join("  or  "))
                        .font(medium(size::BODY))
                        .color(theme.secondary),
                );
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let width = ui.available_width();
                    widgets::elided_label(
                        ui,
                        command.label(),
                        regular(size::BODY),
                        theme.text,
                        width,
                    );
                });
            });
        });
    }
}

/// Keys as they stand on a keyboard: `Ctrl+Z`, `?`, `[`.
pub(super) fn keys_text(ctx: &egui::Context, shortcut: KeyboardShortcut) -> String {
    let text = ctx.format_shortcut(&shortcut);
    let sign = match shortcut.logical_key {
        Key::ArrowLeft => "←",
        Key::ArrowRight => "→",
        Key::ArrowUp => "↑",
        Key::ArrowDown => "↓",
        Key::OpenBracket => "[",
        Key::CloseBracket => "]",
        Key::Backslash => "\\",
        Key::Questionmark => "?",
        Key::Slash => "/",
        Key::Plus => "+",
        Key::Minus => "−",
        Key::Equals => "=",
        Key::PageUp => "Page Up",
        Key::PageDown => "Page Down",
        Key::Escape => "Esc",
        _ => return text,
    };
    let name = shortcut.logical_key.name();
    let symbol = shortcut.logical_key.symbol_or_name();
    let modifiers = text
        .strip_suffix(name)
        .or_else(|| text.strip_suffix(symbol));
    modifiers.map_or_else(|| text.clone(), |modifiers| format!("{modifiers}{sign}"))
}

/// Shows an address, and what opening it gives away; returns whether it is to be closed.
fn confirm_link(ui: &mut Ui, cx: &Cx<'_>, url: &str, is_new: bool) -> bool {
    let theme = cx.theme;
    heading(ui, theme, "Open this address?");
    let host = host_of(url);
    widgets::card(theme).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.add(
            Label::new(address_job(theme, url, host))
                .wrap_mode(TextWrapMode::Wrap)
                .selectable(true),
        );
    });
    ui.add_space(2.0);
    let warning = match host {
        Some(host) => format!("Opening this tells {host} your network address."),
        None => String::from(
            "This is not an address on the web, so it is not opened; it can be copied.",
        ),
    };
    prose::paragraph(ui, &warning, regular(size::BODY), theme.secondary);
    buttons(ui, |ui| {
        let open = widgets::button(ui, theme, "Open in browser", false, host.is_some());
        let copy = widgets::button(ui, theme, "Copy address", false, true);
        let cancel = widgets::button(ui, theme, "Cancel", false, true);
        if is_new {
            cancel.request_focus();
        }
        if open.clicked() {
            ui.ctx().open_url(egui::OpenUrl::new_tab(url));
        }
        if copy.clicked() {
            ui.ctx().copy_text(url.to_owned());
        }
        open.clicked() || copy.clicked() || cancel.clicked()
    })
}

/// The address with its host emphasised, since that is what decides who learns of the visit.
fn address_job(theme: &Theme, url: &str, host: Option<&str>) -> LayoutJob {
    let mut job = LayoutJob::default();
    let mut add = |text: &str, is_host: bool| {
        let format = TextFormat {
            font_id: if is_host {
                semibold(size::BODY)
            } else {
                regular(size::BODY)
            },
            color: if is_host { theme.text } else { theme.secondary },
            ..TextFormat::default()
        };
        job.append(text, 0.0, format);
    };
    let found = host.and_then(|host| {
        let after_scheme = url.find("://")? + 3;
        let start = after_scheme + url[after_scheme..].find(host)?;
        Some((start, start + host.len()))
    });
    match found {
        Some((start, end)) => {
            add(&url[..start], false);
            add(&url[start..end], true);
            add(&url[end..], false);
        }
        None => add(url, false),
    }
    job
}

/// The host of a web address, without user and port; `None` for anything else, which is never opened.
fn host_of(url: &str) -> Option<&str> {
    let lower = url.to_ascii_lowercase();
    let prefix = ["https://", "http://"]
        .into_iter()
        .find(|scheme| lower.starts_with(scheme))?;
    let rest = &url[prefix.len()..];
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let authority = &rest[..end];
    let host = authority
        .rfind('@')
        .map_or(authority, |at| &authority[at + 1..]);
    let host = if host.starts_with('[') {
        &host[..=host.find(']')?]
    } else {
        host.split(':').next().unwrap_or(host)
    };
    (!host.is_empty()).then_some(host)
}

/// All that is known about a notice; returns whether it is to be closed.
fn notice_details(ui: &mut Ui, cx: &Cx<'_>, idx: usize, window_height: f32, is_new: bool) -> bool {
    let theme = cx.theme;
    let Some(notice) = cx.state.notices.get(idx) else {
        return true;
    };
    heading(ui, theme, "Details");
    prose::paragraph(ui, &notice.text, regular(size::BODY), theme.text);
    ui.add_space(4.0);
    ScrollArea::vertical()
        .max_height((window_height - 260.0).max(120.0))
        .auto_shrink([false, true])
        .show(ui, |ui| lines(ui, theme, &notice.details));
    buttons(ui, |ui| {
        let copy = widgets::button(ui, theme, "Copy all", false, true);
        let close = widgets::button(ui, theme, "Close", false, true);
        if is_new {
            close.request_focus();
        }
        if copy.clicked() {
            let mut lines = vec![notice.text.clone()];
            lines.extend(notice.details.iter().cloned());
            ui.ctx().copy_text(lines.join("\n"));
        }
        close.clicked()
    })
}

pub(super) fn lines(ui: &mut Ui, theme: &Theme, lines: &[String]) {
    /// More than a person reads, and as many as can be laid out in a frame.
    const LINES_MAX: usize = 500;
    let font = regular(size::SMALL + 1.0);
    for line in lines.iter().take(LINES_MAX) {
        prose::paragraph(ui, line, font.clone(), theme.secondary);
    }
    if lines.len() > LINES_MAX {
        let rest = lines.len() - LINES_MAX;
        let words = format!(
            "and {} more; “Copy all” takes them too",
            grouped(rest as u64)
        );
        prose::paragraph(ui, &words, font, theme.faint);
    }
}

/// The row of buttons at the end of a dialog, from the left.
pub(super) fn buttons(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> bool) -> bool {
    ui.add_space(10.0);
    ui.horizontal(|ui| {
        ui.set_height(space::BUTTON);
        content(ui)
    })
    .inner
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_what_the_browser_would_ask() {
        let check = |url: &str, host: Option<&str>| assert_eq!(host_of(url), host, "{url}");
        check("https://aranews.net/2016/12/x?y#z", Some("aranews.net"));
        check("HTTP://Example.org:8080/a", Some("Example.org"));
        check("https://bank.example@evil.example/", Some("evil.example"));
        check("https://evil.example\\@bank.example/", Some("evil.example"));
        check("http://[::1]:80/", Some("[::1]"));
        check("javascript:alert(1)", None);
        check("file:///etc/passwd", None);
        check("https://", None);
    }

    #[test]
    fn keys_read_as_they_stand_on_the_keyboard() {
        let ctx = egui::Context::default();
        ctx.set_os(egui::os::OperatingSystem::Nix);
        let check = |command: Command, keys: &str| {
            assert_eq!(keys_text(&ctx, command.shortcuts()[0]), keys);
        };
        check(Command::Undo, "Ctrl+Z");
        check(Command::Shortcuts, "?");
        check(Command::PanLeft, "Shift+←");
        check(Command::ToggleLeft, "[");
        check(Command::Play, "Space");
    }

    #[test]
    fn every_group_stands_on_the_sheet_once() {
        for n_columns in [1, 2] {
            let groups: Vec<Group> = columns_of_groups(n_columns).concat();
            assert_eq!(groups, Group::ALL);
        }
    }
}
