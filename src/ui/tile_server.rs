//! The dialog that adds a server of map pictures. Adding one asks nobody anything: its host is asked for tiles only once
//! the user has allowed it.
//!
//! The address may hold the user's own key; it is shown in this dialog alone, while it is typed.

use eframe::egui::{Align2, DragValue, Margin, RichText, TextEdit, Ui, vec2};

use crate::model::ground::{TileServer, TileSource};
use crate::state::action::{Action, GroundAction};
use crate::ui::theme::{medium, regular, size, space};
use crate::ui::{Cx, dialogs, prose, widgets};

/// Width of the dialog in points.
pub const WIDTH: f32 = 520.0;

/// The closest zoom that a server is taken to have.
const ZOOM_MAX: u8 = 22;
/// The closest zoom that most servers have.
const ZOOM_USUAL: u8 = 19;
/// Letters of a name or attribution.
const LETTERS_MAX: usize = 160;
/// Letters of an address; longer ones are refused anyway.
const ADDRESS_MAX: usize = 2_000;

/// What was typed so far.
#[derive(Clone, Debug)]
pub struct Form {
    name: String,
    address: String,
    attribution: String,
    zooms: (u8, u8),
    /// Words about what is wrong are said once somebody has tried.
    was_tried: bool,
}

impl Default for Form {
    fn default() -> Self {
        Self {
            name: String::new(),
            address: String::new(),
            attribution: String::new(),
            zooms: (0, ZOOM_USUAL),
            was_tried: false,
        }
    }
}

impl Form {
    /// The server, or what is wrong with it, without the address itself.
    fn read(&self) -> Result<TileServer, String> {
        let server = TileServer {
            name: self.name.trim().to_owned(),
            template: self.address.trim().to_owned(),
            attribution: self.attribution.trim().to_owned(),
            zoom_min: self.zooms.0,
            zoom_max: self.zooms.1,
        };
        if server.template.is_empty() {
            return Err(String::from("Type the address of its tiles"));
        }
        let host = server
            .host()
            .map_err(|error| sentence(&error.to_string()))?;
        if server.zoom_min > server.zoom_max {
            return Err(String::from("The first zoom is beyond the last"));
        }
        let name = if server.name.is_empty() {
            host.name().to_owned()
        } else {
            server.name
        };
        Ok(TileServer { name, ..server })
    }
}

fn sentence(words: &str) -> String {
    crate::ui::top_bar::sentence_case(words)
}

/// Draws the dialog; whether it is to be closed.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, is_new: bool) -> bool {
    let theme = cx.theme;
    let mut form = std::mem::take(&mut cx.memory.tile_server);
    dialogs::heading(ui, theme, "Add a tile server");
    let words = "A server of map pictures (XYZ). Adding it sends nothing: its host is asked only once you allow it.";
    prose::paragraph(ui, words, regular(size::BODY), theme.secondary);
    ui.add_space(4.0);
    let example = "https://tiles.example.org/{z}/{x}/{y}.png";
    let address = field(ui, cx, "Address", example, &mut form.address, ADDRESS_MAX);
    if is_new {
        address.request_focus();
    }
    let words = "{z} is the zoom, {x} the column, {y} the row, {-y} the row from the south. Your own key stays in the settings on this computer, and is not shown again.";
    prose::paragraph(ui, words, regular(size::SMALL + 1.0), theme.secondary);
    ui.add_space(4.0);
    field(
        ui,
        cx,
        "Name",
        "The host’s name",
        &mut form.name,
        LETTERS_MAX,
    );
    let credit = "© its provider";
    field(
        ui,
        cx,
        "Attribution",
        credit,
        &mut form.attribution,
        LETTERS_MAX,
    );
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        for (name, zoom) in [
            ("First zoom", &mut form.zooms.0),
            ("Last zoom", &mut form.zooms.1),
        ] {
            let label = ui.label(RichText::new(name).color(theme.secondary));
            let value = DragValue::new(zoom).range(0..=ZOOM_MAX);
            ui.add(value).labelled_by(label.id);
            ui.add_space(12.0);
        }
    });
    let read = form.read();
    if let Some(words) = read.as_ref().err().filter(|_| form.was_tried) {
        prose::paragraph(ui, words, medium(size::BODY), theme.error);
    }
    let entered = ui.input(|input| input.key_pressed(eframe::egui::Key::Enter));
    let entered = entered && address.lost_focus();
    let mut closes = false;
    dialogs::buttons(ui, |ui| {
        let add = widgets::button(ui, theme, "Add server", true, true);
        if add.clicked() || entered {
            form.was_tried = true;
            if let Ok(server) = read {
                let add = GroundAction::Add(TileSource::Server(server));
                cx.actions.push(Action::Ground(add));
                form = Form::default();
                closes = true;
            }
        }
        if widgets::button(ui, theme, "Cancel", false, true).clicked() {
            form = Form::default();
            closes = true;
        }
        closes
    });
    cx.memory.tile_server = form;
    closes
}

