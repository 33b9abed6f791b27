//! Which servers may be asked, and who has said so.
//!
//! Without consent no server is asked. Consent is given to a host, for one collection or for good;
//! a collection and the command line can forbid all network, which no consent overrides.

use std::collections::BTreeSet;

use crate::model::web_host::WebHost;

/// Hosts allowed for one collection, or for good; more is no list that a person has made.
pub const HOSTS_MAX: usize = 100;
/// Collections with hosts of their own.
pub const COLLECTIONS_MAX: usize = 200;

/// For what a host is allowed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    Always,
    /// For one collection, by its key.
    Collection(String),
}

/// The hosts that the user has allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consent {
    always: BTreeSet<WebHost>,
    /// By the key of the collection; the newest last.
    collections: Vec<(String, BTreeSet<WebHost>)>,
}

impl Consent {
    /// Allows a host. Allowed for good, it needs no word for single collections any more.
    pub fn allow(&mut self, host: WebHost, scope: &Scope) {
        match scope {
            Scope::Always => {
                for (_, hosts) in &mut self.collections {
                    hosts.remove(&host);
                }
                insert_bounded(&mut self.always, host);
            }
            Scope::Collection(key) => {
                let found = self.collections.iter().position(|(of, _)| of == key);
                let mut entry = match found {
                    Some(idx) => self.collections.remove(idx),
                    None => (key.clone(), BTreeSet::new()),
                };
                insert_bounded(&mut entry.1, host);
                self.collections.push(entry);
                if self.collections.len() > COLLECTIONS_MAX {
                    self.collections.remove(0);
                }
            }
        }
        self.collections.retain(|(_, hosts)| !hosts.is_empty());
    }

    /// Takes the word back.
    pub fn revoke(&mut self, host: &WebHost, scope: &Scope) {
        match scope {
            Scope::Always => {
                self.always.remove(host);
            }
            Scope::Collection(key) => {
                for (_, hosts) in self.collections.iter_mut().filter(|(of, _)| of == key) {
                    hosts.remove(host);
                }
            }
        }
        self.collections.retain(|(_, hosts)| !hosts.is_empty());
    }

    /// The hosts that may be asked while a collection is open.
    pub fn hosts_for(&self, key: &str) -> BTreeSet<WebHost> {
        let own = self.collections.iter().filter(|(of, _)| of == key);
        self.always
            .iter()
            .chain(own.flat_map(|(_, hosts)| hosts))
            .cloned()
            .collect()
    }

    /// Everything that was allowed, for good first.
    pub fn entries(&self) -> impl Iterator<Item = (&WebHost, Scope)> {
        let always = self.always.iter().map(|host| (host, Scope::Always));
        let collections = self.collections.iter().flat_map(|(key, hosts)| {
            let scope = || Scope::Collection(key.clone());
            hosts.iter().map(move |host| (host, scope()))
        });
        always.chain(collections)
    }
}

fn insert_bounded(hosts: &mut BTreeSet<WebHost>, host: WebHost) {
    if hosts.len() < HOSTS_MAX {
        hosts.insert(host);
    }
}

/// Who has forbidden all network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forbidding {
    /// `--offline`.
    CommandLine,
    /// The collection that is open says `"network": "forbidden"`.
    Collection,
}

impl Forbidding {
    /// Why nothing is asked, and what would have to be done.
    pub fn words(self) -> &'static str {
        match self {
            Self::CommandLine => {
                "Strabo was started with --offline: no server is asked in this run, whatever was allowed."
            }
            Self::Collection => {
                "This collection forbids all network (“network”: “forbidden” in its file). \
                 It cannot be allowed from here; who may change the file decides."
            }
        }
    }
}

/// Who may be asked now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetworkRules {
    /// These hosts and no others.
    Only(BTreeSet<WebHost>),
    Forbidden(Forbidding),
}

/// Nobody.
impl Default for NetworkRules {
    fn default() -> Self {
        Self::Only(BTreeSet::new())
    }
}

impl NetworkRules {
    pub fn allows(&self, host: &WebHost) -> bool {
        let Self::Only(hosts) = self else {
            return false;
        };
        hosts.contains(host)
            || hosts
                .iter()
                .any(|allowed| allowed.encrypted().as_ref() == Some(host))
    }

    /// The hosts that may be asked.
    pub fn hosts(&self) -> impl Iterator<Item = &WebHost> {
        let hosts = match self {
            Self::Only(hosts) => Some(hosts),
            Self::Forbidden(_) => None,
        };
        hosts.into_iter().flatten()
    }

    pub fn forbidding(&self) -> Option<Forbidding> {
        match self {
            Self::Only(_) => None,
            Self::Forbidden(who) => Some(*who),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(text: &str) -> WebHost {
        WebHost::parse(text).unwrap()
    }

    fn rules(consent: &Consent, key: &str) -> NetworkRules {
        NetworkRules::Only(consent.hosts_for(key))
    }

    #[test]
    fn nobody_is_asked_who_was_not_allowed() {
        let rules = rules(&Consent::default(), "a");
        assert!(!rules.allows(&host("https://a.example")));
        assert_eq!(rules, NetworkRules::default());
    }

    #[test]
    fn a_host_allowed_for_a_collection_is_asked_for_that_one_only() {
        let mut consent = Consent::default();
        let scope = Scope::Collection(String::from("a"));
        consent.allow(host("https://a.example"), &scope);
        assert!(rules(&consent, "a").allows(&host("https://a.example")));
        assert!(!rules(&consent, "b").allows(&host("https://a.example")));
        consent.revoke(&host("https://a.example"), &scope);
        assert_eq!(consent, Consent::default());
    }

    #[test]
    fn a_host_is_its_name_port_and_scheme() {
        let mut consent = Consent::default();
        consent.allow(host("https://a.example"), &Scope::Always);
        let rules = rules(&consent, "any");
        for other in [
            "http://a.example",
            "https://a.example:444",
            "https://b.a.example",
            "https://example",
        ] {
            assert!(!rules.allows(&host(other)), "{other}");
        }
    }

    #[test]
    fn allowing_a_host_without_encryption_allows_it_with() {
        let mut consent = Consent::default();
        consent.allow(host("http://a.example"), &Scope::Always);
        assert!(rules(&consent, "").allows(&host("https://a.example")));
    }

    #[test]
    fn what_is_forbidden_is_so_whatever_was_allowed() {
        for who in [Forbidding::CommandLine, Forbidding::Collection] {
            assert!(!NetworkRules::Forbidden(who).allows(&host("https://a.example")));
        }
    }

    #[test]
    fn allowed_for_good_stands_once() {
        let mut consent = Consent::default();
        consent.allow(
            host("https://a.example"),
            &Scope::Collection(String::from("a")),
        );
        consent.allow(host("https://a.example"), &Scope::Always);
        let entries: Vec<_> = consent.entries().collect();
        assert_eq!(entries, [(&host("https://a.example"), Scope::Always)]);
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut consent = Consent::default();
        for n in 0..COLLECTIONS_MAX + 10 {
            consent.allow(host("https://a.example"), &Scope::Collection(n.to_string()));
        }
        assert_eq!(consent.entries().count(), COLLECTIONS_MAX);
        assert!(consent.hosts_for("0").is_empty());
    }
}
