//! A small collection with something of everything that the panels show, for their tests.

use std::sync::Arc;

use crate::model::claim::Claim;
use crate::model::collection::{Category, Collection};
use crate::model::event::{
    Actor, CategoryId, Event, EventId, Link, LinkKind, Measure, Media, When,
};
use crate::model::place::{Geometry, LatLon, Place};
use crate::model::source::{
    Capture, CaptureKey, CaptureState, Credibility, Quote, QuoteId, Reliability, Source, SourceId,
};
use crate::model::time::{Zone, read_edtf};
use crate::state::action::Action;
use crate::state::{Settings, State};
use crate::store::builder::Builder;
use crate::store::records::Records;
use crate::store::{Dataset, Origin};
use crate::ui::{Cx, Memory, theme};

/// The collection: a strike with rival places and counts, a loss blamed on two, an undated meeting without a place.
pub(crate) fn dataset() -> Arc<Dataset> {
    let zone = Zone::from_name("Asia/Damascus").unwrap_or_default();
    let category = |id: &str, label: &str| Category {
        id: CategoryId(id.to_owned()),
        label: label.to_owned(),
        symbol: None,
        color: None,
        extra: Vec::new(),
    };
    let collection = Collection {
        own_format: true,
        title: Some(String::from("Palmyra, December 2016")),
        summary: Some(String::from(
            "The recapture of Palmyra, as two sources tell it.",
        )),
        zone: Some(zone),
        categories: vec![
            category("airstrike", "Air strike"),
            category("ground_attack", "Ground attack"),
            category("statement", "Statement"),
        ],
        sources: vec![ara_news(), repeating_source()],
        events: vec![strike(zone), loss(zone), meeting()],
        ..Collection::default()
    };
    let origin = Origin {
        file_name: String::from("palmyra.geojson"),
        captures: [(
            CaptureKey::of(&ara_news().captures[0]),
            CaptureState::Matches,
        )]
        .into(),
        ..Origin::default()
    };
    Arc::new(Dataset::new(collection, origin))
}

/// A data set of columns alone: its events have no more than an id and a title.
pub(crate) fn of_facts(builder: Builder) -> Dataset {
    let records = Arc::new(Nameless(builder.len()));
    Dataset::from_records(Collection::default(), records, builder, Origin::default())
}

#[derive(Debug)]
struct Nameless(usize);

impl Records for Nameless {
    fn len(&self) -> usize {
        self.0
    }

    fn event(&self, idx: u32) -> Event {
        Event::new(self.id(idx), format!("Event {idx}"))
    }

    fn id(&self, idx: u32) -> EventId {
        EventId(idx.to_string())
    }

    fn holds_words(&self, _idx: u32, _words: &[String]) -> bool {
        false
    }
}

/// Draws one panel with a state made of the collection; clicks become actions in the returned list.
pub(crate) fn harness<'a>(
    state: State,
    show: fn(&mut eframe::egui::Ui, &mut Cx<'_>),
) -> egui_kittest::Harness<'a, Panel> {
    let panel = Panel {
        state,
        derived: crate::query::derived::Derived::default(),
        memory: Memory::new(true),
        actions: Vec::new(),
        fonts: false,
    };
    egui_kittest::Harness::builder()
        .with_size(eframe::egui::vec2(1400.0, 1400.0))
        .build_ui_state(
            move |ui, panel: &mut Panel| {
                if !panel.fonts {
                    theme::install_fonts(ui.ctx());
                    theme::apply(ui.ctx(), theme::Theme::of(panel.state.settings.theme));
                    panel.fonts = true;
                    return;
                }
                let mut cx = Cx {
                    theme: theme::Theme::of(panel.state.settings.theme),
                    state: &panel.state,
                    derived: &mut panel.derived,
                    memory: &mut panel.memory,
                    actions: &mut panel.actions,
                };
                show(ui, &mut cx);
            },
            panel,
        )
}

/// What a harness holds.
pub(crate) struct Panel {
    pub(crate) state: State,
    pub(crate) memory: Memory,
    pub(crate) actions: Vec<Action>,
    derived: crate::query::derived::Derived,
    fonts: bool,
}

/// The state that the collection opens with.
pub(crate) fn state() -> State {
    State::new(dataset(), Settings::default())
}

fn ara_news() -> Source {
    Source {
        id: SourceId(String::from("ara-news")),
        title: String::from("US-led coalition strikes Palmyra"),
        publisher: Some(String::from("ARA News")),
        authors: vec![
            String::from("Haytham Mustafa"),
            String::from("Wladimir van Wilgenburg"),
        ],
        kind: Some(String::from("news")),
        published: Some(String::from("2016-12-16~")),
        accessed: Some(String::from("2017-01-02")),
        url: Some(String::from("https://aranews.example/palmyra")),
        archive_url: None,
        language: None,
        reliability: Some(Reliability::F),
        origin: None,
        captures: vec![Capture {
            file: String::from("copies/ara.html"),
            sha256: None,
            captured: None,
            by: None,
            extra: Vec::new(),
        }],
        extra: Vec::new(),
    }
}

fn repeating_source() -> Source {
    Source {
        id: SourceId(String::from("daily")),
        title: String::from("Tanks destroyed near Palmyra"),
        publisher: Some(String::from("The Daily")),
        authors: Vec::new(),
        url: None,
        reliability: Some(Reliability::C),
        origin: Some(SourceId(String::from("ara-news"))),
        captures: Vec::new(),
        ..ara_news()
    }
}

