//! Known failures of the systems round Berth: what a message means, who can do something about it, and what.
//!
//! Messages drift from version to version and codes hardly do, so an entry is recognised by a few words that all have to be
//! there. What no entry knows is shown word for word and counted, never explained away.

mod argocd;
mod aws;
mod backstage;
mod crossplane;
mod github;
mod network;

use crate::trouble::System;

/// Whose hands it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// Whoever asked.
    Requester,
    /// Who runs Berth and its credentials.
    PlatformTeam,
    /// Who runs the cluster, Argo CD and Crossplane.
    ClusterTeam,
    /// Who may change the rules of the GitHub repository.
    RepositoryAdmins,
    /// Time alone: it is tried again.
    Nobody,
}

impl Who {
    /// To stand in a sentence.
    pub fn title(self) -> &'static str {
        match self {
            Self::Requester => "whoever asked",
            Self::PlatformTeam => "the platform team",
            Self::ClusterTeam => "the people who run the cluster",
            Self::RepositoryAdmins => "the admins of the GitHub repository",
            Self::Nobody => "nobody has to, it is tried again by itself",
        }
    }
}

/// A failure that Berth knows.
#[derive(Debug, PartialEq, Eq)]
pub struct Known {
    /// For counting; never changes.
    pub id: &'static str,
    /// All of these are in the message, whatever the case; a `|` parts words of which one is enough.
    signs: &'static [&'static str],
    pub cause: &'static str,
    pub fix: &'static str,
    pub who: Who,
    /// Waiting alone never helped.
    pub lasting: bool,
    /// Where the guide says more: a page of it, with the heading.
    pub guide: &'static str,
}

impl Known {
    const fn new(
        id: &'static str,
        signs: &'static [&'static str],
        cause: &'static str,
        fix: &'static str,
    ) -> Self {
        Self {
            id,
            signs,
            cause,
            fix,
            who: Who::PlatformTeam,
            lasting: true,
            guide: "troubleshooting#the-repository-is-not-created",
        }
    }

    const fn by(mut self, who: Who) -> Self {
        self.who = who;
        self
    }

    /// It may well be over in a moment.
    const fn passing(mut self) -> Self {
        self.lasting = false;
        self
    }

    const fn guide(mut self, guide: &'static str) -> Self {
        self.guide = guide;
        self
    }

    /// `message` in lower case.
    fn fits(&self, message: &str) -> bool {
        self.signs
            .iter()
            .all(|sign| sign.split('|').any(|words| message.contains(words)))
    }
}

/// What a system knows of itself, then what may befall any: the most particular first.
fn catalogue(system: System) -> [&'static [Known]; 3] {
    match system {
        System::GitHub => [github::KNOWN, network::KNOWN, &[]],
        System::ArgoCd => [argocd::KNOWN, crossplane::KNOWN, network::KNOWN],
        // A provider hands on what AWS said.
        System::Crossplane => [crossplane::KNOWN, aws::KNOWN, network::KNOWN],
        System::Aws => [aws::KNOWN, network::KNOWN, &[]],
        System::Backstage => [backstage::KNOWN, network::KNOWN, &[]],
        System::Database | System::IdentityProvider => [network::KNOWN, &[], &[]],
    }
}

/// The known failure that a system's message tells of; `None`: nobody has written it down yet.
pub fn diagnose(system: System, message: &str) -> Option<&'static Known> {
    let message = message.to_lowercase();
    catalogue(system)
        .into_iter()
        .flatten()
        .find(|known| known.fits(&message))
}

/// Every entry, once.
pub fn all() -> impl Iterator<Item = &'static Known> {
    [
        github::KNOWN,
        argocd::KNOWN,
        crossplane::KNOWN,
        aws::KNOWN,
        backstage::KNOWN,
        network::KNOWN,
    ]
    .into_iter()
    .flatten()
}
