use std::sync::Arc;
use std::time::Instant;
use strabo::model::{
    claim::Claim, clock::Clock, collection::Collection, event::*, source::*, time::*,
};
use strabo::store::{Dataset, Origin};
#[test]
fn speed() {
    let n = 100_000;
    let zone = Zone::from_name("Asia/Damascus").unwrap();
    let day = |k: usize| format!("20{:02}-{:02}-{:02}", 10 + k % 10, 1 + k % 12, 1 + k % 28);
    let sources = (0..n)
        .map(|k| Source {
            published: Some(day(k * 7)),
            origin: (k % 3 == 0 && k > 0).then(|| SourceId(format!("s{}", k - 1))),
            ..Source::new(SourceId(format!("s{k}")), "T".into())
        })
        .collect();
    let events = (0..n)
        .map(|k| {
            let when = |d: usize| When {
                edtf: Some(day(d)),
                earliest: None,
                latest: None,
                time: read_edtf(&day(d), zone).unwrap(),
            };
            Event {
                when: vec![
                    Claim {
                        cites: vec![QuoteId(format!("q{k}"))],
                        ..Claim::bare(when(k))
                    },
                    Claim::bare(when(k + 1)),
                ],
                quotes: vec![Quote {
                    id: QuoteId(format!("q{k}")),
                    source: SourceId(format!("s{k}")),
                    text: "x".into(),
                    speaker: None,
                    role: None,
                    said: None,
                    language: None,
                    translation: None,
                    credibility: None,
                    prefix: None,
                    suffix: None,
                    locator: None,
                    extra: vec![],
                }],
                ..Event::new(EventId(format!("e{k}")), "E".into())
            }
        })
        .collect();
    let c = Collection {
        zone: Some(zone),
        sources,
        events,
        ..Collection::default()
    };
    let t = Instant::now();
    let d = Arc::new(Dataset::new(c, Origin::default()));
    eprintln!("new {:?}", t.elapsed());
    let t = Instant::now();
    assert!(d.has_clock(Clock::Reported));
    eprintln!("dates {:?}", t.elapsed());
    let t = Instant::now();
    d.on(Clock::Reported);
    eprintln!("on {:?}", t.elapsed());
    let t = Instant::now();
    let cov = strabo::query::coverage::Coverage::of(&d);
    eprintln!("coverage {:?}", t.elapsed());
    let t = Instant::now();
    let a = chrono::NaiveDate::from_ymd_opt(2012, 1, 1).unwrap();
    for k in 0..500 {
        std::hint::black_box(cov.on(a + chrono::Days::new(k), a + chrono::Days::new(k + 1)));
    }
    eprintln!("500 pieces {:?}", t.elapsed());
    let t = Instant::now();
    let o = strabo::query::origins::Origins::of(&d.collection().sources);
    eprintln!("origins {:?}", t.elapsed());
    let t = Instant::now();
    let all = strabo::query::claims::contradictions(&d, &o);
    eprintln!("contradictions {} {:?}", all.len(), t.elapsed());
}
