//! Puts the built assets into a release binary, so that one file is all there is to deploy. A debug build reads them from disk:
//! assets may then change without a rebuild, and `cargo test` needs none at all.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?)
        .join("..")
        .canonicalize()?;
    let target = root.join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()));
    let site = env::var_os("BERTH_SITE_DIR").map_or_else(|| target.join("site"), PathBuf::from);
    println!("cargo::rerun-if-changed=build.rs");
    // `sqlx::migrate!` notices files that change, but not files that are new.
    println!("cargo::rerun-if-changed=../migrations");
    println!("cargo::rerun-if-env-changed=BERTH_SITE_DIR");
    println!("cargo::rerun-if-env-changed=CARGO_TARGET_DIR");
    println!("cargo::rustc-env=BERTH_SITE_DIR={}", site.display());

    let mut files = Vec::new();
    if env::var("PROFILE")? == "release" {
        // A manifest that is missing now must be looked for again, which is what naming it here does.
        println!(
            "cargo::rerun-if-changed={}",
            site.join("manifest.json").display()
        );
        match site.join("manifest.json").exists() {
            true => collect(&site, &site, &mut files)?,
            false => println!(
                "cargo::warning=no assets in {}; `make release` builds both in the right order",
                site.display()
            ),
        }
    }
    fs::write(
        PathBuf::from(env::var("OUT_DIR")?).join("site.rs"),
        list(&files)?,
    )?;
    Ok(())
}

fn collect(
    site: &Path,
    folder: &Path,
    files: &mut Vec<(String, PathBuf)>,
) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(site, &path, files)?;
        } else {
            files.push((
                path.strip_prefix(site)?
                    .to_string_lossy()
                    .replace('\\', "/"),
                path,
            ));
        }
    }
    files.sort();
    Ok(())
}

fn list(files: &[(String, PathBuf)]) -> Result<String, std::fmt::Error> {
    let mut source = String::from("static EMBEDDED: &[(&str, &[u8])] = &[\n");
    for (name, path) in files {
        writeln!(
            source,
            "    ({name:?}, include_bytes!({:?})),",
            path.display().to_string()
        )?;
    }
    source.push_str("];\n");
    Ok(source)
}
