//! Files that people edit too: what Git had when a change was asked for, and what it is to have then.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One file of a change that touches some of its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditedFile {
    /// Path in the repository, without a leading slash.
    pub path: String,
    /// `None`: there was no such file.
    pub before: Option<String>,
    /// `None`: it goes.
    pub after: Option<String>,
}

impl EditedFile {
    /// From what it is to have then back to what there was.
    #[must_use]
    pub fn undone(&self) -> Self {
        Self {
            path: self.path.clone(),
            before: self.after.clone(),
            after: self.before.clone(),
        }
    }
}

/// How a branch stands to what was there when a change was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    AsItWas,
    /// It says all that was asked for already.
    SaysSo,
    /// These files were changed since.
    Moved(Vec<String>),
}

impl Base {
    /// `now`: the texts on the branch by path; `None`: no such file there.
    pub fn of(edits: &[EditedFile], now: &BTreeMap<String, Option<String>>) -> Self {
        let there = |edit: &EditedFile| now.get(&edit.path).cloned().flatten();
        if edits.iter().all(|edit| there(edit) == edit.after) {
            return Self::SaysSo;
        }
        let moved: Vec<String> = edits
            .iter()
            .filter(|edit| there(edit) != edit.before)
            .map(|edit| edit.path.clone())
            .collect();
        match moved.is_empty() {
            true => Self::AsItWas,
            false => Self::Moved(moved),
        }
    }

    /// Why nothing is published, and the way out; `None`: nothing is in the way.
    pub fn obstacle(&self, branch: &str) -> Option<String> {
        match self {
            Self::AsItWas => None,
            Self::SaysSo => Some(format!(
                "{branch} says all of this already, so there is nothing to change. Withdraw the request, or ask for something else"
            )),
            Self::Moved(paths) => Some(format!(
                "{} changed on {branch} after this was asked for, and Berth overwrites nobody’s change. Ask again from what Git has now",
                paths.join(" and ")
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(path: &str, before: Option<&str>, after: Option<&str>) -> EditedFile {
        EditedFile {
            path: path.into(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        }
    }

    fn now(texts: &[(&str, Option<&str>)]) -> BTreeMap<String, Option<String>> {
        let owned = |text: &str| text.to_owned();
        texts
            .iter()
            .map(|(path, text)| (owned(path), text.map(owned)))
            .collect()
    }

    #[test]
    fn only_a_base_that_nobody_touched_is_built_upon() {
        let edits = [edit("a", Some("1"), Some("2")), edit("b", None, Some("3"))];
        let base = |a, b| Base::of(&edits, &now(&[("a", a), ("b", b)]));
        assert_eq!(base(Some("1"), None), Base::AsItWas);
        assert_eq!(base(Some("2"), Some("3")), Base::SaysSo);
        let moved = |paths: &[&str]| Base::Moved(paths.iter().map(|&path| path.into()).collect());
        assert_eq!(base(Some("9"), None), moved(&["a"]));
        assert_eq!(base(None, Some("0")), moved(&["a", "b"]));
        assert_eq!(base(Some("2"), None), moved(&["a"]), "half of it is there");
        assert_eq!(Base::AsItWas.obstacle("main"), None);
        assert!(
            moved(&["a"])
                .obstacle("main")
                .unwrap()
                .starts_with("a changed on main")
        );
    }

    #[test]
    fn a_file_that_goes_is_gone_already_or_still_there() {
        let edits = [edit("a", Some("1"), None)];
        assert_eq!(Base::of(&edits, &now(&[("a", None)])), Base::SaysSo);
        assert_eq!(Base::of(&edits, &now(&[("a", Some("1"))])), Base::AsItWas);
    }
}
