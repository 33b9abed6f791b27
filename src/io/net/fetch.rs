//! One tile from one server: the request, its redirects, and what is taken for an answer.
//!
//! Redirects are followed by hand: each is a request of its own, to a host that must be allowed like any other.

use std::io::{self, Read as _};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ureq::Agent;
use ureq::http::{HeaderMap, Response, StatusCode, header};
use url::Url;

use super::backoff::retry_after;
use super::content;
use super::freshness::keep_for;
use super::proxy::Proxying;
use super::{Options, USER_AGENT};
use crate::model::ground::TileAt;
use crate::model::ledger::{LedgerEntry, OutcomeKind};
use crate::model::time::Timestamp;
use crate::model::web_host::WebHost;

/// Bytes of a tile; large ones have a quarter of it.
const TILE_BYTES_MAX: u64 = 2 * 1024 * 1024;
/// Bytes of an answer's head; usual ones have one of them.
const HEADER_BYTES_MAX: usize = 16 * 1024;
/// Redirects that one tile is followed through.
const REDIRECTS_MAX: usize = 3;

/// A tile as its server gave it.
pub(super) struct Fetched {
    pub(super) bytes: Vec<u8>,
    /// How long it may be kept; `None`: its server wants it not to be.
    pub(super) keep_for: Option<Duration>,
}

/// Why there is none.
#[derive(Debug)]
pub(super) enum Miss {
    Absent,
    /// The host may not be asked any more.
    NotAllowed,
    Failed {
        /// In words that begin with the host.
        words: String,
        retry_after: Option<Duration>,
    },
}

/// What a fetch works with.
pub(super) struct Fetch<'a> {
    pub(super) agent: &'a Agent,
    /// The proxy that is gone through.
    pub(super) via: Option<Arc<str>>,
    pub(super) tile: TileAt,
    /// Whether a host may be asked, at this moment.
    pub(super) allows: &'a dyn Fn(&WebHost) -> bool,
    /// Takes what was sent, for the ledger.
    pub(super) record: &'a dyn Fn(LedgerEntry),
}

/// What speaks HTTP: without cookies, without redirects of its own, and without a word that identifies anybody.
pub(super) fn agent(options: &Options, proxying: &Proxying) -> Agent {
    let proxy = match proxying {
        Proxying::Through(proxy, _) => Some(proxy.clone()),
        Proxying::Direct | Proxying::Unusable(_) => None,
    };
    let tls = ureq::tls::TlsConfig::builder()
        .root_certs(ureq::tls::RootCerts::PlatformVerifier)
        .build();
    Agent::config_builder()
        .tls_config(tls)
        .proxy(proxy)
        .http_status_as_error(false)
        .max_redirects(0)
        .user_agent(USER_AGENT)
        .accept("")
        .accept_encoding("")
        .max_response_header_size(HEADER_BYTES_MAX)
        .timeout_connect(Some(options.connect))
        .timeout_global(Some(options.overall))
        .build()
        .into()
}

