//! Where things are. One place, because the server's build script must come to the same answer about the site folder.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

pub(crate) struct Paths {
    pub(crate) root: PathBuf,
    /// The browser's target folder. Apart from the native one, so that the two builds neither wait for nor invalidate each other.
    pub(crate) wasm_target: PathBuf,
    /// Half-made files, kept for the next run.
    pub(crate) work: PathBuf,
    /// What the server hands out.
    pub(crate) site: PathBuf,
}

impl Paths {
    pub(crate) fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask lies in the workspace")?
            .to_path_buf();
        let target = root.join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()));
        Ok(Self {
            wasm_target: target.join("wasm"),
            work: target.join("assets"),
            site: env::var_os("BERTH_SITE_DIR").map_or_else(|| target.join("site"), PathBuf::from),
            root,
        })
    }

    /// A program that `npm ci` put beside tools/package.json.
    pub(crate) fn npm(&self, program: &str) -> PathBuf {
        self.root.join("tools/node_modules/.bin").join(program)
    }
}
