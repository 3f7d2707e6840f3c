//! The site folder: every file under a name that carries its content's hash, its compressed forms beside it, and a manifest
//! from the name the pages use to the name on disk. A changed file has a new address, so browsers may keep the old one forever.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::Mode;

const MANIFEST: &str = "manifest.json";

pub(crate) struct File {
    name: String,
    bytes: Vec<u8>,
}

impl File {
    pub(crate) fn new(name: &str, bytes: Vec<u8>) -> Self {
        Self {
            name: name.to_owned(),
            bytes,
        }
    }

    /// `boot.js` becomes `boot.0123456789abcdef.js`.
    fn hashed_name(&self) -> String {
        let hash = hex::encode(&Sha256::digest(&self.bytes)[..8]);
        match self.name.rsplit_once('.') {
            Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
            None => format!("{}.{hash}", self.name),
        }
    }

    /// Pictures are compressed already.
    fn compresses(&self) -> bool {
        let extension = self.name.rsplit('.').next().unwrap_or_default();
        [
            "css",
            "html",
            "js",
            "json",
            "svg",
            "txt",
            "wasm",
            "webmanifest",
        ]
        .contains(&extension)
    }
}

pub(crate) struct Manifest {
    pub(crate) files: BTreeMap<String, Entry>,
}

#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) path: String,
    pub(crate) bytes: u64,
    /// Only a release is compressed.
    pub(crate) brotli: Option<u64>,
    pub(crate) gzip: Option<u64>,
}

impl Manifest {
    pub(crate) fn read(site: &Path) -> Result<Self> {
        let path = site.join(MANIFEST);
        let text = fs::read(&path)
            .with_context(|| format!("cannot read {}; build the assets first", path.display()))?;
        let value: BTreeMap<String, Value> = serde_json::from_slice(&text)?;
        let files = value
            .into_iter()
            .filter_map(|(name, entry)| Some((name, Entry::from_json(&entry)?)))
            .collect();
        Ok(Self { files })
    }

    fn write(&self, site: &Path) -> Result<()> {
        let value: BTreeMap<&str, Value> = self
            .files
            .iter()
            .map(|(name, entry)| (name.as_str(), entry.to_json()))
            .collect();
        let text = format!("{}\n", serde_json::to_string_pretty(&value)?);
        write_if_changed(&site.join(MANIFEST), text.as_bytes())
    }
}

impl Entry {
    fn to_json(&self) -> Value {
        json!({ "path": self.path, "bytes": self.bytes, "brotli": self.brotli, "gzip": self.gzip })
    }

    fn from_json(value: &Value) -> Option<Self> {
        Some(Self {
            path: value.get("path")?.as_str()?.to_owned(),
            bytes: value.get("bytes")?.as_u64()?,
            brotli: value.get("brotli").and_then(Value::as_u64),
            gzip: value.get("gzip").and_then(Value::as_u64),
        })
    }
}

/// Writes all files, then the manifest, then removes what no name leads to any more; a server that reads along never meets a
/// name without its file.
pub(crate) fn publish(site: &Path, files: Vec<File>, mode: Mode) -> Result<Manifest> {
    let mut manifest = Manifest {
        files: BTreeMap::new(),
    };
    let mut kept = BTreeSet::from([MANIFEST.to_owned(), "generation".to_owned()]);
    for file in files {
        let path = file.hashed_name();
        let bytes = file.bytes.len() as u64;
        write_if_changed(&site.join(&path), &file.bytes)?;
        kept.insert(path.clone());
        let (mut brotli, mut gzip) = (None, None);
        if mode.is_release() && file.compresses() {
            brotli = Some(compressed(
                &site.join(format!("{path}.br")),
                &file.bytes,
                brotli_of,
            )?);
            gzip = Some(compressed(
                &site.join(format!("{path}.gz")),
                &file.bytes,
                gzip_of,
            )?);
            kept.extend([format!("{path}.br"), format!("{path}.gz")]);
        }
        manifest.files.insert(
            file.name,
            Entry {
                path,
                bytes,
                brotli,
                gzip,
            },
        );
    }
    manifest.write(site)?;
    remove_all_but(site, site, &kept)?;
    Ok(manifest)
}

/// The hash in the name vouches for a file that is there already.
fn compressed(path: &Path, bytes: &[u8], compress: fn(&[u8]) -> Result<Vec<u8>>) -> Result<u64> {
    if !path.exists() {
        fs::write(path, compress(bytes)?)?;
    }
    Ok(fs::metadata(path)?.len())
}

fn brotli_of(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    brotli::CompressorWriter::new(&mut out, 1 << 16, 11, 24).write_all(bytes)?;
    Ok(out)
}

fn gzip_of(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// A file that stays the same keeps its time, so that nothing is rebuilt on its account.
fn write_if_changed(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

fn remove_all_but(site: &Path, folder: &Path, kept: &BTreeSet<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_all_but(site, &path, kept)?;
        } else if !kept.contains(path.strip_prefix(site)?.to_string_lossy().as_ref()) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn site(name: &str) -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("berth-site-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        path
    }

    fn style(text: &str) -> Vec<File> {
        vec![File::new("berth.css", text.as_bytes().to_vec())]
    }

    #[test]
    fn a_changed_file_gets_a_new_name_and_the_old_one_goes() {
        let site = site("renamed");
        let before = publish(&site, style("a{}"), Mode::Release).unwrap().files["berth.css"]
            .path
            .clone();
        let after = publish(&site, style("b{}"), Mode::Release).unwrap().files["berth.css"]
            .path
            .clone();
        assert_ne!(before, after);
        assert!(!site.join(&before).exists() && !site.join(format!("{before}.br")).exists());
        assert!(site.join(&after).exists() && site.join(format!("{after}.br")).exists());
        fs::remove_dir_all(site).unwrap();
    }

    #[test]
    fn an_unchanged_site_is_not_touched() {
        let site = site("untouched");
        publish(&site, style("a{}"), Mode::Release).unwrap();
        let time = |name: &str| fs::metadata(site.join(name)).unwrap().modified().unwrap();
        let before = time(MANIFEST);
        publish(&site, style("a{}"), Mode::Release).unwrap();
        assert_eq!(before, time(MANIFEST));
        fs::remove_dir_all(site).unwrap();
    }

    #[test]
    fn the_manifest_reads_back_with_its_sizes() {
        let site = site("manifest");
        let written = publish(&site, style("a{color:red}"), Mode::Release).unwrap();
        let read = Manifest::read(&site).unwrap();
        let (written, read) = (&written.files["berth.css"], &read.files["berth.css"]);
        assert_eq!(
            (&written.path, written.bytes, written.brotli, written.gzip),
            (&read.path, read.bytes, read.brotli, read.gzip)
        );
        assert!(read.brotli.is_some());
        fs::remove_dir_all(site).unwrap();
    }
}
