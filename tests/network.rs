//! The network against servers on loopback that misbehave in every way that was thought of: each gives the right miss,
//! memory stays bounded, the ledger tells, nobody is asked who was not allowed, and nobody waits for an answer.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "common/tile_server.rs"]
mod tile_server;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use strabo::io::net::{Network, Options};
use strabo::model::consent::{Forbidding, NetworkRules};
use strabo::model::ground::{TileAnswer, TileAt, TileMiss, TileServer};
use strabo::model::ledger::{LedgerEntry, OutcomeKind};
use strabo::model::web_host::WebHost;
use strabo::state::network::Pulse;

use crate::tile_server::{Server, answer, ok, png};

/// Longer than any answer takes, also on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_mins(2);

const AT: TileAt = TileAt {
    zoom: 6,
    x: 38,
    y: 25,
};

fn options() -> Options {
    Options {
        connect: Duration::from_secs(5),
        overall: Duration::from_millis(1_500),
        back_off: Duration::from_millis(20),
        seed: 1,
        proxies: false,
        cache: None,
        wake: Arc::new(|| {}),
    }
}

fn rules(hosts: impl IntoIterator<Item = WebHost>) -> NetworkRules {
    NetworkRules::Only(hosts.into_iter().collect::<BTreeSet<_>>())
}

/// A network that may ask these.
fn network(servers: &[&Server]) -> Network {
    let network = Network::new(options());
    network.set_rules(rules(servers.iter().map(|server| server.host())));
    network
}

fn ask(network: &Network, server: &TileServer, at: TileAt) -> Receiver<TileAnswer> {
    let (sender, receiver) = channel();
    network.ask(
        server,
        at,
        Box::new(move |answer| sender.send(answer).unwrap()),
    );
    receiver
}

fn ask_and_wait(network: &Network, server: &TileServer, at: TileAt) -> TileAnswer {
    let answer = ask(network, server, at);
    answer.recv_timeout(PATIENCE).expect("an answer")
}

/// Everything that was told, and how the hosts are.
fn told(network: &Network) -> (Vec<LedgerEntry>, Pulse) {
    let news = network.take_news().unwrap_or_default();
    (news.entries, news.pulse)
}

fn failed(answer: TileAnswer) -> String {
    match answer {
        Err(TileMiss::Failed(words)) => words,
        other => panic!("it should have failed: {other:?}"),
    }
}

/// A server of its own for each case: what it does, and a word that the user is told.
fn check_failure(
    what: &str,
    word: &str,
    serve: impl Fn(&mut TcpStream, &str) -> std::io::Result<()> + Send + Sync + 'static,
) {
    let server = Server::start(serve);
    let network = network(&[&server]);
    let words = failed(ask_and_wait(&network, &server.tiles(), AT));
    assert!(words.contains(word), "{what}: {words}");
    assert!(words.contains("127.0.0.1"), "{what}: {words}");
    let (entries, pulse) = told(&network);
    assert!(!entries.is_empty(), "{what} stands in the ledger");
    for entry in &entries {
        assert_eq!(entry.host, server.host(), "{what}");
        assert_eq!(entry.tile, AT, "{what}");
    }
    let last = entries.last().unwrap();
    // What ends a row of redirects is no request.
    if last.kind != OutcomeKind::Redirect {
        assert_eq!(last.kind, OutcomeKind::Failed, "{what}");
        assert!(last.words.contains(word), "{what}: {}", last.words);
    }
    // The key is nobody's business but the server's.
    let all = format!("{words} {entries:?} {pulse:?}");
    assert!(!all.contains("s3cret"), "{what}: {all}");
}

fn check_bytes(what: &str, word: &str, bytes: Vec<u8>) {
    check_failure(what, word, move |stream, _| stream.write_all(&bytes));
}

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n";

