//! Images of a repository: listed, shown, deleted.

use super::extract::{Asked, Parted, Sent};
use super::ok;
use super::problem::{Answered, Fault, FieldProblem};
use super::wire::images::{Deleted, DeletionPlan, DeletionWish, ImageShown, Images};
use super::wire::words::ImageKindWord;
use super::wire::{RepositoryPath, Time, time};
use crate::http::Web;
use crate::http::bearer::Caller;
use axum::extract::State;
use domain::image::Digest;
use domain::portal::{ImageQuery, ImagesOnly, PortalError};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn operations() -> OpenApiRouter<Arc<Web>> {
    OpenApiRouter::new()
        .routes(routes!(list_images))
        .routes(routes!(show_image))
        .routes(routes!(plan_image_deletion))
        .routes(routes!(delete_images))
        .routes(routes!(list_lost_images))
}

/// Which images.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum OnlyWord {
    Apart,
    Tagged,
    Untagged,
    Archived,
    All,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ImagesAsked {
    /// A piece of a tag, or the beginning of a digest.
    #[serde(default)]
    #[param(required = false)]
    q: String,
    /// `apart`, which is usual: those that stand for themselves.
    only: Option<OnlyWord>,
    kind: Option<ImageKindWord>,
    /// A place in the list, as `next` has it.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

impl From<ImagesAsked> for ImageQuery {
    fn from(asked: ImagesAsked) -> Self {
        let only = match (asked.kind, asked.only) {
            (Some(kind), _) => ImagesOnly::Kind(kind.into()),
            (None, None | Some(OnlyWord::Apart)) => ImagesOnly::Apart,
            (None, Some(OnlyWord::Tagged)) => ImagesOnly::Tagged,
            (None, Some(OnlyWord::Untagged)) => ImagesOnly::Untagged,
            (None, Some(OnlyWord::Archived)) => ImagesOnly::Archived,
            (None, Some(OnlyWord::All)) => ImagesOnly::All,
        };
        Self {
            text: asked.q.trim().to_owned(),
            only,
            after: asked.cursor,
        }
    }
}

/// List images
///
/// Newest first.
#[utoipa::path(
    get, path = "/repositories/{account}/{region}/{name}/images", tag = "Images", params(RepositoryPath, ImagesAsked),
    responses((status = 200, description = "Some of the images", body = Images))
)]
pub(super) async fn list_images(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Asked(asked, address): Asked<ImagesAsked>,
) -> Answered {
    let key = parts.repository()?;
    let data = web
        .portal
        .images(&caller.person, &key, &asked.into())
        .await?;
    let next = data.next.as_deref().map(|cursor| address.at(cursor));
    ok(&Images::of(&data, next))
}

/// The address of an image, below its repository’s.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)] // Says in the document what the extractor reads.
pub(super) struct DigestPath {
    /// The image’s digest.
    #[param(pattern = "^sha256:[0-9a-f]{64}$")]
    digest: String,
}

fn digest(text: &str) -> Result<Digest, Fault> {
    Digest::parse(text).map_err(|_| PortalError::NotFound.into())
}

/// Show an image
///
/// With its platforms, signatures and attestations.
#[utoipa::path(
    get, path = "/repositories/{account}/{region}/{name}/images/{digest}", tag = "Images",
    params(RepositoryPath, DigestPath),
    responses((status = 200, description = "The image", body = ImageShown))
)]
pub(super) async fn show_image(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
) -> Answered {
    let (key, digest) = (parts.repository()?, digest(parts.get("digest"))?);
    let data = web.portal.image(&caller.person, &key, &digest).await?;
    ok(&ImageShown::of(&data))
}

fn digests(wish: &DeletionWish) -> Result<Vec<Digest>, Fault> {
    let read = |(place, text): (usize, &String)| {
        Digest::parse(text).map_err(|why| {
            let problem = FieldProblem::on(&format!("digests/{place}"), why.to_string());
            Fault::Refused(vec![problem])
        })
    };
    wish.digests.iter().enumerate().map(read).collect()
}

/// Plan a deletion of images
///
/// What it would break or lose, as far as Berth knows. Deletes nothing.
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/image-deletions/plan", tag = "Images", params(RepositoryPath),
    request_body = DeletionWish, security(("token" = ["read"])),
    responses((status = 200, description = "What would come of it", body = DeletionPlan))
)]
pub(super) async fn plan_image_deletion(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<DeletionWish>,
) -> Answered {
    let key = parts.repository()?;
    let data = web
        .portal
        .deletion(&caller.person, &key, &digests(&wish)?)
        .await?;
    ok(&DeletionPlan::of(&data))
}

/// Delete images
///
/// In AWS and for good. For members of the team that owns the repository; `confirm` is the repository’s name.
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/image-deletions", tag = "Images", params(RepositoryPath),
    request_body = DeletionWish, security(("token" = ["request"])),
    responses((status = 200, description = "What became of it", body = Deleted))
)]
pub(super) async fn delete_images(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<DeletionWish>,
) -> Answered {
    let (key, digests) = (parts.repository()?, digests(&wish)?);
    let deletion = web
        .portal
        .delete_images(&caller.person, &key, &digests, &wish.confirm)
        .await?;
    match Deleted::of(&deletion) {
        Some(deleted) => ok(&deleted),
        None => {
            let problem = FieldProblem::on("confirm", format!("Write {} to delete them", key.name));
            Err(Fault::Refused(vec![problem]))
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct LostAsked {
    /// The loss, by its `at` as the repository has it, in milliseconds since 1970.
    #[param(minimum = 0, maximum = 253402300799999_i64)]
    at: i64,
}

/// The end of the year 9999.
const LAST_MS: i64 = 253_402_300_799_999;

/// An image that was known when its repository was deleted past Git.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LostImage {
    digest: String,
    tags: Vec<String>,
    pushed: Time,
    pulled: Option<Time>,
    #[schema(maximum = 9007199254740991_i64)]
    bytes: u64,
    kind: String,
}

/// List images that were lost
///
/// Those that were known when a repository was found to be deleted past Git.
#[utoipa::path(
    get, path = "/repositories/{account}/{region}/{name}/lost-images", tag = "Images", params(RepositoryPath, LostAsked),
    responses((status = 200, description = "What was lost", body = super::wire::Listed<LostImage>))
)]
pub(super) async fn list_lost_images(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Asked(asked, _): Asked<LostAsked>,
) -> Answered {
    let key = parts.repository()?;
    if !(0..=LAST_MS).contains(&asked.at) {
        return Err(PortalError::NotFound.into());
    }
    let lost = web
        .portal
        .lost_images(&caller.person, &key, Timestamp(asked.at))
        .await?;
    let items = lost.into_iter().map(|image| LostImage {
        digest: image.digest,
        tags: image.tags,
        pushed: image.pushed.into(),
        pulled: time(image.pulled),
        bytes: image.bytes,
        kind: image.kind,
    });
    super::page(&super::wire::Listed::whole(items.collect()))
}
