//! Crossplane with the AWS providers for ECR and for alarms, and the API servers that hold their objects.
mod api;
mod conditions;
mod control;
mod external;
pub mod kinds;
mod managed;
mod model;
mod operate;
mod prepare;
mod reconcile;
mod references;
pub mod schema;

pub use api::{Applied, LAST_APPLIED, holds};
pub use conditions::condition;
pub use control::control_routes;
pub use kinds::ECR_GROUP;
pub use managed::is_paused;
pub use model::{
    Act, Event, Live, Memory, ObjectKey, State, TRACKING, Trouble, annotation, is_deleting,
    rfc3339, set_annotation, stable_uuid, tracking_app,
};

use crate::pace::Pace;
use crate::world::World;
use jiff::{SignedDuration, Timestamp};

/// People should see each hop: at Auto pace a controller moves no faster than this.
const BEAT: SignedDuration = SignedDuration::from_millis(1_100);

/// Whether a controller is due, given when it last moved.
pub(crate) fn due(world: &World, last: Option<Timestamp>, now: Timestamp) -> bool {
    world.pace == Pace::Manual || last.is_none_or(|at| now.duration_since(at) >= BEAT)
}

/// Moves the provider by one pass over every object that wants one; returns how many things changed.
pub fn step(world: &World) -> usize {
    let now = world.clock.now();
    {
        let mut state = world.crossplane.lock();
        if !due(world, state.last_tick, now) {
            return 0;
        }
        state.last_tick = Some(now);
    }
    pass(world)
}

/// A pass at once, whatever the pace.
pub(crate) fn pass(world: &World) -> usize {
    let now = world.clock.now();
    let mut state = world.crossplane.lock();
    let mut aws = world.aws.lock();
    reconcile::all(&mut state, &mut aws, now)
}
