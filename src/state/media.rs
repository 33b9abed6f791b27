//! The pictures of the selected event: which were read, which are shielded, and the one that is seen in full.
//!
//! What is marked graphic is not even read before its shield is lifted: for each item by itself, and only as long as
//! its event stays selected.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::model::event::{Event, EventId, Media};
use crate::model::source::{CaptureKey, CaptureState};
use crate::model::stored::Pixels;
use crate::state::playback::Direction;

/// Items of an event that are read; a page with more is no page.
pub const ITEMS_MAX: usize = 60;
/// A side of a thumbnail, in pixels; sharp on a dense screen, and 60 of them take some 60 MB at most.
pub const THUMBNAIL_SIDE: u32 = 512;

/// A request to change it.
#[derive(Clone, Debug)]
pub enum MediaAction {
    /// This event is shown from now on, or none.
    Show(Option<EventId>),
    /// An item was read.
    WasRead {
        request: u64,
        idx: usize,
        sight: Box<Sight>,
    },
    /// Shows what is marked graphic.
    Lift(usize),
    /// Hides it again.
    Lower(usize),
    /// Shows an item in full.
    Open(usize),
    /// Goes to the next item, or the one before.
    Step(Direction),
    Close,
}

/// Work for the outside world.
#[derive(Clone, Debug, PartialEq)]
pub enum MediaEffect {
    /// Read pictures; answers with `WasRead` for each, until something else is asked for.
    Read {
        request: u64,
        path: Option<PathBuf>,
        items: Vec<(usize, Wanted)>,
    },
    /// What is being read is no longer wanted.
    Stop,
}

/// A file to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub key: CaptureKey,
    pub kind: Kind,
    /// The longest side that is kept, in pixels.
    pub side_max: u32,
}

/// What came of reading an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Sight {
    /// The longest side that was to be kept.
    pub side_max: u32,
    /// Whether the file is what it was; `None` where the collection states no SHA-256.
    pub check: Option<CaptureState>,
    /// The error is half a sentence.
    pub picture: Result<Arc<Pixels>, String>,
}

/// What kind of file an item is, as the collection says or its name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Picture,
    Video,
    Sound,
    Document,
}

impl Kind {
    /// What is not known to be something else is tried as a picture.
    pub fn of(media: &Media) -> Self {
        let stated = media.kind.as_deref().map(str::to_lowercase);
        match stated.as_deref() {
            Some("image" | "picture" | "photo") => return Self::Picture,
            Some("video" | "film") => return Self::Video,
            Some("audio" | "sound") => return Self::Sound,
            Some("document" | "pdf" | "text") => return Self::Document,
            _ => {}
        }
        let extension = Path::new(&media.file).extension();
        let extension = extension.map(|extension| extension.to_string_lossy().to_lowercase());
        match extension.as_deref() {
            Some("mp4" | "m4v" | "mov" | "mkv" | "webm" | "avi" | "mpg" | "mpeg" | "3gp") => {
                Self::Video
            }
            Some("mp3" | "m4a" | "aac" | "ogg" | "opus" | "wav" | "flac") => Self::Sound,
            Some("pdf" | "txt" | "html" | "htm" | "doc" | "docx") => Self::Document,
            _ => Self::Picture,
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Video => "video",
            Self::Sound => "sound",
            Self::Document => "document",
        }
    }
}

/// An item of the event that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub media: Media,
    pub kind: Kind,
    /// Marked graphic, and shown all the same.
    pub is_lifted: bool,
    /// `None`: not read, or not yet.
    pub thumbnail: Option<Sight>,
    pub full: Option<Sight>,
}

impl Item {
    fn new(media: Media) -> Self {
        Self {
            kind: Kind::of(&media),
            media,
            is_lifted: false,
            thumbnail: None,
            full: None,
        }
    }

    /// Whether it must not be seen.
    pub fn is_shielded(&self) -> bool {
        self.media.graphic && !self.is_lifted
    }

    fn wanted(&self, side_max: u32) -> Wanted {
        Wanted {
            key: CaptureKey {
                file: self.media.file.clone(),
                sha256: self.media.sha256.clone(),
            },
            kind: self.kind,
            side_max,
        }
    }
}

/// The media of one event.
#[derive(Clone, Debug, Default)]
pub struct MediaShelf {
    pub event: Option<EventId>,
    /// At most [`ITEMS_MAX`]; the event may have more.
    pub items: Vec<Item>,
    /// The item that is seen in full.
    pub open: Option<usize>,
    /// Counts what was asked for, so that an overtaken answer is dropped.
    pub request: u64,
}

impl MediaShelf {
    /// Drops the answers that were for the collection before.
    pub fn follow(&mut self, before: &Self) {
        self.request = before.request + 1;
    }

    /// Puts the media of an event on the shelf, all shields down.
    pub fn show(&mut self, event: Option<&Event>) {
        let media = event.map_or(&[][..], |event| event.media.as_slice());
        let shown = media.iter().take(ITEMS_MAX).cloned();
        *self = Self {
            event: event.map(|event| event.id.clone()),
            items: shown.map(Item::new).collect(),
            open: None,
            request: self.request + 1,
        };
    }