fn quote(id: &str, source: &str, speaker: &str, text: &str) -> Quote {
    Quote {
        id: QuoteId(id.to_owned()),
        source: SourceId(source.to_owned()),
        text: text.to_owned(),
        speaker: Some(speaker.to_owned()),
        role: Some(String::from("spokesperson")),
        said: None,
        language: None,
        translation: None,
        credibility: Credibility::new(6),
        prefix: None,
        suffix: None,
        locator: Some(String::from("paragraph 3")),
        extra: Vec::new(),
    }
}

fn cites<T>(value: T, ids: &[&str]) -> Claim<T> {
    Claim {
        cites: ids.iter().map(|id| QuoteId((*id).to_owned())).collect(),
        ..Claim::bare(value)
    }
}

fn event(id: &str, title: &str, category: &str) -> Event {
    Event {
        category: Some(CategoryId(category.to_owned())),
        ..Event::new(EventId(id.to_owned()), title.to_owned())
    }
}

fn when(edtf: &str, zone: Zone) -> Claim<When> {
    Claim {
        as_written: Some(String::from("on Thursday")),
        ..Claim::bare(When {
            edtf: Some(edtf.to_owned()),
            earliest: None,
            latest: None,
            time: read_edtf(edtf, zone).unwrap(),
        })
    }
}

fn place(name: &str, precision_m: f64, geometry: Option<Geometry>) -> Place {
    Place {
        name: Some(name.to_owned()),
        precision_m: Some(precision_m),
        geometry,
        raw_geometry: None,
    }
}

fn actor(name: &str, role: &str) -> Actor {
    Actor {
        name: name.to_owned(),
        role: Some(role.to_owned()),
    }
}

fn measure(name: &str, value: f64) -> Measure {
    Measure {
        name: name.to_owned(),
        value: Some(value),
        low: None,
        high: None,
        written_as_best: false,
    }
}

fn point(lat: f64, lon: f64) -> Geometry {
    Geometry::Point(LatLon { lat, lon })
}

fn strike(zone: Zone) -> Event {
    let arabic = Quote {
        language: Some(String::from("ar")),
        translation: Some(String::from(
            "The army withdrew from the city. Nothing remained but the tanks.",
        )),
        ..quote(
            "q2",
            "daily",
            "a local activist",
            "انسحب الجيش من المدينة ولم يبق فيها سوى الدبابات التي تركها خلفه عند المطار العسكري",
        )
    };
    Event {
        summary: Some(String::from("Aircraft destroyed captured tanks.")),
        tags: vec![String::from("captured equipment")],
        when: vec![when("2016-12-15", zone)],
        places: vec![
            Claim {
                adopted: true,
                ..cites(place("vicinity of Tiyas", 20_000.0, None), &["q1"])
            },
            cites(
                place("northeast of Palmyra", 20_000.0, Some(point(34.66, 38.4))),
                &["q2"],
            ),
        ],
        actors: vec![
            Claim::bare(actor("US-led coalition", "attacker")),
            Claim::bare(actor("ISIS", "target")),
        ],
        measures: vec![
            cites(measure("tanks destroyed", 14.0), &["q1"]),
            cites(
                Measure {
                    low: Some(10.0),
                    high: Some(16.0),
                    ..measure("tanks destroyed", 12.0)
                },
                &["q2"],
            ),
            cites(measure("aircraft", 16.0), &["q1"]),
        ],
        quotes: vec![
            quote(
                "q1",
                "ara-news",
                "Col. John Dorrian",
                "We would strike the equipment before it posed a threat.",
            ),
            arabic,
        ],
        links: vec![Link {
            to: EventId(String::from("loss")),
            kind: LinkKind::Follows,
            extra: Vec::new(),
        }],
        media: vec![Media {
            file: String::from("media/crater.jpg"),
            kind: Some(String::from("image")),
            caption: Some(String::from("A crater")),
            credit: Some(String::from("SANA")),
            sha256: None,
            graphic: true,
            extra: Vec::new(),
        }],
        geometry: Some(point(34.52, 37.63)),
        extra: vec![(String::from("confidence"), String::from("\"high\""))],
        ..event(
            "strike",
            "Coalition aircraft destroy captured tanks",
            "airstrike",
        )
    }
}

fn loss(zone: Zone) -> Event {
    let role = "blamed for the fall of Palmyra";
    Event {
        when: vec![when("2016-12-11", zone)],
        places: vec![Claim::bare(place("Palmyra", 5_000.0, None))],
        actors: vec![
            Claim::bare(actor("ISIS", "attacker")),
            cites(actor("United States", role), &["q3"]),
            cites(actor("Syrian Army and Russia", role), &["q4"]),
        ],
        quotes: vec![
            quote(
                "q3",
                "ara-news",
                "Bashar al-Assad",
                "They pushed toward Palmyra.",
            ),
            quote(
                "q4",
                "daily",
                "Western analysts",
                "They were not well prepared.",
            ),
        ],
        geometry: Some(point(34.56, 38.28)),
        ..event("loss", "ISIS recaptures Palmyra", "ground_attack")
    }
}

fn meeting() -> Event {
    event("meeting", "A meeting that nobody dates", "statement")
}
