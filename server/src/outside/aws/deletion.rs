//! Deleting images: the one thing that Berth does in AWS by itself.

use super::{Aws, Held, trouble};
use aws_sdk_ecr::types::{ImageFailure, ImageIdentifier};
use domain::aws::Address;
use domain::image::{DELETED_AT_ONCE, Digest, ImageKept};
use domain::trouble::{Trouble, TroubleKind};

impl Aws {
    /// Deletes these, at most [`DELETED_AT_ONCE`], in this order, and tells which of them AWS kept. What was gone before
    /// counts as deleted. Not repeated by itself: whoever asks looks at the next reading.
    pub async fn delete_images(
        &self,
        address: &Address,
        digests: &[Digest],
    ) -> Result<Vec<ImageKept>, Trouble> {
        if digests.len() > DELETED_AT_ONCE {
            return Err(trouble::new(
                TroubleKind::Refused,
                format!("BatchDeleteImage: at most {DELETED_AT_ONCE} images in one call"),
            ));
        }
        if digests.is_empty() {
            return Ok(Vec::new());
        }
        let clients = self.clients(&address.account, address.region).await?;
        let ids = digests.iter().map(|digest| {
            ImageIdentifier::builder()
                .image_digest(digest.as_str())
                .build()
        });
        let call = clients
            .ecr
            .batch_delete_image()
            .registry_id(address.account.as_str())
            .repository_name(address.name.as_str())
            .set_image_ids(Some(ids.collect()))
            .send();
        match self.call(&clients, "BatchDeleteImage", call).await? {
            Held::Here(answer) => {
                let failures = answer.failures.unwrap_or_default();
                Ok(failures.iter().filter_map(kept).collect())
            }
            // The repository is gone, and its images with it.
            Held::Nothing | Held::NoRepository => Ok(Vec::new()),
        }
    }
}

/// `None`: it was gone before, or AWS does not say which one it speaks of.
fn kept(failure: &ImageFailure) -> Option<ImageKept> {
    let code = failure.failure_code().map_or("", |code| code.as_str());
    let digest = failure.image_id()?.image_digest()?;
    if code == "ImageNotFound" {
        return None;
    }
    Some(ImageKept {
        digest: Digest::parse(digest).ok()?,
        code: code.to_owned(),
        reason: failure.failure_reason().unwrap_or_default().to_owned(),
    })
}
