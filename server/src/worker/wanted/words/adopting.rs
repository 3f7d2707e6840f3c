//! The two pull requests of an adoption.

use super::{Row, code};
use domain::aws::Region;
use domain::name::RepositoryName;
use domain::request::{Adoption, AdoptionStep};

pub(super) fn title(adoption: &Adoption, name: &RepositoryName, region: Region) -> String {
    match adoption.step {
        AdoptionStep::Observe => format!("Observe ECR repository {name} in {region}"),
        AdoptionStep::TakeControl { .. } => {
            format!("Take control of ECR repository {name} in {region}")
        }
    }
}

pub(super) fn rows(adoption: &Adoption) -> Vec<Row> {
    let found = &adoption.found;
    let tags: Vec<String> = found
        .tags
        .iter()
        .map(|(key, value)| code(&format!("{key}: {value}")))
        .collect();
    let mut rows = vec![
        (
            "AWS tags",
            match tags.is_empty() {
                true => "none".to_owned(),
                false => tags.join(" "),
            },
        ),
        (
            "Repository policy",
            match found.access {
                Some(_) => "as AWS has it".to_owned(),
                None => "none".to_owned(),
            },
        ),
    ];
    if let AdoptionStep::TakeControl { observed } = &adoption.step {
        let first = format!(
            "pull request {} in {}",
            observed.pr.number,
            code(&observed.pr.repo.to_string())
        );
        rows.push(("Observed since", first));
    }
    rows
}
