use super::*;
use crate::form::RequestForm;
use crate::lifecycle::LifecyclePolicy;
use crate::testing::{filled_form, standard};

fn spec_with(change: impl FnOnce(&mut RequestForm)) -> RepositorySpec {
    let mut form = filled_form();
    change(&mut form);
    form.parse(&standard()).unwrap()
}

fn verdict(spec: &RepositorySpec, standard: &Standard, id: CheckId) -> Option<Verdict> {
    check(spec, standard)
        .into_iter()
        .find(|check| check.id == id)
        .map(|check| check.verdict)
}

/// The verdict on one practice after one answer was changed.
fn after(id: CheckId, change: impl FnOnce(&mut RequestForm)) -> Verdict {
    verdict(&spec_with(change), &standard(), id).unwrap()
}

#[test]
fn the_guides_defaults_pass_but_for_mutable_tags() {
    let checks = check(&spec_with(|_| {}), &standard());
    let advised: Vec<CheckId> = checks
        .iter()
        .filter(|check| check.verdict != Verdict::Pass)
        .map(|check| check.id)
        .collect();
    assert_eq!(advised, [CheckId::TagMutability]);
    assert_eq!(worst(&checks), Verdict::Advice);
}

#[test]
fn every_check_says_what_it_found() {
    let spec = spec_with(|form| {
        form.name = "test".into();
        form.description = "test".into();
        form.team = "unknown".into();
        form.scan = String::new();
        form.keep = "1".into();
        form.encryption = "kms".into();
        form.kms_key = "arn:aws:kms:us-east-1:210987654321:alias/ecr".into();
    });
    let strict = Standard {
        rules: Rules {
            require: vec![CheckId::ScanOnPush],
            cost_tags: vec!["cost-center".into(), "business-unit".into()],
            production: vec![spec.cluster.clone()],
        },
        ..standard()
    };
    for (spec, standard) in [(spec_with(|_| {}), standard()), (spec, strict)] {
        let shown: Vec<String> = check(&spec, &standard)
            .iter()
            .map(|check| {
                let fix = check.fix.as_deref().unwrap_or("-");
                let (id, verdict) = (check.id.as_str(), check.verdict.as_str());
                format!(
                    "{id}: {verdict}: {}\n  {}\n  {fix}",
                    check.title, check.detail
                )
            })
            .collect();
        insta::assert_snapshot!(shown.join("\n"));
    }
}

#[test]
fn protected_tags_pass_and_a_star_protects_nothing() {
    let id = CheckId::TagMutability;
    let with = |rule: &str, filters: &str| {
        after(id, |form| {
            form.mutability = rule.into();
            form.exceptions = filters.into();
        })
    };
    assert_eq!(with("immutable", ""), Verdict::Pass);
    assert_eq!(with("immutable_except", "latest dev-*"), Verdict::Pass);
    assert_eq!(with("immutable_except", "*"), Verdict::Advice);
    assert_eq!(with("immutable_except", "latest **"), Verdict::Advice);
    assert_eq!(with("mutable_except", "v*"), Verdict::Pass);
    assert_eq!(with("mutable", ""), Verdict::Advice);
}

#[test]
fn retention_is_advised_on_at_both_ends() {
    let keep = |count: &str| after(CheckId::LifecycleLimits, |form| form.keep = count.into());
    assert_eq!(keep("1"), Verdict::Advice);
    assert_eq!(keep("2"), Verdict::Advice);
    assert_eq!(keep("3"), Verdict::Pass);
    assert_eq!(keep("1000"), Verdict::Pass);
    assert_eq!(keep("1001"), Verdict::Advice);
    let endless = spec_with(|form| form.lifecycle = "none".into());
    let on = |id| verdict(&endless, &standard(), id);
    assert_eq!(on(CheckId::Lifecycle), Some(Verdict::Advice));
    assert_eq!(on(CheckId::LifecycleLimits), None);
}

#[test]
fn expiry_by_age_is_advised_on_when_it_can_empty_the_repository() {
    let with = |tag_status: &str| {
        let mut spec = spec_with(|_| {});
        let text = format!(
            r#"{{"rules":[{{"rulePriority":1,"selection":{{"tagStatus":"{tag_status}","countType":"sinceImagePushed","countUnit":"days","countNumber":7}},"action":{{"type":"expire"}}}}]}}"#
        );
        spec.settings.lifecycle = Some(LifecyclePolicy::from_json(&text).unwrap());
        verdict(&spec, &standard(), CheckId::LifecycleLimits)
    };
    assert_eq!(with("any"), Some(Verdict::Advice));
    assert_eq!(with("untagged"), Some(Verdict::Pass));
}

#[test]
fn names_that_say_nothing_are_advised_on() {
    let name = |text: &str| after(CheckId::Name, |form| form.name = text.into());
    for vague in [
        "test",
        "tmp",
        "payments/foo",
        "repo",
        "latest",
        "my-app",
        "app/image",
        "ab",
    ] {
        assert_eq!(name(vague), Verdict::Advice, "{vague}");
    }
    for clear in [
        "payments/app",
        "my-app-registry",
        "contest",
        "attestation-service",
        "web",
    ] {
        assert_eq!(name(clear), Verdict::Pass, "{clear}");
    }
    let depth = |text: &str| after(CheckId::NameDepth, |form| form.name = text.into());
    assert_eq!(depth("a/b/c/d/e"), Verdict::Pass);
    assert_eq!(depth("a/b/c/d/e/f"), Verdict::Advice);
}

