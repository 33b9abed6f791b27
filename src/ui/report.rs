//! The report of an import: how many rows were read, taken and left out, why, and the first problems one by one.

use eframe::egui::{Align, Layout, RichText, ScrollArea, Ui, vec2};

use crate::model::number::grouped;
use crate::model::problem::{Problem, ProblemCode};
use crate::model::report::{ImportReport, Unit};
use crate::state::action::Action;
use crate::state::importing::ImportAction;
use crate::ui::dialogs::{buttons, heading, lines};
use crate::ui::theme::{Theme, regular, semibold, size};
use crate::ui::{Cx, prose, widgets};

/// Draws the report; returns whether it is to be closed.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, window_height: f32, is_new: bool) -> bool {
    let theme = cx.theme;
    let dataset = std::sync::Arc::clone(&cx.state.dataset);
    let origin = dataset.origin();
    let Some(report) = &origin.report else {
        return true;
    };
    heading(ui, theme, &format!("Import of {}", origin.file_name));
    figures(ui, theme, report);
    ScrollArea::vertical()
        .max_height((window_height - 300.0).max(90.0))
        .auto_shrink([false, true])
        .show(ui, |ui| body(ui, theme, report, &origin.problems));
    buttons(ui, |ui| {
        if cx.state.has_rejects()
            && widgets::button(ui, theme, "Save rejected rows…", false, true).clicked()
        {
            cx.push(Action::Import(ImportAction::SaveRejects));
        }
        let mut closes = false;
        if origin.table.is_some() && origin.path.is_some() {
            let settings = widgets::button(ui, theme, "Import settings…", false, true);
            if settings.clicked() {
                cx.push(Action::Import(ImportAction::Change));
                closes = true;
            }
        }
        if widgets::button(ui, theme, "Copy all", false, true).clicked() {
            ui.ctx().copy_text(all_words(report, &origin.problems));
        }
        let close = widgets::button(ui, theme, "Close", false, true);
        if is_new {
            close.request_focus();
        }
        closes || close.clicked()
    })
}

/// The numbers, each over its word.
fn figures(ui: &mut Ui, theme: &Theme, report: &ImportReport) {
    let rows = match report.unit {
        Unit::Row => "rows read",
        Unit::Feature => "features read",
    };
    let all = [
        (report.rows, rows, theme.text),
        (report.taken, "taken", theme.text),
        (report.rejected, "rejected", theme.error),
        (report.undated, "undated", theme.text),
        (report.unlocated, "not located", theme.text),
    ];
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
        for (count, what, color) in all {
            widgets::card(theme).show(ui, |ui| {
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    ui.set_min_width(64.0);
                    let color = if count == 0 { theme.faint } else { color };
                    let number = grouped(count as u64);
                    ui.label(
                        RichText::new(number)
                            .font(semibold(size::HEADING))
                            .color(color),
                    );
                    let font = regular(size::SMALL + 1.0);
                    ui.label(RichText::new(what).font(font).color(theme.secondary));
                });
            });
        }
    });
    ui.add_space(4.0);
}

fn body(ui: &mut Ui, theme: &Theme, report: &ImportReport, problems: &[Problem]) {
    /// The width of the column of counts, in points.
    const COUNT: f32 = 56.0;
    for note in &report.notes {
        prose::paragraph(ui, note, regular(size::BODY), theme.text);
    }
    let kinds = [
        ("Left out because of", &report.rejected_by),
        ("Taken, but odd", &report.odd_by),
    ];
    for (title, by) in kinds {
        if by.is_empty() {
            continue;
        }
        widgets::section(ui, theme, title);
        let mut by: Vec<(ProblemCode, usize)> = by.iter().map(|(code, n)| (*code, *n)).collect();
        by.sort_by_key(|(code, n)| (std::cmp::Reverse(*n), *code));
        for (code, count) in by {
            ui.horizontal(|ui| {
                ui.spacing_mut().interact_size.y = 0.0;
                let column = vec2(COUNT, 18.0);
                let to_the_right = Layout::right_to_left(Align::Center);
                let font = regular(size::BODY);
                ui.allocate_ui_with_layout(column, to_the_right, |ui| {
                    let number = grouped(count as u64);
                    widgets::elided_label(ui, &number, font.clone(), theme.secondary, COUNT);
                });
                ui.add_space(4.0);
                let width = ui.available_width();
                widgets::elided_label(ui, kind(code), font, theme.text, width);
            });
        }
    }
    if problems.is_empty() {
        ui.add_space(8.0);
        prose::paragraph(
            ui,
            "Nothing is wrong with it.",
            regular(size::BODY),
            theme.secondary,
        );
        return;
    }
    widgets::section(ui, theme, "Problems, in the order of the file");
    let told: Vec<String> = problems.iter().map(told).take(TOLD_MAX).collect();
    lines(ui, theme, &told);
    if problems.len() > TOLD_MAX {
        let rest = grouped((problems.len() - TOLD_MAX) as u64);
        let words = format!("and {rest} more; “Copy all” takes them too");
        prose::paragraph(ui, &words, regular(size::SMALL + 1.0), theme.faint);
    }
}

/// Problems that are laid out: more than a person reads in a window.
const TOLD_MAX: usize = 200;

/// A problem in a line: `conflict.csv:17:4: “x” is no latitude`.
fn told(problem: &Problem) -> String {
    let words = problem.to_string();
    let name = std::path::Path::new(&problem.file).file_name();
    match (words.strip_prefix(&problem.file), name) {
        (Some(rest), Some(name)) => format!("{}{rest}", name.to_string_lossy()),
        _ => words,
    }
}

/// What kind of problem, in words that stand after “because of”.
fn kind(code: ProblemCode) -> &'static str {
    match code {
        ProblemCode::Unreadable => "Letters that cannot be read",
        ProblemCode::Syntax => "Quotation marks or brackets that are not closed",
        ProblemCode::NotGeoJson => "No GeoJSON",
        ProblemCode::NotTable => "No table",
        ProblemCode::TooLarge => "More than fits",
        ProblemCode::WrongType => "A value of the wrong type",
        ProblemCode::MissingMember => "A missing member",
        ProblemCode::UnsupportedVersion => "A version that is not known",
        ProblemCode::DuplicateMember => "A member that is there twice",
        ProblemCode::DuplicateId => "An id that is used before",
        ProblemCode::DanglingReference => "A reference to what is not there",
        ProblemCode::QuoteWithoutSource => "A quote without a source",
        ProblemCode::BadTime => "The date or time",
        ProblemCode::BadZone => "The time zone",
        ProblemCode::BadCoordinate => "Latitude or longitude",
        ProblemCode::BadGeometry => "The geometry",
        ProblemCode::BadValue => "A number or code",
        ProblemCode::UnknownCategory => "A category that is not known",
        ProblemCode::CaptureMissing => "A stored copy that is not there",
        ProblemCode::CaptureDiffers => "A stored copy that has changed",
        ProblemCode::QuoteNotInCapture => "A quote that is not in the stored copy",
        ProblemCode::PathLeavesFolder => "A path out of the folder",
        ProblemCode::MediaMissing => "A medium that is not there",
        ProblemCode::CellCount => "The number of cells",
        ProblemCode::MissingColumn => "A missing column",
    }
}

/// The whole report as text.
fn all_words(report: &ImportReport, problems: &[Problem]) -> String {
    let mut words = vec![report.sentence()];
    words.extend(report.notes.iter().cloned());
    words.extend(problems.iter().map(Problem::to_string));
    words.join("\n")
}
