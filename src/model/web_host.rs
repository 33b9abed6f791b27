//! A server as consent is given to it: scheme, name and port; and the addresses of tiles that a template gives.
//!
//! Nothing here asks anybody. What is shown of an address is its host alone: path and query may hold the user's key.

use std::fmt;

use url::{Host, Url};

use crate::model::ground::{TileAt, TileServer};

/// The longest template that is taken; longer ones are no addresses of tiles.
const TEMPLATE_BYTES_MAX: usize = 2_048;

/// A server: `https://tiles.example.org`. The same name with another port, or not encrypted, is another one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WebHost {
    /// As the system of names has it: lower case, letters beyond ASCII as `xn--`.
    name: String,
    port: u16,
    is_encrypted: bool,
}

impl WebHost {
    /// The host of an address on the web; `None` for any other address, and for one that brings a name or password.
    pub fn of(url: &Url) -> Option<Self> {
        let is_encrypted = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        if !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        let name = match url.host()? {
            Host::Domain(name) => name.trim_end_matches('.').to_owned(),
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => format!("[{address}]"),
        };
        (!name.is_empty()).then_some(Self {
            name,
            port: url.port_or_known_default()?,
            is_encrypted,
        })
    }

    /// The host of an address as it is written in settings; see [`WebHost::key`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::of(&Url::parse(text).ok()?)
    }

    /// As it is written in settings: `https://tiles.example.org`, `http://127.0.0.1:8080`.
    pub fn key(&self) -> String {
        let scheme = if self.is_encrypted { "https" } else { "http" };
        format!("{scheme}://{self}")
    }

    /// Without the port.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether nobody on the way can read along (`https`).
    pub fn is_encrypted(&self) -> bool {
        self.is_encrypted
    }

    /// Whether the name is that domain or one below it.
    pub fn is_within(&self, domain: &str) -> bool {
        self.name
            .strip_suffix(domain)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'))
    }

    /// The same server asked with encryption, both at their usual ports: to allow the one is to allow the other.
    pub fn encrypted(&self) -> Option<Self> {
        const HTTP: u16 = 80;
        const HTTPS: u16 = 443;
        (!self.is_encrypted && self.port == HTTP).then(|| Self {
            port: HTTPS,
            is_encrypted: true,
            ..self.clone()
        })
    }
}

/// The name, and the port where it is not the usual one.
impl fmt::Display for WebHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        let usual = if self.is_encrypted { 443 } else { 80 };
        if self.port == usual {
            Ok(())
        } else {
            write!(f, ":{}", self.port)
        }
    }
}

/// Why a template gives no addresses. None of the words repeats the template, which may hold a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    #[error("the address is too long")]
    TooLong,
    #[error("the address has no {{z}}, {{x}} and {{y}}, which stand for zoom, column and row")]
    NoPlaceholders,
    #[error("the address has a placeholder that is not known; {{z}}, {{x}}, {{y}} and {{-y}} are")]
    UnknownPlaceholder,
    #[error("the host’s name holds a placeholder; write one host in its place")]
    HostVaries,
    #[error("this is no address on the web: it begins with https:// or http://")]
    NoAddress,
    #[error("a name or password before the host is not sent; put a key into the path or the query")]
    UserInfo,
}

impl TileServer {
    /// The host that is asked for its tiles.
    pub fn host(&self) -> Result<WebHost, TemplateError> {
        let url = self.address(TileAt {
            zoom: 0,
            x: 0,
            y: 0,
        })?;
        WebHost::of(&url).ok_or(TemplateError::NoAddress)
    }

