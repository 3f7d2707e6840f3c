//! Both halves of an adoption, of whatever AWS may hold, held against the vendor's schemas.

use crate::crd::Crds;
use crate::generate::case;
use crate::shared;
use domain::manifest;
use domain::request::{Adoption, AdoptionStep, Change, adopt};
use domain::spec::RepositorySpec;
use domain::testing::{delivery, seen_repository};
use proptest::test_runner::{Config, RngAlgorithm, TestRunner};
use serde_json::{Value, json};

const CASES: u32 = 1_000;
const BEYOND: &str = r#"{"rules":[{"rulePriority":1,"selection":{"tagStatus":"some day"}}]}"#;
const ACCESS: &str = r#"{"Version":"2012-10-17","Statement":[]}"#;

#[test]
fn both_halves_are_admitted_and_the_provider_supports_what_they_may() {
    let Some(contracts) = shared::contracts() else {
        return;
    };
    let crds = Crds::load(&contracts);
    let mut runner = TestRunner::new(Config {
        cases: CASES,
        failure_persistence: None,
        max_shrink_iters: 100,
        rng_algorithm: RngAlgorithm::XorShift,
        ..Config::default()
    });
    let outcome = runner.run(&case(), |case| {
        let spec = case.form.parse(&case.standard).unwrap();
        let mut seen = seen_repository(&spec);
        if spec.settings.scan_on_push {
            seen.lifecycle_policy = Some(BEYOND.to_owned());
        }
        seen.tags = manifest::tags(&case.form.id, &spec, &case.standard);
        let (settings, found) = adopt::read(&seen, Some(ACCESS)).unwrap();
        let spec = RepositorySpec { settings, ..spec };
        for step in [
            AdoptionStep::Observe,
            AdoptionStep::TakeControl {
                observed: Box::new(delivery()),
            },
        ] {
            let adoption = Adoption {
                found: found.clone(),
                step,
            };
            let observes = adoption.step == AdoptionStep::Observe;
            let change = Change::Adopt {
                spec: spec.clone(),
                adoption,
            };
            let files = manifest::files(&case.form.id, &change, &case.standard);
            let objects: Vec<Value> = files
                .iter()
                .flat_map(|file| shared::documents(&file.text))
                .filter(|object| object["kind"] != "Resource")
                .collect();
            assert_eq!(
                objects.len(),
                manifest::objects(&change, &case.standard).len()
            );
            for object in &objects {
                check(object, observes, &crds);
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

fn check(object: &Value, observes: bool, crds: &Crds) {
    assert_eq!(crds.admit(object), Ok(()), "{object}");
    let may = &object["spec"]["managementPolicies"];
    let supported = match (observes, object["kind"].as_str()) {
        (true, _) => json!(["Observe"]),
        (false, Some("LifecyclePolicy")) => {
            json!(["Observe", "Create", "Update", "LateInitialize"])
        }
        (false, _) => json!(["*"]),
    };
    assert_eq!(*may, supported, "{object}");
    let policy = &object["spec"]["forProvider"]["policy"];
    if let Some(text) = policy.as_str() {
        assert!(serde_json::from_str::<Value>(text).is_ok(), "{text}");
    }
}
