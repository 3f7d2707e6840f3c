//! The actions that a repository policy is read with, held against the operations of AWS's own model.

use crate::shared;
use domain::access::ACTIONS;
use std::collections::BTreeSet;

/// Actions of policies that no operation bears the name of.
const POLICY_ONLY: [&str; 2] = ["BatchImportUpstreamImage", "ReplicateImage"];

#[test]
fn every_operation_of_ecr_has_its_place_among_the_actions() {
    let Some(contracts) = shared::contracts() else {
        return;
    };
    let model = shared::json(&contracts.join("aws/ecr-2015-09-21.service-2.json"));
    let mut theirs: BTreeSet<&str> = model["operations"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    theirs.extend(POLICY_ONLY);
    let ours: BTreeSet<&str> = ACTIONS.iter().map(|(name, _)| *name).collect();
    assert_eq!(ours, theirs);
    assert_eq!(ours.len(), ACTIONS.len());
}
