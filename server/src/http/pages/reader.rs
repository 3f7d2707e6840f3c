//! The page that reads the API's document to people.

use super::Answered;
use crate::http::Web;
use crate::http::api::read::read;
use crate::http::context::Visit;
use crate::http::page::{self, Sheet};
use app::pages::reader as pages;
use axum::extract::State;
use std::sync::Arc;

pub(in crate::http) async fn reader(State(web): State<Arc<Web>>, visit: Visit) -> Answered {
    let data = read(&web.public_url);
    let sheet = Sheet::new(pages::TITLE);
    Ok(page::show(&web, &visit.context, sheet, move || pages::view(&data)).await)
}
