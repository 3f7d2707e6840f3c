//! The parts of the catalog's JSON that Berth reads.

use super::CatalogEntry;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Registered {
    pub(super) location: Location,
}

#[derive(Deserialize)]
pub(super) struct Listed {
    pub(super) data: Location,
}

#[derive(Deserialize)]
pub(super) struct Location {
    pub(super) id: String,
    pub(super) r#type: String,
    pub(super) target: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page {
    pub(super) items: Vec<Entity>,
    #[serde(default)]
    pub(super) page_info: PageInfo,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PageInfo {
    pub(super) next_cursor: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Entity {
    metadata: Metadata,
    #[serde(default)]
    spec: Option<Spec>,
}

#[derive(Deserialize)]
struct Metadata {
    name: String,
    namespace: Option<String>,
    title: Option<String>,
}

#[derive(Default, Deserialize)]
struct Spec {
    r#type: Option<String>,
    profile: Option<Profile>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Profile {
    display_name: Option<String>,
}

impl From<Entity> for CatalogEntry {
    fn from(entity: Entity) -> Self {
        let Metadata {
            name,
            namespace,
            title,
        } = entity.metadata;
        let spec = entity.spec.unwrap_or_default();
        let shown = spec.profile.and_then(|profile| profile.display_name);
        let title = [shown, title]
            .into_iter()
            .flatten()
            .find(|text| !text.trim().is_empty());
        Self {
            namespace: namespace.unwrap_or_else(|| "default".to_owned()),
            title: title.unwrap_or_else(|| name.clone()),
            name,
            kind_of: spec.r#type,
        }
    }
}
