//! Having Argo CD apply what Git says: a whole application at a commit, or some of its objects.

use super::{APPLICATIONS, ArgoCd, ObjectsAsked, SyncAsked, ok, trouble};
use crate::outside::wire::segment;
use domain::drift::ObjectDrift;
use domain::github::Sha;
use domain::trouble::Trouble;
use http::{Method, StatusCode};
use serde_json::{Value, json};

impl ArgoCd {
    /// `prune`: objects whose files are gone are deleted.
    ///
    /// # Errors
    /// `Refused` until a sync window opens; trouble with Argo CD.
    pub async fn sync(
        &self,
        name: &str,
        revision: &Sha,
        prune: bool,
    ) -> Result<SyncAsked, Trouble> {
        let mut body = json!({
            "name": name, "revision": revision, "project": self.inner.config.project, "prune": prune,
        });
        if let Some(namespace) = &self.inner.config.app_namespace {
            body["appNamespace"] = json!(namespace);
        }
        let path = format!("{APPLICATIONS}/{}/sync", segment(name));
        let answer = self.send(Method::POST, &path, Some(&body)).await?;
        let precondition = answer.status == StatusCode::BAD_REQUEST
            && trouble::code(&answer) == trouble::PRECONDITION;
        let said = trouble::words(&answer);
        if precondition && (said.contains("already in progress") || said.contains("auto-sync")) {
            return Ok(SyncAsked::Busy);
        }
        ok(answer, "sync the application").map(|_| SyncAsked::Started {
            revision: revision.clone(),
        })
    }

    /// Applies what Git says of these objects alone, at the commit that the application follows. `prune`: those of them
    /// that have no file go.
    ///
    /// # Errors
    /// `Refused` until a sync window opens; trouble with Argo CD.
    pub async fn sync_objects(
        &self,
        name: &str,
        objects: &[&ObjectDrift],
        prune: bool,
    ) -> Result<ObjectsAsked, Trouble> {
        let chosen: Vec<Value> = objects
            .iter()
            .map(|it| json!({ "group": it.group, "kind": it.kind, "name": it.name, "namespace": it.namespace }))
            .collect();
        let mut body = json!({
            "name": name, "project": self.inner.config.project, "prune": prune, "resources": chosen,
        });
        if let Some(namespace) = &self.inner.config.app_namespace {
            body["appNamespace"] = json!(namespace);
        }
        let path = format!("{APPLICATIONS}/{}/sync", segment(name));
        let answer = self.send(Method::POST, &path, Some(&body)).await?;
        let is_busy = answer.status == StatusCode::BAD_REQUEST
            && trouble::code(&answer) == trouble::PRECONDITION
            && trouble::words(&answer).contains("already in progress");
        if is_busy {
            return Ok(ObjectsAsked::Busy);
        }
        ok(answer, "sync the objects").map(|_| ObjectsAsked::Started)
    }
}
