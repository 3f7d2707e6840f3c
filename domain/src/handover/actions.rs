//! A GitHub Actions workflow that builds and pushes without a stored key: GitHub vouches for the run, AWS hands out a
//! role for an hour.

use super::iam::{audience, role_arn};
use super::{Snippet, YAML, iam};
use crate::aws::{Address, Partition};
use crate::github::RepoSlug;
use crate::manifest::{File, object_name, yaml};
use serde::{Deserialize, Serialize};
use serde_saphyr::{DoubleQuoted, LitString};

const CHECKOUT: &str = "actions/checkout@v6";
const CREDENTIALS: &str = "aws-actions/configure-aws-credentials@v6";
const LOGIN: &str = "aws-actions/amazon-ecr-login@v2";
/// A run of the same commit finds its image and stops there, so that a tag never moves, whatever the repository allows.
const LOOK: &str = "if docker manifest inspect \"$IMAGE\" > /dev/null 2>&1; then\n  echo \"exists=true\" >> \"$GITHUB_OUTPUT\"\nfi\n";
const PUSH: &str = "docker build --tag \"$IMAGE\" .\ndocker push \"$IMAGE\"\ndocker image inspect --format 'Pushed {{index .RepoDigests 0}}' \"$IMAGE\" >> \"$GITHUB_STEP_SUMMARY\"\n";

/// A branch by a name that needs no escaping in a workflow's filters, in an AWS policy or in a shell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Branch(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no name of a branch that a workflow can be bound to")]
pub struct BranchError(String);

impl TryFrom<String> for Branch {
    type Error = BranchError;
    fn try_from(text: String) -> Result<Self, BranchError> {
        Self::parse(&text).ok_or(BranchError(text))
    }
}

impl From<Branch> for String {
    fn from(branch: Branch) -> Self {
        branch.0
    }
}

impl Branch {
    /// `None` for names that GitHub would read as a pattern, and for what is no branch name.
    pub fn parse(text: &str) -> Option<Self> {
        let inside = |byte: u8| byte.is_ascii_alphanumeric() || b"._/-".contains(&byte);
        let edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        let bytes = text.as_bytes();
        let fits = bytes.len() <= 200
            && edge(bytes.first())
            && edge(bytes.last())
            && text.bytes().all(inside)
            && !text.contains("..")
            && !text.contains("//");
        fits.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Branch {
    fn default() -> Self {
        Self("main".into())
    }
}

/// GitHub's own numbers for a repository and its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GitHubIds {
    pub owner: u64,
    pub repository: u64,
}

/// One application repository that pushes to one registry.
#[derive(Clone, Debug)]
pub struct Pipeline<'a> {
    pub address: &'a Address,
    /// Spelt as GitHub spells it: AWS compares with case.
    pub source: &'a RepoSlug,
    pub branch: Branch,
    /// GitHub's web address without a trailing slash, for example `https://github.com`.
    pub github_web: &'a str,
    /// When known, both forms of the token's subject are let in. Repositories made or renamed since July 2026 carry
    /// the numbers in it.
    pub ids: Option<GitHubIds>,
}

impl Pipeline<'_> {
    /// Who signs the token, without `https://`: the name of the identity provider in IAM.
    pub fn issuer(&self) -> String {
        let host = self
            .github_web
            .split_once("://")
            .map_or(self.github_web, |(_, host)| host)
            .trim_end_matches('/');
        match host {
            "github.com" => "token.actions.githubusercontent.com".to_owned(),
            own if own.ends_with(".ghe.com") => format!("token.actions.{own}"),
            server => format!("{server}/_services/token"),
        }
    }

    /// The identity provider that must exist in the account.
    pub fn provider_arn(&self) -> String {
        format!(
            "arn:{}:iam::{}:oidc-provider/{}",
            self.address.region.partition().id(),
            self.address.account,
            self.issuer()
        )
    }

    /// For whom GitHub makes the token out.
    pub fn audience(&self) -> &'static str {
        audience(self.address.region.partition())
    }

    /// The subjects of tokens that may take on the role, each in full: a pattern would let other repositories in.
    pub fn subjects(&self) -> Vec<String> {
        let (owner, name) = (self.source.owner(), self.source.name());
        let reference = format!("ref:refs/heads/{}", self.branch.as_str());
        let mut all = vec![format!("repo:{owner}/{name}:{reference}")];
        if let Some(ids) = self.ids {
            all.push(format!(
                "repo:{owner}@{}/{name}@{}:{reference}",
                ids.owner, ids.repository
            ));
        }
        all
    }

    /// What a person has to know before the first run.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = vec![
            format!(
                "The role {} and the identity provider {} must exist in account {}; Berth doesn’t create them.",
                iam::role_name(self.address),
                self.issuer(),
                self.address.account
            ),
            format!(
                "Only runs on the branch {} of {} get the role.",
                self.branch.as_str(),
                self.source
            ),
            "Each commit gets its own tag. A second run of the same commit pushes nothing."
                .to_owned(),
        ];
        if self.ids.is_none() {
            notes.push(format!(
                "If {} was made or renamed after 15 July 2026, GitHub adds numbers to the token’s subject; without them in the trust policy AWS refuses the run.",
                self.source
            ));
        }
        notes
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Workflow {
    name: Text,
    on: On,
    permissions: Permissions,
    concurrency: Concurrency,
    jobs: Jobs,
}