#[test]
fn what_is_no_tile_is_told_for_what_it_is() {
    check_bytes(
        "a web page",
        "web page",
        ok("text/html", b"<!DOCTYPE html><html>Log in</html>"),
    );
    check_bytes(
        "a web page as a picture",
        "web page",
        ok("image/png", b"<html></html>"),
    );
    check_bytes("nothing", "nothing", ok("image/png", b""));
    check_bytes(
        "JSON",
        "message",
        ok("application/json", b"{\"error\": \"no\"}"),
    );
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>x</script></svg>";
    check_bytes("SVG", "SVG", ok("image/svg+xml", svg));
    check_bytes("garbage", "no picture", ok("image/png", &[7; 5_000]));
    let whole = png(256);
    check_bytes(
        "half a picture",
        "damaged",
        ok("image/png", &whole[..whole.len() / 2]),
    );
    check_bytes("a huge picture", "larger", ok("image/png", &picture_bomb()));
    check_bytes(
        "a gzip bomb",
        "more than any tile",
        gzipped_answer(&gzip_bomb()),
    );
    check_bytes(
        "gzip that is none",
        "unpacked",
        gzipped_answer(b"no gzip at all"),
    );
    let other = answer("418 I'm a teapot", "", b"");
    check_bytes("a teapot", "418", other);
}

#[test]
fn a_picture_counts_whatever_it_is_called() {
    for content_type in ["text/html", "application/octet-stream", "nonsense"] {
        let server = Server::of_bytes(ok(content_type, &png(512)));
        let network = network(&[&server]);
        let answer = ask_and_wait(&network, &server.tiles(), AT);
        assert_eq!(answer, Ok(png(512)), "{content_type}");
    }
}

#[test]
fn what_does_not_end_is_ended() {
    check_failure("silence", "in time", |_, _| {
        std::thread::sleep(Duration::from_secs(10));
        Ok(())
    });
    check_failure("a slow drip", "in time", |stream, _| {
        stream.write_all(format!("{OK}Content-Length: 100000\r\n\r\n").as_bytes())?;
        drip(stream, b"x")
    });
    check_failure("a slow drip of a head", "in time", |stream, _| {
        stream.write_all(b"HTTP/1.1 200 OK\r\n")?;
        drip(stream, b"X: y\r\n")
    });
    check_failure("a body without end", "more than any tile", |stream, _| {
        stream.write_all(format!("{OK}\r\n").as_bytes())?;
        endless(stream, &vec![0; 65_536])
    });
    check_failure("chunks without end", "more than any tile", |stream, _| {
        stream.write_all(format!("{OK}Transfer-Encoding: chunked\r\n\r\n").as_bytes())?;
        let mut chunk = b"10000\r\n".to_vec();
        chunk.extend(vec![0; 65_536]);
        chunk.extend(b"\r\n");
        endless(stream, &chunk)
    });
    check_failure("a head without end", "", |stream, _| {
        stream.write_all(b"HTTP/1.1 200 OK\r\n")?;
        endless(
            stream,
            format!("X-More: {}\r\n", "a".repeat(500)).as_bytes(),
        )
    });
    check_failure("a line without end", "", |stream, _| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nX: ")?;
        endless(stream, &[b'a'; 4_096])
    });
    check_failure("a storm of 1xx", "", |stream, _| {
        endless(
            stream,
            &b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n".repeat(50),
        )
    });
    let announced = format!("{OK}Content-Length: 99999999999\r\n\r\n");
    check_bytes(
        "a long announcement",
        "more than any tile",
        announced.into_bytes(),
    );
}

#[test]
fn what_breaks_off_is_no_tile() {
    check_failure("a closed door", "breaks off", |_, _| Ok(()));
    let half = format!("{OK}Content-Length: 5000\r\n\r\nhalf");
    check_bytes("less than announced", "breaks off", half.into_bytes());
    let mut more = format!("{OK}Content-Length: 100\r\n\r\n").into_bytes();
    more.extend(png(256));
    check_bytes("more than announced", "damaged", more);
    check_bytes("no HTTP", "HTTP", b"SSH-2.0-OpenSSH_9.6\r\n\r\n".to_vec());
    check_bytes(
        "a bad status line",
        "HTTP",
        b"HTTP/9.9 abc\r\n\r\n".to_vec(),
    );
    let chunks = format!("{OK}Transfer-Encoding: chunked\r\n\r\nzz\r\nxx\r\n");
    check_bytes("bad chunks", "HTTP", chunks.into_bytes());
    let negative = format!("{OK}Content-Length: -5\r\n\r\n");
    check_bytes("a negative length", "", negative.into_bytes());
    // Nobody listens at a port that was just given back.
    let server = TileServer {
        template: format!("http://127.0.0.1:{}/{{z}}/{{x}}/{{y}}", free_port()),
        ..Server::of_tiles().tiles()
    };
    let network = Network::new(options());
    network.set_rules(rules([server.host().unwrap()]));
    let words = failed(ask_and_wait(&network, &server, AT));
    assert!(words.contains("refuses the connection"), "{words}");
}

