//! Words with a fixed set, on both sides of the API. Each is held to the domain's own by the compiler: a variant that is
//! new there has to get its word here.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! mirror {
    ($($(#[$about:meta])* $name:ident = $of:ty { $($variant:ident),* $(,)? })*) => {
        $(
            $(#[$about])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
            #[serde(rename_all = "snake_case")]
            pub(in crate::http) enum $name { $($variant),* }

            impl From<$of> for $name {
                fn from(value: $of) -> Self {
                    match value { $(<$of>::$variant => Self::$variant),* }
                }
            }

            impl From<$name> for $of {
                fn from(value: $name) -> Self {
                    match value { $($name::$variant => <$of>::$variant),* }
                }
            }
        )*
    };
}

mirror! {
    /// How far a request has come.
    StageWord = domain::request::StageName {
        Draft, Checking, NeedsInput, Publishing, InReview, ChangesRequested, Approved, Merged, Syncing, Provisioning,
        Verifying, CoolingOff, Completed, Rejected, Cancelled, ClosedExternally, Superseded, RolledBack, PublishFailed,
        SyncFailed, ProvisionFailed,
    }
    /// What a request asks for.
    ChangeWord = domain::request::ChangeKind {
        Create, Adopt, Alarms, Workflow, Lifecycle, Settings, Access, Removal,
    }
    /// A station on a request’s way.
    StepWord = domain::portal::StepName { Submitted, PullRequest, Approved, Merged, Synced, Ready, Verified }
    /// How a station stands.
    StepStateWord = domain::portal::StepState { Done, Now, Attention, Failed, ToCome, Skipped }
    /// What a reviewer decides.
    VerdictWord = domain::request::Verdict { Approve, RequestChanges, Reject }
    /// How much could go wrong.
    RiskWord = domain::policy::Risk { Low, Medium, High }
    /// What a check of good practice says.
    CheckVerdictWord = domain::policy::Verdict { Pass, Advice, Block }
    /// What a fact means for what is asked for.
    FactWord = domain::portal::FactState { Good, Notice, Bad, Unknown }
    /// Lists to choose from.
    ChoiceWord = domain::portal::ChoiceList { Teams, Systems, Clusters }
    /// How a repository fares.
    StateWord = domain::portal::RepositoryState { Ready, Coming, Attention, Unmanaged, Missing }
    /// Where Git, the cluster and AWS differ.
    DriftWord = domain::drift::DriftState { None, GitCluster, ClusterAws, Ignored, Lost }
    /// Which two differ, or that AWS alone has it.
    DriftKindWord = domain::drift::DriftKind { GitCluster, ClusterAws, AwsAlone }
    /// By what a list is sorted.
    SortWord = domain::portal::Sort {
        Name, Team, System, Account, Region, Cluster, State, Drift, Created, Images, Storage, Critical, High, LastPush,
        LastPull, Score,
    }
    /// Scores as people speak of them: good from 90, fair from 70.
    BandWord = domain::portal::ScoreBand { Good, Fair, Poor, Unjudged }
    /// Something that is true of a repository.
    MarkWord = domain::portal::Mark { Read, Scored, Clean, Critical, High }
    /// Storage that probably nobody would miss.
    WasteWord = domain::cost::Waste { Untagged, NeverPulled, NoPolicy }
    /// A check of the scorecard.
    ScoreCheckWord = domain::scorecard::CheckId {
        Scanning, Findings, Tags, Access, Encryption, Lifecycle, Owner, Git, Description, CompanyTags, Pushed, Pulled,
    }
    /// What a check of the scorecard found.
    OutcomeWord = domain::scorecard::Outcome { Pass, Miss, Excused, Unknown }
    /// What an image is.
    ImageKindWord = domain::image::ImageKind { Image, Index, Platform, Signature, Attestation, Sbom, Chart, Other }
    /// By what findings are sorted.
    FindingSortWord = domain::portal::FindingSort { Severity, Oldest, Newest, Package, Name }
    /// What a search is limited to.
    GroupWord = domain::portal::SearchGroup { Repositories, Requests, Images, Teams, Systems }
    /// How a repository goes.
    WayWord = domain::request::Way { DeleteWithImages, DeleteEmpty, Detach, Policy }
    /// How a rollout stands.
    RolloutStateWord = domain::rollout::RolloutState { Running, Paused, Stopped, Finished }
    /// What is done to a rollout.
    SteerWord = domain::rollout::Steer { Pause, Resume, Stop, Retry }
    /// How a repository of a rollout stands.
    StandingWord = domain::rollout::Standing { Stuck, InReview, UnderWay, Waiting, Done, Already, LeftOut, Ended }
    /// What somebody may do with Berth.
    RoleWord = domain::people::Role { Developer, Reviewer, Manager, Admin }
    /// What a token may be used for.
    ScopeWord = domain::token::Scope { Read, Request, Review, Admin }
    /// Whether a token opens anything.
    TokenStateWord = domain::token::TokenState { Active, Expired, Revoked }
}
