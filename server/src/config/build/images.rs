//! How images are read, and who may wake their reading.

use super::SECRET_MIN;
use crate::config::reader::Reader;
use crate::services::ImageReading;
use secrecy::SecretString;

const MINUTE_MS: i64 = 60 * 1000;
/// More at once than this and the pipelines would feel it.
const AT_ONCE_MOST: usize = 32;
const FINDINGS_OF_MOST: usize = 100;

pub(super) fn images(reader: &mut Reader<'_>) -> Option<ImageReading> {
    let every = minutes(reader, "aws.images.every_minutes");
    let active = minutes(reader, "aws.images.active_every_minutes");
    let at_once = reader.within("aws.images.at_once", 1, AT_ONCE_MOST);
    let findings_of = reader.within("aws.images.findings_of", 0, FINDINGS_OF_MOST);
    Some(ImageReading {
        every_ms: every?,
        active_every_ms: active?,
        at_once: at_once?,
        findings_of: findings_of?,
        read_manifests: reader.flag("aws.images.read_manifests"),
    })
}

fn minutes(reader: &mut Reader<'_>, key: &str) -> Option<i64> {
    const YEAR: usize = 366 * 24 * 60;
    let minutes = reader.within(key, 1, YEAR)?;
    Some(i64::try_from(minutes).ok()?.saturating_mul(MINUTE_MS))
}

/// None: no events are taken.
pub(super) fn event_secrets(reader: &mut Reader<'_>) -> Option<Vec<SecretString>> {
    let texts = reader.texts("aws.event_secrets");
    let secrets: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    if secrets.iter().any(|secret| secret.len() < SECRET_MIN) {
        reader.advise(
            "aws.event_secrets",
            format!("has one that is shorter than {SECRET_MIN} characters"),
            "Make one with `openssl rand -base64 32`",
        );
        return None;
    }
    Some(secrets.into_iter().map(SecretString::from).collect())
}
