//! The vendors' contracts, which lie beside the project and are not part of it.

use serde_json::Value;
use std::path::{Path, PathBuf};

/// The folder of the contracts, or `None` after saying that the test is skipped.
pub(crate) fn contracts() -> Option<PathBuf> {
    let given = std::env::var_os("BERTH_SHARED").map(PathBuf::from);
    let above = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("../shared"));
    let found = given
        .into_iter()
        .chain(above)
        .map(|folder| folder.join("contracts"))
        .find(|folder| folder.is_dir());
    if found.is_none() {
        println!("skipped: no ../shared");
    }
    found
}

pub(crate) fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn json(path: &Path) -> Value {
    serde_json::from_str(&read(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files of a folder that end in `suffix`, in order.
pub(crate) fn files(folder: &Path, prefix: &str, suffix: &str) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            name.starts_with(prefix) && name.ends_with(suffix)
        })
        .collect();
    paths.sort();
    paths
}

pub(crate) fn documents(yaml: &str) -> Vec<Value> {
    serde_saphyr::from_multiple(yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"))
}
