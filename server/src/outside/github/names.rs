//! Which names and places Berth may use in Git.

use super::{Wanted, trouble};
use domain::trouble::{Trouble, TroubleKind};

/// Names are made by the server; a wrong one is a fault of the configuration and must not reach Git.
pub(super) fn check(wanted: &Wanted) -> Result<(), Trouble> {
    let refused = |what: String| Err(trouble::new(TroubleKind::Refused, what));
    if !is_branch(&wanted.branch) {
        return refused(format!("“{}” cannot name a branch", wanted.branch));
    }
    for path in wanted.paths() {
        if !is_place(path) {
            return refused(format!("“{path}” is no place for a file of Berth"));
        }
    }
    Ok(())
}

fn is_branch(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(['-', '/'])
        && !name.ends_with(['/', '.'])
        && !name.ends_with(".lock")
        && !["..", "@{", "//"].iter().any(|wrong| name.contains(wrong))
        && name
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"~^:?*[\\".contains(&byte))
}

fn is_place(path: &str) -> bool {
    !path.is_empty()
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
        && !path
            .split('/')
            .any(|part| part.eq_ignore_ascii_case(".git"))
        && (!path.starts_with(".github/") || is_workflow(path))
        && !path.contains(['\\', '\0'])
}

/// Of the files there that GitHub acts on, Berth writes those that publish images, and no others.
fn is_workflow(path: &str) -> bool {
    path.strip_prefix(".github/workflows/publish-")
        .and_then(|rest| rest.strip_suffix(".yml"))
        .is_some_and(|name| {
            name.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_names_never_reach_git() {
        for name in [
            "", "-x", "a..b", "a@{1}", "a b", "x.lock", "a/", "a:b", "é", "a//b",
        ] {
            assert!(!is_branch(name), "{name}");
        }
        assert!(is_branch("berth/0197c9d2-7c1a-7000-8000-000000000001"));
        for path in [
            "../x",
            "/x",
            "a//b",
            ".git/config",
            ".github/workflows/x.yml",
            ".github/workflows/publish-x.yml/y",
            ".github/workflows/publish-../x.yml",
            ".github/CODEOWNERS",
            "a/./b",
        ] {
            assert!(!is_place(path), "{path}");
        }
        assert!(is_place(".github/workflows/publish-payments-api-1a2b.yml"));
    }
}