    /// The address of a tile. It may hold the user's key: for the server alone, never for a screen or a file.
    pub fn address(&self, at: TileAt) -> Result<Url, TemplateError> {
        let template = self.template.trim();
        if template.len() > TEMPLATE_BYTES_MAX {
            return Err(TemplateError::TooLong);
        }
        let has = |placeholder: &str| template.contains(placeholder);
        if !(has("{z}") && has("{x}") && (has("{y}") || has("{-y}"))) {
            return Err(TemplateError::NoPlaceholders);
        }
        let (_, rest) = template.split_once("://").ok_or(TemplateError::NoAddress)?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if host.contains(['{', '}']) {
            return Err(TemplateError::HostVaries);
        }
        let n_rows = 1_u32.checked_shl(u32::from(at.zoom)).unwrap_or(u32::MAX);
        let from_south = n_rows.saturating_sub(1).saturating_sub(at.y);
        let text = template
            .replace("{z}", &at.zoom.to_string())
            .replace("{x}", &at.x.to_string())
            .replace("{y}", &at.y.to_string())
            .replace("{-y}", &from_south.to_string());
        if text.contains(['{', '}']) {
            return Err(TemplateError::UnknownPlaceholder);
        }
        let mut url = Url::parse(&text).map_err(|_error| TemplateError::NoAddress)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(TemplateError::UserInfo);
        }
        url.set_fragment(None);
        WebHost::of(&url)
            .map(|_| url)
            .ok_or(TemplateError::NoAddress)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(template: &str) -> TileServer {
        TileServer {
            name: String::from("a"),
            template: template.to_owned(),
            attribution: String::new(),
            zoom_min: 0,
            zoom_max: 19,
        }
    }

    const AT: TileAt = TileAt {
        zoom: 3,
        x: 5,
        y: 2,
    };

    #[test]
    fn an_address_names_the_tile_and_its_host() {
        let check = |template: &str, address: &str, host: &str| {
            let server = server(template);
            assert_eq!(server.address(AT).unwrap().as_str(), address);
            assert_eq!(server.host().unwrap().key(), host);
        };
        check(
            "https://Tiles.Example.org/{z}/{x}/{y}.png?key=s3cret",
            "https://tiles.example.org/3/5/2.png?key=s3cret",
            "https://tiles.example.org",
        );
        check(
            "http://127.0.0.1:8080/{z}/{x}/{-y}@2x.png",
            "http://127.0.0.1:8080/3/5/5@2x.png",
            "http://127.0.0.1:8080",
        );
        check(
            "https://[::1]:444/{z}/{x}/{y}",
            "https://[::1]:444/3/5/2",
            "https://[::1]:444",
        );
        // What looks like a Latin name and is not is told as what the system of names asks for.
        check(
            "https://ex\u{430}mple.org/{z}/{x}/{y}",
            "https://xn--exmple-4nf.org/3/5/2",
            "https://xn--exmple-4nf.org",
        );
    }

    #[test]
    fn a_template_that_gives_no_address_says_why_and_never_itself() {
        let check = |template: &str, error: TemplateError| {
            let found = server(template).address(AT).unwrap_err();
            assert_eq!(found, error, "{template}");
            assert!(!found.to_string().contains("s3cret"));
        };
        check("https://a.example/s3cret", TemplateError::NoPlaceholders);
        check(
            "https://{s}.a.example/{z}/{x}/{y}",
            TemplateError::HostVaries,
        );
        check(
            "https://a.example/{z}/{x}/{y}{r}",
            TemplateError::UnknownPlaceholder,
        );
        check("file:///{z}/{x}/{y}", TemplateError::NoAddress);
        check("a.example/{z}/{x}/{y}", TemplateError::NoAddress);
        check("https:///", TemplateError::NoPlaceholders);
        check(
            "https://u:s3cret@a.example/{z}/{x}/{y}",
            TemplateError::UserInfo,
        );
        let long = format!("https://a.example/{{z}}/{{x}}/{{y}}?{}", "a".repeat(3_000));
        check(&long, TemplateError::TooLong);
    }

    #[test]
    fn a_host_is_within_its_own_domain_only() {
        let host = WebHost::parse("https://tile.openstreetmap.org").unwrap();
        assert!(host.is_within("openstreetmap.org"));
        assert!(!host.is_within("streetmap.org"));
        assert!(WebHost::parse("https://a@b.example").is_none());
        assert!(WebHost::parse("ftp://b.example").is_none());
    }

    #[test]
    fn the_encrypted_twin_is_at_the_usual_port() {
        let plain = WebHost::parse("http://a.example").unwrap();
        assert_eq!(plain.encrypted(), WebHost::parse("https://a.example"));
        let other = WebHost::parse("http://a.example:8080").unwrap();
        assert_eq!(other.encrypted(), None);
    }
}
