//! The proxy that the environment names.
//!
//! A user who has set one means all traffic to go through it, and to go around it would give away what it hides; so it
//! is used, and named wherever a request is told of. One that cannot be used stops all requests.

use std::sync::Arc;

use ureq::{Proxy, ProxyProtocol};

/// The variables that name a proxy, the first that is set counts; as `curl` and most other programs have them.
const VARIABLES: [&str; 6] = [
    "ALL_PROXY",
    "all_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
];

/// How hosts are reached.
#[derive(Clone, Debug)]
pub(super) enum Proxying {
    Direct,
    Through(Proxy, Arc<str>),
    /// The environment names one that cannot be used.
    Unusable(&'static str),
}

impl Proxying {
    pub(super) fn of_environment() -> Self {
        Self::of(|name| std::env::var(name).ok(), Proxy::try_from_env)
    }

    fn of(
        variable: impl Fn(&str) -> Option<String>,
        proxy: impl FnOnce() -> Option<Proxy>,
    ) -> Self {
        let is_set = |name: &&str| variable(name).is_some_and(|value| !value.trim().is_empty());
        let Some(name) = VARIABLES.into_iter().find(is_set) else {
            return Self::Direct;
        };
        let is_first = |proxy: &Proxy| {
            // Of several, the first that is set counts, also where it cannot be read.
            variable(name).is_some_and(|value| value.contains(proxy.host()))
        };
        match proxy().filter(is_first) {
            Some(proxy) if is_spoken(proxy.protocol()) => {
                let name = format!("{}:{}", proxy.host(), proxy.port());
                Self::Through(proxy, Arc::from(name))
            }
            _ => Self::Unusable(name),
        }
    }

    /// Host and port, without a name or password.
    pub(super) fn name(&self) -> Option<Arc<str>> {
        match self {
            Self::Through(_, name) => Some(Arc::clone(name)),
            Self::Direct | Self::Unusable(_) => None,
        }
    }
}

fn is_spoken(protocol: ProxyProtocol) -> bool {
    matches!(protocol, ProxyProtocol::Http | ProxyProtocol::Https)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(variables: &[(&str, &str)]) -> Proxying {
        let value = |name: &str| {
            let found = variables.iter().find(|(of, _)| *of == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let first = variables.first().map(|(_, value)| *value);
        Proxying::of(value, || Proxy::new(first?).ok())
    }

    #[test]
    fn a_proxy_of_the_environment_is_used_and_named_without_its_password() {
        assert!(matches!(found(&[]), Proxying::Direct));
        let proxying = found(&[("https_proxy", "http://me:s3cret@proxy.example:3128")]);
        assert_eq!(proxying.name().as_deref(), Some("proxy.example:3128"));
    }

    #[test]
    fn one_that_cannot_be_used_stops_all_requests() {
        for bad in ["socks5://127.0.0.1:9050", "ftp://x", "http://"] {
            assert!(
                matches!(
                    found(&[("ALL_PROXY", bad)]),
                    Proxying::Unusable("ALL_PROXY")
                ),
                "{bad}"
            );
        }
    }
}
