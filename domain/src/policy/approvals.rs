//! When one approval is not enough: what can't be brought back, or lets everybody in, is looked at by one more person.

use super::{OwnersWord, Quorum};
use crate::access::{Access, Flag, FlagKind};
use crate::access_change::AccessChange;
use crate::github::Login;
use crate::image::PULLED_LATELY_DAYS;
use crate::request::{Change, PolicyImpact};
use crate::spec::RepositorySpec;

/// What stands between a request and its merge, as far as approvals go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Approvals {
    /// Who approves the commit that is shown, each once.
    pub given: Vec<Login>,
    pub needed: u32,
    /// Why it needs more than one; empty: it doesn't.
    pub why: Vec<String>,
    /// What the team that owns the repository says, where it has a part in it.
    pub owners: Option<OwnersWord>,
}

impl Approvals {
    pub fn of(change: &Change, extra: u32, quorum: &Quorum, given: Vec<Login>) -> Self {
        let why = match extra {
            0 => Vec::new(),
            _ => why_more(change),
        };
        Self {
            needed: quorum.people,
            owners: quorum.word(&given),
            given: quorum.counted(&given).cloned().collect(),
            why,
        }
    }
}

/// How many different people have to approve. `extra`: how many more than one, where there is a reason.
pub fn needed(change: &Change, extra: u32) -> u32 {
    match extra {
        0 => 1,
        _ if why_more(change).is_empty() => 1,
        extra => 1 + extra,
    }
}

/// A sentence for each reason; empty: there is none.
pub(super) fn why_more(change: &Change) -> Vec<String> {
    match change {
        Change::Lifecycle { impact, .. } => of_policy(impact).into_iter().collect(),
        Change::Access { spec, change } => of_access(spec, change),
        _ => Vec::new(),
    }
}

fn of_policy(impact: &PolicyImpact) -> Option<String> {
    match impact {
        PolicyImpact { as_of: None, .. } => Some(
            "The repository’s images could not be read as a whole when it was asked for, so nobody knows what would expire."
                .to_owned(),
        ),
        PolicyImpact {
            pulled_lately: 0, ..
        } => None,
        PolicyImpact {
            pulled_lately: 1, ..
        } => Some(format!(
            "One image that would go was pulled within the last {PULLED_LATELY_DAYS} days and may be running somewhere."
        )),
        PolicyImpact {
            pulled_lately: n, ..
        } => Some(format!(
            "{n} images that would go were pulled within the last {PULLED_LATELY_DAYS} days and may be running somewhere."
        )),
    }
}

/// Only what the change itself brings: who was let in before stays the decision of those who let them in.
fn of_access(spec: &RepositorySpec, change: &AccessChange) -> Vec<String> {
    let flags = |policy: &Option<String>| -> Vec<Flag> {
        let read = |text: &String| Access::read(text, &spec.address.account);
        let access = policy.as_ref().map(read).unwrap_or_default();
        let is_open = |flag: &Flag| matches!(flag.kind, FlagKind::Public | FlagKind::Unreadable);
        access.flags().into_iter().filter(is_open).collect()
    };
    let before = flags(&change.was);
    let new = flags(&change.wanted)
        .into_iter()
        .filter(|flag| !before.contains(flag));
    new.map(|flag| flag.sentence).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access_change::Grants;
    use crate::lifecycle::LifecyclePolicy;
    use crate::request::Applying;
    use crate::testing::{NOW, filled_form, standard};

    fn spec() -> RepositorySpec {
        filled_form().parse(&standard()).unwrap()
    }

    fn lifecycle(pulled_lately: u64, read: bool) -> Change {
        let mut spec = spec();
        spec.settings.lifecycle = Some(LifecyclePolicy::keep_last(3));
        Change::Lifecycle {
            spec,
            was: None,
            object: None,
            applying: Applying::NewObject,
            impact: PolicyImpact {
                images: 9,
                expires: 6,
                pulled_lately,
                as_of: read.then_some(NOW),
                ..PolicyImpact::default()
            },
        }
    }

    fn access(was: Option<&str>, wanted: &str) -> Change {
        Change::Access {
            spec: spec(),
            change: Box::new(AccessChange {
                object: "x".into(),
                was: was.map(str::to_owned),
                wanted: Some(wanted.to_owned()),
                grants: Grants::default(),
                files: vec![],
            }),
        }
    }

    fn policy(sid: &str, principal: &str) -> String {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"{sid}","Effect":"Allow","Principal":{principal},"Action":"ecr:BatchGetImage"}}]}}"#
        )
    }

    #[test]
    fn what_may_run_somewhere_needs_one_more_and_so_does_what_nobody_could_see() {
        assert_eq!(needed(&lifecycle(0, true), 1), 1);
        assert_eq!(needed(&lifecycle(1, true), 1), 2);
        assert_eq!(needed(&lifecycle(7, true), 2), 3);
        assert_eq!(needed(&lifecycle(0, false), 1), 2);
        assert_eq!(needed(&lifecycle(7, true), 0), 1, "switched off");
        let create = Change::Create { spec: spec() };
        assert_eq!(needed(&create, 1), 1);
    }

    #[test]
    fn who_lets_everybody_in_needs_one_more_and_who_found_it_open_does_not() {
        let named = policy("A", r#"{"AWS":"arn:aws:iam::210987654321:root"}"#);
        let open = policy("Open", r#""*""#);
        assert_eq!(needed(&access(None, &named), 1), 1);
        assert_eq!(needed(&access(None, &open), 1), 2);
        assert_eq!(needed(&access(Some(&named), &open), 1), 2);
        assert_eq!(needed(&access(Some(&open), &open), 1), 1);
        assert_eq!(needed(&access(Some(&open), &named), 1), 1);
        assert_eq!(needed(&access(None, "{"), 1), 2, "it can’t be read");
        assert!(!why_more(&access(None, &open)).is_empty());
    }

    #[test]
    fn reasons_that_change_nothing_are_not_told() {
        let change = lifecycle(1, true);
        let of = |extra, given| {
            let quorum = Quorum::of(needed(&change, extra));
            Approvals::of(&change, extra, &quorum, given)
        };
        assert_eq!(of(0, vec![]).why, Vec::<String>::new());
        let approvals = of(1, vec![Login::new("a")]);
        assert_eq!((approvals.needed, approvals.why.len()), (2, 1));
    }
}