#[test]
fn a_server_without_the_encryption_that_was_asked_for_is_not_believed() {
    let server = Server::of_tiles();
    let template = server.tiles().template.replace("http://", "https://");
    let tiles = TileServer {
        template,
        ..server.tiles()
    };
    let network = Network::new(options());
    network.set_rules(rules([tiles.host().unwrap()]));
    let words = failed(ask_and_wait(&network, &tiles, AT));
    assert!(words.contains("127.0.0.1"), "{words}");
    // Nothing was sent that could be read on the way.
    let heads = server.heads();
    assert!(
        heads
            .iter()
            .all(|head| !head.contains("GET") && !head.contains("s3cret"))
    );
}

#[test]
fn a_tile_that_is_not_there_is_absent_and_not_asked_for_again() {
    for status in ["404 Not Found", "410 Gone", "204 No Content"] {
        let server = Server::of_bytes(answer(status, "", b""));
        let network = network(&[&server]);
        for _ in 0..3 {
            let answer = ask_and_wait(&network, &server.tiles(), AT);
            assert_eq!(answer, Err(TileMiss::Absent), "{status}");
        }
        assert_eq!(server.n_requests(), 1, "{status}");
        let (entries, pulse) = told(&network);
        assert_eq!(entries[0].kind, OutcomeKind::Absent);
        assert_eq!(pulse.troubles, []);
    }
    let server = Server::of_tiles();
    let network = network(&[&server]);
    let beyond = TileAt {
        zoom: 20,
        x: 0,
        y: 0,
    };
    let outside = TileAt {
        zoom: 1,
        x: 2,
        y: 0,
    };
    for at in [beyond, outside] {
        let answer = ask_and_wait(&network, &server.tiles(), at);
        assert_eq!(answer, Err(TileMiss::Absent));
    }
    assert_eq!(server.n_requests(), 0);
}

#[test]
fn a_host_that_asks_to_be_left_alone_is_left_alone() {
    let in_an_hour =
        httpdate::fmt_http_date(std::time::SystemTime::now() + Duration::from_hours(1));
    for (status, wait) in [
        ("429 Too Many Requests", "3600"),
        ("429 Too Many Requests", in_an_hour.as_str()),
        ("429 Too Many Requests", "999999999999999999999999"),
        ("503 Service Unavailable", "3600"),
    ] {
        let server = Server::of_bytes(answer(status, &format!("Retry-After: {wait}\r\n"), b""));
        let network = network(&[&server]);
        let words = failed(ask_and_wait(&network, &server.tiles(), AT));
        assert!(words.contains(&status[..3]), "{words}");
        for x in 0..5 {
            let at = TileAt { x, ..AT };
            let words = failed(ask_and_wait(&network, &server.tiles(), at));
            assert!(words.contains(&status[..3]), "{words}");
            network.try_again(&server.host());
        }
        assert_eq!(server.n_requests(), 1, "{status} {wait}");
        let (_, pulse) = told(&network);
        let [trouble] = pulse.troubles.as_slice() else {
            panic!("{pulse:?}");
        };
        assert!(trouble.wait_s.unwrap() > 3_000, "{trouble:?}");
        assert!(!trouble.may_try);
    }
}

#[test]
fn a_host_that_fails_again_and_again_waits_for_the_user() {
    for status in [
        "500 Internal Server Error",
        "403 Forbidden",
        "429 Too Many Requests",
        "503 Busy",
    ] {
        // What says nothing sensible of when is left alone for as long as any failure.
        let server = Server::of_bytes(answer(status, "Retry-After: soon\r\n", b""));
        let network = network(&[&server]);
        for x in 0..20 {
            let at = TileAt { x, ..AT };
            failed(ask_and_wait(&network, &server.tiles(), at));
        }
        assert_eq!(server.n_requests(), 5, "{status}");
        let (entries, pulse) = told(&network);
        assert_eq!(entries.len(), 5, "{status}");
        assert_eq!(pulse.troubles[0].wait_s, None);
        assert!(pulse.troubles[0].may_try);
        assert!(pulse.troubles[0].words.contains(&status[..3]), "{pulse:?}");
        network.try_again(&server.host());
        failed(ask_and_wait(&network, &server.tiles(), AT));
        assert_eq!(server.n_requests(), 6, "{status}");
    }
}

