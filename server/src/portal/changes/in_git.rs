//! Files as the base branch has them at the moment of asking.

use crate::portal::{BerthPortal, PATIENCE};
use domain::github::RepoSlug;
use domain::observed::Seen;
use std::collections::BTreeMap;
use tokio::time::timeout;

/// What the base branch of a Git repository has.
pub(in crate::portal) struct OnBase {
    pub(super) branch: String,
    /// By path; `None`: no such file there.
    pub(super) texts: BTreeMap<String, Option<String>>,
}

impl OnBase {
    pub(super) fn take(&mut self, path: &str) -> Option<String> {
        self.texts.remove(path).flatten()
    }
}

impl BerthPortal {
    /// What a folder holds directly. `None`: GitHub does not answer.
    pub(super) async fn folder_on(
        &self,
        home: &RepoSlug,
        path: &str,
        branch: &str,
    ) -> Option<Vec<String>> {
        let listing = self.services.github.folder_at(home, path, branch);
        timeout(PATIENCE, listing).await.ok()?.ok()
    }

    /// `None`: GitHub does not answer, or shows Berth nothing of it.
    pub(super) async fn on_base(&self, home: &RepoSlug, paths: &[String]) -> Option<OnBase> {
        let services = &self.services;
        let reading = async {
            let branch = match &services.settings.base_branch {
                Some(branch) => branch.clone(),
                None => match services.github.repository(home).await {
                    Seen::Present(found) => found.default_branch,
                    Seen::Absent | Seen::Unavailable(_) | Seen::NotAsked => return None,
                },
            };
            let texts = services.github.files_at(home, paths, &branch).await.ok()?;
            Some(OnBase { branch, texts })
        };
        timeout(PATIENCE, reading).await.ok()?
    }
}
