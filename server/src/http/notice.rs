//! What just happened, said once on the next page: a word in a cookie, so that no address carries it and no reload repeats it.

use super::{cookies, words};
use app::parts::Tone;
use app::shell::Flash;
use axum::http::HeaderMap;
use axum::response::Response;
use std::time::Duration;

const COOKIE: &str = "berth-notice";
const AGE: Duration = Duration::from_secs(60);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notice {
    DraftSaved,
    DraftDiscarded,
    Withdrawn,
    Retrying,
    Decided,
    /// What was sent after the session had ended is back, and nothing has become of it yet.
    Kept,
    ImagesDeleted,
    Excepted,
    ExceptionEnded,
    ViewKept,
    ViewDropped,
    AdoptionAsked,
    DriftIgnored,
    ClusterLooked,
    Reverting,
    NothingToRevert,
    RolloutStarted,
    RolloutSteered,
    OptedOut,
    OptOutEnded,
    TokenRevoked,
    ServiceMade,
    ServiceEnded,
    Linked,
    LinkedToAnother,
    LinkedAlready,
    LinkBusy,
    SessionEnded,
    SessionsEnded,
}

impl Notice {
    const ALL: [Self; 29] = [
        Self::DraftSaved,
        Self::DraftDiscarded,
        Self::Withdrawn,
        Self::Retrying,
        Self::Decided,
        Self::Kept,
        Self::ImagesDeleted,
        Self::Excepted,
        Self::ExceptionEnded,
        Self::ViewKept,
        Self::ViewDropped,
        Self::AdoptionAsked,
        Self::DriftIgnored,
        Self::ClusterLooked,
        Self::Reverting,
        Self::NothingToRevert,
        Self::RolloutStarted,
        Self::RolloutSteered,
        Self::OptedOut,
        Self::OptOutEnded,
        Self::TokenRevoked,
        Self::ServiceMade,
        Self::ServiceEnded,
        Self::Linked,
        Self::LinkedToAnother,
        Self::LinkedAlready,
        Self::LinkBusy,
        Self::SessionEnded,
        Self::SessionsEnded,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::DraftSaved => "draft-saved",
            Self::DraftDiscarded => "draft-discarded",
            Self::Withdrawn => "withdrawn",
            Self::Retrying => "retrying",
            Self::Decided => "decided",
            Self::Kept => "kept",
            Self::ImagesDeleted => "images-deleted",
            Self::Excepted => "excepted",
            Self::ExceptionEnded => "exception-ended",
            Self::ViewKept => "view-kept",
            Self::ViewDropped => "view-dropped",
            Self::AdoptionAsked => "adoption-asked",
            Self::DriftIgnored => "drift-ignored",
            Self::ClusterLooked => "cluster-looked",
            Self::Reverting => "reverting",
            Self::NothingToRevert => "nothing-to-revert",
            Self::RolloutStarted => "rollout-started",
            Self::RolloutSteered => "rollout-steered",
            Self::OptedOut => "opted-out",
            Self::OptOutEnded => "opt-out-ended",
            Self::TokenRevoked => "token-revoked",
            Self::ServiceMade => "service-made",
            Self::ServiceEnded => "service-ended",
            Self::Linked => "linked",
            Self::LinkedToAnother => "linked-to-another",
            Self::LinkedAlready => "linked-already",
            Self::LinkBusy => "link-busy",
            Self::SessionEnded => "session-ended",
            Self::SessionsEnded => "sessions-ended",
        }
    }

    pub(super) fn flash(self) -> Flash {
        let text = match self {
            Self::DraftSaved => words::DRAFT_SAVED,
            Self::DraftDiscarded => words::DRAFT_DISCARDED,
            Self::Withdrawn => words::WITHDRAWN,
            Self::Retrying => words::RETRYING,
            Self::Decided => words::DECIDED,
            Self::Kept => words::KEPT,
            Self::ImagesDeleted => words::IMAGES_DELETED,
            Self::Excepted => words::EXCEPTED,
            Self::ExceptionEnded => words::EXCEPTION_ENDED,
            Self::ViewKept => words::VIEW_KEPT,
            Self::ViewDropped => words::VIEW_DROPPED,
            Self::AdoptionAsked => words::ADOPTION_ASKED,
            Self::DriftIgnored => words::DRIFT_IGNORED,
            Self::ClusterLooked => words::CLUSTER_LOOKED,
            Self::Reverting => words::REVERTING,
            Self::NothingToRevert => words::NOTHING_TO_REVERT,
            Self::RolloutStarted => words::ROLLOUT_STARTED,
            Self::RolloutSteered => words::ROLLOUT_STEERED,
            Self::OptedOut => words::OPTED_OUT,
            Self::OptOutEnded => words::OPT_OUT_ENDED,
            Self::TokenRevoked => words::TOKEN_REVOKED,
            Self::ServiceMade => words::SERVICE_MADE,
            Self::ServiceEnded => words::SERVICE_ENDED,
            Self::Linked => words::LINKED,
            Self::LinkedToAnother => words::LINKED_TO_ANOTHER,
            Self::LinkedAlready => words::LINKED_ALREADY,
            Self::LinkBusy => words::LINK_BUSY,
            Self::SessionEnded => words::SESSION_ENDED,
            Self::SessionsEnded => words::SESSIONS_ENDED,
        };
        let tone = match self {
            Self::Kept
            | Self::NothingToRevert
            | Self::LinkedToAnother
            | Self::LinkedAlready
            | Self::LinkBusy => Tone::Warn,
            _ => Tone::Ok,
        };
        Flash {
            tone,
            text: text.to_owned(),
        }
    }

    pub(super) fn read(headers: &HeaderMap) -> Option<Self> {
        let word = cookies::read(headers, COOKIE)?;
        Self::ALL.into_iter().find(|notice| notice.word() == word)
    }

    pub(super) fn leave(self, response: &mut Response, secure: bool) {
        cookies::set(response, secure, COOKIE, self.word(), Some(AGE));
    }

    pub(super) fn clear(response: &mut Response, secure: bool) {
        cookies::set(response, secure, COOKIE, "", Some(Duration::ZERO));
    }
}
