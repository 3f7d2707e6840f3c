//! AWS's own preview of a lifecycle policy. It changes nothing: AWS works out what the policy would do, and forgets it again.

use super::{Aws, Held, following, map, trouble};
use aws_sdk_ecr::types::{
    ImageActionType, LifecyclePolicyPreviewResult, LifecyclePolicyPreviewStatus,
};
use domain::aws::Address;
use domain::lifecycle::second_opinion::{AwsPreview, AwsVerdict};
use domain::lifecycle::{Act, LifecyclePolicy};
use domain::trouble::Trouble;
use std::time::{Duration, Instant};

/// As long as somebody waits for a page.
const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(500);
/// The most that AWS gives at once.
const PAGE: i32 = 100;

enum Answer {
    Working,
    Done(AwsPreview),
}

impl Aws {
    /// Asks AWS what the policy would do to the images that are there now. `None`: there is no such repository.
    pub async fn policy_preview(
        &self,
        address: &Address,
        policy: &LifecyclePolicy,
    ) -> Result<Option<AwsPreview>, Trouble> {
        let clients = self.clients(&address.account, address.region).await?;
        let call = clients
            .ecr
            .start_lifecycle_policy_preview()
            .registry_id(address.account.as_str())
            .repository_name(address.name.as_str())
            .lifecycle_policy_text(policy.canonical_json())
            .send();
        match self
            .call(&clients, "StartLifecyclePolicyPreview", call)
            .await?
        {
            Held::Here(_) => {}
            // One is in progress already: perhaps the same, and its answer tells.
            Held::Nothing => {}
            Held::NoRepository => return Ok(None),
        }
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            match self.policy_preview_now(address, policy).await? {
                None => return Ok(None),
                Some(Answer::Done(preview)) => return Ok(Some(preview)),
                Some(Answer::Working) => tokio::time::sleep(PAUSE).await,
            }
        }
        Ok(Some(AwsPreview::Busy))
    }

    async fn policy_preview_now(
        &self,
        address: &Address,
        policy: &LifecyclePolicy,
    ) -> Result<Option<Answer>, Trouble> {
        let clients = self.clients(&address.account, address.region).await?;
        let mut verdicts = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let call = clients
                .ecr
                .get_lifecycle_policy_preview()
                .registry_id(address.account.as_str())
                .repository_name(address.name.as_str())
                .max_results(PAGE)
                .set_next_token(token.clone())
                .send();
            let page = match self
                .call(&clients, "GetLifecyclePolicyPreview", call)
                .await?
            {
                Held::Here(page) => page,
                Held::Nothing => return Ok(Some(Answer::Working)),
                Held::NoRepository => return Ok(None),
            };
            match page.status() {
                Some(LifecyclePolicyPreviewStatus::Complete) => {}
                Some(LifecyclePolicyPreviewStatus::InProgress) | None => {
                    return Ok(Some(Answer::Working));
                }
                Some(other) => {
                    let failed = AwsPreview::Failed(other.as_str().to_owned());
                    return Ok(Some(Answer::Done(failed)));
                }
            }
            if !is_of(page.lifecycle_policy_text(), policy) {
                return Ok(Some(Answer::Done(AwsPreview::Busy)));
            }
            for result in page.preview_results() {
                verdicts.push(verdict(result)?);
            }
            token = following("GetLifecyclePolicyPreview", token, page.next_token)?;
            if token.is_none() {
                return Ok(Some(Answer::Done(AwsPreview::Told(verdicts))));
            }
        }
    }
}

/// Somebody else may have asked about another policy meanwhile.
fn is_of(text: Option<&str>, policy: &LifecyclePolicy) -> bool {
    let theirs = text.and_then(|text| LifecyclePolicy::from_json(text).ok());
    theirs.is_some_and(|theirs| theirs.canonical_json() == policy.canonical_json())
}

fn verdict(result: &LifecyclePolicyPreviewResult) -> Result<AwsVerdict, Trouble> {
    let act = match result.action().and_then(|action| action.r#type()) {
        Some(ImageActionType::Expire) => Act::Expire,
        Some(ImageActionType::Transition) => Act::Archive,
        other => {
            let word = other.map_or("none", |kind| kind.as_str());
            return Err(trouble::nonsense(format!(
                "GetLifecyclePolicyPreview speaks of an action that Berth does not know: {word}"
            )));
        }
    };
    Ok(AwsVerdict {
        digest: map::digest(result.image_digest().unwrap_or_default())?,
        act,
    })
}
