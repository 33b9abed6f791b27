//! The stored copies of a source: what each is, who captured it when, and whether it is still what it was.
//!
//! Each answer has a sign, words and a colour of its own, so that none depends on the colour.

use eframe::egui::{Align, Color32, Label, Layout, RichText, Stroke, Ui, vec2};

use crate::model::source::{Capture, CaptureState, Source};
use crate::query::words::edtf_words;
use crate::state::action::Action;
use crate::state::evidence::{Check, EvidenceAction, ReaderRequest};
use crate::ui::text::visual_ltr;
use crate::ui::theme::{Theme, medium, regular, size};
use crate::ui::{Cx, widgets};

/// Digits of a hash that are shown; the whole is a click away.
const DIGITS: usize = 12;

/// What is known of a stored copy, in words, and the colour that goes with them.
pub fn state_words(theme: &Theme, check: &Check) -> (&'static str, Color32) {
    let Some(state) = &check.state else {
        let words = if check.pending {
            "… stored copy being checked"
        } else {
            "stored copy not checked"
        };
        return (words, theme.secondary);
    };
    let (words, color) = match state {
        CaptureState::Matches => ("✓ stored copy matches", theme.good),
        CaptureState::Differs { .. } => ("≠ stored copy differs", theme.error),
        CaptureState::NoHash { .. } => ("○ stored copy, no hash stated", theme.secondary),
        CaptureState::Missing => ("✗ stored copy missing", theme.error),
        CaptureState::Unreadable(_) => ("⚠ stored copy cannot be read", theme.error),
    };
    // An old answer is not as good as a new one.
    (
        words,
        if check.pending {
            theme.secondary
        } else {
            color
        },
    )
}

/// The stored copies of a source below each other, parted from what stands before.
pub fn list(ui: &mut Ui, cx: &mut Cx<'_>, source: &Source) {
    for (idx, capture) in source.captures.iter().enumerate() {
        let width = ui.available_width();
        let (line, _) = ui.allocate_exact_size(vec2(width, 9.0), eframe::egui::Sense::hover());
        let stroke = Stroke::new(1.0, cx.theme.hairline);
        ui.painter().hline(line.x_range(), line.center().y, stroke);
        entry(ui, cx, source, idx, capture);
    }
}

fn entry(ui: &mut Ui, cx: &mut Cx<'_>, source: &Source, idx: usize, capture: &Capture) {
    let theme = cx.theme;
    let check = cx.state.evidence.check(capture);
    let (words, color) = state_words(theme, &check);
    let is_there = !matches!(
        check.state,
        Some(CaptureState::Missing | CaptureState::Unreadable(_))
    );
    ui.horizontal(|ui| {
        ui.set_height(22.0);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let label = match source.captures.len() {
                1 => String::from("Read copy"),
                _ => format!("Read copy {}", idx + 1),
            };
            if is_there && widgets::link(ui, theme, &label).clicked() {
                cx.push(Action::Evidence(EvidenceAction::Read(Box::new(
                    ReaderRequest {
                        source: source.id.clone(),
                        capture_idx: Some(idx),
                        quote: None,
                    },
                ))));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let width = ui.available_width();
                let chip = widgets::chip_within(ui, theme, words, color, width);
                if let Some(CaptureState::Unreadable(reason)) = &check.state {
                    chip.on_hover_text(reason);
                }
            });
        });
    });
    let width = ui.available_width();
    let font = medium(size::SMALL + 1.0);
    widgets::elided_label(ui, &capture.file, font, theme.secondary, width);
    small(ui, &captured_words(capture, cx), theme.secondary);
    hash_lines(ui, theme, capture, &check);
}

/// `captured Friday 16 Dec 2016 by an analyst`; empty where nothing is said of it.
pub fn captured_words(capture: &Capture, cx: &Cx<'_>) -> String {
    let zone = cx.state.zones();
    let at = capture.captured.as_deref().map(|at| edtf_words(at, zone));
    match (at, &capture.by) {
        (Some(at), Some(by)) => format!("captured {at} by {by}"),
        (Some(at), None) => format!("captured {at}"),
        (None, Some(by)) => format!("captured by {by}, when is not stated"),
        (None, None) => String::new(),
    }
}

/// The stated hash, and the one that was found where that is another; each can be copied whole.
fn hash_lines(ui: &mut Ui, theme: &Theme, capture: &Capture, check: &Check) {
    if let Some(CaptureState::Unreadable(reason)) = &check.state {
        let mut letters = reason.chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string());
        small(
            ui,
            &format!("{}{}", first.unwrap_or_default(), letters.as_str()),
            theme.error,
        );
    }
    match (&capture.sha256, &check.state) {
        (Some(stated), Some(CaptureState::Differs { found })) => {
            hash_line(ui, theme, "stated", stated, "Copy stated hash");
            hash_line(ui, theme, "found", found, "Copy found hash");
        }
        (Some(stated), _) => hash_line(ui, theme, "SHA-256", stated, "Copy hash"),
        (None, Some(CaptureState::NoHash { found })) => {
            hash_line(ui, theme, "found", found, "Copy found hash");
        }
        (None, _) => {}
    }
}

fn hash_line(ui: &mut Ui, theme: &Theme, name: &str, hash: &str, copy: &str) {
    ui.horizontal(|ui| {
        ui.set_height(16.0);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            widgets::copy_link(ui, theme, copy, || hash.to_owned());
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let width = ui.available_width();
                let words = format!("{name} {}", shortened(hash));
                let font = regular(size::SMALL + 1.0);
                widgets::elided_label(ui, &words, font, theme.secondary, width).on_hover_text(hash);
            });
        });
    });
}

/// The first digits of a hash.
fn shortened(hash: &str) -> String {
    match hash.char_indices().nth(DIGITS) {
        Some((end, _)) => format!("{}…", &hash[..end]),
        None => hash.to_owned(),
    }
}

fn small(ui: &mut Ui, words: &str, color: Color32) {
    if !words.is_empty() {
        let words = RichText::new(visual_ltr(words)).font(regular(size::SMALL + 1.0));
        ui.add(Label::new(words.color(color)).wrap());
    }
}
