//! The provider's operations: started in one pass, ended in the next, reported as upjet reports them.
use super::conditions::{failed, operation, ready, record, synced};
use super::external::{self, Failed, Place};
use super::kinds::Kind;
use super::managed::{self, EXTERNAL_NAME, PENDING};
use super::model::{Act, Live, remove_annotation, rfc3339, set_annotation};
use super::reconcile::Pass;
use crate::aws::AwsError;

impl Pass<'_> {
    /// Starts an operation; a repeated one is only reported when it ends differently.
    pub(super) fn begin(&mut self, live: &mut Live, target: &Place, act: Act) {
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
    pub(super) fn finish(&mut self, live: &mut Live, target: &Place, act: Act) -> bool {
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
            Some((code, message)) => Err(scripted(self.kind, act, &code, message)),
            None => self.perform(live, target, act),
        };
        if let Err(failure) = ended {
            self.tell(live, target, act, failure);
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

    fn tell(&self, live: &mut Live, target: &Place, act: Act, failure: Failed) {
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
        live.memory.failed = Some(act);
        let summary = if failure.summary.is_empty() {
            self.summary_of(act, target)
        } else {
            failure.summary
        };
        let detail = failure
            .error
            .in_provider(self.kind.service().0, failure.operation);
        let inner = format!(
            "async {verb} failed: failed to {verb} the resource: [{{0 {summary}: {detail}  []}}]"
        );
        operation(&mut live.doc, done, Some(&inner), self.now);
        failed(live, event, &format!("{verb} failed: {inner}"), self.now);
    }

    pub(super) fn creation_unknown(&self, live: &mut Live) {
        let message = "cannot determine creation result - remove the crossplane.io/external-create-pending annotation if it is safe to proceed";
        ready(&mut live.doc, "Creating", self.now);
        failed(live, "CannotInitializeManagedResource", message, self.now);
    }

    fn perform(&mut self, live: &Live, target: &Place, act: Act) -> Result<(), Failed> {
        let reference = self.kind.reference().filter(|_| act == Act::Create);
        if let Some(reference) = reference
            && managed::on_creation(&live.doc, reference.field).is_none()
        {
            let missing = format!(
                "The argument \"{}\" is required, but no definition was found.",
                reference.field
            );
            return Err(Failed {
                summary: "Missing required argument".into(),
                operation: self.kind.call(act),
                error: AwsError::invalid(missing),
            });
        }
        external::perform(self.kind, live, target, act, self.aws, self.now)
    }

    fn summary_of(&self, act: Act, target: &Place) -> String {
        let verb = match act {
            Act::Create => "creating",
            Act::Delete => "deleting",
            _ => "updating",
        };
        format!("{verb} {} ({})", self.kind.noun(), target.name)
    }
}

pub(super) fn scripted(kind: Kind, act: Act, code: &str, message: Option<String>) -> Failed {
    let (service, call) = (kind.service().1, kind.call(act));
    let message = message.unwrap_or_else(|| match code {
        "AccessDeniedException" | "AccessDenied" | "AuthorizationError" => {
            format!("User: arn:aws:sts::123456789012:assumed-role/crossplane/provider is not authorized to perform: {service}:{call}")
        }
        "LimitExceededException" if kind == Kind::Repository => {
            "The maximum number of repositories in this registry has been reached".into()
        }
        "ThrottlingException" => "Rate exceeded".into(),
        "KmsException" => "The operation failed due to a KMS exception: key is not accessible".into(),
        other => format!("scripted {other}"),
    });
    Failed::of(kind, act, AwsError::new(code, message))
}
