//! Carries out one effect. Each is idempotent: doing it again finds what is there and changes nothing.

use super::wanted;
use crate::outside::argocd::SyncAsked;
use crate::outside::github::MergeOutcome;
use crate::services::{CatalogMode, Services};
use crate::store::StoreError;
use crate::tokens;
use domain::decide::{Ensure, approvals_at};
use domain::github::Login;
use domain::request::{ChangeKind, PullRequest, Request, Review, Stage, Via};
use domain::trouble::{Retry, System, Trouble, TroubleKind};

/// GitHub is asked again about a merge that it refused after this many seconds.
const MERGE_PAUSE: i64 = 15;

pub(super) async fn perform(
    services: &Services,
    request: &Request,
    ensure: Ensure,
) -> Result<Result<(), Trouble>, StoreError> {
    tracing::info!(?ensure, "Ensuring");
    Ok(match ensure {
        Ensure::PullRequest => {
            let wanted = wanted::pull_request(services, request).await?;
            match services.github.ensure_pull_request(&wanted).await {
                Ok(ensured) => {
                    for note in &ensured.notes {
                        tracing::info!(note, "GitHub did not grant a wish");
                    }
                    status(services, request, &ensured.pull_request).await
                }
                Err(trouble) => Err(explained(request, trouble)),
            }
        }
        Ensure::Approval => approval(services, request).await?,
        Ensure::Review => review(services, request).await?,
        Ensure::Merge => merge(services, request).await,
        Ensure::Application => match request.stage.merge() {
            Some(merge) => {
                services
                    .argocd
                    .ensure_application(&wanted::application(services, request, &merge.base))
                    .await
            }
            None => Ok(()),
        },
        Ensure::Sync => sync(services, request).await?,
        Ensure::CatalogLocation => catalog(services, request).await,
        Ensure::NoCatalogLocation => uncatalogued(services, request).await,
        Ensure::Closed => Box::pin(closed(services, request)).await,
    })
}

/// Withdrawn while it waited for answers, the stage does not name the pull request: its branch does.
async fn closed(services: &Services, request: &Request) -> Result<(), Trouble> {
    let github = &services.github;
    let words = wanted::words::farewell(request);
    if let Some(pr) = request.stage.pull_request() {
        return github.ensure_closed(pr, &words).await;
    }
    let home = wanted::home(services, request);
    match github.of_branch(home, &request.branch()).await? {
        Some(pr) => github.ensure_closed(&pr, &words).await,
        None => Ok(()),
    }
}

/// GitHub says of a workflow that is refused only that the App may not.
fn explained(request: &Request, trouble: Trouble) -> Trouble {
    let is_workflow = request.change.kind() == ChangeKind::Workflow;
    if !is_workflow || trouble.kind != TroubleKind::Permission {
        return trouble;
    }
    let message = format!(
        "{}. Files below .github/workflows need the App’s permission “Workflows: read and write”",
        trouble.message
    );
    Trouble { message, ..trouble }
}

async fn status(services: &Services, request: &Request, pr: &PullRequest) -> Result<(), Trouble> {
    match wanted::approval_status(services, request) {
        Some(status) => {
            services
                .github
                .ensure_status(&pr.repo, &pr.head, &status)
                .await
        }
        None => Ok(()),
    }
}

/// Each approval reaches GitHub as the reviewer's own review where Berth holds their token, and together always as a status.
async fn approval(
    services: &Services,
    request: &Request,
) -> Result<Result<(), Trouble>, StoreError> {
    let Stage::Approved { pr, review } = &request.stage else {
        return Ok(Ok(()));
    };
    for review in given_here(request, review) {
        if let Err(trouble) = own_review(services, pr, &review).await?
            && !is_refusal(&trouble)
        {
            return Ok(Err(trouble));
        }
    }
    let wanted = wanted::pull_request(services, request).await?;
    if let Err(trouble) = services.github.ensure_pull_request(&wanted).await
        && !is_refusal(&trouble)
    {
        return Ok(Err(trouble));
    }
    Ok(status(services, request, pr).await)
}

/// The approvals of this commit that were given in Berth.
fn given_here(request: &Request, review: &Review) -> Vec<Review> {
    let mut all = approvals_at(request, &review.head, &[]);
    all.retain(|review| review.via == Via::Berth);
    all
}