#[test]
fn a_host_that_comes_back_is_forgiven() {
    let n = std::sync::atomic::AtomicUsize::new(0);
    let server = Server::start(move |stream, _| {
        let n = n.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let bytes = if n % 4 < 3 {
            answer("500 Internal Server Error", "", b"")
        } else {
            ok("image/png", &png(256))
        };
        stream.write_all(&bytes)
    });
    let network = network(&[&server]);
    for round in 0..3 {
        for x in 0..3 {
            let at = TileAt { x, y: round, ..AT };
            failed(ask_and_wait(&network, &server.tiles(), at));
        }
        let at = TileAt {
            x: 9,
            y: round,
            ..AT
        };
        assert!(ask_and_wait(&network, &server.tiles(), at).is_ok());
    }
    let (_, pulse) = told(&network);
    assert_eq!(pulse.troubles, []);
    assert!(pulse.revision > 0, "who drew a gap asks again");
}

#[test]
fn redirects_are_followed_to_allowed_hosts_and_each_is_told() {
    let tiles = Server::of_tiles();
    let to = format!("http://127.0.0.1:{}/x.png", tiles.port);
    let from = Server::of_bytes(answer(
        "302 Found",
        &format!("Location: {to}\r\n"),
        b"moved",
    ));
    let both = network(&[&from, &tiles]);
    assert_eq!(ask_and_wait(&both, &from.tiles(), AT), Ok(png(256)));
    let (entries, _) = told(&both);
    let hosts: Vec<&WebHost> = entries.iter().map(|entry| &entry.host).collect();
    assert_eq!(hosts, [&from.host(), &tiles.host()]);
    assert_eq!(entries[0].kind, OutcomeKind::Redirect);

    let tiles = Server::of_tiles();
    let to = format!("http://127.0.0.1:{}/x.png", tiles.port);
    let from = Server::of_bytes(answer(
        "302 Found",
        &format!("Location: {to}\r\n"),
        b"moved",
    ));
    let one = network(&[&from]);
    let words = failed(ask_and_wait(&one, &from.tiles(), AT));
    assert!(words.contains("not allowed"), "{words}");
    assert!(words.contains(&tiles.host().to_string()), "{words}");
    assert_eq!(tiles.n_requests(), 0);
}

#[test]
fn redirects_that_lead_nowhere_are_told_so() {
    check_failure("a loop", "again and again", |stream, head| {
        let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
        let location = format!("Location: {path}\r\n");
        stream.write_all(&answer("307 Temporary Redirect", &location, b""))
    });
    for (what, location) in [
        ("a file", "Location: file:///etc/passwd\r\n"),
        ("no place", ""),
        ("a name and password", "Location: http://u:p@127.0.0.1/\r\n"),
        ("data", "Location: data:image/png;base64,AAAA\r\n"),
    ] {
        check_bytes(what, "sends on to", answer("301 Moved", location, b""));
    }
}

#[test]
fn nobody_is_asked_who_was_not_allowed() {
    let server = Server::of_tiles();
    for rules in [
        NetworkRules::default(),
        rules([WebHost::parse("https://127.0.0.1").unwrap()]),
        rules([WebHost::parse(&format!("http://localhost:{}", server.port)).unwrap()]),
        NetworkRules::Forbidden(Forbidding::Collection),
        NetworkRules::Forbidden(Forbidding::CommandLine),
    ] {
        let network = Network::new(options());
        network.set_rules(rules);
        let answer = ask_and_wait(&network, &server.tiles(), AT);
        assert_eq!(answer, Err(TileMiss::NotAllowed));
        assert_eq!(told(&network).0, []);
    }
    assert_eq!(server.n_requests(), 0);
}

