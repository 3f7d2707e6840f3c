//! From the policy that there is to another one, in the file that Git has or in a new one.

use super::statement::{self, Own};
use super::{AccessChange, EMPTY, Grants, json};
use crate::access::Access;
use crate::manifest::edit::{Edit, Value as Text, apply, path, read_repository_policy};
use crate::manifest::{EditedFile, File, access_object_name, access_path, repository_policy};
use crate::settings_change::Unclear;
use crate::spec::RepositorySpec;
use crate::standard::Standard;
use serde_json::Value;

/// AWS takes no longer text.
const LENGTH_MAX: usize = 10_240;

/// The policy of a repository: as Git has it, or as people made it in AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyInGit {
    path: String,
    /// `None`: Git has none, and nothing but AWS holds the policy.
    file: Option<String>,
    object: String,
    /// As it stands where it comes from.
    was: Option<String>,
    /// What the next one is made out of.
    policy: Option<String>,
    grants: Grants,
    kept: Vec<Kept>,
}

/// A statement that Berth did not write, or that is not as Berth wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Names it in forms: its place and what it says.
    pub mark: String,
    pub label: String,
    pub sentence: String,
    pub source: String,
    place: usize,
}

/// Why a change comes to nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error(transparent)]
    Unclear(#[from] Unclear),
    #[error(
        "A statement with the Sid {0} was changed by hand. Take it away below before Berth writes its own"
    )]
    Taken(&'static str),
    #[error("AWS takes policies of up to {LENGTH_MAX} characters; this one would have {0}")]
    TooLong(usize),
    #[error(
        "The policy is not in Git, so a file that is taken away can’t remove it. Remove it in AWS, or let something stay"
    )]
    NotInGit,
    #[error(
        "AWS has a repository policy that Git does not have, so Berth could not put it back as it was. Bring it into Git on the tab Access first"
    )]
    OnlyInAws,
    #[error(
        "The repository policy denies pulls already, by a statement that an earlier removal has left. Take that back first, or ask without denying pulls"
    )]
    Denied,
}

impl PolicyInGit {
    /// `file`: the text that Git has at the policy's path. `in_aws`: what AWS has, which counts where Git has none.
    ///
    /// # Errors
    /// A file or a policy that Berth can't change for sure.
    pub fn read(
        file: Option<String>,
        in_aws: Option<String>,
        spec: &RepositorySpec,
        standard: &Standard,
    ) -> Result<Self, Unclear> {
        let path = access_path(spec, standard);
        let (object, policy) = match &file {
            None => (access_object_name(&spec.address), in_aws),
            Some(text) => {
                let found = read_repository_policy(text).map_err(|error| Unclear::File {
                    path: path.clone(),
                    error,
                })?;
                if let Some(other) = found.namespace.filter(|it| *it != standard.namespace) {
                    return Err(Unclear::Namespace {
                        path,
                        found: other,
                        expected: standard.namespace.clone(),
                    });
                }
                (found.name, Some(found.policy))
            }
        };
        let mut read = Self {
            path,
            file,
            object,
            was: policy.clone(),
            policy,
            grants: Grants::default(),
            kept: Vec::new(),
        };
        read.sort_out(spec)?;
        Ok(read)
    }

    /// With the statements that AWS has, to bring them into Git.
    ///
    /// # Errors
    /// A policy that Berth can't change for sure.
    pub fn taking(self, in_aws: Option<String>, spec: &RepositorySpec) -> Result<Self, Unclear> {
        let mut taken = Self {
            policy: in_aws,
            grants: Grants::default(),
            kept: Vec::new(),
            ..self
        };
        taken.sort_out(spec)?;
        Ok(taken)
    }

    /// Tells Berth's statements from people's.
    fn sort_out(&mut self, spec: &RepositorySpec) -> Result<(), Unclear> {
        let Some(policy) = &self.policy else {
            return Ok(());
        };
        let places = json::places(policy).ok_or_else(|| Unclear::Policy(self.path.clone()))?;
        for (place, range) in places.each.iter().enumerate() {
            let source = &policy[range.clone()];
            let value: Value = serde_json::from_str(source).unwrap_or_default();
            let own = Own::of(&value);
            if own.is_some_and(|own| statement::read(own, &value, &spec.address, &mut self.grants))
            {
                continue;
            }
            let alone = format!("{{\"Statement\":[{source}]}}");
            let access = Access::read(&alone, &spec.address.account);
            let readable = access.statements.first().map(|it| it.sentence.clone());
            let reason = access
                .unreadable
                .first()
                .map(|it| format!("{}.", it.reason));
            let sid = value.get("Sid").and_then(Value::as_str);
            self.kept.push(Kept {
                mark: crate::manifest::short_hash(&format!("{place} {source}")),
                label: match sid.filter(|sid| !sid.is_empty()) {
                    Some(sid) => format!("Statement “{sid}”"),
                    None => format!("Statement {}", place + 1),
                },
                sentence: readable.or(reason).unwrap_or_default(),
                source: source.to_owned(),
                place,
            });
        }
        Ok(())
    }

