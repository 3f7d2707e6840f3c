//! What stands in the sandbox's registry, and what people do to it past Git.

use crate::Portal;
use anyhow::Context as _;
use domain::aws::Address;
use sandbox::aws::{Image, RepoKey};
use serde_json::{Value, json};

/// Digests are told apart by a number.
pub fn digest(number: u32) -> String {
    format!("sha256:{number:064x}")
}

pub fn place(key: &Address) -> RepoKey {
    RepoKey::new(key.account.as_str(), key.region.as_str(), key.name.as_str())
}

impl Portal {
    /// Of ten bytes, pushed just now.
    pub fn image(&self, number: u32, tags: &[&str]) -> Image {
        Image {
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            size: 10,
            ..Image::new(digest(number), self.bench.world.clock.now())
        }
    }

    /// Puts images there that nobody announces.
    pub fn put_images(
        &self,
        key: &Address,
        images: impl IntoIterator<Item = Image>,
    ) -> anyhow::Result<()> {
        let mut aws = self.bench.world.aws.lock();
        let repo = aws.repos.get_mut(&place(key));
        let repo = repo.with_context(|| format!("no {key:?} in AWS"))?;
        repo.images.extend(images);
        Ok(())
    }

    pub fn is_in_aws(&self, key: &Address) -> bool {
        self.bench.world.aws.lock().repos.contains_key(&place(key))
    }

    /// Somebody changes the repository at AWS's console.
    pub async fn by_hand(&self, key: &Address, mut change: Value) -> anyhow::Result<()> {
        change["account"] = json!(key.account.as_str());
        change["region"] = json!(key.region.as_str());
        change["name"] = json!(key.name.as_str());
        self.handle("PATCH", "world/aws/repositories", change).await
    }

    /// One of the sandbox's handles.
    pub async fn handle(&self, method: &str, path: &str, body: Value) -> anyhow::Result<()> {
        self.bench.handle(method, path, body.to_string()).await
    }

    /// Somebody pushes to the main branch, past every portal; `None` deletes.
    pub async fn pushed(
        &self,
        repo: &str,
        files: impl IntoIterator<Item = (String, Option<String>)>,
    ) -> anyhow::Result<()> {
        let files: serde_json::Map<String, Value> = files
            .into_iter()
            .map(|(path, text)| (path, json!(text)))
            .collect();
        let commit = json!({
            "branch": "main", "message": "By hand", "author": "dev-a", "files": files,
        });
        self.handle("POST", &format!("git/{repo}/commits"), commit)
            .await
    }
}
