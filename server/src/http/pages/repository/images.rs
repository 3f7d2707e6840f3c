//! The images of a repository, or the one that the address names.

use super::sheet;
use crate::http::Web;
use crate::http::context::Visit;
use crate::http::forms::Query;
use crate::http::pages::Answered;
use app::pages::{address, repository};
use domain::portal::{RepositoryKey, Tab};

pub(super) async fn show(web: &Web, visit: &Visit, key: &RepositoryKey, query: &Query) -> Answered {
    if let Some(digest) = address::opened_image(&query.0) {
        let data = web.portal.image(&visit.person, key, &digest).await?;
        let title = repository::image::title(&data);
        return Ok(sheet(web, visit, title, move || repository::image::view(&data)).await);
    }
    let asked = address::image_query(&query.0);
    let data = web.portal.images(&visit.person, key, &asked).await?;
    let title = repository::title(&data.row, Tab::Images);
    Ok(sheet(web, visit, title, move || repository::images::view(&data)).await)
}
