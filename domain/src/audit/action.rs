//! Everything that is written down, each with its word in the database, in exports and in the API.

use crate::chronicle::Deed;
use crate::request::What;

macro_rules! actions {
    ($($name:ident = $word:literal,)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum AuditAction { $($name,)* }

        impl AuditAction {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

actions! {
    RequestSubmitted = "request.submitted",
    RequestAnswered = "request.answered",
    RequestEntered = "request.entered",
    RequestReviewed = "request.reviewed",
    RequestStuck = "request.stuck",
    RequestRecovered = "request.recovered",
    RequestRetried = "request.retried",
    RequestStepped = "request.stepped",
    CatalogChanged = "request.catalog_changed",
    FilesRendered = "request.files_rendered",

    DeletionAsked = "repository.deletion_asked",
    ImagesDeleted = "repository.images_deleted",
    DeletionUnanswered = "repository.deletion_unanswered",
    ExceptionGranted = "repository.exception_granted",
    ExceptionEnded = "repository.exception_ended",
    Drifted = "repository.drifted",
    DriftEnded = "repository.drift_ended",
    DriftIgnored = "repository.drift_ignored",
    ClusterDrifted = "repository.cluster_drifted",
    ClusterDriftEnded = "repository.cluster_drift_ended",
    ClusterRevertAsked = "repository.cluster_revert_asked",
    RolloutAsked = "repository.rollout_asked",
    RolloutLeftOut = "repository.rollout_left_out",
    RepositoryLost = "repository.repository_lost",

    RolloutStarted = "rollout.started",
    RolloutMoved = "rollout.moved",
    RolloutNoted = "rollout.noted",
    OptOutGranted = "opt_out.granted",
    OptOutEnded = "opt_out.ended",

    TokenMade = "token.made",
    TokenRevoked = "token.revoked",
    ServiceMade = "service.made",
    ServiceEnded = "service.ended",

    SessionBegun = "session.begun",
    SessionEnded = "session.ended",
    SessionsExpired = "session.expired",
    PersonChanged = "person.changed",
    AccountEntered = "account.entered",
    AccountLinked = "account.linked",

    DraftSaved = "draft.saved",
    DraftDiscarded = "draft.discarded",
    ViewKept = "view.kept",
    ViewChanged = "view.changed",
    ViewDropped = "view.dropped",

    RefusedPermission = "refused.permission",
    RefusedSession = "refused.session",
    RefusedToken = "refused.token",
    RefusedScope = "refused.scope",
    RefusedCrossSite = "refused.cross_site",
    RefusedWebhook = "refused.webhook",
    RefusedSignIn = "refused.sign_in",
    RefusedTooMany = "refused.too_many",

    AuditExported = "audit.exported",
    AuditTakenIn = "audit.taken_in",
    AuditUnread = "audit.unread",
    AuditResealed = "audit.resealed",
}

impl AuditAction {
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.as_str() == text)
    }

    /// The part of its word before the point.
    pub fn group(self) -> &'static str {
        self.as_str().split('.').next().unwrap_or_default()
    }

    /// Somebody was told no.
    pub fn is_refusal(self) -> bool {
        self.as_str().starts_with("refused.")
    }

    /// What happened to a request.
    pub fn of_event(what: &What) -> Self {
        match what {
            What::Submitted { revision: 1, .. } => Self::RequestSubmitted,
            What::Submitted { .. } => Self::RequestAnswered,
            What::Entered { .. } => Self::RequestEntered,
            What::Reviewed { .. } => Self::RequestReviewed,
            What::Stuck { .. } => Self::RequestStuck,
            What::Recovered => Self::RequestRecovered,
            What::RetryAsked => Self::RequestRetried,
            What::AdoptionStepped { .. } | What::RemovalStepped { .. } => Self::RequestStepped,
            What::CatalogChanged { .. } => Self::CatalogChanged,
        }
    }

    /// What was done to a repository.
    pub fn of_deed(deed: &Deed) -> Self {
        match deed {
            Deed::DeletionAsked { .. } => Self::DeletionAsked,
            Deed::ImagesDeleted { .. } => Self::ImagesDeleted,
            Deed::DeletionUnanswered { .. } => Self::DeletionUnanswered,
            Deed::ExceptionGranted { .. } => Self::ExceptionGranted,
            Deed::ExceptionEnded { .. } => Self::ExceptionEnded,
            Deed::Drifted { .. } => Self::Drifted,
            Deed::DriftEnded => Self::DriftEnded,
            Deed::DriftIgnored { .. } => Self::DriftIgnored,
            Deed::ClusterDrifted { .. } => Self::ClusterDrifted,
            Deed::ClusterDriftEnded => Self::ClusterDriftEnded,
            Deed::ClusterRevertAsked { .. } => Self::ClusterRevertAsked,
            Deed::RolloutAsked { .. } => Self::RolloutAsked,
            Deed::RolloutLeftOut { .. } => Self::RolloutLeftOut,
            Deed::RepositoryLost { .. } => Self::RepositoryLost,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_word_is_its_own_and_is_read_as_it_is_written() {
        let words: BTreeSet<&str> = AuditAction::ALL.iter().map(|it| it.as_str()).collect();
        assert_eq!(words.len(), AuditAction::ALL.len());
        for action in AuditAction::ALL {
            assert_eq!(AuditAction::parse(action.as_str()), Some(*action));
        }
        assert_eq!(AuditAction::parse("refused"), None);
    }

    #[test]
    fn a_deed_keeps_its_word() {
        for deed in [
            Deed::DriftEnded,
            Deed::ClusterDriftEnded,
            Deed::Drifted { lines: vec![] },
            Deed::DeletionUnanswered { why: "x".into() },
        ] {
            let word = format!("repository.{}", deed.kind());
            assert_eq!(AuditAction::of_deed(&deed).as_str(), word);
        }
    }
}