#[test]
fn a_description_has_to_say_more_than_the_name() {
    let text = |text: &str| after(CheckId::Description, |form| form.description = text.into());
    for empty in [
        "Payments: my app registry",
        "docker images",
        "the repository",
        "🎉",
        "-",
    ] {
        assert_eq!(text(empty), Verdict::Advice, "{empty}");
    }
    for said in [
        "Docker images for my application",
        "支払いサービス",
        "Invoices as PDF",
    ] {
        assert_eq!(text(said), Verdict::Pass, "{said}");
    }
}

#[test]
fn a_company_can_block_on_any_advice() {
    let spec = spec_with(|form| form.scan = String::new());
    let mut strict = standard();
    strict.rules.require = vec![CheckId::ScanOnPush, CheckId::Name];
    assert_eq!(
        verdict(&spec, &strict, CheckId::ScanOnPush),
        Some(Verdict::Block)
    );
    assert_eq!(verdict(&spec, &strict, CheckId::Name), Some(Verdict::Pass));
    assert_eq!(risk(&spec, &check(&spec, &strict)).level, Risk::High);
    assert_eq!(risk(&spec, &check(&spec, &standard())).level, Risk::Medium);
}

#[test]
fn production_clusters_are_those_of_the_standard() {
    let spec = spec_with(|_| {});
    let id = CheckId::ProductionTags;
    assert_eq!(verdict(&spec, &standard(), id), None);
    let mut company = standard();
    company.rules.production = vec![spec.cluster.clone()];
    assert_eq!(verdict(&spec, &company, id), Some(Verdict::Advice));
    let safe = spec_with(|form| form.mutability = "immutable".into());
    assert_eq!(verdict(&safe, &company, id), Some(Verdict::Pass));
}

#[test]
fn cost_tags_have_to_carry_a_value() {
    let spec = spec_with(|_| {});
    let mut company = standard();
    company.rules.cost_tags = vec!["cost-center".into(), "team".into()];
    assert_eq!(
        verdict(&spec, &company, CheckId::CostTags),
        Some(Verdict::Pass)
    );
    company.tags.insert("cost-center".into(), " ".into());
    assert_eq!(
        verdict(&spec, &company, CheckId::CostTags),
        Some(Verdict::Advice)
    );
}

#[test]
fn the_one_who_decides_reads_what_happens() {
    let plain = spec_with(|_| {});
    let other = spec_with(|form| {
        form.mutability = "immutable_except".into();
        form.exceptions = "latest".into();
        form.scan = String::new();
        form.lifecycle = "none".into();
        form.encryption = "kms".into();
        form.kms_key = "arn:aws:kms:us-east-1:123456789012:alias/ecr".into();
    });
    for spec in [plain, other] {
        let report = risk(&spec, &check(&spec, &standard()));
        insta::assert_snapshot!(format!(
            "{}\n\nrisk {}\n{}",
            consequences(&spec).join("\n"),
            report.level.as_str(),
            report.reasons.join("\n")
        ));
    }
}

#[test]
fn the_words_of_the_configuration_are_those_of_the_checks() {
    for id in CheckId::ALL {
        assert_eq!(serde_json::to_value(id).unwrap(), id.as_str());
    }
    let empty: Rules = serde_json::from_str("{}").unwrap();
    assert_eq!(empty, Rules::default());
}

#[test]
fn other_settings_are_judged_by_what_they_change() {
    let change = crate::testing::settings_change(spec_with(|_| {}));
    let checks = check_change(&change, &standard());
    let judged: Vec<CheckId> = checks.iter().map(|check| check.id).collect();
    assert_eq!(judged, [CheckId::TagMutability, CheckId::Owner]);
    let risk = risk_of_change(&change, &checks);
    assert_eq!(risk.level, Risk::Medium);
    assert!(risk.reasons[0].starts_with("Waits for a word of team checkout"));
    insta::assert_snapshot!(consequences_of_change(&change).join("\n"));
}

#[test]
fn access_for_everybody_is_a_high_risk() {
    use crate::access_change::{Grants, PolicyInGit};
    let spec = spec_with(|_| {});
    let change = crate::testing::access_change(spec.clone());
    assert_eq!(risk_of_change(&change, &[]).level, Risk::Medium);
    insta::assert_snapshot!(consequences_of_change(&change).join("\n"));
    let open = r#"{"Statement":[{"Sid":"Open","Effect":"Allow","Principal":"*","Action":"ecr:BatchGetImage"}]}"#;
    let git = PolicyInGit::read(None, Some(open.into()), &spec, &standard()).unwrap();
    let grants = Grants {
        organization: Some("o-a1b2c3d4e5".into()),
        ..Grants::default()
    };
    let change = git.change(&grants, &[], &spec, &standard()).unwrap();
    assert_eq!(dangers(&spec, &change).len(), 1);
    let change = crate::request::Change::Access {
        spec,
        change: Box::new(change),
    };
    assert_eq!(risk_of_change(&change, &[]).level, Risk::High);
}
