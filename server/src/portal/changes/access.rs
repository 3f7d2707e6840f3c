//! Another repository policy: from the one that Git or else AWS has, looked at, and asked for.

use super::nobodys;
use crate::portal::repository::described::Described;
use crate::portal::{BerthPortal, PATIENCE, refused};
use crate::store::RepositoryKnown;
use domain::access::Access;
use domain::access_change::{AccessForm, AccessInput, AccessProblem, PolicyInGit, Refused};
use domain::handover::role_arn;
use domain::manifest;
use domain::people::Person;
use domain::policy;
use domain::portal::{
    AccessDraft, AccessLook, AccessSource, AccessStart, Answer, PortalError, RepositoryKey,
};
use domain::refusal::{Problem, Refusal};
use domain::request::{Change, ChangeKind};
use domain::spec::RepositorySpec;
use tokio::time::timeout;

struct Found {
    spec: RepositorySpec,
    git: PolicyInGit,
}

/// Why a form comes to nothing.
enum Not {
    Accepted(Vec<AccessProblem>),
    Clear(Problem),
}

impl BerthPortal {
    pub(super) async fn access_draft(
        &self,
        person: &Person,
        key: &RepositoryKey,
        start: AccessStart<'_>,
    ) -> Answer<AccessDraft> {
        let known = self.browsed(person, key).await?;
        let from_aws = match start {
            AccessStart::Aws => true,
            AccessStart::Typed(form) => form.from_aws,
            AccessStart::Now | AccessStart::Again(_) => false,
        };
        let found = self.policy_in_git(&known, from_aws).await?;
        let form = match (start, &found) {
            (AccessStart::Typed(form), _) => form.clone(),
            (AccessStart::Again(id), Ok(found)) => {
                let request = self.services.store.request(id).await?;
                let again = request.as_ref().and_then(|request| match &request.change {
                    Change::Access { spec, change } if spec.address == *key => Some(change),
                    _ => None,
                });
                let grants = again.map_or_else(|| found.git.grants(), |change| &change.grants);
                AccessForm::of(grants)
            }
            (AccessStart::Now | AccessStart::Aws, Ok(found)) => AccessForm {
                from_aws,
                ..AccessForm::of(found.git.grants())
            },
            (AccessStart::Now | AccessStart::Aws | AccessStart::Again(_), Err(_)) => {
                AccessForm::default()
            }
        };
        let is_asked = !matches!(start, AccessStart::Now);
        let (source, outcome) = match &found {
            Ok(found) => {
                let source = AccessSource::Read {
                    in_git: found.git.is_in_git(),
                    kept: found.git.kept().to_vec(),
                };
                (source, is_asked.then(|| self.looked(found, &form)))
            }
            Err(why) => (why.clone(), None),
        };
        let (source, problems, look) = match outcome {
            None => (source, Vec::new(), None),
            Some(Ok((look, _))) => (source, Vec::new(), Some(look)),
            Some(Err(Not::Accepted(problems))) => (source, problems, None),
            Some(Err(Not::Clear(problem))) => {
                let general = AccessProblem {
                    input: AccessInput::Policy,
                    message: problem.message,
                };
                (source, vec![general], None)
            }
        };
        Ok(AccessDraft {
            source,
            form,
            usual_role: role_arn(key),
            problems,
            look,
            requests: self.asked(person, key, ChangeKind::Access).await?,
        })
    }

    pub(super) async fn access_change(
        &self,
        person: &Person,
        key: &RepositoryKey,
        form: &AccessForm,
    ) -> Answer<Change> {
        let known = self.browsed(person, key).await?;
        let found = match self.policy_in_git(&known, form.from_aws).await? {
            Ok(found) => found,
            Err(AccessSource::Silent) => return Err(silent()),
            Err(AccessSource::Unclear(problem)) => return Err(refused(problem)),
            Err(AccessSource::Nowhere | AccessSource::Read { .. }) => return Err(nobodys()),
        };
        let (look, change) = match self.looked(&found, form) {
            Ok(looked) => looked,
            Err(Not::Clear(problem)) => return Err(refused(problem)),
            Err(Not::Accepted(problems)) => {
                let problems = problems.into_iter();
                return Err(PortalError::Refused(Refusal {
                    problems: problems.map(|it| Problem::general(it.message)).collect(),
                }));
            }
        };
        if look.files.is_empty() {
            return Err(refused(Problem::general(
                "The policy says all of this already, so there is nothing to ask for",
            )));
        }
        if !look.dangers.is_empty() && !form.sure {
            return Err(refused(Problem::general(
                "The policy lets in more than anybody named. Say below that this is meant, or take the statement away",
            )));
        }
        Ok(change)
    }

    /// `from_aws`: with the statements of AWS in the place of those that Git has.
    async fn policy_in_git(
        &self,
        known: &RepositoryKnown,
        from_aws: bool,
    ) -> Answer<Result<Found, AccessSource>> {
        let standard = &self.services.standard;
        let described = self.described(known).await?.filter(|it| it.has_cluster);
        let has_home = |it: &Described| standard.layout.central.is_some() || it.source().is_some();
        let Some(Described { spec, .. }) = described.filter(has_home) else {
            return Ok(Err(AccessSource::Nowhere));
        };
        let path = manifest::access_path(&spec, standard);
        let home = standard.home(&spec.source);
        let Some(mut base) = self.on_base(home, std::slice::from_ref(&path)).await else {
            return Ok(Err(AccessSource::Silent));
        };
        let file = base.take(&path);
        let in_aws = match file {
            Some(_) if !from_aws => None,
            _ => match timeout(PATIENCE, self.services.aws.policy(&spec.address)).await {
                Ok(Ok(policy)) => policy,
                Ok(Err(_)) | Err(_) => return Ok(Err(AccessSource::Silent)),
            },
        };
        let link = file
            .is_some()
            .then(|| self.services.github.blob_url(home, &base.branch, &path));
        let read = PolicyInGit::read(file, in_aws.clone(), &spec, standard);
        let read = match from_aws {
            true => read.and_then(|git| git.taking(in_aws, &spec)),
            false => read,
        };
        Ok(match read {
            Ok(git) => Ok(Found { spec, git }),
            Err(why) => {
                let problem = Problem::general(why);
                Err(AccessSource::Unclear(match link {
                    Some(link) => problem.linking(path, link),
                    None => problem,
                }))
            }
        })
    }

    fn looked(&self, found: &Found, form: &AccessForm) -> Result<(AccessLook, Change), Not> {
        let Found { spec, git } = found;
        let partition = spec.address.region.partition().id();
        let grants = form.parse(partition).map_err(Not::Accepted)?;
        let change = git
            .change(&grants, &form.drop, spec, &self.services.standard)
            .map_err(|why: Refused| Not::Clear(Problem::general(why)))?;
        let account = &spec.address.account;
        let read = |text: &Option<String>| {
            let text = text.as_deref();
            text.map(|text| Access::read(text, account))
                .unwrap_or_default()
        };
        let (before, after) = (read(&change.was), read(&change.wanted));
        let dangers = policy::dangers(spec, &change);
        let files = change.files.clone();
        let change = Change::Access {
            spec: spec.clone(),
            change: Box::new(change),
        };
        let look = AccessLook {
            before,
            after,
            dangers,
            consequences: policy::consequences_of_change(&change),
            files,
        };
        Ok((look, change))
    }
}

fn silent() -> PortalError {
    refused(Problem::general(
        "GitHub or AWS does not answer now, so Berth can’t see the policy that there is. Try again in a moment",
    ))
}