/// A line to type into, under its name.
fn field(
    ui: &mut Ui,
    cx: &Cx<'_>,
    name: &str,
    hint: &str,
    text: &mut String,
    letters_max: usize,
) -> eframe::egui::Response {
    widgets::section_label(ui, cx.theme, name);
    let field = TextEdit::singleline(text)
        .char_limit(letters_max)
        .hint_text(RichText::new(hint).color(cx.theme.faint))
        .desired_width(f32::INFINITY)
        .min_size(vec2(0.0, space::BUTTON))
        .align(Align2::LEFT_CENTER)
        .margin(Margin::symmetric(10, 4));
    ui.add(field).accessible_name(name)
}

#[cfg(test)]
mod tests {
    use eframe::egui::Role;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::ui::fixture;

    fn form(address: &str) -> Form {
        Form {
            address: address.to_owned(),
            ..Form::default()
        }
    }

    #[test]
    fn a_server_is_called_by_its_host_where_no_name_is_given() {
        let server = form(" https://tiles.example.org/{z}/{x}/{y}.png?key=s3cret ")
            .read()
            .unwrap();
        assert_eq!(server.name, "tiles.example.org");
        assert!(!server.template.contains(' '));
    }

    #[test]
    fn what_is_wrong_is_said_without_the_key() {
        for address in [
            "",
            "s3cret",
            "https://tiles.example.org/s3cret.png",
            "ftp://tiles.example.org/{z}/{x}/{y}?s3cret",
            "https://{s}.example.org/{z}/{x}/{y}?s3cret",
        ] {
            let error = form(address).read().unwrap_err();
            assert!(!error.contains("s3cret") && error.len() > 10, "{error}");
        }
        let crossed = Form {
            zooms: (9, 3),
            ..form("https://tiles.example.org/{z}/{x}/{y}.png")
        };
        assert!(crossed.read().unwrap_err().contains("zoom"));
    }

    #[test]
    fn the_dialog_adds_what_is_typed_and_says_what_is_missing() {
        let mut harness = fixture::harness(fixture::state(), |ui, cx| {
            show(ui, cx, false);
        });
        harness.run();
        harness.get_by_label("Add server").click();
        harness.run();
        harness.get_by_label("Type the address of its tiles");
        let (role, label) = (Role::TextInput, "Address");
        harness.get_by_role_and_label(role, label).focus();
        harness.run();
        harness
            .get_by_role_and_label(role, label)
            .type_text("https://tiles.example.org/{z}/{x}/{y}.png");
        harness.run();
        harness.get_by_label("Add server").click();
        harness.run();
        let added = harness.state().actions.iter().any(|action| {
            matches!(
                action,
                Action::Ground(GroundAction::Add(TileSource::Server(server)))
                    if server.name == "tiles.example.org"
            )
        });
        assert!(added, "{:?}", harness.state().actions);
    }
}
