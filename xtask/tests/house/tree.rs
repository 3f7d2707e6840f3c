//! The files of the repository, without what was built or fetched.

use std::fs;
use std::path::{Path, PathBuf};

pub(crate) fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    root.canonicalize().unwrap()
}

/// Every file with this ending, as a path from the root with `/`, sorted.
pub(crate) fn files(ending: &str) -> Vec<String> {
    let root = root();
    let mut found = Vec::new();
    walk(&root, &mut |path| {
        let path = path.strip_prefix(&root).unwrap();
        let path = path.to_str().unwrap().replace('\\', "/");
        if path.ends_with(ending) {
            found.push(path);
        }
    });
    found.sort();
    assert!(!found.is_empty(), "no file ends with {ending}");
    found
}

fn walk(folder: &Path, visit: &mut dyn FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_ours = !name.starts_with('.')
            && ![
                "target",
                "node_modules",
                "data",
                "test-results",
                "playwright-report",
            ]
            .contains(&name.as_str());
        if path.is_dir() {
            if is_ours {
                walk(&path, visit);
            }
        } else {
            visit(&path);
        }
    }
}

pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Fails with one line for each thing that is wrong.
pub(crate) fn refuse(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}\n{}", broken.join("\n"));
}