type Text = DoubleQuoted<String>;

fn text(value: impl ToString) -> Text {
    DoubleQuoted(value.to_string())
}

#[derive(Serialize)]
struct On {
    push: Push,
    workflow_dispatch: Nothing,
}

#[derive(Serialize)]
struct Push {
    branches: Vec<Text>,
}

#[derive(Serialize)]
struct Nothing {}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Permissions {
    contents: &'static str,
    id_token: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Concurrency {
    group: Text,
    cancel_in_progress: bool,
}

#[derive(Serialize)]
struct Jobs {
    publish: Job,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Job {
    name: &'static str,
    runs_on: &'static str,
    timeout_minutes: u32,
    env: Env,
    steps: Vec<Step>,
}

#[derive(Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
struct Env {
    image: Text,
}

#[derive(Default, Serialize)]
struct Step {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'static str>,
    #[serde(rename = "if", skip_serializing_if = "Option::is_none")]
    condition: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uses: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    with: Option<Credentials>,
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<LitString>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Credentials {
    role_to_assume: Text,
    aws_region: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    audience: Option<Text>,
}

/// The workflow as a file of the application's repository.
pub fn workflow(pipeline: &Pipeline<'_>) -> File {
    let address = pipeline.address;
    let object = object_name(address);
    let document = Workflow {
        name: text(format!("Publish {}", address.name)),
        on: On {
            push: Push {
                branches: vec![text(pipeline.branch.as_str())],
            },
            workflow_dispatch: Nothing {},
        },
        permissions: Permissions {
            contents: "read",
            id_token: "write",
        },
        concurrency: Concurrency {
            group: text(format!("publish-{object}-${{{{ github.ref }}}}")),
            cancel_in_progress: false,
        },
        jobs: Jobs {
            publish: Job {
                name: "Build and push",
                runs_on: "ubuntu-latest",
                timeout_minutes: 30,
                env: Env {
                    image: text(format!("{}:${{{{ github.sha }}}}", address.uri())),
                },
                steps: steps(address),
            },
        },
    };
    File {
        path: format!(".github/workflows/publish-{object}.yml"),
        text: format!(
            "# Builds an image of every commit on {} and pushes it to {},\n# tagged with the commit. No key is stored: GitHub vouches for the run, AWS lends it a role.\n{}",
            pipeline.branch.as_str(),
            address.uri(),
            yaml(&document)
        ),
    }
}

fn steps(address: &Address) -> Vec<Step> {
    let partition = address.region.partition();
    vec![
        Step {
            name: "Check out the commit",
            uses: Some(CHECKOUT),
            ..Step::default()
        },
        Step {
            name: "Take on the role that may push",
            uses: Some(CREDENTIALS),
            with: Some(Credentials {
                role_to_assume: text(role_arn(address)),
                aws_region: text(address.region),
                audience: (partition == Partition::AwsCn).then(|| text(audience(partition))),
            }),
            ..Step::default()
        },
        Step {
            name: "Sign in to the registry",
            uses: Some(LOGIN),
            ..Step::default()
        },
        Step {
            name: "Look whether this commit has its image",
            id: Some("look"),
            run: Some(LitString(LOOK.into())),
            ..Step::default()
        },
        Step {
            name: "Build and push the image",
            condition: Some(text("steps.look.outputs.exists != 'true'")),
            run: Some(LitString(PUSH.into())),
            ..Step::default()
        },
    ]
}

pub(super) fn snippet(pipeline: &Pipeline<'_>) -> Snippet {
    let file = workflow(pipeline);
    Snippet {
        title: format!("Build and push in GitHub Actions: {}", file.path),
        language: YAML.into(),
        text: file.text,
    }
}

#[cfg(test)]
mod tests;
