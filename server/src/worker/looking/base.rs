//! Whether Git still says what it said when lines of its files were to be changed.

use super::wanted;
use crate::services::Services;
use domain::manifest::Base;
use domain::refusal::Problem;
use domain::request::Request;
use domain::trouble::Trouble;

pub(super) async fn moved(
    services: &Services,
    request: &Request,
    branch: &str,
) -> Result<Option<Problem>, Trouble> {
    let edits = request.change.edits();
    if edits.is_empty() {
        return Ok(None);
    }
    let paths: Vec<String> = edits.iter().map(|edit| edit.path.clone()).collect();
    let home = wanted::home(services, request);
    let now = services.github.files_at(home, &paths, branch).await?;
    let obstacle = Base::of(edits, &now).obstacle(branch);
    Ok(obstacle.map(Problem::general))
}
