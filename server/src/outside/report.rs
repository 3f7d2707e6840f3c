//! Tells whoever is interested how each call went, so that the health of a source can be shown.

use crate::metrics;
use domain::trouble::{System, Trouble};
use std::fmt;
use std::sync::Arc;
use std::time::Instant;

/// Called after every call to a system with its outcome. Must be quick: it runs on the caller's task.
pub type Observer = Arc<dyn Fn(System, Result<(), &Trouble>) + Send + Sync>;

#[derive(Clone)]
pub(super) struct Reporter {
    system: System,
    observer: Option<Observer>,
}

impl Reporter {
    pub(super) fn new(system: System, observer: Option<Observer>) -> Self {
        Self { system, observer }
    }

    /// Measures and logs a call that says nothing about the health of the source: another service of the same system.
    pub(super) fn count<T>(
        &self,
        started: Instant,
        outcome: Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let trouble = outcome.as_ref().err().map(|trouble| trouble.kind);
        metrics::called(self.system, trouble, started.elapsed());
        if let Err(trouble) = &outcome {
            tracing::warn!(system = self.system.title(), kind = ?trouble.kind, "{}", trouble.message);
        }
        outcome
    }

    /// Passes the outcome on unchanged. A refusal is an answer too: the system itself is well.
    pub(super) fn note<T>(
        &self,
        started: Instant,
        outcome: Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let outcome = self.count(started, outcome);
        if let Some(observer) = &self.observer {
            observer(self.system, outcome.as_ref().map(|_| ()));
        }
        outcome
    }
}

impl fmt::Debug for Reporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reporter")
            .field("system", &self.system)
            .finish_non_exhaustive()
    }
}
