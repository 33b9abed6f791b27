//! Questions before something would be lost: unsaved changes, a file that somebody else has changed, scenes that an
//! earlier run could not save. The safe answer has the focus.

use eframe::egui::{Frame, Id, Key, Margin, Modal, Modifiers, Ui, vec2};

use crate::state::action::Action;
use crate::state::briefing::{Answer, Asking, FileAction, Recovery};
use crate::ui::theme::{regular, size};
use crate::ui::{Cx, dialogs, prose, widgets};

/// A question as it is put.
struct Question {
    heading: &'static str,
    words: Vec<String>,
    /// The first is the safe one.
    answers: Vec<(&'static str, Answer)>,
}

pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let id = Id::unique("asking");
    let Some(asking) = &cx.state.asking else {
        ui.data_mut(|data| data.remove::<&'static str>(id));
        return;
    };
    let question = question(cx, asking);
    let may_cancel = question.answers.iter().any(|(_, a)| *a == Answer::Cancel);
    let is_new = ui.data(|data| data.get_temp::<&'static str>(id)) != Some(question.heading);
    ui.data_mut(|data| data.insert_temp(id, question.heading));
    let frame = Frame::window(ui.style()).inner_margin(Margin::same(20));
    let width = f32::min(520.0, ui.ctx().content_rect().width() - 80.0);
    let modal = Modal::new(id).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
        dialogs::heading(ui, cx.theme, question.heading);
        for words in &question.words {
            prose::paragraph(ui, words, regular(size::BODY), cx.theme.secondary);
        }
        let mut chosen = None;
        dialogs::buttons(ui, |ui| {
            for (idx, (words, answer)) in question.answers.iter().enumerate() {
                let button = widgets::button(ui, cx.theme, words, idx == 0, true);
                if is_new && idx == 0 {
                    button.request_focus();
                }
                if button.clicked() {
                    chosen = Some(*answer);
                }
            }
            chosen.is_some()
        });
        chosen
    });
    let escaped = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    let answer = modal
        .inner
        .or((escaped && may_cancel).then_some(Answer::Cancel));
    if let Some(answer) = answer {
        cx.push(Action::File(FileAction::Answer(answer)));
    }
}

fn question(cx: &Cx<'_>, asking: &Asking) -> Question {
    let title = cx.state.dataset.title();
    match asking {
        Asking::Unsaved(_) => unsaved(cx, title),
        Asking::ChangedOnDisk => Question {
            heading: "The file was changed by somebody else",
            words: vec![
                format!("The file of “{title}” is not the one that was opened."),
                String::from(
                    "“Save” puts your scenes into it as it is now: its scenes are replaced, everything else that \
                     was changed in it stays. Events here are those of the file as it was opened.",
                ),
            ],
            answers: vec![
                ("Save as…", Answer::SaveAs),
                ("Save", Answer::Save),
                ("Cancel", Answer::Cancel),
            ],
        },
        Asking::Recovery(recovery) => kept(recovery, title),
    }
}

fn unsaved(cx: &Cx<'_>, title: &str) -> Question {
    let mut words = vec![format!("The scenes of “{title}” have unsaved changes.")];
    let in_place = cx.state.saves_in_place();
    if !in_place {
        words.push(String::from(
            "The file that is open cannot hold scenes, so saving makes a Strabo collection of it.",
        ));
    }
    let save = if in_place { "Save" } else { "Save as…" };
    Question {
        heading: "Save the changes?",
        words,
        answers: vec![
            (save, Answer::Save),
            ("Discard", Answer::Discard),
            ("Cancel", Answer::Cancel),
        ],
    }
}

fn kept(recovery: &Recovery, title: &str) -> Question {
    let count = match recovery.scenes.len() {
        1 => String::from("1 scene"),
        n => format!("{n} scenes"),
    };
    let at = recovery.at.replace('T', " ").replace('Z', " UTC");
    let mut words = vec![format!(
        "Strabo ended before the scenes of “{title}” were saved. What they were on {at} was kept: {count}."
    )];
    if recovery.file_changed {
        words.push(String::from(
            "The file has been changed since then. Its scenes are replaced by the kept ones when you save.",
        ));
    }
    words.push(String::from(
        "“Restore” shows them, and can be undone; “Discard” deletes what was kept.",
    ));
    Question {
        heading: "Restore unsaved scenes?",
        words,
        answers: vec![("Restore", Answer::Restore), ("Discard", Answer::Discard)],
    }
}