#[test]
fn what_waits_is_not_asked_once_its_host_is_revoked() {
    let server = Server::start(|stream, _| {
        std::thread::sleep(Duration::from_millis(300));
        stream.write_all(&ok("image/png", &png(256)))
    });
    let network = network(&[&server]);
    let answers: Vec<_> = (0..20)
        .map(|x| ask(&network, &server.tiles(), TileAt { x, ..AT }))
        .collect();
    network.set_rules(NetworkRules::default());
    let n_allowed = answers
        .iter()
        .filter(|answer| answer.recv_timeout(PATIENCE).expect("an answer").is_ok())
        .count();
    // Those that were under way.
    assert!(n_allowed <= 2, "{n_allowed}");
    assert!(server.n_requests() <= 2);
}

#[test]
fn a_request_says_who_asks_and_nothing_else() {
    let server = Server::of_tiles();
    let network = network(&[&server]);
    ask_and_wait(&network, &server.tiles(), AT).unwrap();
    let heads = server.heads();
    let mut lines: Vec<&str> = heads[0].lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines.remove(0), "GET /6/38/25.png?key=s3cret HTTP/1.1");
    lines.sort_unstable();
    let version = env!("CARGO_PKG_VERSION");
    let host = format!("host: 127.0.0.1:{}", server.port);
    let agent = format!("user-agent: Strabo/{version} (desktop map of events)");
    let lines: Vec<String> = lines
        .iter()
        .map(|line| {
            let (name, value) = line.split_once(": ").unwrap();
            format!("{}: {value}", name.to_ascii_lowercase())
        })
        .collect();
    assert_eq!(lines, [host, agent]);
}

#[test]
fn no_more_than_two_ask_one_host_at_a_time() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let (now, most) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
    let (n, peak) = (Arc::clone(&now), Arc::clone(&most));
    let server = Server::start(move |stream, _| {
        let n_now = n.fetch_add(1, Ordering::SeqCst) + 1;
        peak.fetch_max(n_now, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(30));
        n.fetch_sub(1, Ordering::SeqCst);
        stream.write_all(&ok("image/png", &png(64)))
    });
    let network = network(&[&server]);
    let answers: Vec<_> = (0..16)
        .map(|x| ask(&network, &server.tiles(), TileAt { x, ..AT }))
        .collect();
    for answer in answers {
        assert!(answer.recv_timeout(PATIENCE).unwrap().is_ok());
    }
    assert_eq!(most.load(Ordering::SeqCst), 2);
}

#[test]
fn what_is_kept_is_shown_without_asking_and_stands_in_for_a_server_that_fails() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tiles.sqlite");
    let kept = |rules: NetworkRules| {
        let network = Network::new(Options {
            cache: Some(path.clone()),
            ..options()
        });
        network.cache().keep(Some(50)).unwrap();
        network.set_rules(rules);
        network
    };
    let n = std::sync::atomic::AtomicUsize::new(0);
    let server = Server::start(move |stream, _| {
        let first = n.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
        let bytes = if first {
            // Old as soon as it is there.
            let headers = "Cache-Control: max-age=0\r\nETag: \"x\"\r\n";
            answer("200 OK", headers, &png(256))
        } else {
            answer("500 Internal Server Error", "", b"")
        };
        stream.write_all(&bytes)
    });
    let allowed = || rules([server.host()]);
    assert!(ask_and_wait(&kept(allowed()), &server.tiles(), AT).is_ok());
    // Another key finds the same tile.
    let mut tiles = server.tiles();
    tiles.template = tiles.template.replace("s3cret", "other");
    let forbidden = NetworkRules::Forbidden(Forbidding::CommandLine);
    assert!(ask_and_wait(&kept(forbidden), &tiles, AT).is_ok());
    assert_eq!(server.n_requests(), 1);
    assert!(ask_and_wait(&kept(allowed()), &tiles, AT).is_ok());
    assert_eq!(
        server.n_requests(),
        2,
        "it was old, so its server was asked"
    );
    let none = kept(allowed());
    none.cache().keep(None).unwrap();
    failed(ask_and_wait(&none, &tiles, AT));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn asking_never_waits_and_memory_stays_bounded() {
    let before = memory_kib();
    let silent = Server::start(|_, _| {
        std::thread::sleep(Duration::from_secs(10));
        Ok(())
    });
    let bomb = Server::of_bytes(gzipped_answer(&gzip_bomb()));
    let flood = Server::start(|stream, _| {
        stream.write_all(format!("{OK}\r\n").as_bytes())?;
        endless(stream, &vec![0; 65_536])
    });
    let network = network(&[&silent, &bomb, &flood]);
    let mut answers = Vec::new();
    for n in 0..2_000 {
        let at = TileAt {
            zoom: 19,
            x: n,
            y: 0,
        };
        for server in [&silent, &bomb, &flood] {
            answers.push(ask(&network, &server.tiles(), at));
        }
    }
    // All were asked, and the silent one has had no time to fail: nobody has waited for it.
    drop(network);
    for answer in answers {
        assert!(answer.recv_timeout(PATIENCE).expect("one answer").is_err());
        assert!(answer.recv_timeout(PATIENCE).is_err(), "only one");
    }
    if let (Some(before), Some(after)) = (before, memory_kib()) {
        let grown_mib = after.saturating_sub(before) / 1_024;
        assert!(grown_mib < 160, "{grown_mib} MiB");
    }
}

