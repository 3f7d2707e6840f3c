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

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn json(path: &Path) -> Value {
    serde_json::from_str(&read(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The schema inside a custom resource definition.
pub(crate) fn crd(path: &Path) -> Value {
    let crd: Value = serde_saphyr::from_str(&read(path))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let at = "/spec/versions/0/schema/openAPIV3Schema";
    crd.pointer(at)
        .unwrap_or_else(|| panic!("{}: no schema", path.display()))
        .clone()
}
