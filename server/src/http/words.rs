//! Sentences that only the web server says.

pub(super) const DRAFT_SAVED: &str = "The draft is saved. You find it on Home.";
pub(super) const DRAFT_DISCARDED: &str = "The draft is gone.";
pub(super) const WITHDRAWN: &str = "The request is being withdrawn.";
pub(super) const RETRYING: &str = "Berth tries again now.";
pub(super) const DECIDED: &str = "Your decision is recorded.";
pub(super) const KEPT: &str = "Your session had ended, so nothing was sent. Here is what you entered: look it over and send it again.";
pub(super) const IMAGES_DELETED: &str = "The images are deleted. The figures follow within a minute, once Berth has read the repository again.";
pub(super) const EXCEPTED: &str = "The finding is excepted until its last day.";
pub(super) const EXCEPTION_ENDED: &str = "The exception has ended.";
pub(super) const VIEW_KEPT: &str = "The view is saved.";
pub(super) const VIEW_DROPPED: &str = "The view is gone. The repositories it showed are untouched.";
pub(super) const ADOPTION_ASKED: &str = "It is asked for. Nothing in AWS changes while you wait.";
pub(super) const DRIFT_IGNORED: &str = "The difference is let be until its last day.";
pub(super) const CLUSTER_LOOKED: &str = "Berth has looked at the cluster just now.";
pub(super) const REVERTING: &str =
    "Argo CD makes the cluster as Git says. Berth looks again in about a minute.";
pub(super) const NOTHING_TO_REVERT: &str =
    "There is nothing here that Berth could put back by itself.";
pub(super) const ROLLOUT_STARTED: &str =
    "The rollout has begun. Its first requests follow in a moment.";
pub(super) const ROLLOUT_STEERED: &str = "Done. What was asked for already goes its way.";
pub(super) const OPTED_OUT: &str = "The team stays out until the end of that day.";
pub(super) const OPT_OUT_ENDED: &str = "The team takes part again.";
pub(super) const TOKEN_REVOKED: &str = "The token is revoked. It opens nothing any more.";
pub(super) const SERVICE_MADE: &str = "The service is there. Make a token for it below.";
pub(super) const SERVICE_ENDED: &str = "The service has ended, and all its tokens are revoked.";
pub(super) const LINKED: &str =
    "Your GitHub account is linked. Reviews there are yours, and Berth can review in your name.";
pub(super) const LINKED_TO_ANOTHER: &str = "That GitHub account belongs to another person in Berth, so it was not linked. The administrators of Berth can tell whose it is.";
pub(super) const LINKED_ALREADY: &str = "You have linked another GitHub account already, so this one was not. The administrators of Berth can change that.";
pub(super) const LINK_BUSY: &str = "That GitHub account takes part in requests under way by itself, so it was not linked. Wait until they are done or withdraw them, then link it.";
pub(super) const SESSION_ENDED: &str = "That browser is signed out.";
pub(super) const SESSIONS_ENDED: &str = "All other browsers are signed out.";
pub(super) const CHOOSE_DECISION: &str = "Choose approve, request changes or reject.";
pub(super) const CROSS_SITE: &str =
    "Another site sent this in your name. Berth takes changes from its own pages alone.";
pub(super) const NOT_A_FORM: &str = "This address takes what Berth’s own forms send.";
pub(super) const WRONG_METHOD: &str = "This address doesn’t take that kind of request.";
pub(super) const BAD_REQUEST: &str = "The browser sent something that can’t be read.";

pub(super) const API_NOT_FOUND: &str = "There is nothing here.";
pub(super) const API_TOO_LARGE: &str = "Send at most 64 kB.";
pub(super) const API_NOT_JSON: &str = "Send JSON, and say so: Content-Type: application/json.";
pub(super) const API_NO_TOKEN: &str =
    "Send a token: Authorization: Bearer berth_pat_… Make one under Settings, Tokens.";
pub(super) const API_DEAD_TOKEN: &str = "This token opens nothing: it is unknown, has ended or was revoked. Make another under Settings, Tokens.";
pub(super) const API_NOBODY: &str = "Whoever holds this token may not use Berth any more.";
pub(super) const API_KEY_SHAPE: &str =
    "An Idempotency-Key has 1 to 255 letters, digits and signs of ASCII, without spaces.";
pub(super) const API_KEY_REUSED: &str =
    "Another call came with this Idempotency-Key within the last day. Choose a new key.";
pub(super) const API_KEY_IN_FLIGHT: &str =
    "The same call is on its way. Ask again in a moment to learn what became of it.";
pub(super) const API_TOO_SLOW: &str = "The answer took too long. What was asked for may have happened: look before you send it again.";
pub(super) const API_NUL: &str = "Leave out the character U+0000.";

pub(super) fn api_too_many(seconds: u64) -> String {
    match seconds {
        1 => "This token has called too often. Wait a second.".to_owned(),
        seconds => format!("This token has called too often. Wait {seconds} seconds."),
    }
}

pub(super) fn api_bad_query(why: &str) -> String {
    format!("The query can’t be read: {why}.")
}

pub(super) fn api_bad_body(why: &str) -> String {
    format!("The body can’t be read: {why}.")
}

pub(super) const TITLE_NOT_FOUND: &str = "Not found";
pub(super) const TITLE_FORBIDDEN: &str = "Not allowed";
pub(super) const TITLE_TOO_LARGE: &str = "Too large";
pub(super) const TITLE_UNPROCESSABLE: &str = "Not accepted";
pub(super) const TITLE_TOO_MANY: &str = "Too many requests";
pub(super) const TITLE_BUG: &str = "Error";
pub(super) const TITLE_UNAVAILABLE: &str = "Not available";
pub(super) const TITLE_SIGN_IN: &str = "Sign in";
pub(super) const TITLE_SETTINGS: &str = "Your account";

/// The first line of the file with a repository's findings.
pub(super) const FINDING_COLUMNS: [&str; 10] = [
    "finding",
    "severity",
    "package",
    "version",
    "fixed in",
    "cvss",
    "first seen",
    "images",
    "excepted until",
    "link",
];