impl Fetch<'_> {
    /// Asks for a tile at an address, whose host is allowed or is not asked.
    pub(super) fn run(&self, url: Url) -> Result<Fetched, Miss> {
        let mut url = url;
        let mut from: Option<WebHost> = None;
        for _ in 0..=REDIRECTS_MAX {
            let host = WebHost::of(&url).ok_or(Miss::NotAllowed)?;
            if !(self.allows)(&host) {
                return Err(match &from {
                    None => Miss::NotAllowed,
                    Some(from) => {
                        failed(format!("{from} sends on to {host}, which is not allowed"))
                    }
                });
            }
            match self.ask(&url, &host)? {
                Answer::Tile(fetched) => return Ok(fetched),
                Answer::Elsewhere(next) => url = next,
            }
            from = Some(host);
        }
        let host = from.map(|host| host.to_string()).unwrap_or_default();
        Err(failed(format!("{host} sends on again and again")))
    }

    /// One request. It stands in the ledger whatever comes of it.
    fn ask(&self, url: &Url, host: &WebHost) -> Result<Answer, Miss> {
        let at = SystemTime::now();
        let began = Instant::now();
        let mut heard = Heard::default();
        let outcome = self.exchange(url, host, &mut heard);
        let (kind, words): (OutcomeKind, Arc<str>) = match &outcome {
            Ok(Answer::Tile(_)) => (OutcomeKind::Tile, Arc::from("tile")),
            Ok(Answer::Elsewhere(next)) => {
                let to = WebHost::of(next).map(|host| host.to_string());
                let words = format!("sends on to {}", to.unwrap_or_default());
                (OutcomeKind::Redirect, Arc::from(words))
            }
            Err(Miss::Absent) => (OutcomeKind::Absent, Arc::from("no such tile")),
            Err(Miss::NotAllowed) => (OutcomeKind::Failed, Arc::from("not allowed")),
            Err(Miss::Failed { words, .. }) => {
                let short = words.strip_prefix(&format!("{host} ")).unwrap_or(words);
                (OutcomeKind::Failed, Arc::from(short))
            }
        };
        (self.record)(LedgerEntry {
            at: timestamp(at),
            host: host.clone(),
            via: self.via.clone(),
            tile: self.tile,
            status: heard.status,
            n_bytes: heard.n_bytes,
            took_ms: u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX),
            kind,
            words,
        });
        outcome
    }

    fn exchange(&self, url: &Url, host: &WebHost, heard: &mut Heard) -> Result<Answer, Miss> {
        let mut response = self
            .agent
            .get(url.as_str())
            .call()
            .map_err(|error| failed(format!("{host} {}", told(&error))))?;
        let status = response.status();
        heard.status = Some(status.as_u16());
        if status.is_redirection() {
            return redirected(url, host, response.headers()).map(Answer::Elsewhere);
        }
        refusal(host, status, response.headers())?;
        let bytes = read_bounded(&mut response, heard).map_err(|fault| match fault {
            Fault::Long => failed(format!("{host} sends more than any tile has")),
            Fault::Broken(error) => failed(format!("{host} {}", told(&error))),
        })?;
        if let Some(fault) = content::fault(&bytes) {
            return Err(failed(format!("{host} {fault}")));
        }
        let keep_for = keep_for(response.headers(), SystemTime::now());
        Ok(Answer::Tile(Fetched { bytes, keep_for }))
    }
}

pub(super) fn timestamp(at: SystemTime) -> Timestamp {
    let since_1970 = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(since_1970.as_millis() as i64)
}

enum Answer {
    Tile(Fetched),
    Elsewhere(Url),
}

/// What is known of an answer, also where it came to nothing.
#[derive(Default)]
struct Heard {
    status: Option<u16>,
    n_bytes: u64,
}

enum Fault {
    Long,
    Broken(ureq::Error),
}

fn read_bounded(response: &mut Response<ureq::Body>, heard: &mut Heard) -> Result<Vec<u8>, Fault> {
    if response.body().content_length() > Some(TILE_BYTES_MAX) {
        return Err(Fault::Long);
    }
    let mut bytes = Vec::new();
    let mut reader = response.body_mut().as_reader().take(TILE_BYTES_MAX + 1);
    let read = reader.read_to_end(&mut bytes);
    heard.n_bytes = bytes.len() as u64;
    match read {
        Err(error) => Err(Fault::Broken(error.into())),
        Ok(_) if bytes.len() as u64 > TILE_BYTES_MAX => Err(Fault::Long),
        Ok(_) => Ok(bytes),
    }
}

fn failed(words: String) -> Miss {
    Miss::Failed {
        words,
        retry_after: None,
    }
}

/// What a status other than a redirect says, where it is no tile.
fn refusal(host: &WebHost, status: StatusCode, headers: &HeaderMap) -> Result<(), Miss> {
    let words = match status.as_u16() {
        200 | 203 => return Ok(()),
        204 | 404 | 410 => return Err(Miss::Absent),
        401 | 403 => format!(
            "{host} refuses the request ({status}): is the key right?",
            status = status.as_u16()
        ),
        429 => format!("{host} has had too many requests (429)"),
        503 => format!("{host} has no time for it (503)"),
        500..=599 => format!("{host} is out of order ({})", status.as_u16()),
        code => format!("{host} answers with status {code}"),
    };
    let asks_for = match status {
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => headers
            .get(header::RETRY_AFTER)
            .and_then(|value| value.to_str().ok())
            .and_then(|text| retry_after(text, SystemTime::now())),
        _ => None,
    };
    Err(Miss::Failed {
        words,
        retry_after: asks_for,
    })
}

