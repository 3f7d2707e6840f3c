use crate::form::RequestForm;
use crate::manifest::File;
use crate::policy::Check;
use crate::refusal::Problem;
use crate::request::RequestId;
use crate::spec::Field;
use crate::standard::Standard;
use crate::text::TeamName;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a new form's values come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prefill {
    /// Continue this draft, or answer to a request that needs input or changes.
    pub draft: Option<RequestId>,
    /// Take the answers of this request, but not its name.
    pub like_request: Option<RequestId>,
    /// Take the settings of this repository, but not its name.
    pub like_repository: Option<super::RepositoryKey>,
    /// Values in the link, by field name; unknown names are ignored.
    pub values: Vec<(Field, String)>,
}

/// Everything the form page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormPage {
    pub form: RequestForm,
    /// Of a request that is being answered; `None` for a new one.
    pub answering: Option<Answering>,
    pub saved: Option<Timestamp>,
    pub standard: Standard,
    pub my_teams: Vec<TeamName>,
    /// The first entries of each list; typing asks for more.
    pub teams: Choices,
    pub systems: Choices,
    pub clusters: Choices,
    pub checks: FormChecks,
    /// Half of all requests are ready in this time, in milliseconds.
    pub usual: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answering {
    pub label: String,
    pub comment: Option<String>,
    pub by: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChoiceList {
    Teams,
    Systems,
    Clusters,
}

impl ChoiceList {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "teams" => Some(Self::Teams),
            "systems" => Some(Self::Systems),
            "clusters" => Some(Self::Clusters),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    pub entries: Vec<Choice>,
    /// How many match in all.
    pub total: u64,
    /// Why the list may be incomplete, for example that Backstage does not answer.
    pub caveat: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub value: String,
    /// A few words, for example the cluster's address or a team's title.
    pub detail: String,
    /// The person's own team.
    pub own: bool,
}

/// What Berth can say about the values so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormChecks {
    /// Grammar and choices, by the same code that runs in the browser.
    pub problems: Vec<Problem>,
    /// Facts that need the server: is the name free, is the repository reachable …
    pub facts: Vec<Fact>,
    /// Best practice, when the values parse.
    pub policy: Vec<Check>,
    /// The files of the pull request, when the values parse.
    pub files: Vec<File>,
    pub image_uri: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    pub field: Field,
    pub state: FactState,
    pub sentence: String,
    pub link: Option<crate::refusal::Link>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactState {
    Good,
    /// Worth a look, does not stop anything.
    Notice,
    /// Stops the submission.
    Bad,
    /// The source did not answer; Berth asks again after submission.
    Unknown,
}

impl FormChecks {
    pub fn fact_on(&self, field: Field) -> impl Iterator<Item = &Fact> {
        self.facts.iter().filter(move |fact| fact.field == field)
    }
}
