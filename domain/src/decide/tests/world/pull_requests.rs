//! What may be seen of a pull request, and what people decided about it.

use super::*;

/// Open, as wanted, undecided, and free to be merged.
pub(in super::super) fn open() -> PullRequestSeen {
    let pr = pull_request();
    PullRequestSeen {
        repo: pr.repo,
        number: pr.number,
        url: pr.url,
        head: pr.head,
        base: "main".into(),
        is_current: true,
        foreign_commits: vec![],
        state: PullRequestState::Open,
        reviews: vec![],
        mergeable: Mergeable::Yes,
        is_dressed: true,
    }
}

fn on_pull_request(name: &'static str, found: Seen<PullRequestSeen>) -> Sight {
    let seen = Observed {
        pull_request: found,
        ..Observed::default()
    };
    Sight::new(Part::PullRequest, name, seen)
}

pub(super) fn sights() -> Vec<Sight> {
    let present = |name, found| on_pull_request(name, Seen::Present(found));
    let pushed = PullRequestSeen {
        head: newer_head(),
        foreign_commits: vec![Login::new("pusher")],
        ..open()
    };
    let ended = |state| PullRequestSeen { state, ..open() };
    let by = |login: &str| Some(Login::new(login));
    let merged = |by| PullRequestState::Merged {
        commit: merge().commit,
        by,
        at: merge().at,
    };
    vec![
        on_pull_request("not asked", Seen::NotAsked),
        on_pull_request("GitHub is away", unreachable(System::GitHub)),
        on_pull_request("there is none", Seen::Absent),
        present("open, as wanted", open()),
        present(
            "open, labels or status missing",
            PullRequestSeen {
                is_dressed: false,
                ..open()
            },
        ),
        present(
            "open, other files than wanted",
            PullRequestSeen {
                is_current: false,
                is_dressed: false,
                ..open()
            },
        ),
        present(
            "open, Berth's newer commit",
            PullRequestSeen {
                head: newer_head(),
                ..open()
            },
        ),
        present("open, somebody pushed, files as wanted", pushed.clone()),
        Sight {
            reviews: vec![approval()],
            ..present("open, approved, then somebody pushed", pushed.clone())
        },
        present(
            "open, somebody pushed other files",
            PullRequestSeen {
                is_current: false,
                ..pushed
            },
        ),
        present(
            "closed by closer",
            ended(PullRequestState::Closed { by: by("closer") }),
        ),
        present(
            "closed, nobody knows by whom",
            ended(PullRequestState::Closed { by: None }),
        ),
        present("merged by merger", ended(merged(by("merger")))),
        present("merged, nobody knows by whom", ended(merged(None))),
    ]
}

/// The pull request with decisions on it, from GitHub and from Berth.
pub(super) fn decisions() -> Vec<Sight> {
    use Verdict::{Approve, Reject, RequestChanges};
    let on_github = |by: &str, verdict, head, counts| ReviewSeen {
        by: Login::new(by),
        verdict,
        comment: String::new(),
        head,
        at: NOW.plus_seconds(-50),
        counts,
    };
    let github = |name, reviews| {
        let found = PullRequestSeen { reviews, ..open() };
        Sight {
            part: Part::Decisions,
            ..on_pull_request(name, Seen::Present(found))
        }
    };
    let berth = |name, reviews, found| Sight {
        part: Part::Decisions,
        reviews,
        ..on_pull_request(name, Seen::Present(found))
    };
    let approve = || on_github("reviewer-m", Approve, head(), true);
    let more = || on_github("reviewer-n", RequestChanges, head(), true);
    let mergeable = |mergeable| PullRequestSeen {
        mergeable,
        ..open()
    };
    let refusal = Mergeable::No {
        reason: "A check is missing".into(),
    };
    let undressed = PullRequestSeen {
        is_dressed: false,
        ..open()
    };
    vec![
        github("approved on GitHub", vec![approve()]),
        github(
            "approved on GitHub by one who does not count",
            vec![on_github("passer-by", Approve, head(), false)],
        ),
        github(
            "approved on GitHub at an older commit",
            vec![on_github("reviewer-m", Approve, Sha("0ld".into()), true)],
        ),
        github("changes requested on GitHub", vec![more()]),
        github(
            "approved by one, changes requested by another",
            vec![approve(), more()],
        ),
        berth("approved in Berth", vec![approval()], open()),
        berth(
            "approved in Berth, not yet told to GitHub",
            vec![approval()],
            undressed,
        ),
        berth(
            "approved in Berth, GitHub still computes",
            vec![approval()],
            mergeable(Mergeable::Unknown),
        ),
        berth(
            "approved in Berth, GitHub refuses to merge",
            vec![approval()],
            mergeable(refusal),
        ),
        berth(
            "approved in Berth, then changes requested by the same",
            vec![approval(), review("reviewer-m", RequestChanges, head(), 10)],
            open(),
        ),
        berth(
            "changes requested in Berth",
            vec![review("reviewer-m", RequestChanges, head(), 10)],
            open(),
        ),
        berth(
            "approved in Berth, rejected by another",
            vec![review("reviewer-n", Reject, head(), 90), approval()],
            open(),
        ),
    ]
}