    /// What is to be read now: the thumbnails that may be seen and were not, or the one that is seen in full.
    pub fn wanted(&self) -> Vec<(usize, Wanted)> {
        let of_open = self.open.and_then(|idx| {
            let item = self.items.get(idx)?;
            let is_due = item.full.is_none() && !item.is_shielded();
            is_due.then(|| (idx, item.wanted(u32::MAX)))
        });
        let thumbnails = self.items.iter().enumerate();
        let thumbnails = thumbnails
            .filter(|(_, item)| item.thumbnail.is_none() && !item.is_shielded())
            .map(|(idx, item)| (idx, item.wanted(THUMBNAIL_SIDE)));
        of_open.into_iter().chain(thumbnails).collect()
    }

    /// Takes in what was read, unless a shield has come down since.
    pub fn take_in(&mut self, request: u64, idx: usize, sight: Sight) {
        if request != self.request {
            return;
        }
        let is_open = self.open == Some(idx);
        if let Some(item) = self.items.get_mut(idx).filter(|item| !item.is_shielded()) {
            if sight.side_max == THUMBNAIL_SIDE {
                item.thumbnail = Some(sight);
            } else if is_open {
                item.full = Some(sight);
            }
        }
    }

    /// Lifts or lowers the shield of an item; what was behind it is forgotten when it comes down.
    pub fn set_lifted(&mut self, idx: usize, is_lifted: bool) {
        if let Some(item) = self.items.get_mut(idx) {
            item.is_lifted = is_lifted;
            if item.is_shielded() {
                item.thumbnail = None;
                item.full = None;
            }
        }
    }

    /// Shows one in full, and lets go of the one before: only one is held.
    pub fn open(&mut self, idx: Option<usize>) {
        for item in &mut self.items {
            item.full = None;
        }
        self.open = idx.filter(|idx| *idx < self.items.len());
    }

    pub fn step(&mut self, direction: Direction) {
        let n = self.items.len();
        if let Some(idx) = self.open.filter(|_| n > 0) {
            self.open(Some(match direction {
                Direction::Forward => (idx + 1) % n,
                Direction::Backward => (idx + n - 1) % n,
            }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::claim::Extra;

    fn item(file: &str, graphic: bool) -> Media {
        Media {
            file: file.to_owned(),
            kind: None,
            caption: None,
            credit: None,
            sha256: None,
            graphic,
            extra: Extra::default(),
        }
    }

    fn shelf() -> MediaShelf {
        let items = [
            item("a.png", false),
            item("b.jpg", true),
            item("c.png", true),
        ];
        MediaShelf {
            items: items.into_iter().map(Item::new).collect(),
            ..MediaShelf::default()
        }
    }

    fn asked(shelf: &MediaShelf) -> Vec<usize> {
        shelf.wanted().into_iter().map(|(idx, _)| idx).collect()
    }

    fn seen() -> Sight {
        Sight {
            side_max: THUMBNAIL_SIDE,
            check: None,
            picture: Err(String::from("nothing")),
        }
    }

    #[test]
    fn what_is_graphic_is_not_read_before_its_own_shield_is_lifted() {
        let mut shelf = shelf();
        assert_eq!(asked(&shelf), [0]);
        shelf.set_lifted(1, true);
        assert_eq!(asked(&shelf), [0, 1]);
        shelf.open(Some(2));
        assert_eq!(asked(&shelf), [0, 1]);
    }

    #[test]
    fn an_answer_that_comes_after_the_shield_is_down_is_dropped() {
        let mut shelf = shelf();
        shelf.set_lifted(1, true);
        shelf.take_in(0, 1, seen());
        assert!(shelf.items[1].thumbnail.is_some());
        shelf.set_lifted(1, false);
        assert!(shelf.items[1].thumbnail.is_none());
        shelf.take_in(0, 1, seen());
        assert!(shelf.items[1].thumbnail.is_none());
        shelf.take_in(7, 0, seen());
        assert!(shelf.items[0].thumbnail.is_none(), "of another request");
    }

    #[test]
    fn the_full_view_goes_round() {
        let mut shelf = shelf();
        shelf.open(Some(2));
        shelf.step(Direction::Forward);
        assert_eq!(shelf.open, Some(0));
        shelf.step(Direction::Backward);
        assert_eq!(shelf.open, Some(2));
        shelf.open(Some(9));
        assert_eq!(shelf.open, None);
    }

    #[test]
    fn a_kind_is_what_is_stated_else_what_the_name_tells() {
        let kind = |file: &str, kind: Option<&str>| {
            Kind::of(&Media {
                kind: kind.map(str::to_owned),
                ..item(file, false)
            })
        };
        assert_eq!(kind("a.mp4", None), Kind::Video);
        assert_eq!(kind("a.mp4", Some("image")), Kind::Picture);
        assert_eq!(kind("a", Some("audio")), Kind::Sound);
        assert_eq!(kind("a", None), Kind::Picture);
    }
}
