//! Backstage. It never holds up a request: the catalogue's entry follows later.

use super::{Known, Who};

pub(super) const KNOWN: &[Known] = &[
    Known::new(
        "backstage-kind-not-allowed",
        &["notallowederror|is not of an allowed kind"],
        "Backstage’s catalog does not admit entities of the kind Resource, or Berth’s token may not register any.",
        "Allow Resource in catalog.rules of Backstage’s configuration, and give the token the permission to register.",
    ),
    Known::new(
        "backstage-token",
        &["authenticationerror|401"],
        "Backstage does not accept Berth’s token.",
        "Give Berth a new token.",
    ),
    Known::new(
        "backstage-unreadable",
        &["inputerror"],
        "Backstage can’t read the catalog file: its own access to GitHub does not reach the repository, or the file was changed to something it refuses.",
        "Let Backstage’s GitHub integration read the repository; the message says what it refuses.",
    ),
    Known::new(
        "backstage-already-registered",
        &["conflicterror"],
        "The location is registered already.",
        "Nothing: Berth takes the one that is there.",
    )
    .by(Who::Nobody)
    .passing(),
];
