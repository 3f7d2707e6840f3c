//! Bringing repositories under Git that are in AWS alone.

use domain::request::AdoptionStep;

pub const TITLE: &str = "Adopt";
pub const HOW: &str = "Adopting takes two pull requests. The first lets Crossplane only look at the repository. When it has, Berth compares AWS with the manifests field by field, and the second gives Git the say.";
pub const UNCHANGED: &str = "Nothing in AWS changes on the way, but for five tags whose keys begin with crossplane-, which the provider adds once Git has the say.";
pub const AFTERWARDS: &str = "From then on Crossplane puts back what is changed in AWS by hand. Changes go through Berth or Git.";
pub const NONE: &str = "No repository is chosen";
pub const NONE_MORE: &str =
    "Tick those that you want to adopt in the list of repositories that nobody looks after.";
pub const TO_LIST: &str = "Open the list";
pub const COMMENT: &str = "Why";
pub const COMMENT_HINT: &str = "It goes into the pull requests. Optional.";
pub const SUBMIT: &str = "Ask to adopt it";
pub const SUBMIT_ALL: &str = "Ask to adopt all of them";
pub const SUBMIT_NOTE: &str = "Each repository becomes a request of its own. A reviewer decides on both of its pull requests.";
pub const COMPARED: &str = "What AWS has, and what the manifests will say";
pub const FIELD: &str = "Field";
pub const AWS_HAS: &str = "AWS has";
pub const GIT_SAYS: &str = "The manifests will say";
pub const AGREEMENT: &str = "Whether both agree";
pub const SAME: &str = "Same";
pub const DIFFERENT: &str = "Differs";
pub const NOT_SET: &str = "Not set";
pub const ALIKE: &str = "The manifests will say exactly what AWS has.";
pub const CANT: &str = "It can’t be adopted as it is";
pub const TAKEN: &str = "It can’t be adopted";
pub const GONE: &str = "AWS does not have it";
pub const GONE_MORE: &str = "It was deleted, or is in another account or region.";
pub const UNKNOWN: &str = "What AWS has is not known now";
pub const UNKNOWN_MORE: &str =
    "Berth adopts nothing that it can’t see. Load the page again in a moment.";
pub const REFUSED: &str = "Nothing was sent";
pub const GUESS: &str = "Probably of team";
pub const CHOOSE: &str = "Choose";
pub const ADOPT_CHOSEN: &str = "Adopt the chosen ones";
pub const CHOOSE_HINT: &str =
    "Tick one or several. On the next page you say whose they are; nothing is sent before.";

pub fn title(count: usize, first: Option<&str>) -> String {
    match (count, first) {
        (1, Some(name)) => format!("Adopt {name}"),
        (0, _) => TITLE.to_owned(),
        (n, _) => format!("Adopt {n} repositories"),
    }
}

pub fn place(region: &str, account: &str) -> String {
    format!("{region}, account {account}")
}

pub fn left_out(count: usize, most: usize) -> String {
    match count {
        1 => format!(
            "One more was chosen than the {most} that fit into one form. It is left out here."
        ),
        n => format!(
            "{n} more were chosen than the {most} that fit into one form. They are left out here."
        ),
    }
}

pub fn choose(name: &str) -> String {
    format!("Adopt {name}")
}

pub fn on_field(repository: &str, field: &str, why: &str) -> String {
    format!("{repository}, {field}: {why}")
}

/// What the request does now, in the request's facts.
pub fn step(step: &AdoptionStep) -> &'static str {
    match step {
        AdoptionStep::Observe => "First pull request: Crossplane only looks",
        AdoptionStep::TakeControl { .. } => "Second pull request: Git gets the say",
    }
}

pub const STEP: &str = "Adoption";
pub const FIRST: &str = "First pull request";
pub const OBSERVED: &str = "Observed, and alike: now the second pull request";
pub const AWS_TAGS: &str = "AWS tags";
pub const ACCESS: &str = "Repository policy";
pub const AS_IT_IS: &str = "As AWS has it";
pub const NO_POLICY: &str = "None";
pub const LIFECYCLE_AS_IT_IS: &str = "As AWS has it; its rules are beyond Berth’s words";
