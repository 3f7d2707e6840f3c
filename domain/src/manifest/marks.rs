//! Which answer of the form wrote which line, so that the preview can point at it.

use super::File;
use crate::spec::Field;

/// A line of a file and the field that decides it, when one does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark<'a> {
    pub line: &'a str,
    pub field: Option<Field>,
}

/// The file's lines with their fields.
pub fn marked_lines(file: &File) -> Vec<Mark<'_>> {
    let mut block = None;
    file.text
        .lines()
        .map(|line| {
            let indent = line.len() - line.trim_start().len();
            block = block.filter(|(depth, _)| indent > *depth);
            let own = field_of(line.trim_start().trim_start_matches("- "));
            if let (None, Some((key, field))) = (block, own)
                && opens_block(key)
            {
                block = Some((indent, field));
            }
            Mark {
                line,
                field: own
                    .map(|(_, field)| field)
                    .or(block.map(|(_, field)| field)),
            }
        })
        .collect()
}

fn opens_block(key: &str) -> bool {
    matches!(
        key,
        "imageTagMutabilityExclusionFilter"
            | "imageScanningConfiguration"
            | "encryptionConfiguration"
            | "policy"
    )
}

fn field_of(line: &str) -> Option<(&str, Field)> {
    let key = line.split(':').next()?.trim_matches('"');
    let field = match key {
        "crossplane.io/external-name" | "title" | "aws.amazon.com/amazon-ecr-arn" => Field::Name,
        "region" => Field::Region,
        "berth.dev/description" | "description" => Field::Description,
        "team" | "owner" => Field::Team,
        "system" => Field::System,
        "berth.dev/source" | "github.com/project-slug" => Field::Source,
        "berth.dev/cluster" | "argocd/app-name" => Field::Cluster,
        "imageTagMutability" | "imageTagMutabilityExclusionFilter" => Field::Mutability,
        "imageScanningConfiguration" => Field::Scan,
        "encryptionConfiguration" | "kmsKey" => Field::Encryption,
        "policy" => Field::Keep,
        "providerConfigRef" => Field::Account,
        _ => return None,
    };
    Some((key, field))
}
