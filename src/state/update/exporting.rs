//! Making documents: a part of `update`, with the same right to change the state.
//!
//! One is made at a time. What is said of an earlier one, once it was cancelled, counts no more.

use super::notify;
use crate::state::effect::Effect;
use crate::state::exporting::{ExportAction, Exporting};
use crate::state::{Notice, State};

pub(super) fn update(state: &mut State, action: ExportAction) -> Vec<Effect> {
    let is_current = |state: &State, request: u64| {
        let exporting = state.exporting.as_ref();
        exporting.is_some_and(|exporting| exporting.request == request)
    };
    match action {
        ExportAction::Start(order) => {
            if state.exporting.is_some() {
                let words =
                    "A document is being exported already; stop it, or wait until it is there";
                notify(state, Notice::warning(words, Vec::new()));
                return Vec::new();
            }
            state.export_request += 1;
            let request = state.export_request;
            state.exporting = Some(Exporting {
                request,
                ..Exporting::default()
            });
            return vec![Effect::Export { request, order }];
        }
        ExportAction::Begun { request, file } => {
            if is_current(state, request)
                && let Some(exporting) = &mut state.exporting
            {
                exporting.file = Some(file);
            }
        }
        ExportAction::SoFar {
            request,
            done,
            total,
        } => {
            if is_current(state, request)
                && let Some(exporting) = &mut state.exporting
            {
                exporting.done = done;
                exporting.total = total;
            }
        }
        ExportAction::Ended { request, notice } => {
            if is_current(state, request) {
                state.exporting = None;
                if let Some(notice) = notice {
                    notify(state, notice);
                }
            }
        }
        // It ends by itself, and says so.
        ExportAction::Cancel => return vec![Effect::CancelExport],
    }
    Vec::new()
}
