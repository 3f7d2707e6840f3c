//! Whether GitHub would merge, and its reason when not, put together from what it tells in several places.

use super::json::{CheckRun, CommitStatus, Pull, Rule};
use domain::observed::{Mergeable, ReviewSeen};
use domain::request::Verdict;

/// What the rules of the base branch still miss.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Blockers {
    reasons: Vec<String>,
    lacks_approvals: bool,
}

impl Blockers {
    pub(super) fn new(
        rules: &[Rule],
        reviews: &[ReviewSeen],
        statuses: &[CommitStatus],
        runs: &[CheckRun],
    ) -> Self {
        let mut reasons = Vec::new();
        for review in reviews {
            if review.verdict == Verdict::RequestChanges {
                reasons.push(format!("{} requested changes", review.by));
            }
        }
        let needed = rules
            .iter()
            .filter_map(|rule| rule.parameters.required_approving_review_count)
            .max()
            .unwrap_or(0);
        let given = reviews
            .iter()
            .filter(|review| review.verdict == Verdict::Approve)
            .count() as u64;
        let lacks_approvals = given < needed;
        if lacks_approvals {
            reasons.push(format!("{given} of {needed} required approvals"));
        }
        let contexts = rules
            .iter()
            .flat_map(|rule| &rule.parameters.required_status_checks);
        for check in contexts {
            if let Some(reason) = unmet(&check.context, statuses, runs) {
                reasons.push(reason);
            }
        }
        if rules.iter().any(|rule| rule.kind == "merge_queue") {
            reasons.push("this branch is merged through GitHub’s merge queue".to_owned());
        }
        Self {
            reasons,
            lacks_approvals,
        }
    }
}

/// Why a required check is not met; statuses and check runs are two ways to say the same.
fn unmet(context: &str, statuses: &[CommitStatus], runs: &[CheckRun]) -> Option<String> {
    let status = statuses
        .iter()
        .find(|status| status.context == context)
        .map(|status| status.state.as_str());
    let run = runs.iter().find(|run| run.name == context).map(|run| {
        match (run.status.as_str(), run.conclusion.as_deref()) {
            ("completed", Some("success" | "neutral" | "skipped")) => "success",
            ("completed", _) => "failure",
            _ => "pending",
        }
    });
    match status.or(run) {
        Some("success") => None,
        Some("pending") => Some(format!("the check {context} is running")),
        Some(_) => Some(format!("the check {context} failed")),
        None => Some(format!("the check {context} has not reported")),
    }
}

/// Reasons cost further calls; only a blocked pull request needs them.
pub(super) fn needs_reasons(pull: &Pull) -> bool {
    pull.mergeable_state == "blocked"
}

pub(super) fn mergeable(pull: &Pull, blockers: &Blockers) -> Mergeable {
    let no = |reason: String| Mergeable::No { reason };
    let base = &pull.base.branch;
    if pull.draft {
        return no("the pull request is a draft".to_owned());
    }
    match (pull.mergeable_state.as_str(), pull.mergeable) {
        ("clean" | "unstable" | "has_hooks", _) => Mergeable::Yes,
        ("dirty", _) | ("unknown" | "", Some(false)) => no(format!("it conflicts with {base}")),
        ("behind", _) => no(format!("the branch is behind {base} and must be updated")),
        ("draft", _) => no("the pull request is a draft".to_owned()),
        // Older kinds of branch protection are not shown to Berth; a review is what they ask for most.
        ("blocked", _) if blockers.reasons.is_empty() => Mergeable::Unreviewed {
            reason: format!("the rules of {base} are not met"),
        },
        ("blocked", _) if blockers.lacks_approvals => Mergeable::Unreviewed {
            reason: blockers.reasons.join("; "),
        },
        ("blocked", _) => no(blockers.reasons.join("; ")),
        _ => Mergeable::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pull(state: &str, mergeable: Option<bool>) -> Pull {
        serde_json::from_value(json!({
            "number": 1, "html_url": "", "state": "open", "title": "",
            "head": {"ref": "x", "sha": "1"}, "base": {"ref": "main", "sha": "0"},
            "mergeable": mergeable, "mergeable_state": state,
        }))
        .unwrap()
    }

    #[test]
    fn githubs_states_become_one_answer() {
        let answer = |state, known| mergeable(&pull(state, known), &Blockers::default());
        assert_eq!(answer("clean", Some(true)), Mergeable::Yes);
        assert_eq!(answer("unstable", Some(true)), Mergeable::Yes);
        assert_eq!(answer("unknown", None), Mergeable::Unknown);
        assert_eq!(answer("brand_new_state", Some(true)), Mergeable::Unknown);
        assert!(matches!(
            answer("blocked", None),
            Mergeable::Unreviewed { .. }
        ));
        for state in ["dirty", "behind", "draft"] {
            assert!(
                matches!(answer(state, None), Mergeable::No { .. }),
                "{state}"
            );
        }
    }

    #[test]
    fn a_block_names_what_is_missing() {
        let rules: Vec<Rule> = serde_json::from_value(json!([
            {"type": "pull_request", "parameters": {"required_approving_review_count": 2}},
            {"type": "required_status_checks", "parameters": {"required_status_checks":
                [{"context": "lint"}, {"context": "berth/approval"}, {"context": "build"}]}},
            {"type": "deletion"}]))
        .unwrap();
        let statuses: Vec<CommitStatus> =
            serde_json::from_value(json!([{"context": "berth/approval", "state": "pending"}]))
                .unwrap();
        let runs: Vec<CheckRun> = serde_json::from_value(json!([
            {"name": "lint", "status": "completed", "conclusion": "success"},
            {"name": "build", "status": "completed", "conclusion": "timed_out"}]))
        .unwrap();
        assert_eq!(
            mergeable(&pull("blocked", Some(true)), &Blockers::new(&rules, &[], &statuses, &runs)),
            Mergeable::Unreviewed {
                reason: "0 of 2 required approvals; the check berth/approval is running; the check build failed".into()
            }
        );
    }
}
