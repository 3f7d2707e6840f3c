//! When each outside system answered last, and what is wrong while one does not.

use super::db::{statements, values};
use super::{Store, Stored};
use domain::portal::Source;
use domain::time::Timestamp;
use domain::trouble::System;

statements! {
    ANSWERED = "INSERT INTO sources (system, last_answer) VALUES ($1, $2) ON CONFLICT (system) DO UPDATE SET \
        last_answer = excluded.last_answer, trouble = NULL \
        WHERE sources.last_answer IS NULL OR sources.last_answer <= excluded.last_answer";
    /// A failure that began before the last answer says nothing new.
    FAILED = "INSERT INTO sources (system, trouble) VALUES ($1, $2) ON CONFLICT (system) DO UPDATE SET \
        trouble = excluded.trouble WHERE sources.last_answer IS NULL OR sources.last_answer <= $3";
    ALL = "SELECT system, last_answer, trouble FROM sources";
}

impl Store {
    pub async fn source_answered(&self, system: System, at: Timestamp) -> Stored<()> {
        self.db
            .execute(ANSWERED, values![key(system), at])
            .await
            .map(drop)
    }

    pub async fn source_failed(&self, system: System, message: &str, at: Timestamp) -> Stored<()> {
        self.db
            .execute(FAILED, values![key(system), message, at])
            .await
            .map(drop)
    }

    /// Every outside system, also one that nobody has asked yet.
    pub async fn sources(&self) -> Stored<Vec<Source>> {
        let rows = self.db.all(ALL, vec![]).await?;
        System::OUTSIDE
            .into_iter()
            .map(|system| {
                let mut source = Source {
                    system,
                    last_answer: None,
                    trouble: None,
                };
                for row in &rows {
                    if row.text("system")? == key(system) {
                        source.last_answer = row.maybe_time("last_answer")?;
                        source.trouble = row.maybe_text("trouble")?;
                    }
                }
                Ok(source)
            })
            .collect()
    }
}

fn key(system: System) -> &'static str {
    match system {
        System::GitHub => "github",
        System::ArgoCd => "argocd",
        System::Crossplane => "crossplane",
        System::Aws => "aws",
        System::Backstage => "backstage",
        System::Database => "database",
        System::IdentityProvider => "identity_provider",
    }
}
