//! Styles and scripts. Styles are written one file a part and scripts import each other; browsers get one file of each.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::Mode;
use crate::paths::Paths;
use crate::site::File;
use crate::wasm::run;

/// The files that are written by hand: the styles, and everything in `public/`.
pub(crate) fn own_files(paths: &Paths, mode: Mode) -> Result<Vec<File>> {
    let mut files = vec![File::new(
        "berth.css",
        esbuild(paths, &paths.root.join("style/berth.css"), "css", mode)?,
    )];
    let public = paths.root.join("public");
    for path in files_below(&public)? {
        let name = path
            .strip_prefix(&public)?
            .to_string_lossy()
            .replace('\\', "/");
        let bytes = match name.as_str() {
            "boot.js" => boot(paths, &path, mode)?,
            _ => fs::read(&path)?,
        };
        files.push(File::new(&name, bytes));
    }
    Ok(files)
}

/// The wasm's loader. wasm-bindgen leaves the scripts that crates bring along as files of their own, imported by relative path;
/// bundled, they need no address.
pub(crate) fn glue(paths: &Paths, entry: &Path, mode: Mode) -> Result<File> {
    Ok(File::new("berth.js", esbuild(paths, entry, "js", mode)?))
}

fn boot(paths: &Paths, path: &Path, mode: Mode) -> Result<Vec<u8>> {
    let mut script = esbuild(paths, path, "js", mode)?;
    if mode == (Mode::Dev { reload: true }) {
        script.extend(fs::read(paths.root.join("xtask/src/reload.js"))?);
    }
    Ok(script)
}

fn esbuild(paths: &Paths, entry: &Path, kind: &str, mode: Mode) -> Result<Vec<u8>> {
    let program = paths.npm("esbuild");
    ensure!(
        program.exists(),
        "esbuild is missing; tools/bootstrap node puts it in tools/node_modules"
    );
    ensure!(entry.exists(), "{} is missing", entry.display());
    let out = paths
        .work
        .join("bundle")
        .join(entry.file_name().unwrap_or_default())
        .with_extension(kind);
    let mut command = Command::new(program);
    command
        .arg(entry)
        .arg(format!("--outfile={}", out.display()))
        .args([
            "--bundle",
            "--format=esm",
            "--target=esnext",
            "--charset=utf8",
            "--log-level=warning",
            "--legal-comments=none",
            "--external:/assets/*",
        ]);
    if mode.is_release() {
        command.arg("--minify");
    }
    run(&mut command)?;
    fs::read(&out).with_context(|| format!("esbuild left no {}", out.display()))
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in
            fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?
        {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}
