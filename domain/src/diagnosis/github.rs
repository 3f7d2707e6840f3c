//! GitHub: what it says of calls that it refuses.

use super::{Known, Who};

const PULL_REQUEST: &str = "following-a-request#when-it-fails";
const CREDENTIALS: &str = "troubleshooting#facts-on-a-page-are-old";

pub(super) const KNOWN: &[Known] = &[
    Known::new(
        "github-credentials",
        &["bad credentials|requires authentication|a json web token could not be decoded"],
        "GitHub does not accept Berth’s key or token: it was taken back, has run out, or is of another App.",
        "Give Berth a valid key of its GitHub App.",
    )
    .guide(CREDENTIALS),
    Known::new(
        "github-clock",
        &["'expiration time' claim|'issued at' claim|exp claim|iat claim"],
        "The clock of Berth’s machine is off, so GitHub refuses its signature.",
        "Put the clock right.",
    )
    .guide(CREDENTIALS),
    Known::new(
        "github-suspended",
        &["installation has been suspended"],
        "An owner of the GitHub organisation suspended Berth’s App.",
        "Ask the owners of the organisation why, and have it let in again.",
    )
    .guide(CREDENTIALS),
    Known::new(
        "github-sso",
        &["saml"],
        "The GitHub organisation wants single sign-on for the token, and has not seen it.",
        "Authorise the token for the organisation, or sign in anew.",
    )
    .guide(CREDENTIALS),
    Known::new(
        "github-address",
        &["ip allow list"],
        "The GitHub organisation lets calls in from listed addresses only, and Berth’s is not among them.",
        "Have Berth’s address added to the list.",
    )
    .guide(CREDENTIALS),
    Known::new(
        "github-permission",
        &["resource not accessible by"],
        "Berth’s GitHub App, or your own token, lacks a permission on the repository; the message names it where GitHub says.",
        "Give the App the permission and have its new permissions accepted; then try again.",
    )
    .guide(CREDENTIALS),
    Known::new(
        "github-secondary-limit",
        &["secondary rate limit|abuse detection"],
        "GitHub asks for slower writing.",
        "Wait: Berth goes on when GitHub said it may.",
    )
    .by(Who::Nobody)
    .passing()
    .guide(CREDENTIALS),
    Known::new(
        "github-limit",
        &["rate limit"],
        "Berth has used up GitHub’s allowance for this hour.",
        "Wait: it is filled again at the time the page shows.",
    )
    .by(Who::Nobody)
    .passing()
    .guide(CREDENTIALS),
    Known::new(
        "github-archived",
        &["was archived|is archived"],
        "The GitHub repository is archived: nobody can write to it.",
        "Have it taken out of the archive, or tell Berth which repository took its place.",
    )
    .by(Who::RepositoryAdmins)
    .guide(PULL_REQUEST),
    Known::new(
        "github-empty",
        &["git repository is empty"],
        "The GitHub repository has no commit yet.",
        "Make a first commit, for example a README.",
    )
    .by(Who::RepositoryAdmins)
    .guide(PULL_REQUEST),
    Known::new(
        "github-no-change",
        &["no commits between"],
        "The branch holds nothing that the base does not have already: somebody brought the same files in.",
        "See what is in Git. If it is what you wanted, withdraw; else ask again.",
    )
    .by(Who::Requester)
    .guide(PULL_REQUEST),
    Known::new(
        "github-pull-request-there",
        &["a pull request already exists"],
        "There is a pull request of this branch already.",
        "Nothing: Berth takes it over if it is its own.",
    )
    .by(Who::Nobody)
    .passing()
    .guide(PULL_REQUEST),
    Known::new(
        "github-branch-there",
        &["reference already exists"],
        "There is a branch of this name already.",
        "Nothing: Berth compares it and goes on.",
    )
    .by(Who::Nobody)
    .passing()
    .guide(PULL_REQUEST),
    Known::new(
        "github-head-moved",
        &["head branch was modified|head sha didn't match|is at a different commit"],
        "Somebody pushed to the branch after it was looked at.",
        "Look at the new commit; the review starts again with it.",
    )
    .by(Who::Requester)
    .passing()
    .guide(PULL_REQUEST),
    Known::new(
        "github-base-moved",
        &["base branch was modified"],
        "Another pull request was merged at the same moment.",
        "Nothing: it is tried again.",
    )
    .by(Who::Nobody)
    .passing()
    .guide(PULL_REQUEST),
    Known::new(
        "github-conflict",
        &["merge conflict|not mergeable: conflict|has conflicts"],
        "The same lines changed on the base branch meanwhile.",
        "Ask again from what Git has now, or resolve the conflict on the branch.",
    )
    .by(Who::Requester)
    .guide(PULL_REQUEST),
    Known::new(
        "github-checks",
        &["required status check|status checks"],
        "Checks that the repository requires have not passed.",
        "See which on the pull request; they have to run for Berth’s branches, too.",
    )
    .by(Who::RepositoryAdmins)
    .guide(PULL_REQUEST),
    Known::new(
        "github-code-owner",
        &["code owner"],
        "The repository requires the review of a code owner.",
        "A code owner approves on GitHub, or CODEOWNERS names the platform’s reviewers.",
    )
    .by(Who::RepositoryAdmins)
    .guide(PULL_REQUEST),
    Known::new(
        "github-reviews",
        &["approving review"],
        "The repository requires more approvals on GitHub than there are.",
        "Others approve on GitHub, or the rule of the branch asks for fewer.",
    )
    .by(Who::RepositoryAdmins)
    .guide(PULL_REQUEST),
    Known::new(
        "github-signed",
        &["verified signatures|must be signed"],
        "The branch takes signed commits only.",
        "Let Berth commit as its App, whose commits GitHub signs, or exempt its branches.",
    )
    .by(Who::RepositoryAdmins)
    .guide(PULL_REQUEST),
    Known::new(
        "github-queue",
        &["merge queue"],
        "The branch is merged through a queue only.",
        "Add the pull request to the queue on GitHub; Berth goes on when it is merged.",
    )
    .by(Who::RepositoryAdmins)
    .guide(PULL_REQUEST),
    Known::new(
        "github-method",
        &["merge commits are not allowed|squash merges are not allowed|rebase merges are not allowed|merging is not allowed"],
        "The repository does not allow the way of merging that Berth is told to use.",
        "Choose one that it allows in Berth’s configuration.",
    )
    .guide(PULL_REQUEST),
    Known::new(
        "github-rules",
        &["protected branch|rule violations|changes must be made through a pull request"],
        "A rule of the branch forbids it; the message names the rule.",
        "Have the rule let Berth’s App do it.",
    )
    .by(Who::RepositoryAdmins)
    .guide(PULL_REQUEST),
    Known::new(
        "github-own-pull-request",
        &["your own pull request"],
        "GitHub lets nobody review what they opened themselves.",
        "Somebody else decides.",
    )
    .by(Who::Requester)
    .guide(PULL_REQUEST),
    Known::new(
        "github-reviewers",
        &["reviews may only be requested from collaborators"],
        "One of the configured reviewers can’t read the repository.",
        "Give the team access to the repository, or correct its name in Berth’s configuration.",
    )
    .guide(PULL_REQUEST),
    Known::new(
        "github-not-mergeable",
        &["not mergeable"],
        "GitHub does not merge the pull request as it stands: a conflict, or a check or review that is missing.",
        "Look at the end of the pull request on GitHub, which says what it lacks.",
    )
    .by(Who::RepositoryAdmins)
    .guide(PULL_REQUEST),
    Known::new(
        "github-missing",
        &["404|not found"],
        "GitHub does not show it to Berth: it was renamed, moved or deleted, or Berth’s App is not installed there.",
        "See whether the repository is where Berth is told it is, and whether the App is installed on it.",
    )
    .guide(CREDENTIALS),
];