    pub fn grants(&self) -> &Grants {
        &self.grants
    }

    pub fn kept(&self) -> &[Kept] {
        &self.kept
    }

    pub fn policy(&self) -> Option<&str> {
        self.policy.as_deref()
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub fn is_in_git(&self) -> bool {
        self.file.is_some()
    }

    /// `drop`: marks of statements that go. No file at all when nothing changes.
    ///
    /// # Errors
    /// What can't be done, and why.
    pub fn change(
        &self,
        grants: &Grants,
        drop: &[String],
        spec: &RepositorySpec,
        standard: &Standard,
    ) -> Result<AccessChange, Refused> {
        let wanted = self.wanted(grants, drop, spec)?;
        self.changed_to(wanted, grants, spec, standard)
    }

    pub(super) fn changed_to(
        &self,
        wanted: Option<String>,
        grants: &Grants,
        spec: &RepositorySpec,
        standard: &Standard,
    ) -> Result<AccessChange, Refused> {
        if let Some(length) = wanted.as_ref().map(|text| text.chars().count())
            && length > LENGTH_MAX
        {
            return Err(Refused::TooLong(length));
        }
        let same = match (&self.was, &wanted) {
            (Some(one), Some(other)) => json::same_policy(one, other),
            (one, other) => one == other,
        };
        let files = match same {
            true => Vec::new(),
            false => vec![EditedFile {
                path: self.path.clone(),
                before: self.file.clone(),
                after: self.file_with(wanted.as_deref(), spec, standard)?,
            }],
        };
        Ok(AccessChange {
            object: self.object.clone(),
            was: self.was.clone(),
            wanted: if same { self.was.clone() } else { wanted },
            grants: grants.clone(),
            files,
        })
    }

    fn wanted(
        &self,
        grants: &Grants,
        drop: &[String],
        spec: &RepositorySpec,
    ) -> Result<Option<String>, Refused> {
        let stays = |kept: &&Kept| !drop.contains(&kept.mark);
        let staying: Vec<&Kept> = self.kept.iter().filter(stays).collect();
        let mut new = Vec::new();
        let mut untouched = Vec::new();
        let text = self.policy.as_deref().unwrap_or(EMPTY);
        let places = json::places(text).ok_or_else(|| Unclear::Policy(self.path.clone()))?;
        for own in Own::ALL {
            let Some(statement) = statement::render(own, grants, &spec.address) else {
                continue;
            };
            let named = |kept: &&&Kept| {
                let value: Value = serde_json::from_str(&kept.source).unwrap_or_default();
                Own::of(&value) == Some(own)
            };
            if staying.iter().any(|kept| named(&kept)) {
                return Err(Refused::Taken(own.sid()));
            }
            let value: Value = serde_json::from_str(&statement).unwrap_or_default();
            // What is there already keeps its place and its bytes.
            let there = places.each.iter().position(|place| {
                serde_json::from_str(&text[place.clone()])
                    .is_ok_and(|found: Value| json::same_statement(&found, &value))
            });
            match there {
                Some(place) => untouched.push(place),
                None => new.push(statement),
            }
        }
        untouched.extend(staying.iter().map(|kept| kept.place));
        let keeps = |place: usize| untouched.contains(&place);
        Ok(json::rewritten(text, &places, keeps, &new))
    }

    fn file_with(
        &self,
        policy: Option<&str>,
        spec: &RepositorySpec,
        standard: &Standard,
    ) -> Result<Option<String>, Refused> {
        let unclear = |error| Unclear::File {
            path: self.path.clone(),
            error,
        };
        match (&self.file, policy) {
            (None, None) => Err(Refused::NotInGit),
            (Some(_), None) => Ok(None),
            (None, Some(policy)) => {
                let pretty: Option<Value> = serde_json::from_str(policy).ok();
                // AWS gives a policy back in one line; over several, people can review it.
                let pretty = pretty
                    .filter(|_| !policy.contains('\n'))
                    .and_then(|value| serde_json::to_string_pretty(&value).ok());
                let policy = pretty.as_deref().unwrap_or(policy);
                let File { text, .. } = repository_policy(spec, &self.object, policy, standard);
                Ok(Some(text))
            }
            (Some(file), Some(policy)) => {
                let at = path(["spec", "forProvider", "policy"]);
                // The line break at the end of a block is layout, and stands there already.
                let policy = policy.trim_end();
                let changed = apply(file, &Edit::set(at, Text::text(policy))).map_err(unclear)?;
                let read = read_repository_policy(&changed).map_err(unclear)?;
                match json::same_policy(&read.policy, policy) {
                    true => Ok(Some(changed)),
                    false => Err(Unclear::Policy(self.path.clone()).into()),
                }
            }
        }
    }
}
