//! Ten thousand requests from form to files, each file held against its vendor's rules and each value against
//! what was typed.

use crate::backstage::Backstage;
use crate::crd::{Crds, first_error};
use crate::generate::{Case, case};
use crate::{rules, shared};
use domain::manifest::{File, render};
use jsonschema::Validator;
use proptest::test_runner::{Config, RngAlgorithm, TestRunner};
use serde_json::{Value, json};
use std::path::Path;

const CASES: u32 = 10_000;

/// Everything that a file is held against.
struct Judges {
    crds: Crds,
    backstage: Backstage,
    limits: Value,
    identity: Validator,
    policy: Validator,
}

impl Judges {
    fn load(contracts: &Path) -> Self {
        let limits = shared::json(&contracts.join("aws/ecr-limits.json"));
        let policy = contracts.join("ecr-lifecycle/lifecycle-policy.schema.json");
        Self {
            crds: Crds::load(contracts),
            backstage: Backstage::load(contracts),
            identity: jsonschema::validator_for(&identity_schema(&limits)).unwrap(),
            policy: jsonschema::validator_for(&shared::json(&policy)).unwrap(),
            limits,
        }
    }
}

/// AWS's published patterns and lengths as one schema.
fn identity_schema(limits: &Value) -> Value {
    let name = &limits["repositoryName"];
    let filter = &limits["imageTagMutabilityExclusionFilter"];
    let pattern = |pattern: &Value| json!({ "pattern": pattern });
    json!({
        "properties": {
            "name": {
                "type": "string",
                "minLength": name["minLength"],
                "maxLength": name["maxLength"],
                "allOf": [
                    pattern(&name["patternApiModelAnchored"]),
                    pattern(&name["patternOlderDocumented"]),
                    pattern(&name["patternPortalSafe"]),
                ],
            },
            "object": {
                "pattern": limits["k8sMetadataName"]["pattern"],
                "maxLength": limits["k8sMetadataName"]["maxLength"],
            },
            "filters": {
                "minItems": filter["minItems"],
                "maxItems": filter["maxItems"],
                "items": {
                    "type": "object",
                    "required": ["filter", "filterType"],
                    "properties": {
                        "filter": pattern(&filter["pattern"]),
                        "filterType": { "enum": filter["filterType"] },
                    },
                },
            },
            "key": {
                "type": "string",
                "minLength": limits["kmsKey"]["minLength"],
                "maxLength": limits["kmsKey"]["maxLength"],
            },
        },
    })
}

