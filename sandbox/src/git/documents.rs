//! YAML in Git. A blob never changes, so each is parsed once, however often its branch moves on.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::{GitStore, oid};
use crate::shared::Shared;

/// What is wrong with a file that should be YAML.
#[derive(Debug, Clone)]
pub enum NoYaml {
    NotText,
    Malformed(String),
}

pub type Documents = Arc<Result<Vec<Value>, NoYaml>>;

#[derive(Debug, Default)]
pub(super) struct Parsed(Shared<HashMap<String, Documents>>);

/// Far more than a world has files.
const KEPT: usize = 20_000;

impl GitStore {
    /// The documents of a blob that are not empty.
    pub fn documents(&self, slug: &str, blob: &str) -> anyhow::Result<Documents> {
        if let Some(known) = self.parsed.0.lock().get(blob) {
            return Ok(Arc::clone(known));
        }
        let repository = self.repository(slug)?;
        let id = oid(blob).ok_or_else(|| anyhow::anyhow!("not a blob: {blob}"))?;
        let documents = Arc::new(parse(repository.find_blob(id)?.content()));
        let mut parsed = self.parsed.0.lock();
        if parsed.len() >= KEPT {
            parsed.clear();
        }
        parsed.insert(blob.to_owned(), Arc::clone(&documents));
        Ok(documents)
    }
}

fn parse(content: &[u8]) -> Result<Vec<Value>, NoYaml> {
    let text = std::str::from_utf8(content).map_err(|_| NoYaml::NotText)?;
    let parsed: Vec<Value> =
        serde_saphyr::from_multiple(text).map_err(|e| NoYaml::Malformed(e.to_string()))?;
    Ok(parsed.into_iter().filter(|v| !v.is_null()).collect())
}
