//! Changes that concern stored copies: checks, the reader, and the export of cited sources.

use std::path::Path;
use std::sync::Arc;

use super::notify;
use crate::model::collection::Collection;
use crate::model::quotation::Quotation;
use crate::model::source::{CaptureKey, CaptureState, Source, SourceId};
use crate::model::stored::{Line, StoredCopy};
use crate::query::cite::{Format, cited_sources, write_sources};
use crate::query::matching::matching;
use crate::state::effect::Effect;
use crate::state::evidence::{
    CitedBy, EvidenceAction, EvidenceEffect, ReaderRequest, Reading, ReadingStatus,
};
use crate::state::playback::Direction;
use crate::state::{Notice, State};
use crate::store::Row;

pub(super) fn update(state: &mut State, action: EvidenceAction) -> Vec<Effect> {
    match action {
        EvidenceAction::ShowSources(ids) => return check_sources(state, &ids),
        EvidenceAction::Checked {
            collection,
            key,
            state: found,
        } => end_check(state, collection, key, found),
        EvidenceAction::Read(request) => return read(state, *request),
        EvidenceAction::WasRead { request, result } => was_read(state, request, result),
        EvidenceAction::ReadSoFar { request, share } => {
            if let Some(reading) = reading(state, request)
                && matches!(reading.status, ReadingStatus::Pending(_))
            {
                reading.status = ReadingStatus::Pending(Some(share));
            }
        }
        EvidenceAction::ShowPage(page) => return show_page(state, page),
        EvidenceAction::PageWasRead {
            request,
            page,
            result,
        } => page_was_read(state, request, page, result),
        EvidenceAction::StepPlace(direction) => step_place(state, direction),
        EvidenceAction::Close => {
            if state.evidence.reading.take().is_some() {
                return vec![Effect::Evidence(EvidenceEffect::StopReading)];
            }
        }
        EvidenceAction::AskWhereToSaveSources(cited_by) => {
            return ask_where_to_save(state, cited_by);
        }
        EvidenceAction::SaveSources { path, cited_by } => {
            return save_sources(state, &path, cited_by);
        }
    }
    Vec::new()
}

/// What is being read, if an answer is for it.
fn reading(state: &mut State, request: u64) -> Option<&mut Reading> {
    let reading = state.evidence.reading.as_mut();
    reading.filter(|reading| reading.request == request)
}

/// Looks at every stored copy of some sources again, unless that is under way.
fn check_sources(state: &mut State, ids: &[SourceId]) -> Vec<Effect> {
    let dataset = Arc::clone(&state.dataset);
    if dataset.origin().path.is_none() {
        // There is no folder to look in; what is known was found before.
        return Vec::new();
    }
    let mut keys = Vec::new();
    for id in ids {
        if let Some(source) = dataset.collection().source(id) {
            keys.extend(state.evidence.begin_checks(&source.captures));
        }
    }
    if keys.is_empty() {
        return Vec::new();
    }
    vec![Effect::Evidence(EvidenceEffect::Check {
        collection: state.evidence.collection,
        path: dataset.origin().path.clone(),
        keys,
    })]
}

fn end_check(state: &mut State, collection: u64, key: CaptureKey, found: CaptureState) {
    if collection == state.evidence.collection {
        state.evidence.end_check(key, found);
    }
}

fn read(state: &mut State, request: ReaderRequest) -> Vec<Effect> {
    let ReaderRequest {
        source,
        capture_idx,
        quote,
    } = request;
    let dataset = Arc::clone(&state.dataset);
    let Some(source) = dataset.collection().source(&source) else {
        return Vec::new();
    };
    let quotation = quote.as_ref().and_then(|quote| {
        Quotation::new(
            &quote.text,
            quote.prefix.as_deref(),
            quote.suffix.as_deref(),
        )
    });
    // What is shown in the reader is looked at again, too.
    let mut effects = check_sources(state, std::slice::from_ref(&source.id));
    state.evidence.request += 1;
    let request = state.evidence.request;
    state.evidence.reading = Some(Reading::new(request, Source::clone(source), quote));
    effects.push(Effect::Evidence(EvidenceEffect::Read {
        request,
        path: dataset.origin().path.clone(),
        captures: source.captures.clone(),
        capture_idx,
        quotation,
    }));
    effects
}

