//! Tokens of one's own. A token made by another reaches no farther than that one.

use super::extract::{Parted, Sent};
use super::problem::{Answered, Fault, FieldProblem};
use super::wire::token::{NewToken, Token, TokenWish};
use super::wire::{IdPath, Listed};
use super::{done, made, page};
use crate::http::Web;
use crate::http::bearer::Caller;
use axum::extract::State;
use domain::portal::Made;
use domain::token::TokenProblem;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn operations() -> OpenApiRouter<Arc<Web>> {
    OpenApiRouter::new()
        .routes(routes!(list_tokens, create_token))
        .routes(routes!(revoke_token))
}

/// List your tokens
///
/// Newest first; those that are over for thirty days after they ended.
#[utoipa::path(get, path = "/tokens", tag = "Tokens", responses((status = 200, description = "Your tokens", body = Listed<Token>)))]
pub(super) async fn list_tokens(State(web): State<Arc<Web>>, caller: Caller) -> Answered {
    let list = web.portal.tokens(&caller.person).await?;
    let items = list.own.iter().map(|token| Token::of(token, list.now));
    page(&Listed::whole(items.collect()))
}

/// Make a token
///
/// In the name of whoever calls. It has no scope that the calling token lacks and lasts no longer than that one, so that
/// a token can be renewed before it ends. Its secret is told this once.
#[utoipa::path(
    post, path = "/tokens", tag = "Tokens", request_body = TokenWish,
    security(("token" = ["request"])),
    responses((status = 201, description = "The token with its secret", body = NewToken))
)]
pub(super) async fn create_token(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Sent(wish): Sent<TokenWish>,
) -> Answered {
    let form = wish.into();
    let made = web
        .portal
        .make_token(&caller.person, &form, Some(&caller.token))
        .await?;
    answer(made)
}

/// Revoke a token
///
/// From now on it opens nothing, also where it is the one that calls. Revoking again changes nothing.
#[utoipa::path(
    delete, path = "/tokens/{id}", tag = "Tokens", params(IdPath),
    security(("token" = ["request"])),
    responses((status = 204, description = "It is revoked"))
)]
pub(super) async fn revoke_token(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
) -> Answered {
    web.portal
        .revoke_token(&caller.person, parts.get("id"))
        .await?;
    Ok(done())
}

pub(super) fn answer(outcome: Made) -> Answered {
    match outcome {
        Made::Yes(minted) => {
            let path = format!("/tokens/{}", minted.token.id);
            made(&path, &NewToken::of(&minted))
        }
        Made::Refused(problems) => Err(Fault::Refused(problems.iter().map(problem).collect())),
    }
}

fn problem(problem: &TokenProblem) -> FieldProblem {
    FieldProblem::on(problem.field.as_str(), problem.message.as_str())
}
