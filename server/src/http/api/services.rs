//! Services, for those who run Berth.

use super::extract::{Parted, Sent};
use super::problem::{Answered, Fault, FieldProblem};
use super::tokens::answer;
use super::wire::Listed;
use super::wire::token::{NewToken, Service, ServicePath, ServiceWish, TokenWish};
use super::{done, made, page};
use crate::http::Web;
use crate::http::bearer::Caller;
use axum::extract::State;
use domain::people::{Action, may};
use domain::portal::{PortalError, Served, ServiceRow};
use domain::token::{ServiceName, ServiceProblem};
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn operations() -> OpenApiRouter<Arc<Web>> {
    OpenApiRouter::new()
        .routes(routes!(list_services, create_service))
        .routes(routes!(end_service))
        .routes(routes!(create_service_token))
}

/// List services
///
/// With their tokens. For those with the role admin.
#[utoipa::path(
    get, path = "/services", tag = "Tokens", security(("token" = ["admin"])),
    responses((status = 200, description = "The services", body = Listed<Service>))
)]
pub(super) async fn list_services(State(web): State<Arc<Web>>, caller: Caller) -> Answered {
    let list = web.portal.tokens(&caller.person).await?;
    let Some(services) = list.services else {
        let denial = may(&caller.person, Action::Serve).err();
        return Err(denial
            .map_or(PortalError::NotFound, PortalError::Denied)
            .into());
    };
    let items = services.iter().map(|row| Service::of(row, list.now));
    page(&Listed::whole(items.collect()))
}

/// Make a service
///
/// A program that acts by itself, with roles and teams of its own. It gets tokens by another operation.
#[utoipa::path(
    post, path = "/services", tag = "Tokens", request_body = ServiceWish, security(("token" = ["admin"])),
    responses((status = 201, description = "The service", body = Service))
)]
pub(super) async fn create_service(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Sent(wish): Sent<ServiceWish>,
) -> Answered {
    match web
        .portal
        .make_service(&caller.person, &wish.into())
        .await?
    {
        Served::Yes(service) => {
            let path = format!("/services/{}", service.name);
            let now = service.created;
            let row = ServiceRow {
                service: *service,
                tokens: Vec::new(),
            };
            made(&path, &Service::of(&row, now))
        }
        Served::Refused(problems) => Err(Fault::Refused(problems.iter().map(problem).collect())),
    }
}

/// End a service
///
/// All its tokens are revoked, and it gets no others. Its name is not given again.
#[utoipa::path(
    delete, path = "/services/{name}", tag = "Tokens", params(ServicePath), security(("token" = ["admin"])),
    responses((status = 204, description = "It has ended"))
)]
pub(super) async fn end_service(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
) -> Answered {
    let name = name(&caller, &parts)?;
    web.portal.end_service(&caller.person, &name).await?;
    Ok(done())
}

/// Make a token of a service
///
/// Its secret is told this once.
#[utoipa::path(
    post, path = "/services/{name}/tokens", tag = "Tokens", params(ServicePath), request_body = TokenWish,
    security(("token" = ["admin"])),
    responses((status = 201, description = "The token with its secret", body = NewToken))
)]
pub(super) async fn create_service_token(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<TokenWish>,
) -> Answered {
    let name = name(&caller, &parts)?;
    let made = web
        .portal
        .make_service_token(&caller.person, &name, &wish.into())
        .await?;
    answer(made)
}

fn name(caller: &Caller, parts: &Parted) -> Result<ServiceName, Fault> {
    // Nobody learns which names there are by trying them.
    may(&caller.person, Action::Serve).map_err(PortalError::Denied)?;
    ServiceName::parse(parts.get("name")).map_err(|_| PortalError::NotFound.into())
}

fn problem(problem: &ServiceProblem) -> FieldProblem {
    FieldProblem::on(problem.field.as_str(), problem.message.as_str())
}
