//! The window typed in words: two fields that take any date in EDTF, or an instant in RFC 3339.
//!
//! A text that cannot be read says why and changes nothing.

use chrono::{NaiveTime, TimeDelta};
use eframe::egui::{self, Id, Key, Response, RichText, TextEdit, Ui};

use crate::model::time::{Timestamp, Window, Zone, window_of};
use crate::state::action::Action;
use crate::ui::Cx;
use crate::ui::theme::size;
use crate::ui::widgets;

/// What is in the fields, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    from: String,
    to: String,
    problem: Option<String>,
}

impl Typed {
    /// The window as one would type it: its days, or its instants where it does not consist of whole days.
    pub fn of(window: Window, zone: Zone) -> Self {
        let local = |at: Timestamp| zone.local(at).filter(|at| at.time() == NaiveTime::MIN);
        let (from, to) = match (local(window.from), local(window.to)) {
            (Some(from), Some(to)) if from < to => (
                Some(from.date().to_string()),
                Some((to - TimeDelta::days(1)).date().to_string()),
            ),
            _ => (window.from.to_rfc3339(), window.to.to_rfc3339()),
        };
        Self {
            from: from.unwrap_or_default(),
            to: to.unwrap_or_default(),
            problem: None,
        }
    }

    /// The window that the fields ask for; an empty field is an open end.
    fn read(&self, zone: Zone) -> Result<Window, String> {
        fn end(text: &str) -> Option<&str> {
            let text = text.trim();
            (!text.is_empty()).then_some(text)
        }
        let (from, to) = (end(&self.from), end(&self.to));
        window_of(from, None, zone).map_err(|error| format!("From: {error}"))?;
        window_of(None, to, zone).map_err(|error| format!("To: {error}"))?;
        window_of(from, to, zone).map_err(|error| error.to_string())
    }
}

/// The content of the popup that the window's words open.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let zone = cx.state.zone();
    let is_new = cx.memory.timeline.typed.is_none();
    let mut typed = cx
        .memory
        .timeline
        .typed
        .take()
        .unwrap_or_else(|| Typed::of(cx.state.view.window, zone));
    ui.set_width(280.0);
    let from = field(ui, "From", &mut typed.from);
    let to = field(ui, "To", &mut typed.to);
    if is_new {
        from.request_focus();
    }
    let words = format!(
        "A date such as 2016-12-11 or 2015-05, included whole, in {}; or an instant such as 2016-12-15T14:00:00Z",
        zone.spoken_name()
    );
    ui.label(
        RichText::new(words)
            .size(size::SMALL)
            .color(cx.theme.secondary),
    );
    if let Some(problem) = &typed.problem {
        ui.label(RichText::new(problem).color(cx.theme.error));
    }
    let entered =
        (from.lost_focus() || to.lost_focus()) && ui.input(|input| input.key_pressed(Key::Enter));
    let applied = widgets::button(ui, cx.theme, "Apply", true, true).clicked();
    if entered || applied {
        match typed.read(zone) {
            Ok(window) => {
                cx.push(Action::SetWindow(window));
                typed.problem = None;
                ui.close();
            }
            Err(problem) => {
                typed.problem = Some(problem);
                from.request_focus();
            }
        }
    }
    cx.memory.timeline.typed = Some(typed);
}

fn field(ui: &mut Ui, name: &str, text: &mut String) -> Response {
    ui.horizontal(|ui| {
        let label = ui.add_sized([40.0, 24.0], egui::Label::new(name));
        ui.add(
            TextEdit::singleline(text)
                .id(Id::unique(("window typed", name)))
                .hint_text("open")
                .desired_width(f32::INFINITY),
        )
        .labelled_by(label.id)
    })
    .inner
}

#[cfg(test)]
mod tests {
    use super::*;

    fn damascus() -> Zone {
        Zone::from_name("Asia/Damascus").unwrap()
    }

    #[test]
    fn what_the_fields_start_with_reads_back_as_the_window() {
        for (from, to) in [
            ("2016-12-11", "2016-12-15"),
            ("2015-05", "2016-12"),
            ("2016-12-15T12:00:00Z", "2016-12-15T14:30:00Z"),
        ] {
            let window = window_of(Some(from), Some(to), damascus()).unwrap();
            assert_eq!(Typed::of(window, damascus()).read(damascus()), Ok(window));
        }
    }

    #[test]
    fn days_are_typed_as_days_both_included() {
        let window = window_of(Some("2016-12-11"), Some("2016-12-15"), damascus()).unwrap();
        let typed = Typed::of(window, damascus());
        assert_eq!(
            (typed.from.as_str(), typed.to.as_str()),
            ("2016-12-11", "2016-12-15")
        );
    }

    #[test]
    fn an_unreadable_end_is_named() {
        let typed = Typed {
            from: String::from("2016-12-11"),
            to: String::from("last Sunday"),
            problem: None,
        };
        let problem = typed.read(damascus()).unwrap_err();
        assert!(problem.starts_with("To: not a date"), "{problem}");
    }

    #[test]
    fn an_empty_field_is_an_open_end() {
        let typed = Typed {
            from: String::from(" "),
            to: String::from("2016"),
            problem: None,
        };
        assert_eq!(
            typed.read(damascus()).unwrap().from,
            Timestamp::NEG_INFINITY
        );
    }
}
