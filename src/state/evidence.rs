//! What is known of stored copies, and the one that is being read.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::model::quotation::Quotation;
use crate::model::source::{Capture, CaptureKey, CaptureState, Quote, Source, SourceId};
use crate::model::stored::{Content, Line, LineIndex, Lines, PAGE_LINES, StoredCopy};
use crate::state::playback::Direction;
use crate::store::Dataset;

/// A request to change it.
#[derive(Clone, Debug)]
pub enum EvidenceAction {
    /// These sources are shown from now on: their stored copies are looked at again.
    ShowSources(Vec<SourceId>),
    /// A stored copy of a collection was looked at.
    Checked {
        collection: u64,
        key: CaptureKey,
        state: CaptureState,
    },
    /// Opens the reader.
    Read(Box<ReaderRequest>),
    /// The copy that a request asked for was read, or not, for this reason.
    WasRead {
        request: u64,
        result: Result<Arc<StoredCopy>, String>,
    },
    /// So much of it was read, from 0 to 1.
    ReadSoFar {
        request: u64,
        share: f32,
    },
    /// A page of a long text is shown.
    ShowPage(u64),
    PageWasRead {
        request: u64,
        page: u64,
        result: Result<Vec<Line>, String>,
    },
    /// Goes to the next or previous of several places.
    StepPlace(Direction),
    Close,
    /// Asks where to save the sources of some events.
    AskWhereToSaveSources(CitedBy),
    /// Saves them: as CSL-JSON where the name ends in `.json`, else as BibTeX.
    SaveSources {
        path: PathBuf,
        cited_by: CitedBy,
    },
}

/// Whose sources are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CitedBy {
    /// All events that match.
    Matching,
    /// The selected event.
    Selection,
}

/// Work for the outside world.
#[derive(Clone, Debug, PartialEq)]
pub enum EvidenceEffect {
    /// Hash some stored copies; answers with `Checked` for each.
    Check {
        /// Which one, counted as it was opened.
        collection: u64,
        path: Option<PathBuf>,
        keys: Vec<CaptureKey>,
    },
    /// Read a stored copy, and look for a quote in it; answers with `WasRead`.
    Read {
        request: u64,
        path: Option<PathBuf>,
        captures: Vec<Capture>,
        capture_idx: Option<usize>,
        quotation: Option<Quotation>,
    },
    /// Read a page of a text; answers with `PageWasRead`.
    ReadPage {
        request: u64,
        path: Option<PathBuf>,
        file: String,
        page: u64,
        index: Arc<LineIndex>,
    },
    /// What is being read is no longer wanted.
    StopReading,
    /// Ask for a file to save to; answers with `SaveSources`.
    AskWhereToSaveSources {
        cited_by: CitedBy,
        name: String,
        /// Beside it the dialog begins.
        collection: Option<PathBuf>,
    },
    /// Write a file, unless it is the collection or one of the files beside it that it names.
    Write {
        path: PathBuf,
        text: String,
        collection: Option<PathBuf>,
        files: Vec<String>,
        /// What to say when it is done.
        done: String,
    },
}

/// Pages of a long text that are held; a screen shows parts of two or three.
const PAGES_MAX: usize = 16;

/// Stored copies: whether each is what it was, and the one in the reader.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    checks: BTreeMap<CaptureKey, Check>,
    pub reading: Option<Reading>,
    /// Counts what was asked for, so that an overtaken answer is dropped.
    pub request: u64,
    /// Counts collections, likewise.
    pub collection: u64,
}

/// What is known of one stored copy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Check {
    /// The last answer.
    pub state: Option<CaptureState>,
    /// It is being looked at now.
    pub pending: bool,
}

impl Evidence {
    /// What was found of the stored copies before the window opened.
    pub fn of(dataset: &Dataset) -> Self {
        let known = dataset.origin().captures.iter();
        let check = |state: &CaptureState| Check {
            state: Some(state.clone()),
            pending: false,
        };
        Self {
            checks: known
                .map(|(key, state)| (key.clone(), check(state)))
                .collect(),
            ..Self::default()
        }
    }

    /// Drops the answers that were for the collection before.
    pub fn follow(&mut self, before: &Self) {
        self.request = before.request + 1;
        self.collection = before.collection + 1;
    }

    /// What is known of a stored copy.
    pub fn check(&self, capture: &Capture) -> Check {
        let check = self.checks.get(&CaptureKey::of(capture));
        check.cloned().unwrap_or_default()
    }

