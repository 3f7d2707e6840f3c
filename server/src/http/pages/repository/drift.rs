//! The overview, with what AWS has otherwise than Git, and what was lost.

use super::{removal, sheet_with, usage};
use crate::http::Web;
use crate::http::context::Visit;
use crate::http::forms::{Form, Query};
use crate::http::notice::Notice;
use crate::http::pages::{Answered, see};
use app::pages::repository::drift::{Returned, lost_file};
use app::pages::{address, repository};
use axum::http::StatusCode;
use domain::drift::DriftKind;
use domain::manifest::File;
use domain::portal::{DriftAct, DriftActed, DriftIgnored, RepositoryKey, Tab};

pub(super) async fn overview(
    web: &Web,
    visit: &Visit,
    key: &RepositoryKey,
    query: &Query,
) -> Answered {
    if let Some(at) = address::lost_images_asked(&query.0) {
        let images = web.portal.lost_images(&visit.person, key, at).await?;
        return Ok(usage::attachment(&File {
            path: format!("lost-images-{}.csv", at.0),
            text: lost_file(&images),
        }));
    }
    show(web, visit, key, None).await
}

/// The forms beside a difference: look again, put back, let be.
pub(super) async fn act(web: &Web, visit: &Visit, key: &RepositoryKey, sent: &Form) -> Answered {
    let Some(act) = DriftAct::parse(sent.value(address::DRIFT_ACT)) else {
        return ignore(web, visit, key, sent).await;
    };
    let notice = match web.portal.act_on_drift(&visit.person, key, act).await? {
        DriftActed::Looked => Notice::ClusterLooked,
        DriftActed::Reverting => Notice::Reverting,
        DriftActed::Nothing => Notice::NothingToRevert,
        DriftActed::NotNow(why) => {
            let returned = Returned {
                not_now: Some(why),
                ..Returned::default()
            };
            return show(web, visit, key, Some(returned)).await;
        }
    };
    Ok(see(web, &address::repository(key), Some(notice)))
}

async fn ignore(web: &Web, visit: &Visit, key: &RepositoryKey, sent: &Form) -> Answered {
    let form = address::ignore_form(&sent.0);
    let kind = DriftKind::parse(sent.value(address::DRIFT_KIND)).unwrap_or(DriftKind::ClusterAws);
    let asked = web.portal.ignore_drift(&visit.person, key, kind, &form);
    let (problems, is_stale) = match asked.await? {
        DriftIgnored::Done => {
            let path = address::repository(key);
            return Ok(see(web, &path, Some(Notice::DriftIgnored)));
        }
        DriftIgnored::Refused(problems) => (problems, false),
        DriftIgnored::Stale => (Vec::new(), true),
    };
    let returned = Returned {
        kind: Some(kind),
        form,
        problems,
        is_stale,
        not_now: None,
    };
    show(web, visit, key, Some(returned)).await
}

async fn show(
    web: &Web,
    visit: &Visit,
    key: &RepositoryKey,
    returned: Option<Returned>,
) -> Answered {
    let data = match web.portal.repository(&visit.person, key).await {
        Ok(data) => data,
        Err(missing) => return removal::tombstone(web, visit, key, missing).await,
    };
    let title = repository::title(&data.row, Tab::Overview);
    let status = match &returned {
        None => StatusCode::OK,
        Some(returned) if returned.not_now.is_some() => StatusCode::SERVICE_UNAVAILABLE,
        Some(returned) if returned.is_stale => StatusCode::CONFLICT,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(sheet_with(web, visit, title, status, move || {
        repository::overview::view(&data, returned.as_ref())
    })
    .await)
}
