//! Several files as one collection.
//!
//! Nothing is guessed: an id that means two things is refused, never renamed. Only ids that a file did not give,
//! and that Strabo made up while reading, get the file's name in front of them.

use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::bail;

use crate::cli::input::file_name;
use crate::io::import::Loaded;
use crate::model::claim::Extra;
use crate::model::collection::{Collection, Handling};
use crate::model::event::EventId;
use crate::model::problem::Problem;

/// Several files in one.
pub struct Merged {
    pub collection: Collection,
    pub problems: Vec<Problem>,
    /// What the merging could not keep, in words.
    pub remarks: Vec<String>,
}

/// Puts files together in their order. What can stand only once is taken from the first file that has it.
pub fn merge(files: Vec<Loaded>) -> anyhow::Result<Merged> {
    let mut whole = Collection::default();
    let mut problems = Vec::new();
    let mut remarks = Vec::new();
    let mut ids = Ids::default();
    let same_zone = has_one_zone(&files);
    let mut titles = Vec::new();
    for loaded in files {
        let name = file_name(&loaded);
        let part = loaded.collection;
        problems.extend(loaded.problems);
        titles.push(part.title.unwrap_or_else(|| name.clone()));
        whole.own_format |= part.own_format;
        whole.zone = whole.zone.or(part.zone);
        // What forbids the network forbids it for all that it is shown with.
        whole.network_forbidden |= part.network_forbidden;
        whole.handling = both(whole.handling, part.handling);
        adopt_extra(&mut whole.extra, part.extra, &name, &mut remarks);
        adopt_extra(
            &mut whole.extra_document,
            part.extra_document,
            &name,
            &mut remarks,
        );
        for category in part.categories {
            if whole.category(&category.id).is_none() {
                whole.categories.push(category);
            }
        }
        for source in part.sources {
            match whole.source(&source.id) {
                Some(there) if *there == source => {}
                Some(_) => bail!(
                    "the files cannot be put together: {name} and another file mean different sources by “{}”",
                    source.id.0
                ),
                None => whole.sources.push(source),
            }
        }
        for scene in part.scenes {
            if let Some(id) = &scene.id {
                ids.claim("scene", id, &name)?;
            }
            whole.scenes.push(scene);
        }
        for mut event in part.events {
            if event.written.id.is_none() {
                event.id = EventId(format!("{name}:{}", event.id.0));
            }
            ids.claim("event", &event.id.0, &name)?;
            for quote in event.quotes.iter().filter(|quote| !quote.id.0.is_empty()) {
                ids.claim("quote", &quote.id.0, &name)?;
            }
            whole.events.push(event);
        }
    }
    if !same_zone && !whole.scenes.is_empty() {
        whole.scenes.clear();
        remarks.push(String::from(
            "the scenes are left out: the files are in different time zones, and scenes are written in theirs",
        ));
    }
    whole.title = Some(titles.join(" + "));
    Ok(Merged {
        collection: whole,
        problems,
        remarks,
    })
}

/// Whether times without an offset mean the same in all files.
pub fn has_one_zone(files: &[Loaded]) -> bool {
    let mut zones = files.iter().map(|loaded| loaded.collection.zone());
    let first = zones.next();
    zones.all(|zone| Some(zone) == first)
}

/// Which file uses which id.
#[derive(Default)]
struct Ids {
    owners: HashMap<&'static str, BTreeMap<String, String>>,
}

impl Ids {
    fn claim(&mut self, what: &'static str, id: &str, file: &str) -> anyhow::Result<()> {
        let owners = self.owners.entry(what).or_default();
        if let Some(owner) = owners.insert(id.to_owned(), file.to_owned()) {
            bail!(
                "the files cannot be put together: both {owner} and {file} have the {what} “{id}”; \
                 Strabo does not guess whether it is the same one"
            );
        }
        Ok(())
    }
}

/// Every caveat stays: two that differ stand beside each other.
fn both(first: Option<Handling>, second: Option<Handling>) -> Option<Handling> {
    match (first, second) {
        (Some(mut first), Some(second)) => {
            if !first.text.split(" / ").any(|text| text == second.text) {
                first.text = format!("{} / {}", first.text, second.text);
            }
            Some(first)
        }
        (first, second) => first.or(second),
    }
}

fn adopt_extra(whole: &mut Extra, part: Extra, file: &str, remarks: &mut Vec<String>) {
    let taken: HashSet<String> = whole.iter().map(|(name, _)| name.clone()).collect();
    for (name, value) in part {
        if !taken.contains(&name) {
            whole.push((name, value));
        } else if !whole.contains(&(name.clone(), value)) {
            remarks.push(format!(
                "“{name}” of {file} is left out: another file has it already"
            ));
        }
    }
}