    /// Notes that these are looked at; gives those that were not already.
    pub fn begin_checks(&mut self, captures: &[Capture]) -> Vec<CaptureKey> {
        let mut begun = Vec::new();
        for key in captures.iter().map(CaptureKey::of) {
            let check = self.checks.entry(key.clone()).or_default();
            if !check.pending {
                check.pending = true;
                begun.push(key);
            }
        }
        begun
    }

    /// Takes in an answer.
    pub fn end_check(&mut self, key: CaptureKey, state: CaptureState) {
        let check = Check {
            state: Some(state),
            pending: false,
        };
        self.checks.insert(key, check);
    }
}

/// What is to be read.
#[derive(Clone, Debug, PartialEq)]
pub struct ReaderRequest {
    pub source: SourceId,
    /// Which of its copies; `None`: the first in which the quote is found, else the first that can be read.
    pub capture_idx: Option<usize>,
    /// The words to look for.
    pub quote: Option<Quote>,
}

/// A stored copy in the reader.
#[derive(Clone, Debug)]
pub struct Reading {
    pub request: u64,
    pub source: Source,
    pub quote: Option<Quote>,
    pub status: ReadingStatus,
    /// The place that is shown, of those that were found.
    pub place_idx: Option<usize>,
    /// Counts how often a place was asked for, so that asking again leads there again.
    pub visits: u64,
    /// Pages of a text that is not held, by number; the last used last.
    pages: Vec<(u64, Arc<Vec<Line>>)>,
    asked_pages: Vec<u64>,
}

#[derive(Clone, Debug)]
pub enum ReadingStatus {
    /// How far it is, from 0 to 1, if that is known.
    Pending(Option<f32>),
    Read(Arc<StoredCopy>),
    Failed(String),
}

impl Reading {
    pub fn new(request: u64, source: Source, quote: Option<Quote>) -> Self {
        Self {
            request,
            source,
            quote,
            status: ReadingStatus::Pending(None),
            place_idx: None,
            visits: 0,
            pages: Vec::new(),
            asked_pages: Vec::new(),
        }
    }

    /// The copy, once it has been read.
    pub fn copy(&self) -> Option<&Arc<StoredCopy>> {
        match &self.status {
            ReadingStatus::Read(copy) => Some(copy),
            _ => None,
        }
    }

    /// The entry of the copy that is shown.
    pub fn capture(&self) -> Option<&Capture> {
        self.source.captures.get(self.copy()?.capture_idx)
    }

    /// The lines of the text that is shown.
    pub fn lines(&self) -> Option<&Lines> {
        match &self.copy()?.content {
            Content::Text(lines) => Some(lines),
            Content::Picture(_) => None,
        }
    }

    /// A line, if it is held.
    pub fn line(&self, idx: u64) -> Option<&Line> {
        match self.lines()? {
            Lines::Held(lines) => lines.get(usize::try_from(idx).ok()?),
            Lines::OnDisk(_) => {
                let (page, at) = (idx / PAGE_LINES, (idx % PAGE_LINES) as usize);
                let held = self.pages.iter().find(|(number, _)| *number == page);
                held.and_then(|(_, lines)| lines.get(at))
            }
        }
    }

    /// Whether a page has to be asked for.
    pub fn lacks_page(&self, page: u64) -> bool {
        let is_held = || self.pages.iter().any(|(number, _)| *number == page);
        matches!(self.lines(), Some(Lines::OnDisk(_)))
            && !self.asked_pages.contains(&page)
            && !is_held()
    }

    /// Notes that a page is asked for; gives the index that it is found by.
    pub fn ask_page(&mut self, page: u64) -> Option<Arc<LineIndex>> {
        if !self.lacks_page(page) {
            return None;
        }
        let Some(Lines::OnDisk(index)) = self.lines() else {
            return None;
        };
        let index = Arc::clone(index);
        self.asked_pages.push(page);
        Some(index)
    }

    /// Takes in a page; the one that was taken in first goes when there are too many.
    pub fn add_page(&mut self, page: u64, lines: Vec<Line>) {
        self.asked_pages.retain(|asked| *asked != page);
        if self.pages.len() == PAGES_MAX {
            self.pages.remove(0);
        }
        self.pages.push((page, Arc::new(lines)));
    }
}
