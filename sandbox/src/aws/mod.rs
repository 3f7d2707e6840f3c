//! ECR, STS and CloudWatch, and what alarms are made of: one endpoint, several accounts and regions behind it.
mod access;
mod alarms;
mod auth;
mod control;
mod errors;
mod http;
mod images;
mod input;
mod lifecycle;
mod metrics;
mod model;
mod pushes;
mod repositories;
mod rules;
mod scans;
mod sts;

pub use access::check_repository_policy;
pub use alarms::{Resource, ResourceKey, ResourceKind};
pub use auth::{Role, fingerprint};
pub use control::control_routes;
pub use errors::AwsError;
pub use http::router;
pub use images::wildcard;
pub use model::{
    Aws as State, EcrRepo, Encryption, Finding, Image, LifecycleText, PreviewResult, PreviewStatus,
    RegistryScanning, RepoKey, Scan, ScanStatus, partition,
};
pub use repositories::{NewRepository, check_tags, set_mutability};
pub use rules::{evaluate as evaluate_lifecycle_policy, parse as parse_lifecycle_policy};

use crate::world::World;

/// Scans and previews that were running come to an end; returns how many did.
pub fn step(world: &World) -> usize {
    let now = world.clock.now();
    world.aws.lock().step(now)
}