fn was_read(state: &mut State, request: u64, result: Result<Arc<StoredCopy>, String>) {
    let Some(reading) = reading(state, request) else {
        return;
    };
    match result {
        Ok(copy) => {
            let finding = copy.finding.as_ref();
            let first = finding.filter(|finding| !finding.places.is_empty());
            reading.place_idx = first.map(|finding| finding.best.unwrap_or(0));
            reading.visits += 1;
            reading.status = ReadingStatus::Read(copy);
        }
        Err(reason) => reading.status = ReadingStatus::Failed(reason),
    }
}

fn show_page(state: &mut State, page: u64) -> Vec<Effect> {
    let path = state.dataset.origin().path.clone();
    let Some(reading) = &mut state.evidence.reading else {
        return Vec::new();
    };
    let file = reading.capture().map(|capture| capture.file.clone());
    let (Some(file), Some(index)) = (file, reading.ask_page(page)) else {
        return Vec::new();
    };
    vec![Effect::Evidence(EvidenceEffect::ReadPage {
        request: reading.request,
        path,
        file,
        page,
        index,
    })]
}

fn page_was_read(state: &mut State, request: u64, page: u64, result: Result<Vec<Line>, String>) {
    if let Some(reading) = reading(state, request) {
        match result {
            Ok(lines) => reading.add_page(page, lines),
            Err(reason) => reading.status = ReadingStatus::Failed(reason),
        }
    }
}

fn step_place(state: &mut State, direction: Direction) {
    let Some(reading) = &mut state.evidence.reading else {
        return;
    };
    let finding = reading.copy().and_then(|copy| copy.finding.as_ref());
    let n_places = finding.map_or(0, |finding| finding.places.len());
    let Some(idx) = reading.place_idx.filter(|_| n_places > 0) else {
        return;
    };
    reading.place_idx = Some(match direction {
        Direction::Forward => (idx + 1) % n_places,
        Direction::Backward => (idx + n_places - 1) % n_places,
    });
    reading.visits += 1;
}

/// The sources that some events cite, in the collection's order.
fn sources_cited_by(state: &State, cited_by: CitedBy) -> Vec<&Source> {
    let State { dataset, view, .. } = state;
    let rows: Vec<Row> = match cited_by {
        CitedBy::Matching => {
            let found = matching(dataset, &view.filter, state.window());
            let dated = found.rows().map(|(row, _)| row);
            dated.chain(found.undated.rows()).collect()
        }
        CitedBy::Selection => {
            let selection = view.selection.as_ref();
            selection
                .and_then(|id| dataset.row(id))
                .into_iter()
                .collect()
        }
    };
    let events = rows.into_iter().map(|row| dataset.event(row));
    cited_sources(dataset.collection(), events)
}

fn ask_where_to_save(state: &mut State, cited_by: CitedBy) -> Vec<Effect> {
    if sources_cited_by(state, cited_by).is_empty() {
        notify(state, no_sources_notice(cited_by));
        return Vec::new();
    }
    let name = state.dataset.origin().file_name.as_str();
    let stem = Path::new(name).file_stem().unwrap_or_default();
    let name = format!("{}-sources.bib", stem.to_string_lossy());
    vec![Effect::Evidence(EvidenceEffect::AskWhereToSaveSources {
        cited_by,
        name,
        collection: state.dataset.origin().path.clone(),
    })]
}

fn no_sources_notice(cited_by: CitedBy) -> Notice {
    let text = match cited_by {
        CitedBy::Matching => "Nothing that is shown cites a source, so there is nothing to export",
        CitedBy::Selection => {
            "The selected event cites no source of the collection, so there is nothing to export"
        }
    };
    Notice::info(text)
}

fn save_sources(state: &mut State, path: &Path, cited_by: CitedBy) -> Vec<Effect> {
    let sources = sources_cited_by(state, cited_by);
    if sources.is_empty() {
        notify(state, no_sources_notice(cited_by));
        return Vec::new();
    }
    let collection = state.dataset.collection();
    let text = write_sources(collection, &sources, Format::of_path(path));
    let plural = if sources.len() == 1 { "" } else { "s" };
    let done = format!(
        "{} source{plural} written to {}",
        sources.len(),
        path.display()
    );
    vec![Effect::Evidence(EvidenceEffect::Write {
        path: path.to_owned(),
        text,
        collection: state.dataset.origin().path.clone(),
        files: evidence_files(collection),
        done,
    })]
}

/// The files beside a collection that it names; they are only ever read.
fn evidence_files(collection: &Collection) -> Vec<String> {
    let captures = collection
        .sources
        .iter()
        .flat_map(|source| &source.captures);
    let media = collection.events.iter().flat_map(|event| &event.media);
    let captures = captures.map(|capture| capture.file.clone());
    captures
        .chain(media.map(|media| media.file.clone()))
        .collect()
}
