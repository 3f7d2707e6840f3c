//! Ready values for tests.

mod drafts;

pub use drafts::*;

use crate::access_change::{Grants, PolicyInGit};
use crate::aws::{AccountId, Region};
use crate::form::RequestForm;
use crate::github::{Login, RepoSlug, Sha};
use crate::lifecycle::LifecyclePolicy;
use crate::observed::RepositorySeen;
use crate::policy::Rules;
use crate::request::{
    Adoption, AdoptionStep, Catalog, Change, Delivery, Held, Merge, PullRequest, Removal,
    RemovalStep, RemovedObjects, Request, RequestId, Stage, Way, adopt,
};
use crate::settings::TagMutability;
use crate::settings_change::Values;
use crate::spec::RepositorySpec;
use crate::standard::{Account, Layout, ProviderConfig, ProviderConfigKind, Standard};
use crate::time::Timestamp;

pub const NOW: Timestamp = Timestamp(1_768_386_000_000);

/// One account with two regions, files in the application's repository.
#[allow(clippy::expect_used)]
pub fn standard() -> Standard {
    let region = |text| Region::parse(text).expect("a region");
    Standard {
        accounts: vec![Account {
            id: AccountId::parse("123456789012").expect("an account"),
            title: "Non-production".into(),
            provider_config: ProviderConfig {
                kind: ProviderConfigKind::ClusterProviderConfig,
                name: "default".into(),
            },
            regions: vec![region("us-east-1"), region("eu-west-1")],
        }],
        namespace: "crossplane-system".into(),
        layout: Layout {
            central: None,
            manifests: "deploy/ecr".into(),
            catalog: "catalog/ecr".into(),
        },
        tags: [("cost-center".to_owned(), "4711".to_owned())].into(),
        catalog_namespace: "default".into(),
        github_web: "https://github.com".into(),
        aws_console: "https://{region}.console.aws.amazon.com".into(),
        rules: Rules::default(),
    }
}

pub fn filled_form() -> RequestForm {
    RequestForm {
        name: "payments/my-app-registry".into(),
        description: "Docker images for my application".into(),
        team: "platform-engineering".into(),
        system: "spacetech".into(),
        source: "spacetech/my-app".into(),
        cluster: "eks-prod-use1".into(),
        ..RequestForm::blank("0197c9d2-7c1a-7000-8000-000000000001", &standard())
    }
}

/// Immutable tags and another team for `spec`'s repository, of which Git has what Berth wrote.
#[allow(clippy::expect_used)]
pub fn settings_change(spec: RepositorySpec) -> Change {
    let standard = standard();
    let git = settings_in_git(&spec);
    let wanted = Values {
        team: Some("checkout".into()),
        mutability: Some(TagMutability::Immutable),
        ..git.values().clone()
    };
    let spec = git.spec(&wanted, spec);
    let change = git.change(&wanted, &spec, &standard).expect("a change");
    Change::Settings {
        spec,
        change: Box::new(change),
    }
}

/// Account 210987654321 may pull from `spec`'s repository, which had no policy.
#[allow(clippy::expect_used)]
pub fn access_change(spec: RepositorySpec) -> Change {
    let standard = standard();
    let git = PolicyInGit::read(None, None, &spec, &standard).expect("no policy");
    let grants = Grants {
        pull_accounts: vec![AccountId::parse("210987654321").expect("an account")],
        ..Grants::default()
    };
    let change = git
        .change(&grants, &[], &spec, &standard)
        .expect("a change");
    Change::Access {
        spec,
        change: Box::new(change),
    }
}

/// `spec`'s repository, as Berth wrote it, is to go in this way.
#[allow(clippy::expect_used)]
pub fn removal(spec: RepositorySpec, way: Way) -> Change {
    let files = crate::manifest::render(&filled_form().id, &spec, &standard());
    let edits = files.iter().take(match way {
        Way::Policy => 2,
        _ => 1,
    });
    let edits = edits
        .skip(usize::from(way == Way::Policy))
        .filter_map(|file| crate::manifest::made_ready(way, file, &spec).expect("a manifest"));
    let removal = Removal {
        way,
        step: RemovalStep::Prepare,
        edits: edits.collect(),
        files: files.iter().map(|file| file.path.clone()).collect(),
        others: vec![],
        denial: None,
        unknown: vec![],
        objects: RemovedObjects {
            repository: Some(crate::manifest::object_name(&spec.address)),
            ..RemovedObjects::default()
        },
        held: Held::default(),
        cooling_ms: 72 * 3_600_000,
        lock_ms: 30 * 86_400_000,
    };
    Change::Removal {
        spec,
        removal: Box::new(removal),
    }
}

