//! What somebody wants, and what would come of it before anything is asked for.

use super::Link;
use super::request::RequestRow;
use super::words::{CheckVerdictWord, FactWord};
use crate::http::api::problem::FieldProblem;
use domain::form::RequestForm;
use domain::lifecycle::DEFAULT_KEEP;
use domain::manifest::{EditedFile, File};
use domain::policy;
use domain::portal::{AskedBefore, FormChecks};
use domain::settings_change::{Changed, Setting};
use serde::{Deserialize, Serialize};
use similar::TextDiff;
use utoipa::ToSchema;

/// A new repository, as it is wanted.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct RepositoryWish {
    /// The id that the request is to have, a UUID of your choice: the same id twice is one request.
    #[serde(default)]
    #[schema(format = "uuid")]
    pub(in crate::http) id: Option<String>,
    /// The repository’s name, such as `payments/api`.
    #[schema(example = "payments/api")]
    name: String,
    /// The AWS account, twelve digits.
    #[schema(example = "123456789012")]
    account: String,
    #[schema(example = "us-east-1")]
    region: String,
    /// What its images are.
    description: String,
    /// The team that owns it.
    team: String,
    system: String,
    /// The application’s repository on GitHub, `owner/name`.
    #[schema(example = "acme/payments-api")]
    source: String,
    /// The cluster whose Argo CD and Crossplane make it.
    cluster: String,
    /// Whether tags can be moved.
    #[serde(default)]
    mutability: MutabilityWord,
    /// Patterns of tags that are an exception to that.
    #[serde(default)]
    exceptions: Vec<String>,
    /// Whether images are scanned when they are pushed.
    #[serde(default = "yes")]
    scan: bool,
    #[serde(default)]
    encryption: EncryptionWord,
    /// The ARN of a key, where one encrypts.
    #[serde(default)]
    kms_key: String,
    /// Whether old images expire.
    #[serde(default)]
    lifecycle: LifecycleWord,
    /// How many images are kept, where old ones expire: 1 to 10,000.
    #[serde(default = "usual_keep", deserialize_with = "super::whole")]
    #[schema(maximum = 4294967295_i64)]
    keep: u32,
    /// Why it is wanted; reviewers read it.
    #[serde(default)]
    comment: String,
}

fn yes() -> bool {
    true
}

fn usual_keep() -> u32 {
    DEFAULT_KEEP
}

/// Whether tags can be moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::http) enum MutabilityWord {
    #[default]
    Mutable,
    Immutable,
    MutableExcept,
    ImmutableExcept,
}

impl MutabilityWord {
    const ALL: [Self; 4] = [
        Self::Mutable,
        Self::Immutable,
        Self::MutableExcept,
        Self::ImmutableExcept,
    ];

    pub(in crate::http) fn as_str(self) -> &'static str {
        match self {
            Self::Mutable => "mutable",
            Self::Immutable => "immutable",
            Self::MutableExcept => "mutable_except",
            Self::ImmutableExcept => "immutable_except",
        }
    }

    pub(in crate::http) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|word| word.as_str() == text)
    }
}

/// How images are encrypted at rest. It can’t be changed later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::http) enum EncryptionWord {
    #[default]
    Aes256,
    Kms,
    KmsDsse,
}

impl EncryptionWord {
    fn as_str(self) -> &'static str {
        match self {
            Self::Aes256 => "aes256",
            Self::Kms => "kms",
            Self::KmsDsse => "kms_dsse",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let all = [Self::Aes256, Self::Kms, Self::KmsDsse];
        all.into_iter().find(|word| word.as_str() == text)
    }
}

/// Whether old images expire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::http) enum LifecycleWord {
    /// The newest are kept.
    #[default]
    Keep,
    /// All are kept.
    None,
}