#[test]
fn every_valid_request_becomes_files_that_the_vendors_accept() {
    let Some(contracts) = shared::contracts() else {
        return;
    };
    let judges = Judges::load(&contracts);
    let mut runner = TestRunner::new(Config {
        cases: CASES,
        failure_persistence: None,
        max_shrink_iters: 300,
        // The default generator is cryptographic and costs more than the checks in a debug build.
        rng_algorithm: RngAlgorithm::XorShift,
        ..Config::default()
    });
    let outcome = runner.run(&case(), |case| {
        check(&case, &judges);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

fn check(case: &Case, judges: &Judges) {
    let spec = match case.form.parse(&case.standard) {
        Ok(spec) => spec,
        Err(refusal) => panic!("a valid request was refused: {refusal:?}"),
    };
    let files = render(&case.form.id, &spec, &case.standard);
    assert_eq!(files, render(&case.form.id, &spec, &case.standard));
    let keeps = case.form.lifecycle == "keep";
    assert_eq!(files.len(), if keeps { 3 } else { 2 });
    let objects: Vec<Value> = files.iter().map(parse_file).collect();
    let (repository, catalog) = (&objects[0], &objects[files.len() - 1]);
    check_repository(case, repository, judges);
    if keeps {
        check_lifecycle(case, &objects[1], repository, judges);
    }
    check_catalog(case, catalog, repository, judges);
    check_paths(case, &files, repository);
}

/// One document, in words that every YAML reader reads alike.
fn parse_file(file: &File) -> Value {
    rules::check_path(&file.path);
    rules::check_plain_words(&file.text);
    assert!(file.text.ends_with('\n') && !file.text.ends_with("\n\n"));
    let mut documents = shared::documents(&file.text);
    assert_eq!(documents.len(), 1, "{}", file.text);
    documents.remove(0)
}

fn check_paths(case: &Case, files: &[File], repository: &Value) {
    let layout = &case.standard.layout;
    let object = repository["metadata"]["name"].as_str().unwrap();
    let folder = format!("{}/{}/{object}", layout.manifests, case.form.cluster);
    let mut expected = vec![format!("{folder}/repository.yaml")];
    if files.len() == 3 {
        expected.push(format!("{folder}/lifecycle-policy.yaml"));
    }
    expected.push(format!("{}/{object}.yaml", layout.catalog));
    let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, expected);
}

fn check_object(case: &Case, object: &Value, judges: &Judges) {
    assert_eq!(judges.crds.admit(object), Ok(()), "{object}");
    rules::check_metadata(object);
    let account = case
        .standard
        .accounts
        .iter()
        .find(|account| account.id.as_str() == case.form.account)
        .unwrap();
    let config = &account.provider_config;
    assert_eq!(object["metadata"]["namespace"], case.standard.namespace);
    assert_eq!(
        object["spec"]["providerConfigRef"],
        json!({ "kind": config.kind.as_str(), "name": config.name })
    );
    assert_eq!(object["spec"]["forProvider"]["region"], case.form.region);
    let annotations = &object["metadata"]["annotations"];
    assert_eq!(annotations["berth.dev/request"], case.form.id);
    assert_eq!(annotations["berth.dev/source"], case.source);
    assert_eq!(annotations["berth.dev/cluster"], case.form.cluster);
}

fn check_repository(case: &Case, object: &Value, judges: &Judges) {
    check_object(case, object, judges);
    let form = &case.form;
    let wanted = &object["spec"]["forProvider"];
    let annotations = &object["metadata"]["annotations"];
    assert_eq!(object["kind"], "Repository");
    assert_eq!(annotations["crossplane.io/external-name"], form.name);
    assert_eq!(
        annotations["berth.dev/description"],
        kept(&form.description)
    );

    let mut identity = json!({
        "name": annotations["crossplane.io/external-name"],
        "object": object["metadata"]["name"],
    });
    let (mutability, filtered) = match form.mutability.as_str() {
        "mutable" => ("MUTABLE", false),
        "immutable" => ("IMMUTABLE", false),
        "mutable_except" => ("MUTABLE_WITH_EXCLUSION", true),
        _ => ("IMMUTABLE_WITH_EXCLUSION", true),
    };
    assert_eq!(wanted["imageTagMutability"], mutability);
    let filters = &wanted["imageTagMutabilityExclusionFilter"];
    assert_eq!(filters.is_array(), filtered);
    if filtered {
        let patterns = filters.as_array().unwrap().iter();
        let patterns: Vec<&Value> = patterns.map(|filter| &filter["filter"]).collect();
        assert_eq!(patterns, case.filters.iter().collect::<Vec<_>>());
        identity["filters"] = filters.clone();
    }
    assert_eq!(
        wanted["imageScanningConfiguration"],
        json!({ "scanOnPush": form.scan == "on" })
    );
    let encryption = match form.encryption.as_str() {
        "aes256" => json!([{ "encryptionType": "AES256" }]),
        "kms" => json!([{ "encryptionType": "KMS", "kmsKey": form.kms_key }]),
        _ => json!([{ "encryptionType": "KMS_DSSE", "kmsKey": form.kms_key }]),
    };
    assert_eq!(wanted["encryptionConfiguration"], encryption);
    if form.encryption != "aes256" {
        identity["key"] = encryption[0]["kmsKey"].clone();
    }
    assert_eq!(first_error(&judges.identity, &identity), Ok(()));
    check_tags(case, &wanted["tags"], judges);
}

fn check_tags(case: &Case, tags: &Value, judges: &Judges) {
    rules::check_tags(tags, &judges.limits["tags"]);
    let mut expected = json!(case.standard.tags);
    expected["team"] = json!(case.form.team);
    expected["system"] = json!(case.form.system);
    expected["managed-by"] = json!("berth");
    expected["berth-request"] = json!(case.form.id);
    assert_eq!(*tags, expected);
}

fn check_lifecycle(case: &Case, object: &Value, repository: &Value, judges: &Judges) {
    check_object(case, object, judges);
    let wanted = &object["spec"]["forProvider"];
    assert_eq!(object["kind"], "LifecyclePolicy");
    assert_ne!(object["metadata"]["name"], repository["metadata"]["name"]);
    assert_eq!(
        wanted["repositoryRef"]["name"],
        repository["metadata"]["name"]
    );
    assert!(
        object["metadata"]["annotations"]
            .get("crossplane.io/external-name")
            .is_none()
    );
    let powers = object["spec"]["managementPolicies"].as_array().unwrap();
    assert!(powers.iter().all(|power| power != "Delete" && power != "*"));

    let text = wanted["policy"].as_str().unwrap();
    let limits = &judges.limits["lifecyclePolicyText"];
    let length = text.len() as u64;
    assert!(length >= limits["minLength"].as_u64().unwrap());
    assert!(length <= limits["maxLength"].as_u64().unwrap());
    let policy: Value = serde_json::from_str(text).unwrap();
    assert_eq!(first_error(&judges.policy, &policy), Ok(()));
    let keep: u32 = case.form.keep.parse().unwrap();
    assert_eq!(
        policy,
        json!({ "rules": [{
            "rulePriority": 1,
            "description": format!("Keep last {keep} images"),
            "selection": {
                "tagStatus": "any",
                "countType": "imageCountMoreThan",
                "countNumber": keep,
            },
            "action": { "type": "expire" },
        }] })
    );
}

fn check_catalog(case: &Case, entity: &Value, repository: &Value, judges: &Judges) {
    assert_eq!(judges.backstage.admit(entity), Ok(()), "{entity}");
    let form = &case.form;
    let metadata = &entity["metadata"];
    assert_eq!(metadata["name"], repository["metadata"]["name"]);
    assert_eq!(metadata["namespace"], case.standard.catalog_namespace);
    assert_eq!(metadata["title"], form.name);
    assert_eq!(metadata["description"], kept(&form.description));
    let annotations = &metadata["annotations"];
    assert_eq!(annotations["github.com/project-slug"], case.source);
    assert_eq!(annotations["berth.dev/request"], form.id);
    assert_eq!(annotations["berth.dev/cluster"], form.cluster);
    assert!(rules::is_dns_label(
        annotations["argocd/app-name"].as_str().unwrap()
    ));
    let arn = annotations["aws.amazon.com/amazon-ecr-arn"]
        .as_str()
        .unwrap();
    let tail = format!(
        ":ecr:{}:{}:repository/{}",
        form.region, form.account, form.name
    );
    assert!(arn.starts_with("arn:aws") && arn.ends_with(&tail), "{arn}");
    let owner = format!("group:{}/{}", case.standard.catalog_namespace, form.team);
    assert_eq!(entity["spec"]["owner"], owner);
    assert_eq!(entity["spec"]["system"], form.system);
}

/// What of a typed text is kept: everything but the blanks around it and the form's line ends.
fn kept(typed: &str) -> String {
    typed.replace("\r\n", "\n").trim().to_owned()
}
