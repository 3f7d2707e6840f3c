//! Every address of Berth, and the layers round it.

use super::{
    Web, api, aws_events, context, events, guard, halt, headers, health, kept, metrics, pages,
    settings, sign_in, theme, webhooks,
};
use crate::assets;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler as _;
use axum::http::{HeaderName, Request, StatusCode};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::MethodRouter;
use std::sync::Arc;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

/// Forms are small; what is bigger is a mistake or an attack.
pub(super) const FORM_LIMIT: usize = 64 * 1024;
/// GitHub sends at most 25 MB and, for the events that Berth asks for, far less.
const WEBHOOK_LIMIT: usize = 5 * 1024 * 1024;
/// EventBridge sends at most 256 kB.
const EVENT_LIMIT: usize = 256 * 1024;
/// Time for an answer to begin. Streams go on after that.
const PATIENCE: Duration = Duration::from_secs(30);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A list of addresses, and the router made of it: whoever adds an address adds it to the list that tests walk.
macro_rules! routes {
    ($(#[$doc:meta])* $list:ident $router:ident { $($path:literal => $($method:ident $handler:expr),+;)* }) => {
        $(#[$doc])*
        pub const $list: &[(&str, &str)] = &[$($((stringify!($method), $path),)+)*];

        fn $router() -> Router<Arc<Web>> {
            Router::new()$(.route($path, MethodRouter::new()$(.$method($handler))+))*
        }
    };
}

routes! {
    /// For other machines: method and path of each. They carry secrets of their own, or tell nothing worth keeping.
    MACHINES machines_router {
        "/webhooks/github" => post webhooks::github.layer(DefaultBodyLimit::max(WEBHOOK_LIMIT));
        "/webhooks/aws" => post aws_events::receive.layer(DefaultBodyLimit::max(EVENT_LIMIT));
        "/healthz" => get health::live;
        "/readyz" => get health::ready;
        "/metrics" => get metrics::show;
    }
}

routes! {
    /// For people: method and path of each.
    PAGES pages_router {
        "/" => get pages::home;
        "/requests" => get pages::requests, post pages::send_form;
        "/requests/new" => get pages::new_form;
        "/requests/new/check" => get pages::check;
        "/requests/{id}" => get pages::request;
        "/requests/{id}/withdraw" => post pages::withdraw;
        "/requests/{id}/retry" => post pages::retry;
        "/requests/{id}/take-back" => post pages::take_back;
        "/requests/{id}/events" => get events::events;
        "/choices/{list}" => get pages::choices;
        "/reviews" => get pages::reviews;
        "/reviews/{id}" => get pages::review, post pages::decide;
        "/rollouts" => get pages::rollouts, post pages::start_rollout;
        "/rollouts/new" => get pages::new_rollout;
        "/rollouts/opt-outs" => post pages::opt_out;
        "/rollouts/opt-outs/{id}/end" => post pages::end_opt_out;
        "/rollouts/{id}" => get pages::rollout, post pages::act_on_rollout;
        "/search" => get pages::search;
        "/inventory" => get pages::inventory;
        "/inventory.csv" => get pages::inventory_csv;
        "/inventory.json" => get pages::inventory_json;
        "/inventory/views" => get pages::views, post pages::keep_view;
        "/inventory/views/{id}" => get pages::open_view, post pages::change_view;
        "/inventory/views/{id}/delete" => post pages::drop_view;
        "/inventory/unmanaged" => get pages::unmanaged;
        "/inventory/unmanaged/adopt" => get pages::adoption, post pages::adopt;
        "/inventory/unmanaged.csv" => get pages::unmanaged_file;
        "/audit" => get pages::audit::audit;
        "/audit.csv" => get pages::audit::audit_csv;
        "/audit.jsonl" => get pages::audit::audit_jsonl;
        "/insights" => get pages::insights;
        "/insights/scorecard" => get pages::scorecard;
        "/insights/days/{day}" => get pages::day;
        "/insights/tables/{table}" => get pages::table;
        "/repositories/{account}/{region}/{*name}" => get pages::repository::show, post pages::repository::act;
        "/settings" => get settings::show;
        "/settings/sessions/end" => post settings::end_others;
        "/settings/sessions/{handle}/end" => post settings::end_one;
        "/settings/theme" => post theme::choose;
        "/settings/tokens" => get pages::tokens, post pages::make_token;
        "/settings/tokens/{id}/revoke" => post pages::revoke_token;
        "/settings/services" => post pages::make_service;
        "/settings/services/{name}/end" => post pages::end_service;
        "/settings/services/{name}/tokens" => post pages::make_service_token;
        "/api" => get pages::reader;
        "/sign-in" => get sign_in::door;
        "/sign-in/github" => get sign_in::by_github;
        "/sign-in/oidc" => get sign_in::by_oidc;
        "/sign-in/leave" => get sign_in::leave;
        "/sign-in/callback" => get sign_in::callback;
        "/sign-out" => post sign_in::out;
    }
}

pub fn router(web: Arc<Web>) -> Router {
    let machines = machines_router()
        .layer(CatchPanicLayer::new())
        .layer(timeout())
        .with_state(Arc::clone(&web));
    // The innermost comes first: each layer goes round those above it.
    pages_router()
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(from_fn_with_state(Arc::clone(&web), kept::layer))
        .layer(CatchPanicLayer::custom(halt::panicked))
        .layer(timeout())
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .layer(csrf(&web.public_url))
        .layer(from_fn_with_state(Arc::clone(&web), context::layer))
        .layer(from_fn_with_state(Arc::clone(&web), guard::crowd))
        .with_state(Arc::clone(&web))
        .merge(machines)
        .merge(api::routes(&web).with_state(Arc::clone(&web)))
        .merge(assets::routes())
        // Its default leaves out event streams, which it would hold back, and what is compressed already.
        .layer(CompressionLayer::new())
        .layer(from_fn(guard::sizes))
        .layer(from_fn_with_state(Arc::clone(&web), headers::layer))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        .layer(from_fn(headers::own_request_id))
        .layer(from_fn(metrics::count))
}

pub(super) fn timeout() -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, PATIENCE)
}

/// Beside the session cookie's SameSite: what changes something must come from Berth's own pages. Webhooks carry a signature instead.
fn csrf(public_url: &str) -> CsrfLayer {
    // A proxy may hand on another Host than people see.
    CsrfLayer::new().add_trusted_origin(public_url).unwrap_or_else(|error| {
        tracing::warn!(%error, "public_url is no origin; forms are accepted from the address that was asked");
        CsrfLayer::new()
    })
}

fn span<B>(request: &Request<B>) -> tracing::Span {
    let id = request
        .headers()
        .get(REQUEST_ID)
        .and_then(|id| id.to_str().ok())
        .unwrap_or_default();
    // The path alone: queries carry sign-in codes and what people search for.
    tracing::info_span!("http", method = %request.method(), path = request.uri().path(), request.id = id)
}