impl RepositoryWish {
    pub(in crate::http) fn form(self, id: String) -> RequestForm {
        RequestForm {
            id,
            name: self.name,
            account: self.account,
            region: self.region,
            description: self.description,
            team: self.team,
            system: self.system,
            source: self.source,
            cluster: self.cluster,
            mutability: self.mutability.as_str().to_owned(),
            exceptions: self.exceptions.join("\n"),
            scan: if self.scan { "on" } else { "" }.to_owned(),
            encryption: self.encryption.as_str().to_owned(),
            kms_key: self.kms_key,
            lifecycle: match self.lifecycle {
                LifecycleWord::Keep => "keep",
                LifecycleWord::None => "none",
            }
            .to_owned(),
            keep: self.keep.to_string(),
            comment: self.comment,
        }
    }

    pub(in crate::http) fn of(form: &RequestForm) -> Self {
        let exceptions = form.exceptions.split([' ', ',', '\n', '\r']);
        Self {
            id: Some(form.id.clone()),
            name: form.name.clone(),
            account: form.account.clone(),
            region: form.region.clone(),
            description: form.description.clone(),
            team: form.team.clone(),
            system: form.system.clone(),
            source: form.source.clone(),
            cluster: form.cluster.clone(),
            mutability: MutabilityWord::parse(&form.mutability).unwrap_or_default(),
            exceptions: exceptions
                .filter(|one| !one.is_empty())
                .map(str::to_owned)
                .collect(),
            scan: form.scan == "on",
            encryption: EncryptionWord::parse(&form.encryption).unwrap_or_default(),
            kms_key: form.kms_key.clone(),
            lifecycle: match form.lifecycle.as_str() {
                "none" => LifecycleWord::None,
                _ => LifecycleWord::Keep,
            },
            keep: form.keep.trim().parse().unwrap_or(DEFAULT_KEEP),
            comment: form.comment.clone(),
        }
    }
}

/// What would come of a wish. Nothing was asked for.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(in crate::http) struct Plan {
    /// Whether it could be asked for as it is.
    pub(in crate::http) ready: bool,
    /// What has to be put right first.
    pub(in crate::http) problems: Vec<FieldProblem>,
    /// What Berth found out about the values.
    pub(in crate::http) facts: Vec<Fact>,
    /// Good practice, held against it.
    pub(in crate::http) checks: Vec<Check>,
    /// Each setting that would be another.
    pub(in crate::http) changed: Vec<SettingChange>,
    /// What follows for those who use the repository, a sentence each.
    pub(in crate::http) consequences: Vec<String>,
    /// The files of the pull request.
    pub(in crate::http) files: Vec<FilePlan>,
    /// Where images would be pushed to. Of a new repository only.
    pub(in crate::http) image_uri: Option<String>,
    /// The request of this kind that is on its way already.
    pub(in crate::http) on_its_way: Option<RequestRow>,
}

/// Something that Berth found out.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Fact {
    pointer: String,
    state: FactWord,
    sentence: String,
    link: Option<Link>,
}

/// Good practice, held against a wish.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Check {
    /// The word in Berth’s configuration.
    check: String,
    verdict: CheckVerdictWord,
    title: String,
    detail: String,
    /// What to do about it.
    fix: Option<String>,
}

impl Check {
    pub(in crate::http) fn of(check: &policy::Check) -> Self {
        Self {
            check: check.id.as_str().to_owned(),
            verdict: check.verdict.into(),
            title: check.title.clone(),
            detail: check.detail.clone(),
            fix: check.fix.clone(),
        }
    }
}

/// A setting that would be another.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct SettingChange {
    /// A field, or `tag:` and the key of an AWS tag.
    setting: String,
    was: Option<String>,
    will: Option<String>,
}

impl SettingChange {
    pub(in crate::http) fn of(changed: &Changed) -> Self {
        Self {
            setting: match &changed.setting {
                Setting::Of(field) => field.as_str().to_owned(),
                Setting::Tag(key) => format!("tag:{key}"),
            },
            was: changed.was.clone(),
            will: changed.will.clone(),
        }
    }
}

/// A file of a pull request.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct FilePlan {
    path: String,
    /// `null`: there is no such file yet.
    before: Option<String>,
    /// `null`: it goes.
    after: Option<String>,
    /// The difference in the unified form.
    diff: String,
}

