//! Making documents where the user says: who makes them is given from above, since `io` knows no pictures.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::SyncSender;

use crate::io::dialogs::{Answer, Dialogs, NO_DIALOG_HINT, Question};
use crate::io::jobs::Wake;
use crate::state::Notice;
use crate::state::action::Action;
use crate::state::exporting::{ExportAction, ExportOrder, Exported};

/// Is told how many pages or frames of how many are done, and answers whether the document is still wanted.
pub type Tell<'a> = dyn FnMut(usize, usize) -> bool + 'a;

/// Makes a document of an order at a path: whole, or not at all and why.
pub type Exporter =
    Arc<dyn Fn(&ExportOrder, &Path, &mut Tell<'_>) -> Result<Exported, String> + Send + Sync>;

/// How far a document is, and whether it is still wanted.
#[derive(Default)]
pub(super) struct Watch {
    done: AtomicUsize,
    total: AtomicUsize,
    unwanted: AtomicBool,
}

impl Watch {
    pub(super) fn cancel(&self) {
        self.unwanted.store(true, Ordering::Relaxed);
    }

    /// Pages or frames that are done, and how many there are; `None` before the first.
    pub(super) fn so_far(&self) -> Option<(usize, usize)> {
        let total = self.total.load(Ordering::Relaxed);
        (total > 0).then(|| (self.done.load(Ordering::Relaxed), total))
    }
}

/// What the worker works with.
pub(super) struct Work {
    pub(super) request: u64,
    pub(super) order: Box<ExportOrder>,
    pub(super) watch: Arc<Watch>,
    pub(super) dialogs: Dialogs,
    pub(super) exporter: Option<Exporter>,
    pub(super) sender: SyncSender<Action>,
    pub(super) wake: Wake,
}

/// Asks where to, and makes the document.
pub(super) fn export(work: &Work) -> Action {
    let request = work.request;
    let notice = ask_and_make(work);
    Action::Export(ExportAction::Ended { request, notice })
}

fn ask_and_make(work: &Work) -> Option<Notice> {
    let Work {
        request,
        order,
        watch,
        dialogs,
        exporter,
        sender,
        wake,
    } = work;
    let question = Question::Save {
        title: "Export",
        name: order.name.clone(),
        folder: order.folder.clone(),
    };
    let path = match dialogs(&question) {
        Answer::Path(path) => with_extension(path, order.kind.extension()),
        Answer::Cancelled => return None,
        Answer::NoDialog => {
            return Some(Notice::warning(
                "This system offers no file dialog: export by “strabo brief FILE -o OUT”",
                vec![NO_DIALOG_HINT.to_owned()],
            ));
        }
    };
    let shown = path.display().to_string();
    if is_the_collection(&path, order) {
        return Some(Notice::error(
            "Nothing was exported: it would take the place of the collection itself",
            vec![shown],
        ));
    }
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let begun = ExportAction::Begun {
        request: *request,
        file: file.into_owned(),
    };
    sender.send(Action::Export(begun)).ok();
    wake();
    let Some(exporter) = exporter else {
        return Some(Notice::error("This program makes no documents", Vec::new()));
    };
    let mut tell = |done: usize, total: usize| {
        watch.done.store(done, Ordering::Relaxed);
        watch.total.store(total, Ordering::Relaxed);
        wake();
        !watch.unwanted.load(Ordering::Relaxed)
    };
    Some(match exporter(order, &path, &mut tell) {
        Ok(exported) => exported_notice(&shown, exported),
        Err(_) if watch.unwanted.load(Ordering::Relaxed) => {
            Notice::info("The export was stopped; nothing was written")
        }
        Err(reason) => Notice::error(format!("Could not export: {reason}"), vec![shown]),
    })
}

fn exported_notice(path: &str, exported: Exported) -> Notice {
    let Exported { left_out, warnings } = exported;
    if warnings.is_empty() {
        return Notice {
            details: left_out,
            ..Notice::info(format!("Exported to {path}"))
        };
    }
    let text = format!(
        "Exported to {path}; its words still say what was taken out, so read it before it leaves the house"
    );
    Notice::warning(text, warnings.into_iter().chain(left_out).collect())
}

/// The path with the ending of its kind; some dialogs leave it away.
fn with_extension(path: PathBuf, extension: Option<&'static str>) -> PathBuf {
    let Some(extension) = extension else {
        return path;
    };
    if path
        .extension()
        .is_some_and(|own| own.eq_ignore_ascii_case(extension))
    {
        return path;
    }
    let mut name = path.into_os_string();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

fn is_the_collection(path: &Path, order: &ExportOrder) -> bool {
    let own = order.snapshot.0.origin().path.as_deref();
    let (own, new) = (own.map(Path::canonicalize), path.canonicalize());
    matches!((own, new), (Some(Ok(own)), Ok(new)) if own == new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_gets_the_ending_of_its_kind_once() {
        let named = |name: &str, extension| with_extension(PathBuf::from(name), extension);
        assert_eq!(named("a", Some("pdf")), Path::new("a.pdf"));
        assert_eq!(named("a.PDF", Some("pdf")), Path::new("a.PDF"));
        assert_eq!(named("15.12", Some("gif")), Path::new("15.12.gif"));
        assert_eq!(named("slides", None), Path::new("slides"));
    }
}