/// The merge waits for these reviews: unlike in [`approval`], what is in the way of one is trouble.
async fn review(services: &Services, request: &Request) -> Result<Result<(), Trouble>, StoreError> {
    let Stage::Approved { pr, review } = &request.stage else {
        return Ok(Ok(()));
    };
    for review in given_here(request, review) {
        match own_review(services, pr, &review).await? {
            Ok(Posted::Yes) => {}
            Ok(Posted::NoToken) => {
                let says = signs_in_again(&review.by);
                let trouble = Trouble::new(System::GitHub, TroubleKind::Refused, says);
                return Ok(Err(trouble));
            }
            Err(trouble) => return Ok(Err(trouble)),
        }
    }
    Ok(Ok(()))
}

fn signs_in_again(reviewer: &Login) -> String {
    format!(
        "The rules of the branch ask for more than is there, and the approval of {reviewer} is not on GitHub as their own \
         review yet: Berth posts it as soon as {reviewer} signs in to Berth again"
    )
}

enum Posted {
    Yes,
    /// Berth may not act in this person's name now.
    NoToken,
}

async fn own_review(
    services: &Services,
    pr: &PullRequest,
    review: &Review,
) -> Result<Result<Posted, Trouble>, StoreError> {
    let usable = match tokens::of(services, &review.by).await? {
        Ok(Some(usable)) => usable,
        Ok(None) => return Ok(Ok(Posted::NoToken)),
        Err(trouble) => return Ok(Err(trouble)),
    };
    let (verdict, comment, head) = (review.verdict, &review.comment, &review.head);
    let posted = services
        .github
        .ensure_review(&usable.token, pr, verdict, comment, head)
        .await;
    Ok(match posted {
        Ok(()) => Ok(Posted::Yes),
        Err(trouble) if trouble.kind == TroubleKind::SignIn => {
            tokens::refused(services, &usable).await?;
            Ok(Posted::NoToken)
        }
        Err(trouble) => Err(trouble),
    })
}

/// Refused for good, for example because the person may not review there: the status carries the decision then.
fn is_refusal(trouble: &Trouble) -> bool {
    trouble.retry == Retry::Never
}

async fn merge(services: &Services, request: &Request) -> Result<(), Trouble> {
    let Stage::Approved { pr, review } = &request.stage else {
        return Ok(());
    };
    match services.github.ensure_merged(pr, &review.head).await? {
        MergeOutcome::Merged { .. } => Ok(()),
        MergeOutcome::HeadMoved => Err(Trouble::new(
            System::GitHub,
            TroubleKind::Conflict,
            "Somebody pushed to the branch after the review",
        )),
        MergeOutcome::NotYet { reason } => {
            Err(Trouble::new(System::GitHub, TroubleKind::Refused, reason)
                .at(services.clock.now().plus_seconds(MERGE_PAUSE)))
        }
    }
}

/// Only a change that takes files away asks for pruning.
async fn sync(services: &Services, request: &Request) -> Result<Result<(), Trouble>, StoreError> {
    let Some(delivery) = request.stage.delivery() else {
        return Ok(Ok(()));
    };
    if let Err(trouble) = services.argocd.refresh(&delivery.application).await {
        return Ok(Err(trouble));
    }
    if services.settings.auto_sync && request.attempt < 3 {
        return Ok(Ok(()));
    }
    let prune = !wanted::removed_objects(services, request).await?.is_empty();
    let asked = services
        .argocd
        .sync(&delivery.application, &delivery.merge.commit, prune)
        .await;
    Ok(asked.map(|asked| match asked {
        SyncAsked::Started { .. } | SyncAsked::Busy => (),
    }))
}

/// The catalog never holds a request up: what goes wrong is logged, and looked at again.
async fn uncatalogued(services: &Services, request: &Request) -> Result<(), Trouble> {
    let (Some(backstage), Some(merge)) = (&services.backstage, request.stage.merge()) else {
        return Ok(());
    };
    let target = wanted::catalog_target(services, request, &merge.base);
    if let Err(trouble) = backstage.forget_target(&target).await {
        tracing::warn!(message = trouble.message, "Backstage keeps a location");
    }
    Ok(())
}

async fn catalog(services: &Services, request: &Request) -> Result<(), Trouble> {
    let (Some(backstage), Some(merge)) = (&services.backstage, request.stage.merge()) else {
        return Ok(());
    };
    if services.settings.catalog != CatalogMode::Register {
        return Ok(());
    }
    backstage
        .ensure_location(&wanted::catalog_target(services, request, &merge.base))
        .await
        .map(|_| ())
}
