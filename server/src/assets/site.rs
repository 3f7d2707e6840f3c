//! Where assets come from: the list inside the binary, or the folder that the build wrote. Both hold the same names.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use bytes::Bytes;
use serde::Deserialize;

include!(concat!(env!("OUT_DIR"), "/site.rs"));

#[derive(Debug)]
pub(super) enum Site {
    Embedded {
        files: BTreeMap<&'static str, &'static [u8]>,
        manifest: Manifest,
    },
    /// Read anew for every request, for a rebuild may have changed it.
    Disk(PathBuf),
}

#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Manifest(BTreeMap<String, Entry>);

#[derive(Debug, Deserialize)]
struct Entry {
    path: String,
}

impl Site {
    pub(super) fn built() -> Self {
        if EMBEDDED.is_empty() {
            Self::Disk(PathBuf::from(env!("BERTH_SITE_DIR")))
        } else {
            Self::embedded(EMBEDDED)
        }
    }

    pub(super) fn embedded(files: &[(&'static str, &'static [u8])]) -> Self {
        let files: BTreeMap<_, _> = files.iter().copied().collect();
        let manifest = files
            .get("manifest.json")
            .map(|bytes| Manifest::parse(bytes))
            .unwrap_or_default();
        Self::Embedded { files, manifest }
    }

    pub(super) fn hashed(&self, name: &str) -> Option<String> {
        self.ask(|manifest| manifest.0.get(name).map(|entry| entry.path.clone()))
    }

    pub(super) fn is_hashed(&self, path: &str) -> bool {
        self.ask(|manifest| manifest.0.values().any(|entry| entry.path == path))
    }

    pub(super) fn file(&self, path: &str) -> Option<Bytes> {
        match self {
            Self::Embedded { files, .. } => files.get(path).copied().map(Bytes::from_static),
            Self::Disk(folder) => fs::read(folder.join(inside(path)?)).ok().map(Bytes::from),
        }
    }

    fn ask<T>(&self, question: impl FnOnce(&Manifest) -> T) -> T {
        match self {
            Self::Embedded { manifest, .. } => question(manifest),
            Self::Disk(folder) => question(
                &fs::read(folder.join("manifest.json"))
                    .map(|bytes| Manifest::parse(&bytes))
                    .unwrap_or_default(),
            ),
        }
    }
}

impl Manifest {
    fn parse(bytes: &[u8]) -> Self {
        serde_json::from_slice(bytes).unwrap_or_else(|error| {
            tracing::error!(%error, "the assets' manifest cannot be read");
            Self::default()
        })
    }
}

/// A path that cannot lead out of the folder.
fn inside(path: &str) -> Option<&Path> {
    let path = Path::new(path);
    path.components()
        .all(|part| matches!(part, Component::Normal(_)))
        .then_some(path)
}
