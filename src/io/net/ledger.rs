//! The ledger as a file: CSV, one line a request, oldest first, times in UTC.

use std::io::{self, Write};

use crate::model::ledger::{Ledger, LedgerEntry, OutcomeKind};

const HEADER: [&str; 13] = [
    "time", "scheme", "host", "port", "through", "zoom", "x", "y", "status", "bytes", "ms",
    "outcome", "words",
];

/// Writes it. Requests that are not kept any more are counted in a last line.
pub fn write_csv(ledger: &Ledger, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(HEADER)?;
    for entry in ledger.entries() {
        csv.write_record(row(entry))?;
    }
    if ledger.n_dropped() > 0 {
        let words = format!("{} older requests are not listed", ledger.n_dropped());
        let mut row: [String; HEADER.len()] = Default::default();
        if let Some(last) = row.last_mut() {
            *last = words;
        }
        csv.write_record(row)?;
    }
    csv.flush()
}

fn row(entry: &LedgerEntry) -> [String; HEADER.len()] {
    let LedgerEntry {
        at,
        host,
        via,
        tile,
        status,
        n_bytes,
        took_ms,
        kind,
        words,
    } = entry;
    let outcome = match kind {
        OutcomeKind::Tile => "tile",
        OutcomeKind::Absent => "absent",
        OutcomeKind::Redirect => "redirect",
        OutcomeKind::Failed => "failed",
    };
    let scheme = if host.is_encrypted() { "https" } else { "http" };
    [
        at.to_rfc3339().unwrap_or_default(),
        scheme.to_owned(),
        host.name().to_owned(),
        host.port().to_string(),
        via.as_deref().unwrap_or_default().to_owned(),
        tile.zoom.to_string(),
        tile.x.to_string(),
        tile.y.to_string(),
        status.map(|status| status.to_string()).unwrap_or_default(),
        n_bytes.to_string(),
        took_ms.to_string(),
        outcome.to_owned(),
        words.to_string(),
    ]
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::ground::TileAt;
    use crate::model::time::Timestamp;
    use crate::model::web_host::WebHost;

    #[test]
    fn each_request_is_a_line() {
        let mut ledger = Ledger::default();
        ledger.push(LedgerEntry {
            at: Timestamp(1_000),
            host: WebHost::parse("http://127.0.0.1:8080").unwrap(),
            via: Some(Arc::from("proxy.example:3128")),
            tile: TileAt {
                zoom: 6,
                x: 38,
                y: 25,
            },
            status: Some(429),
            n_bytes: 12,
            took_ms: 34,
            kind: OutcomeKind::Failed,
            words: Arc::from("has had too many requests (429)"),
        });
        ledger.count_dropped(3);
        let mut out = Vec::new();
        write_csv(&ledger, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], HEADER.join(","));
        assert_eq!(
            lines[1],
            "1970-01-01T00:00:01Z,http,127.0.0.1,8080,proxy.example:3128,6,38,25,429,12,34,failed,has had too many requests (429)"
        );
        assert_eq!(lines[2], ",,,,,,,,,,,,3 older requests are not listed");
    }
}
