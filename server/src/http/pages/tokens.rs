//! Tokens and services: listed, made, revoked. A secret is in the answer to the form that made it, and nowhere else.

use super::{Answered, see};
use crate::http::Web;
use crate::http::context::Visit;
use crate::http::forms::Form;
use crate::http::notice::Notice;
use crate::http::page::{self, Sheet};
use app::pages::address;
use app::pages::tokens::{self as pages, Sent};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::portal::{Made, PortalError, Served};
use domain::token::ServiceName;
use std::sync::Arc;

async fn show(web: &Web, visit: &Visit, sent: Option<Sent>) -> Answered {
    let data = web.portal.tokens(&visit.person).await?;
    let status = match &sent {
        Some(Sent::TokenRefused { .. } | Sent::ServiceRefused { .. }) => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        _ => StatusCode::OK,
    };
    let sheet = Sheet::new(pages::TITLE).status(status);
    Ok(page::show(web, &visit.context, sheet, move || {
        pages::view(&data, sent.as_ref())
    })
    .await)
}

pub(in crate::http) async fn tokens(State(web): State<Arc<Web>>, visit: Visit) -> Answered {
    show(&web, &visit, None).await
}

pub(in crate::http) async fn make_token(
    State(web): State<Arc<Web>>,
    visit: Visit,
    sent: Form,
) -> Answered {
    let form = address::token_form(&sent.0);
    let sent = match web.portal.make_token(&visit.person, &form, None).await? {
        Made::Yes(minted) => Sent::Made(*minted),
        Made::Refused(problems) => Sent::TokenRefused {
            service: None,
            form,
            problems,
        },
    };
    show(&web, &visit, Some(sent)).await
}

pub(in crate::http) async fn revoke_token(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Answered {
    web.portal.revoke_token(&visit.person, &id).await?;
    Ok(see(&web, address::TOKENS, Some(Notice::TokenRevoked)))
}

pub(in crate::http) async fn make_service(
    State(web): State<Arc<Web>>,
    visit: Visit,
    sent: Form,
) -> Answered {
    let form = address::service_form(&sent.0);
    match web.portal.make_service(&visit.person, &form).await? {
        Served::Yes(_) => Ok(see(&web, address::TOKENS, Some(Notice::ServiceMade))),
        Served::Refused(problems) => {
            let sent = Sent::ServiceRefused { form, problems };
            show(&web, &visit, Some(sent)).await
        }
    }
}

fn name(text: &str) -> Result<ServiceName, PortalError> {
    ServiceName::parse(text).map_err(|_| PortalError::NotFound)
}

pub(in crate::http) async fn end_service(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(text): Path<String>,
) -> Answered {
    web.portal.end_service(&visit.person, &name(&text)?).await?;
    Ok(see(&web, address::TOKENS, Some(Notice::ServiceEnded)))
}

pub(in crate::http) async fn make_service_token(
    State(web): State<Arc<Web>>,
    visit: Visit,
    Path(text): Path<String>,
    sent: Form,
) -> Answered {
    let name = name(&text)?;
    let form = address::token_form(&sent.0);
    let made = web
        .portal
        .make_service_token(&visit.person, &name, &form)
        .await?;
    let sent = match made {
        Made::Yes(minted) => Sent::Made(*minted),
        Made::Refused(problems) => Sent::TokenRefused {
            service: Some(name.to_string()),
            form,
            problems,
        },
    };
    show(&web, &visit, Some(sent)).await
}
