//! The catalog entity, read and changed like the manifest.

use super::change::apply_all;
use super::read::{description, expect_kind, expect_text, maybe_text};
use super::reason::{NotUnderstood, Reason};
use super::tree::parse;
use super::walk::At;
use super::{Edit, Value, path};
use crate::text::Description;

/// What the catalog's file says. `None`: it says nothing about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogFile {
    pub name: String,
    pub namespace: Option<String>,
    pub title: Option<String>,
    pub description: Option<String>,
    /// `spec.type`.
    pub kind: Option<String>,
    /// A reference to the owner, as written.
    pub owner: Option<String>,
    pub system: Option<String>,
}

/// What it shall say. `None`: what it says now, if anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogWanted {
    /// `metadata.name` of the entity that the file must be about.
    pub name: String,
    pub owner: Option<String>,
    pub system: Option<String>,
    pub description: Option<Description>,
}

pub fn read_catalog(text: &str) -> Result<CatalogFile, NotUnderstood> {
    let document = parse(text)?;
    let root = At::root(&document.root);
    expect_kind(&root, crate::manifest::catalog::API_VERSION, "Resource")?;
    Ok(CatalogFile {
        name: root.need(&["metadata", "name"])?.text()?,
        namespace: maybe_text(&root, &["metadata", "namespace"])?,
        title: description(&root, &["metadata", "title"])?,
        description: description(&root, &["metadata", "description"])?,
        kind: maybe_text(&root, &["spec", "type"])?,
        owner: maybe_text(&root, &["spec", "owner"])?,
        system: maybe_text(&root, &["spec", "system"])?,
    })
}

/// The catalog's file, saying what is wanted. Where it says so already, its bytes stay.
pub fn change_catalog(text: &str, wanted: &CatalogWanted) -> Result<String, NotUnderstood> {
    let now = read_catalog(text)?;
    let document = parse(text)?;
    let name = At::root(&document.root).need(&["metadata", "name"])?;
    expect_text(&name, &wanted.name)?;
    let then = CatalogFile {
        owner: wanted.owner.clone().or(now.owner.clone()),
        system: wanted.system.clone().or(now.system.clone()),
        description: wanted
            .description
            .as_ref()
            .map(Description::to_string)
            .or(now.description.clone()),
        ..now.clone()
    };
    let edits: Vec<Edit> = [
        (
            ["metadata", "description"],
            &now.description,
            &then.description,
        ),
        (["spec", "owner"], &now.owner, &then.owner),
        (["spec", "system"], &now.system, &then.system),
    ]
    .into_iter()
    .filter(|(_, now, then)| now != then)
    .filter_map(|(keys, _, then)| Some(Edit::set(path(keys), Value::text(then.as_ref()?))))
    .collect();
    let changed = apply_all(text, &edits)?;
    if read_catalog(&changed)? == then {
        Ok(changed)
    } else {
        Err(Reason::Unsafe("spec".into()).at(1))
    }
}