/// The same with pulls denied while it cools off, where the repository had no policy.
#[allow(clippy::expect_used)]
pub fn removal_denying_pulls(spec: RepositorySpec, way: Way) -> Change {
    let read = PolicyInGit::read(None, None, &spec, &standard()).expect("no policy");
    let denial = read.denying_pulls(&spec, &standard());
    let denial = denial.expect("it can be written");
    match removal(spec, way) {
        Change::Removal { spec, mut removal } => {
            removal.edits.extend(denial.files.clone());
            removal.objects.access = Some(denial.object.clone());
            removal.denial = Some(Box::new(denial));
            Change::Removal { spec, removal }
        }
        other => other,
    }
}

/// The pull request of [`filled_form`]'s request.
#[allow(clippy::expect_used)]
pub fn pull_request() -> PullRequest {
    PullRequest {
        repo: RepoSlug::parse("spacetech/my-app").expect("a slug"),
        number: 318,
        url: "https://github.com/spacetech/my-app/pull/318".into(),
        head: Sha("9f3c2e1d0b7a".into()),
    }
}

/// What AWS has of a repository that is as `spec` says, without a tag.
pub fn seen_repository(spec: &RepositorySpec) -> RepositorySeen {
    let settings = &spec.settings;
    RepositorySeen {
        arn: spec.address.arn(),
        uri: spec.address.uri(),
        created: Some(NOW.plus_seconds(-86_400)),
        mutability: settings.mutability.aws_value().into(),
        exclusion_filters: settings.mutability.filters().to_vec(),
        scan_on_push: settings.scan_on_push,
        encryption: settings.encryption.aws_value().into(),
        kms_key: settings.encryption.key().map(|key| key.as_str().into()),
        lifecycle_policy: settings
            .lifecycle
            .as_ref()
            .map(LifecyclePolicy::canonical_json),
        tags: Default::default(),
    }
}

/// A delivered [`pull_request`].
pub fn delivery() -> Delivery {
    Delivery {
        pr: pull_request(),
        merge: Merge {
            commit: Sha("51be07a1c2".into()),
            base: "main".into(),
            by: None,
            at: NOW.plus_seconds(-100),
        },
        application: "ecr-app".into(),
    }
}

/// [`filled_form`]'s repository with a tag and a policy of its own, adopted: observed, or taken control of.
#[allow(clippy::expect_used)]
pub fn adoption(observes: bool) -> Change {
    let spec = filled_form().parse(&standard()).expect("a spec");
    let mut seen = seen_repository(&spec);
    seen.tags.insert("owner".into(), "checkout".into());
    let access = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"ecr:BatchGetImage"}]}"#;
    let (settings, found) = adopt::read(&seen, Some(access)).expect("words for it");
    let step = match observes {
        true => AdoptionStep::Observe,
        false => AdoptionStep::TakeControl {
            observed: Box::new(delivery()),
        },
    };
    Change::Adopt {
        spec: RepositorySpec { settings, ..spec },
        adoption: Adoption { found, step },
    }
}

/// [`filled_form`], submitted six minutes ago and half a minute in this stage.
#[allow(clippy::expect_used)]
pub fn request(stage: Stage) -> Request {
    let form = filled_form();
    Request {
        id: RequestId::parse(&form.id).expect("an id"),
        number: 1482,
        change: Change::Create {
            spec: form.parse(&standard()).expect("a spec"),
        },
        comment: "For the new checkout.".into(),
        revision: 1,
        requester: Login::new("dev-a"),
        created: NOW.plus_seconds(-360),
        stage,
        since: NOW.plus_seconds(-30),
        version: 9,
        reviews: vec![],
        waiting: None,
        catalog: Catalog::NotYet,
        attempt: 0,
    }
}
