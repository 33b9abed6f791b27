//! The question before a host is asked for the first time: what it will learn, and for how long it is allowed.
//! The safe answer has the focus.

use eframe::egui::{Frame, Id, Key, Label, Margin, Modal, Modifiers, RichText, Ui, vec2};

use crate::model::consent::NetworkRules;
use crate::model::web_host::WebHost;
use crate::state::action::Action;
use crate::state::network::{NetworkAction, Permission, Question};
use crate::ui::theme::{regular, semibold, size};
use crate::ui::{Cx, dialogs, prose, widgets};

pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let id = Id::unique("network consent");
    let Some(question) = cx.state.network.question.clone() else {
        ui.data_mut(|data| data.remove::<WebHost>(id));
        return;
    };
    let is_new = ui.data(|data| data.get_temp::<WebHost>(id)).as_ref() != Some(&question.host);
    ui.data_mut(|data| data.insert_temp(id, question.host.clone()));
    let rules = cx.state.network_rules();
    let frame = Frame::window(ui.style()).inner_margin(Margin::same(20));
    let width = f32::min(540.0, ui.ctx().content_rect().width() - 80.0);
    let modal = Modal::new(id).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
        match rules {
            NetworkRules::Forbidden(who) => {
                forbidden(ui, cx, &question, who.words(), is_new).then_some(Permission::NotNow)
            }
            NetworkRules::Only(_) => ask(ui, cx, &question, is_new),
        }
    });
    let escaped = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    let answer = modal.inner.or(escaped.then_some(Permission::NotNow));
    if let Some(answer) = answer {
        cx.push(Action::Network(NetworkAction::Permit(answer)));
    }
}

fn ask(ui: &mut Ui, cx: &Cx<'_>, question: &Question, is_new: bool) -> Option<Permission> {
    let theme = cx.theme;
    let Question { host, source } = question;
    dialogs::heading(ui, theme, "Ask this server for its map?");
    let body = regular(size::BODY);
    let words = format!("“{source}” is fetched tile by tile, as you look at it, from");
    prose::paragraph(ui, &words, body.clone(), theme.secondary);
    widgets::card(theme).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let name = RichText::new(host.to_string())
            .font(semibold(size::QUOTE))
            .color(theme.text);
        ui.add(Label::new(name).wrap().selectable(true));
    });
    ui.add_space(2.0);
    for words in what_it_learns(host, cx.state.network.proxy.as_deref()) {
        prose::paragraph(ui, &words, body.clone(), theme.secondary);
        ui.add_space(2.0);
    }
    if !host.is_encrypted() {
        let words = "The address begins with http, not https: everybody on the way sees all of it, \
                     and could put another picture in its place.";
        prose::paragraph(ui, words, body.clone(), theme.warning);
        ui.add_space(2.0);
    }
    let words = "Strabo sends its own name and version, the tile’s address with the key that you gave, and nothing else. \
                 Every request stands in the ledger, and you can take this back under Network.";
    prose::paragraph(ui, words, body, theme.secondary);
    let mut chosen = None;
    dialogs::buttons(ui, |ui| {
        let answers = [
            ("Not now", Permission::NotNow),
            ("Allow for this collection", Permission::Collection),
            ("Allow always", Permission::Always),
        ];
        for (idx, (words, answer)) in answers.into_iter().enumerate() {
            let button = widgets::button(ui, theme, words, idx == 0, true);
            if is_new && idx == 0 {
                button.request_focus();
            }
            if button.clicked() {
                chosen = Some(answer);
            }
        }
        chosen.is_some()
    });
    chosen
}

/// What the host and those on the way will know.
fn what_it_learns(host: &WebHost, proxy: Option<&str>) -> Vec<String> {
    let mut all = vec![format!(
        "{} learns your network address, which areas you look at and how closely, and when.",
        host.name()
    )];
    all.push(match proxy {
        None => String::from(
            "Whoever carries your traffic (your provider, this network) sees that host’s name and how much is fetched.",
        ),
        Some(proxy) => format!(
            "Requests go through the proxy {proxy}, which your system names: it sees the host’s name and how much is \
             fetched, and the host sees the proxy’s address in place of yours."
        ),
    });
    all
}

/// Says why the host cannot be allowed; returns whether that was read.
fn forbidden(ui: &mut Ui, cx: &Cx<'_>, question: &Question, why: &str, is_new: bool) -> bool {
    let theme = cx.theme;
    let Question { host, source } = question;
    dialogs::heading(ui, theme, "No server is asked");
    let words = format!("“{source}” comes from {host}. {why}");
    prose::paragraph(ui, &words, regular(size::BODY), theme.secondary);
    let words = "Tiles that are on this computer already are shown; the embedded map is there for the rest.";
    prose::paragraph(ui, words, regular(size::BODY), theme.secondary);
    dialogs::buttons(ui, |ui| {
        let close = widgets::button(ui, theme, "Close", true, true);
        if is_new {
            close.request_focus();
        }
        close.clicked()
    })
}