fn drip(stream: &mut TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    for _ in 0..100 {
        stream.write_all(bytes)?;
        stream.flush()?;
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

/// Writes until nobody listens any more.
fn endless(stream: &mut TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    loop {
        stream.write_all(bytes)?;
    }
}

fn gzip_bomb() -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..200 {
        encoder.write_all(&vec![0; 1024 * 1024]).unwrap();
    }
    encoder.finish().unwrap()
}

fn gzipped_answer(body: &[u8]) -> Vec<u8> {
    let headers = "Content-Type: image/png\r\nContent-Encoding: gzip\r\n";
    answer("200 OK", headers, body)
}

/// A picture whose head says that it has four thousand million pixels.
fn picture_bomb() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8], data: &[u8]| {
        let mut crc = flate2::Crc::new();
        crc.update(kind);
        crc.update(data);
        bytes.extend((data.len() as u32).to_be_bytes());
        bytes.extend(kind);
        bytes.extend(data);
        bytes.extend(crc.sum().to_be_bytes());
    };
    let mut head = Vec::new();
    head.extend(65_000_u32.to_be_bytes());
    head.extend(65_000_u32.to_be_bytes());
    head.extend([8, 6, 0, 0, 0]);
    chunk(b"IHDR", &head);
    chunk(b"IDAT", &[0x78, 0x9c, 3, 0, 0, 0, 0, 1]);
    chunk(b"IEND", b"");
    bytes
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().port()
}

/// The most memory that this process ever had, in KiB; where the system tells.
fn memory_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

mod areas {
    use std::path::Path;
    use std::sync::atomic::{AtomicBool, Ordering};

    use strabo::io::net::prepare::{PrepareError, Prepared, Progress, part_of, prepare};
    use strabo::model::place::Bounds;
    use strabo::model::tile_area::TileArea;
    use strabo::state::network::PrepareOrder;

    use super::*;

    /// 1 + 1 + 2 + 4 tiles, one of which the server has not.
    fn order(server: &Server) -> PrepareOrder {
        PrepareOrder {
            server: server.tiles(),
            area: TileArea {
                bounds: Bounds {
                    west: 36.0,
                    south: 32.0,
                    east: 42.0,
                    north: 37.0,
                },
                zoom_min: 3,
                zoom_max: 6,
            },
            name: String::from("a.mbtiles"),
            folder: None,
        }
    }

    fn fetch(network: &Network, server: &Server, path: &Path) -> Result<Prepared, PrepareError> {
        prepare(
            network,
            &order(server),
            path,
            Duration::ZERO,
            &Progress::default(),
        )
    }

    /// A server that has all tiles of zoom 3 to 6 but one, until it has answered `n_max` requests.
    fn server(n_max: usize) -> Server {
        let n = std::sync::atomic::AtomicUsize::new(0);
        Server::start(move |stream, head| {
            let n = n.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let bytes = if n >= n_max {
                answer("500 Internal Server Error", "", b"")
            } else if head.starts_with("GET /6/39/25.png") {
                answer("404 Not Found", "", b"")
            } else {
                ok("image/png", &png(256))
            };
            stream.write_all(&bytes)
        })
    }

