//! The objects of an application, as they are in the cluster and as Git wants them.

use super::{ArgoCd, ObjectRef, json, managed, map, ok, trouble};
use domain::observed::{LiveObject, ManagedSeen, Seen};
use domain::trouble::{System, Trouble, TroubleKind};
use http::{Method, StatusCode};

impl ArgoCd {
    /// A live object of the application; `Absent` while it is not in the cluster.
    pub async fn resource(&self, application: &str, object: ObjectRef<'_>) -> Seen<LiveObject> {
        match self.live(application, object).await {
            Ok(Some(live)) => Seen::Present(live),
            Ok(None) => Seen::Absent,
            Err(trouble) => Seen::Unavailable(trouble),
        }
    }

    async fn live(
        &self,
        application: &str,
        object: ObjectRef<'_>,
    ) -> Result<Option<LiveObject>, Trouble> {
        let query = [
            ("namespace", object.namespace),
            ("resourceName", object.name),
            ("version", object.version),
            ("group", object.group),
            ("kind", object.kind),
        ];
        let path = self.path(application, "/resource", &query);
        let answer = self.send(Method::GET, &path, None).await?;
        let unknown =
            answer.status == StatusCode::BAD_REQUEST && trouble::code(&answer) == trouble::INVALID;
        if unknown || answer.status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let found: json::LiveManifest = ok(answer, "read the object")?.json(System::ArgoCd)?;
        // Argo CD writes the word when it knows the object and the cluster does not have it.
        if matches!(found.manifest.trim(), "" | "null") {
            return Ok(None);
        }
        let managed: json::Managed = serde_json::from_str(&found.manifest).map_err(|error| {
            let what = format!("the manifest of {} cannot be read: {error}", object.name);
            trouble::new(TroubleKind::Nonsense, what)
        })?;
        Ok(Some(map::live(managed)))
    }

    /// Every object of the application, with Git and the cluster held against each other; `Absent`: there is no such
    /// application.
    pub async fn managed(&self, application: &str) -> Seen<Vec<ManagedSeen>> {
        let path = self.path(application, "/managed-resources", &[]);
        let answered = async {
            let answer = self.send(Method::GET, &path, None).await?;
            if answer.status == StatusCode::NOT_FOUND {
                return Ok(None);
            }
            let found: json::ManagedResources =
                ok(answer, "compare Git with the cluster")?.json(System::ArgoCd)?;
            Ok(Some(found.items.into_iter().map(managed::seen).collect()))
        };
        match answered.await {
            Ok(Some(all)) => Seen::Present(all),
            Ok(None) => Seen::Absent,
            Err(trouble) => Seen::Unavailable(trouble),
        }
    }
}