impl FilePlan {
    pub(in crate::http) fn made(file: &File) -> Self {
        Self::between(&file.path, None, Some(&file.text))
    }

    pub(in crate::http) fn edited(file: &EditedFile) -> Self {
        Self::between(&file.path, file.before.as_deref(), file.after.as_deref())
    }

    fn between(path: &str, before: Option<&str>, after: Option<&str>) -> Self {
        Self {
            path: path.to_owned(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
            diff: diff(path, before, after),
        }
    }
}

/// A file as it is.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct FileText {
    pub(in crate::http) path: String,
    pub(in crate::http) text: String,
    /// Its page on GitHub.
    pub(in crate::http) link: Option<String>,
}

/// `None`: no such file on that side.
pub(in crate::http) fn diff(path: &str, before: Option<&str>, after: Option<&str>) -> String {
    let side = |mark: &str, text: Option<&str>| match text {
        None => "/dev/null".to_owned(),
        Some(_) => format!("{mark}/{path}"),
    };
    TextDiff::from_lines(before.unwrap_or_default(), after.unwrap_or_default())
        .unified_diff()
        .header(&side("a", before), &side("b", after))
        .to_string()
}

impl Plan {
    pub(in crate::http) fn of_form(checks: &FormChecks) -> Self {
        let is_free = |fact: &domain::portal::Fact| fact.state != domain::portal::FactState::Bad;
        let passes = |check: &policy::Check| check.verdict != policy::Verdict::Block;
        Self {
            ready: checks.problems.is_empty()
                && checks.facts.iter().all(is_free)
                && checks.policy.iter().all(passes),
            problems: checks.problems.iter().map(FieldProblem::of).collect(),
            facts: checks
                .facts
                .iter()
                .map(|fact| Fact {
                    pointer: format!("#/{}", fact.field.as_str()),
                    state: fact.state.into(),
                    sentence: fact.sentence.clone(),
                    link: fact.link.as_ref().map(Link::of),
                })
                .collect(),
            checks: checks.policy.iter().map(Check::of).collect(),
            files: checks.files.iter().map(FilePlan::made).collect(),
            image_uri: checks.image_uri.clone(),
            ..Self::default()
        }
    }

    /// Takes in why somebody may not ask, and what is asked for already.
    #[must_use]
    pub(in crate::http) fn beside(mut self, asked: &AskedBefore) -> Self {
        if let Some(hindrance) = &asked.hindrance {
            self.problems.push(FieldProblem::whole(hindrance.as_str()));
        }
        self.on_its_way = asked.at_work.as_ref().map(RequestRow::of);
        self.ready = self.problems.is_empty() && !self.files.is_empty();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::testing::filled_form;

    #[test]
    fn a_form_comes_through_the_api_as_it_was() {
        let form = filled_form();
        let wish = RepositoryWish::of(&form);
        let text = serde_json::to_string(&wish).unwrap();
        let read: RepositoryWish = serde_json::from_str(&text).unwrap();
        assert_eq!(read.form(form.id.clone()), form);
    }

    #[test]
    fn what_is_left_out_is_what_the_form_of_the_page_begins_with() {
        let least = r#"{"name":"a/b","account":"1","region":"r","description":"d","team":"t","system":"s","source":"o/n","cluster":"c"}"#;
        let wish: RepositoryWish = serde_json::from_str(least).unwrap();
        let form = wish.form("i".into());
        let blank = RequestForm::blank("i", &domain::testing::standard());
        assert_eq!(form.mutability, blank.mutability);
        assert_eq!(form.scan, blank.scan);
        assert_eq!(form.encryption, blank.encryption);
        assert_eq!(form.lifecycle, blank.lifecycle);
        assert_eq!(form.keep, blank.keep);
    }

    #[test]
    fn a_difference_names_both_sides() {
        assert!(diff("a.yaml", None, Some("x\n")).starts_with("--- /dev/null\n+++ b/a.yaml\n"));
        assert!(diff("a.yaml", Some("x\n"), None).contains("+++ /dev/null"));
        assert_eq!(diff("a.yaml", Some("x\n"), Some("x\n")), "");
    }
}
