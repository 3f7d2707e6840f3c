//! The registries that a newcomer finds: most of them asked for through git, some made by hand long ago.

/// How a registry came to be and how it fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavour {
    Ready,
    /// The provider's role may not create it.
    Denied,
    /// Creation is under way and takes its time.
    Creating,
    Paused,
    /// Removed from git while it holds images.
    Stuck,
    /// Its lifecycle policy was edited in place, which the provider refuses.
    Refused,
    /// Taken note of in git, not yet taken over.
    Observed,
    /// Made by hand, with tags that say whose it is.
    Tagged,
    /// Made by hand, and nobody knows by whom.
    Bare,
}

use Flavour::{Bare, Creating, Denied, Observed, Paused, Ready, Refused, Stuck, Tagged};

impl Flavour {
    pub(super) fn is_managed(self) -> bool {
        !matches!(self, Tagged | Bare)
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub name: &'static str,
    /// Index into the estate's accounts.
    pub account: usize,
    pub region: &'static str,
    pub cluster: &'static str,
    pub team: &'static str,
    pub system: &'static str,
    /// The application's repository in the organisation.
    pub source: &'static str,
    pub about: &'static str,
    pub flavour: Flavour,
    /// How many builds were pushed; each is an index with two platform images.
    pub builds: u32,
}

const USE1: (&str, &str) = ("us-east-1", "eks-prod-use1");
const STAGE: (&str, &str) = ("us-east-1", "eks-stage-use1");
const USW2: (&str, &str) = ("us-west-2", "eks-prod-use1");
const EUW1: (&str, &str) = ("eu-west-1", "eks-prod-euw1");
const EUC1: (&str, &str) = ("eu-central-1", "eks-prod-euw1");
const APSE2: (&str, &str) = ("ap-southeast-2", "eks-prod-apse2");

type Owner = (&'static str, &'static str, &'static str);
const APP: Owner = ("platform-engineering", "spacetech", "my-app");
const PAY: Owner = ("payments", "checkout", "payments-api");
const INGEST: Owner = ("telemetry", "telemetry-lake", "telemetry-ingest");
const TILES: Owner = ("telemetry", "starchart", "starchart-tiles");
const GROUND: Owner = ("ground-control", "groundlink", "ground-station");
const PROXY: Owner = ("ground-control", "groundlink", "groundlink-proxy");
const PAD: Owner = ("launch", "launchpad", "launchpad-web");
const PORTAL: Owner = ("developer-experience", "portal", "developer-portal");
const CI: Owner = ("platform-engineering", "registry", "ci-images");

const fn row(
    name: &'static str,
    account: usize,
    place: (&'static str, &'static str),
    owner: Owner,
    about: &'static str,
    flavour: Flavour,
    builds: u32,
) -> Row {
    Row {
        name,
        account,
        region: place.0,
        cluster: place.1,
        team: owner.0,
        system: owner.1,
        source: owner.2,
        about,
        flavour,
        builds,
    }
}

pub(super) const ROWS: [Row; 42] = [
    row(
        "spacetech/my-app",
        0,
        USE1,
        APP,
        "Images of the first application",
        Ready,
        8,
    ),
    row(
        "spacetech/my-app-worker",
        0,
        USE1,
        APP,
        "Background jobs of my-app",
        Ready,
        5,
    ),
    row(
        "spacetech/my-app",
        0,
        STAGE_WEST,
        APP,
        "Images of the first application, staging",
        Ready,
        12,
    ),
    row(
        "payments/api",
        0,
        USE1,
        PAY,
        "Card payments over HTTP",
        Ready,
        14,
    ),
    row(
        "payments/api",
        1,
        EUW1,
        PAY,
        "Card payments over HTTP, European production",
        Ready,
        9,
    ),
    row(
        "payments/ledger",
        1,
        EUW1,
        PAY,
        "Double-entry bookkeeping",
        Refused,
        7,
    ),
    row(
        "payments/fraud-model",
        1,
        EUC1,
        PAY,
        "Scores payments before they are taken",
        Denied,
        0,
    ),
    row(
        "payments/receipts",
        0,
        STAGE,
        PAY,
        "Renders and mails receipts",
        Ready,
        4,
    ),
    row(
        "payments/settlement_batch",
        1,
        USE1,
        PAY,
        "Nightly settlement with the banks",
        Paused,
        6,
    ),
    row(
        "telemetry/ingest",
        0,
        USE1,
        INGEST,
        "Takes frames from the ground stations",
        Ready,
        11,
    ),
    row(
        "telemetry/ingest",
        1,
        EUW1,
        INGEST,
        "Takes frames from the European stations",
        Ready,
        6,
    ),
    row(
        "telemetry/decoder",
        0,
        USW2,
        INGEST,
        "Turns frames into measurements",
        Ready,
        9,
    ),
    row(
        "telemetry/replayer",
        0,
        STAGE,
        INGEST,
        "Plays recorded passes again",
        Ready,
        3,
    ),
    row(
        "telemetry/lake-writer",
        0,
        USE1,
        INGEST,
        "Writes measurements to the lake",
        Creating,
        0,
    ),
    row(
        "starchart/tiles",
        0,
        USE1,
        TILES,
        "Renders map tiles of the sky",
        Ready,
        10,
    ),
    row(
        "starchart/tiles",
        1,
        APSE2,
        TILES,
        "Renders map tiles of the southern sky",
        Ready,
        4,
    ),
    row(
        "starchart/catalogue",
        0,
        USW2,
        TILES,
        "Searchable catalogue of stars",
        Ready,
        6,
    ),
    row(
        "starchart/importer",
        0,
        STAGE,
        TILES,
        "Imports catalogues from observatories",
        Stuck,
        2,
    ),
    row(
        "groundlink/antenna-control",
        0,
        USE1,
        GROUND,
        "Points the antennas",
        Ready,
        7,
    ),
    row(
        "groundlink/antenna-control",
        1,
        APSE2,
        GROUND,
        "Points the southern antennas",
        Ready,
        5,
    ),
    row(
        "groundlink/scheduler",
        0,
        USE1,
        GROUND,
        "Plans passes over the stations",
        Ready,
        6,
    ),
    row(
        "groundlink/pass-predictor",
        0,
        STAGE,
        GROUND,
        "Predicts when a satellite rises",
        Ready,
        3,
    ),
    row(
        "groundlink/proxy",
        0,
        USE1,
        PROXY,
        "Keeps the uplink alive",
        Ready,
        9,
    ),
    row(
        "groundlink/proxy",
        1,
        EUW1,
        PROXY,
        "Keeps the European uplink alive",
        Ready,
        4,
    ),
    row(
        "launchpad/web",
        0,
        USE1,
        PAD,
        "The countdown for everybody",
        Ready,
        13,
    ),
    row(
        "launchpad/countdown",
        1,
        EUW1,
        PAD,
        "Holds and releases the clock",
        Ready,
        5,
    ),
    row(
        "launchpad/range-safety",
        1,
        USE1,
        PAD,
        "Watches the range",
        Observed,
        4,
    ),
    row(
        "portal/backend",
        0,
        EUW1,
        PORTAL,
        "Backend of the developer portal",
        Ready,
        6,
    ),
    row(
        "portal/docs",
        0,
        EUW1,
        PORTAL,
        "Rendered documentation",
        Ready,
        2,
    ),
    row(
        "ci/build-cache",
        0,
        USE1,
        CI,
        "Layers that builds share",
        Ready,
        46,
    ),
    row(
        "ci/toolchain",
        0,
        USE1,
        CI,
        "Compilers and linters for pipelines",
        Ready,
        8,
    ),
    row(
        "base/alpine-hardened",
        0,
        USE1,
        CI,
        "Base image for small services",
        Ready,
        6,
    ),
    row(
        "base/jre",
        0,
        USE1,
        CI,
        "Base image for Java services",
        Ready,
        5,
    ),
    row("legacy/billing_worker", 0, USE1, PAY, "", Tagged, 3),
    row("legacy/mission-archive", 0, USW2, INGEST, "", Tagged, 2),
    row("mirror/nginx", 0, USE1, CI, "", Tagged, 4),
    row("mirror/postgres", 0, EUW1, CI, "", Tagged, 4),
    row("sandbox-test", 0, USE1, APP, "", Bare, 1),
    row("hello-world", 0, USW2, APP, "", Bare, 1),
    row("tmp/migration", 1, USE1, APP, "", Bare, 2),
    row("old-website", 1, EUC1, APP, "", Bare, 0),
    row("demo/0-first-steps", 0, EUC1, APP, "", Bare, 0),
];

const STAGE_WEST: (&str, &str) = ("us-west-2", "eks-stage-use1");
