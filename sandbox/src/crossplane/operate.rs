//! The provider's operations: started in one pass, ended in the next, reported as upjet reports them.
use super::conditions::{failed, operation, ready, record, synced};
use super::external::{Failed, policy, repository};
use super::managed::{self, EXTERNAL_NAME, PENDING};
use super::model::{Act, Live, remove_annotation, rfc3339, set_annotation};
use super::reconcile::Pass;
use crate::aws::{AwsError, RepoKey};

impl Pass<'_> {
    /// Starts an operation; a repeated one is only reported when it ends differently.
    pub(super) fn begin(&mut self, live: &mut Live, target: &RepoKey, act: Act) {
        if live.memory.failed == Some(act) {
            if self.finish(live, target, act) && act != Act::Delete {
                self.in_step(live, target);
            }
            return;
        }
        live.memory.running = Some(act);
        synced(&mut live.doc, self.now);
        if act == Act::Create {
            set_annotation(&mut live.doc, PENDING, &rfc3339(self.now));
        }
    }

    /// Ends the running operation; `false` when the pass is over with it.
    pub(super) fn finish(&mut self, live: &mut Live, target: &RepoKey, act: Act) -> bool {
        let scripted_end = managed::trouble(self.state, self.key, &live.doc, act);
        if matches!(&scripted_end, Some((code, _)) if code == "hang") {
            return false;
        }
        live.memory.running = None;
        if matches!(&scripted_end, Some((code, _)) if code == "create_result_unknown") {
            self.creation_unknown(live);
            return false;
        }
        remove_annotation(&mut live.doc, PENDING);
        let ended = match scripted_end {
            Some((code, message)) => Err(scripted(&code, message, self.operation_of(act))),
            None => self.perform(live, target, act),
        };
        let (verb, done, event) = match act {
            Act::Create => (
                "create",
                "AsyncCreateFailure",
                "CannotCreateExternalResource",
            ),
            Act::Delete => (
                "delete",
                "AsyncDeleteFailure",
                "CannotDeleteExternalResource",
            ),
            _ => (
                "update",
                "AsyncUpdateFailure",
                "CannotUpdateExternalResource",
            ),
        };
        if let Err(failure) = ended {
            live.memory.failed = Some(act);
            let summary = if failure.summary.is_empty() {
                self.summary_of(act, target)
            } else {
                failure.summary
            };
            let detail = failure.error.in_provider(failure.operation);
            let inner = format!(
                "async {verb} failed: failed to {verb} the resource: [{{0 {summary}: {detail}  []}}]"
            );
            operation(&mut live.doc, done, Some(&inner), self.now);
            failed(live, event, &format!("{verb} failed: {inner}"), self.now);
            return false;
        }
        live.memory.failed = None;
        operation(&mut live.doc, "Success", None, self.now);
        if act == Act::Create {
            let now = rfc3339(self.now);
            set_annotation(
                &mut live.doc,
                "crossplane.io/external-create-succeeded",
                &now,
            );
            set_annotation(&mut live.doc, EXTERNAL_NAME, &target.name);
            record(
                live,
                "CreatedExternalResource",
                "Successfully requested creation of external resource",
                false,
                self.now,
            );
        }
        true
    }

    pub(super) fn creation_unknown(&self, live: &mut Live) {
        let message = "cannot determine creation result - remove the crossplane.io/external-create-pending annotation if it is safe to proceed";
        ready(&mut live.doc, "Creating", self.now);
        failed(live, "CannotInitializeManagedResource", message, self.now);
    }

    fn perform(&mut self, live: &Live, target: &RepoKey, act: Act) -> Result<(), Failed> {
        let kind = self.key.kind.as_str();
        match (kind, act) {
            ("Repository", Act::Create) => {
                repository::create(&live.doc, target, self.aws, self.now)
            }
            ("Repository", Act::Delete) => {
                repository::delete(target, live.memory.force_delete, self.aws)
            }
            ("Repository", _) => repository::update(&live.doc, target, self.aws),
            (_, Act::Delete) => {
                policy::delete(kind, target, self.aws);
                Ok(())
            }
            _ if target.name.is_empty() => Err(Failed {
                summary: "Missing required argument".into(),
                operation: "PutLifecyclePolicy",
                error: AwsError::invalid(
                    "The argument \"repository\" is required, but no definition was found.",
                ),
            }),
            _ => policy::put(kind, &live.doc, target, self.aws),
        }
    }

    fn operation_of(&self, act: Act) -> &'static str {
        match (self.key.kind.as_str(), act) {
            ("Repository", Act::Create) => "CreateRepository",
            ("Repository", Act::Delete) => "DeleteRepository",
            ("Repository", _) => "TagResource",
            ("LifecyclePolicy", Act::Delete) => "DeleteLifecyclePolicy",
            ("LifecyclePolicy", _) => "PutLifecyclePolicy",
            (_, Act::Delete) => "DeleteRepositoryPolicy",
            _ => "SetRepositoryPolicy",
        }
    }

    fn summary_of(&self, act: Act, target: &RepoKey) -> String {
        let verb = match act {
            Act::Create => "creating",
            Act::Delete => "deleting",
            _ => "updating",
        };
        let noun = match self.key.kind.as_str() {
            "LifecyclePolicy" => "Lifecycle Policy",
            "RepositoryPolicy" => "Repository Policy",
            _ => "Repository",
        };
        format!("{verb} ECR {noun} ({})", target.name)
    }
}

pub(super) fn scripted(code: &str, message: Option<String>, operation: &'static str) -> Failed {
    let message = message.unwrap_or_else(|| match code {
        "AccessDeniedException" => {
            format!("User: arn:aws:sts::123456789012:assumed-role/crossplane/provider is not authorized to perform: ecr:{operation}")
        }
        "LimitExceededException" => "The maximum number of repositories in this registry has been reached".into(),
        "ThrottlingException" => "Rate exceeded".into(),
        "KmsException" => "The operation failed due to a KMS exception: key is not accessible".into(),
        other => format!("scripted {other}"),
    });
    Failed {
        summary: String::new(),
        operation,
        error: AwsError::new(code, message),
    }
}
