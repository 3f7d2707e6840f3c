//! The use-cases: what the pages ask and what people do, answered from the store and, where freshness matters, from
//! outside with short deadlines. Nothing here moves a request beyond recording what a person wants; the worker does.

mod adopting;
mod audit;
mod changes;
mod drift;
mod error;
mod form;
mod home;
mod insights;
mod inventory;
pub mod jobs;
mod repository;
mod request;
mod review;
mod rollouts;
mod search;
pub(crate) mod seen;
pub(crate) mod tokens;
mod usage;
mod views;

pub use jobs::health::observer;

use crate::kept::Kept;
use crate::services::Services;
use domain::github::Login;
use domain::people::{Action, Denial, Person, may};
use domain::portal::{Answer, PortalError, Source, ViewRow};
use domain::refusal::Problem;
use domain::time::Timestamp;
use domain::timeline::Usual;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long a page waits for an outside system before it says so and goes on.
const PATIENCE: Duration = Duration::from_millis(1500);

/// People who come within one second.
const PEOPLE: usize = 4096;

#[derive(Clone)]
pub struct BerthPortal {
    services: Services,
    usual: Arc<Mutex<Remembered>>,
    /// They stand on every page.
    sources: Arc<Kept<(), Vec<Source>>>,
    /// Likewise, by person.
    views: Arc<Kept<Login, Vec<ViewRow>>>,
    pulls: Arc<usage::Pulls>,
}

/// How long things usually take, and when that was found out.
type Remembered = Option<(Timestamp, Usual)>;

impl BerthPortal {
    pub fn new(services: Services) -> Self {
        Self {
            services,
            usual: Arc::default(),
            sources: Arc::new(Kept::new(1)),
            views: Arc::new(Kept::new(PEOPLE)),
            pulls: Arc::default(),
        }
    }

    /// The refusal says who can change that.
    fn permit(&self, person: &Person, action: Action<'_>) -> Answer<()> {
        may(person, action).map_err(|denial| PortalError::Denied(self.with_grant(denial)))
    }

    fn with_grant(&self, denial: Denial) -> Denial {
        let sentence = match self.services.directory.granted_by(&denial.lacks) {
            Some(by) => format!("{}; ask {by}.", denial.sentence),
            None => format!("{}.", denial.sentence),
        };
        Denial { sentence, ..denial }
    }

    /// The same for a page, which shows the words in the place of a button.
    fn permitted(&self, person: &Person, action: Action<'_>) -> Result<(), String> {
        may(person, action).map_err(|denial| self.with_grant(denial).sentence)
    }
}

fn refused(problem: Problem) -> PortalError {
    PortalError::Refused(problem.into())
}

/// The thing changed between being read and being written, more often than it was worth trying again.
fn moved_on() -> PortalError {
    PortalError::Stale("The request has moved on. Look at it again".to_owned())
}