    fn text(path: &Path, select: &str) -> String {
        let file = rusqlite::Connection::open(path).unwrap();
        let value = file.query_row(select, [], |row| row.get::<_, rusqlite::types::Value>(0));
        match value.unwrap() {
            rusqlite::types::Value::Text(text) => text,
            rusqlite::types::Value::Integer(n) => n.to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_area_becomes_an_mbtiles_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.mbtiles");
        let server = server(usize::MAX);
        let network = network(&[&server]);
        let n_tiles = order(&server).area.n_tiles();
        let prepared = fetch(&network, &server, &path).unwrap();
        assert_eq!(
            (prepared.n_tiles + prepared.n_absent, prepared.n_absent),
            (n_tiles, 1)
        );
        assert_eq!(server.n_requests() as u64, n_tiles);
        assert_eq!(told(&network).0.len() as u64, n_tiles);
        assert!(!part_of(&path).exists());
        let value = |name: &str| {
            text(
                &path,
                &format!("SELECT value FROM metadata WHERE name = '{name}'"),
            )
        };
        assert_eq!(value("format"), "png");
        assert_eq!(value("attribution"), "© Test");
        assert_eq!(
            (value("minzoom"), value("maxzoom")),
            ("3".into(), "6".into())
        );
        assert_eq!(value("bounds"), "36.000000,32.000000,42.000000,37.000000");
        // Rows from the south: 2^6 - 1 - 25.
        let there = |x: u32| {
            format!(
                "SELECT COUNT(*) FROM tiles WHERE zoom_level = 6 AND tile_column = {x} AND tile_row = 38"
            )
        };
        assert_eq!(
            (text(&path, &there(38)), text(&path, &there(39))),
            ("1".into(), "0".into())
        );
        let all = std::fs::read(&path).unwrap();
        assert!(!all.windows(6).any(|it| it == b"s3cret"));
        assert_eq!(
            text(
                &path,
                "SELECT COUNT(*) FROM metadata WHERE name LIKE 'strabo%'"
            ),
            "0"
        );
    }

    #[test]
    fn what_was_broken_off_goes_on_where_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.mbtiles");
        let failing = server(5);
        let error = fetch(&network(&[&failing]), &failing, &path).unwrap_err();
        assert!(error.to_string().contains("500"), "{error}");
        assert!(!path.exists() && part_of(&path).exists());
        // The same server, well again: the same port is what the template names.
        let part = rusqlite::Connection::open(part_of(&path)).unwrap();
        let well = server(usize::MAX);
        let n: i64 = part
            .query_row("SELECT COUNT(*) FROM tiles", [], |row| row.get(0))
            .unwrap();
        assert!(n > 0);
        drop(part);
        // Of another server nothing is taken over.
        let n_all = order(&well).area.n_tiles() as usize;
        fetch(&network(&[&well]), &well, &path).unwrap();
        assert_eq!(well.n_requests(), n_all);
    }

    #[test]
    fn the_same_order_asks_only_for_what_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.mbtiles");
        let n = std::sync::atomic::AtomicUsize::new(0);
        let is_mended = Arc::<AtomicBool>::default();
        let mended = Arc::clone(&is_mended);
        let server = Server::start(move |stream, _| {
            let n = n.fetch_add(1, Ordering::SeqCst);
            let bytes = if n < 4 || mended.load(Ordering::SeqCst) {
                ok("image/png", &png(64))
            } else {
                answer("500 Internal Server Error", "", b"")
            };
            stream.write_all(&bytes)
        });
        let n_all = order(&server).area.n_tiles() as usize;
        fetch(&network(&[&server]), &server, &path).unwrap_err();
        is_mended.store(true, Ordering::SeqCst);
        // A request of the first attempt may still be on its way; the ledger tells the second's alone.
        let second = network(&[&server]);
        let prepared = fetch(&second, &server, &path).unwrap();
        assert_eq!(prepared.n_tiles as usize, n_all);
        assert_eq!(told(&second).0.len(), n_all - 4);
    }

    #[test]
    fn one_that_is_not_allowed_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.mbtiles");
        let server = server(usize::MAX);
        let error = fetch(&network(&[]), &server, &path).unwrap_err();
        assert!(matches!(error, PrepareError::NotAllowed), "{error}");
        let progress = Progress::default();
        progress.cancel();
        let network = network(&[&server]);
        let error = prepare(&network, &order(&server), &path, Duration::ZERO, &progress);
        assert!(matches!(error, Err(PrepareError::Cancelled)));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        assert_eq!(server.n_requests(), 0);
    }
}
