//! The budget. What a person downloads for the first page is the one figure of speed that this repository can hold by itself.

use anyhow::{Result, bail};

use crate::site::Manifest;

/// Names, and how many bytes they may take together, compressed with brotli.
const BUDGETS: [(&str, &[&str], u64); 2] = [
    (
        "scripts and wasm",
        &["boot.js", "berth.js", "berth.wasm"],
        120_000,
    ),
    ("styles", &["berth.css"], 15_000),
];

pub(crate) fn check(manifest: &Manifest) -> Result<()> {
    println!(
        "{:<18} {:>10} {:>10} {:>10}",
        "file", "raw", "gzip", "brotli"
    );
    for (name, entry) in &manifest.files {
        let (gzip, brotli) = (
            entry.gzip.unwrap_or(entry.bytes),
            entry.brotli.unwrap_or(entry.bytes),
        );
        println!("{name:<18} {:>10} {gzip:>10} {brotli:>10}", entry.bytes);
    }
    let mut over = Vec::new();
    for (what, names, budget) in BUDGETS {
        let total = total(manifest, names)?;
        println!("{what}: {total} of {budget} bytes");
        if total > budget {
            over.push(what);
        }
    }
    if !over.is_empty() {
        bail!("over the budget: {}", over.join(", "));
    }
    Ok(())
}

fn total(manifest: &Manifest, names: &[&str]) -> Result<u64> {
    let mut total = 0;
    for name in names {
        let Some(size) = manifest.files.get(*name).and_then(|entry| entry.brotli) else {
            bail!(
                "{name} is not there compressed; the sizes are those of a release: xtask assets --release"
            );
        };
        total += size;
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Entry;

    fn manifest(wasm: u64) -> Manifest {
        let entry = |brotli| Entry {
            path: String::new(),
            bytes: brotli * 3,
            brotli: Some(brotli),
            gzip: Some(brotli),
        };
        let sizes = [
            ("boot.js", 500),
            ("berth.js", 4_500),
            ("berth.wasm", wasm),
            ("berth.css", 6_000),
        ];
        Manifest {
            files: sizes
                .map(|(name, size)| (name.to_owned(), entry(size)))
                .into(),
        }
    }

    #[test]
    fn script_and_wasm_share_one_budget() {
        assert!(check(&manifest(115_000)).is_ok());
        assert!(check(&manifest(115_001)).is_err());
    }

    #[test]
    fn a_missing_file_is_not_a_small_one() {
        let mut manifest = manifest(1);
        manifest.files.remove("berth.wasm");
        assert!(check(&manifest).is_err());
    }
}
