//! How the background world moves: by itself for people, by hand for tests. And its clock, which tests may push forward.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::shared::Shared;
use crate::world::World;

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// A timer steps the world about three times a second.
    Auto,
    /// Nothing moves but by `World::step` or `POST /_sandbox/step`.
    Manual,
}

const TICK: Duration = Duration::from_millis(300);

pub(crate) async fn tick(world: Arc<World>) {
    let mut interval = tokio::time::interval(TICK);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        world.step().await;
    }
}

/// Real time plus whatever it was advanced by.
#[derive(Debug, Default)]
pub struct Clock(Shared<SignedDuration>);

impl Clock {
    pub fn now(&self) -> Timestamp {
        Timestamp::now()
            .saturating_add(*self.0.lock())
            .unwrap_or(Timestamp::MAX)
    }

    pub fn advance(&self, by: Duration) {
        let mut offset = self.0.lock();
        *offset =
            offset.saturating_add(SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX));
    }
}
