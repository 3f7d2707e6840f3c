//! What Berth writes, held against what the vendors accept: Crossplane's CRDs, Backstage's catalog, AWS's limits and its
//! lifecycle policies.
//!
//! The vendors' files lie beside the project; without them these tests say that they are skipped.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)]

mod access;
mod actions;
mod adoption;
mod alerts;
mod backstage;
mod crd;
mod events;
mod generate;
mod lifecycle;
mod requests;
mod rules;
mod settings;
mod shared;

use backstage::Backstage;
use crd::{Crds, Refused};
use domain::aws::Region;
use std::collections::BTreeMap;

#[test]
fn the_vendors_valid_examples_are_admitted() {
    let Some(contracts) = shared::contracts() else {
        return;
    };
    let crds = Crds::load(&contracts);
    assert!(crds.count_rules() > 0, "the CRDs' rules were not found");
    let examples = contracts.join("crossplane/examples");
    let mut paths = shared::files(&examples.join("valid"), "", ".yaml");
    paths.extend(shared::files(&examples, "upstream-", ".yaml"));
    assert!(paths.len() >= 10);
    for path in paths {
        for object in shared::documents(&shared::read(&path)) {
            assert_eq!(crds.admit(&object), Ok(()), "{}", path.display());
        }
    }
}

#[test]
fn the_invalid_examples_are_refused_for_the_reason_in_their_name() {
    let Some(contracts) = shared::contracts() else {
        return;
    };
    let crds = Crds::load(&contracts);
    let folder = contracts.join("crossplane/examples/invalid");
    let paths = shared::files(&folder, "", ".yaml");
    assert!(paths.len() >= 8);
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let objects = shared::documents(&shared::read(&path));
        let verdict = crds.admit(&objects[0]);
        let expected = match name.split('.').nth(1) {
            Some("runtime") => verdict == Ok(()),
            Some("cel") => matches!(verdict, Err(Refused::Rule(_))),
            Some("strict") => matches!(verdict, Err(Refused::Strict(_))),
            _ => matches!(verdict, Err(Refused::Schema(_))),
        };
        assert!(expected, "{name}: {verdict:?}");
    }
}

#[test]
fn the_catalogs_examples_are_judged_as_they_say() {
    let Some(contracts) = shared::contracts() else {
        return;
    };
    let backstage = Backstage::load(&contracts);
    let examples = contracts.join("backstage/examples");
    for entity in shared::documents(&shared::read(&examples.join("catalog-info-resource.yaml"))) {
        assert_eq!(backstage.admit(&entity), Ok(()));
    }
    let invalid = shared::json(&examples.join("catalog-info-invalid.json"));
    for example in invalid.as_array().unwrap() {
        let verdict = backstage.admit(&example["entity"]);
        let by_format = example["refusedBySchema"] == false;
        let expected = match verdict {
            Err(backstage::Refused::Format(_)) => by_format,
            Err(backstage::Refused::Schema(_)) => !by_format,
            Ok(()) => false,
        };
        assert!(expected, "{}: {verdict:?}", example["why"]);
    }
}

#[test]
fn the_regions_are_those_of_aws() {
    let Some(contracts) = shared::contracts() else {
        return;
    };
    let published = shared::json(&contracts.join("aws/aws-regions-partitions.json"));
    let mut theirs = BTreeMap::new();
    for partition in published["partitions"].as_array().unwrap() {
        for region in partition["regions"].as_array().unwrap() {
            let about = (
                partition["id"].as_str().unwrap(),
                partition["dnsSuffix"].as_str().unwrap(),
                region["description"].as_str().unwrap(),
            );
            if region["ecrEndpointListed"] == true {
                theirs.insert(region["id"].as_str().unwrap(), about);
            }
        }
    }
    let ours: BTreeMap<_, _> = Region::all()
        .map(|region| {
            let partition = region.partition();
            let about = (partition.id(), partition.dns_suffix(), region.description());
            (region.as_str(), about)
        })
        .collect();
    assert_eq!(ours, theirs);
}
