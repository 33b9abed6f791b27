//! Work on media: one thread that reads the pictures of the event that is shown.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Jobs;
use crate::io::media::read;
use crate::state::action::Action;
use crate::state::media::{MediaAction, MediaEffect, Wanted};

impl Jobs {
    pub(super) fn start_media(&self, effect: MediaEffect) {
        match effect {
            MediaEffect::Read {
                request,
                path,
                items,
            } => self.read_media(request, path, items),
            MediaEffect::Stop => self.media.store(0, Ordering::Relaxed),
        }
    }

    fn read_media(&self, request: u64, path: Option<PathBuf>, items: Vec<(usize, Wanted)>) {
        let current: Arc<AtomicU64> = Arc::clone(&self.media);
        current.store(request, Ordering::Relaxed);
        let (sender, wake) = (self.sender.clone(), Arc::clone(&self.wake));
        self.spawn("read media", move || {
            let is_wanted = || current.load(Ordering::Relaxed) == request;
            for (idx, wanted) in items {
                let sight = Box::new(read(path.as_deref(), &wanted, &is_wanted)?);
                let answer = MediaAction::WasRead {
                    request,
                    idx,
                    sight,
                };
                sender.send(Action::Media(answer)).ok()?;
                wake();
            }
            None
        });
    }
}