/// Where a redirect leads, if that can be asked at all.
fn redirected(url: &Url, host: &WebHost, headers: &HeaderMap) -> Result<Url, Miss> {
    let next = headers
        .get(header::LOCATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| url.join(text).ok());
    let Some(mut next) = next else {
        return Err(failed(format!("{host} sends on to nowhere")));
    };
    next.set_fragment(None);
    let Some(to) = WebHost::of(&next) else {
        return Err(failed(format!(
            "{host} sends on to what is no address on the web"
        )));
    };
    if host.is_encrypted() && !to.is_encrypted() {
        return Err(failed(format!(
            "{host} sends on to {to} without encryption"
        )));
    }
    Ok(next)
}

/// What went wrong on the way, in words that stand after the host's name. An address is never among them.
fn told(error: &ureq::Error) -> String {
    use ureq::Error;
    match error {
        Error::Timeout(ureq::Timeout::Resolve | ureq::Timeout::Connect) => {
            String::from("cannot be reached in time")
        }
        Error::Timeout(_) => String::from("does not answer in time"),
        Error::HostNotFound => String::from("is not known by that name"),
        Error::ConnectionFailed => String::from("cannot be reached"),
        Error::ConnectProxyFailed(_) => String::from("cannot be reached through the proxy"),
        Error::LargeResponseHeader(..) => String::from("sends a head that does not end"),
        Error::Decompress(..) => String::from("sends what cannot be unpacked"),
        Error::Tls(_) | Error::TlsRequired | Error::Pem(_) => {
            String::from("has no encryption that can be trusted")
        }
        Error::Rustls(error) => format!("has no encryption that can be trusted ({error})"),
        Error::Io(error) => told_of_io(error),
        Error::Protocol(_) | Error::Http(_) | Error::BodyStalled => {
            String::from("does not speak HTTP as it should")
        }
        _ => String::from("cannot be asked"),
    }
}

fn told_of_io(error: &io::Error) -> String {
    use io::ErrorKind;
    /// What rustls finds wrong arrives wrapped, and is known by its words.
    const SIGNS: [&str; 4] = [
        "certificate",
        "corrupt message",
        "handshake",
        "peer is incompatible",
    ];
    if let Some(inner) = error.get_ref().map(ToString::to_string)
        && SIGNS.iter().any(|sign| inner.contains(sign))
    {
        return format!("has no encryption that can be trusted ({inner})");
    }
    match error.kind() {
        ErrorKind::ConnectionRefused => String::from("refuses the connection"),
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => {
            String::from("breaks off")
        }
        ErrorKind::UnexpectedEof => String::from("breaks off before the end"),
        ErrorKind::TimedOut | ErrorKind::WouldBlock => String::from("does not answer in time"),
        ErrorKind::InvalidData | ErrorKind::InvalidInput => {
            String::from("sends what cannot be unpacked")
        }
        _ => String::from("cannot be reached"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redirect(from: &str, to: &str) -> Result<Url, String> {
        let url = Url::parse(from).unwrap();
        let host = WebHost::of(&url).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(header::LOCATION, to.parse().unwrap());
        redirected(&url, &host, &headers).map_err(|miss| match miss {
            Miss::Failed { words, .. } => words,
            Miss::Absent | Miss::NotAllowed => String::new(),
        })
    }

    #[test]
    fn encryption_is_never_given_up_on_the_way() {
        let words = redirect("https://a.example/1/2/3", "http://a.example/1/2/3").unwrap_err();
        assert!(words.contains("without encryption"), "{words}");
        assert!(redirect("http://a.example/1", "https://a.example/1").is_ok());
    }

    #[test]
    fn a_redirect_leads_to_an_address_on_the_web_or_nowhere() {
        let url = redirect("https://a.example/1/2/3.png?key=s3cret", "../4.png#x").unwrap();
        assert_eq!(url.as_str(), "https://a.example/1/4.png");
        for to in [
            "file:///etc/passwd",
            "data:image/png;base64,AA",
            "https://u:p@b.example/",
            "//",
        ] {
            let words = redirect("https://a.example/1?key=s3cret", to).unwrap_err();
            assert!(words.starts_with("a.example sends on to"), "{words}");
            assert!(!words.contains("s3cret"), "{words}");
        }
    }
}
