use super::*;
use crate::pages::adopt;
use domain::compare::differing;
use domain::owner::{Confidence, Guess};
use domain::request::Change;
use domain::testing::{adoption, seen_repository};

fn offer(reading: Reading) -> AdoptionOffer {
    let change = adoption(true);
    let spec = change.spec();
    let values = [
        (Field::Team, "platform-engineering"),
        (Field::System, "<b>x</b>"),
        (Field::Source, ""),
    ];
    AdoptionOffer {
        row: AdoptRow {
            values: values
                .map(|(field, text)| (field, text.to_owned()))
                .to_vec(),
            ..AdoptRow::of(spec.address.clone())
        },
        guess: Some(Guess {
            team: "payments".into(),
            confidence: Confidence::Fair,
            evidence: vec!["The name begins with payments.".into()],
        }),
        reading,
    }
}

fn fits() -> Reading {
    let change = adoption(true);
    let Change::Adopt { spec, adoption } = &change else {
        panic!("{change:?}")
    };
    let seen = seen_repository(spec);
    let rows = adoption.compared(spec, &seen, Some(None));
    assert!(!differing(rows.clone()).is_empty());
    Reading::Fits(rows)
}

fn shown(name: &str, data: AdoptionPage, problems: Vec<(Option<usize>, Problem)>) -> Element {
    let title = adopt::title(&data);
    let (page, _) = document(name, title, move || adopt::view(&data, &problems));
    page
}

#[test]
fn an_adoption_shows_what_aws_has_beside_what_the_manifests_will_say() {
    let data = AdoptionPage {
        offers: vec![offer(fits())],
        comment: "why".into(),
        ..AdoptionPage::default()
    };
    let page = shown("adopt", data, vec![]);
    let text = page.text();
    for part in [
        "Adopt payments/my-app-registry",
        "Nothing in AWS changes on the way",
        "The name begins with payments.",
        "Tag mutability",
        "Repository policy",
        "Differs",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let field = page.by_id("system-0").unwrap();
    assert_eq!(field.attribute("value"), Some("<b>x</b>"));
}

#[test]
fn what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost() {
    let offers = vec![
        offer(fits()),
        offer(Reading::Refused(vec![Problem::general("Too many tags")])),
        offer(Reading::Unknown("AWS asked Berth to wait".into())),
        offer(Reading::Gone),
        offer(Reading::Taken {
            sentence: "REQ-7 by dev-b asks for this name already".into(),
            link: domain::refusal::Link {
                text: "REQ-7".into(),
                href: "/requests/x".into(),
            },
        }),
    ];
    let problems = vec![
        (Some(1), Problem::on(Field::Source, "Which repository?")),
        (Some(3), Problem::general("AWS does not have it")),
        (None, Problem::on(Field::Comment, "Write less")),
    ];
    let data = AdoptionPage {
        offers,
        comment: HOSTILE.into(),
        left_out: 3,
        ..AdoptionPage::default()
    };
    let page = shown("adopt-refused", data, problems);
    assert!(page.text().contains("Adopt 5 repositories"));
    assert!(page.text().contains("3 more were chosen"));
    assert_eq!(
        page.by_id("source-1").unwrap().attribute("aria-invalid"),
        Some("true")
    );
    assert_eq!(
        page.by_id("source-0").unwrap().attribute("aria-invalid"),
        None
    );
    let links = page.all("a");
    let href = |wanted: &str| links.iter().any(|a| a.attribute("href") == Some(wanted));
    assert!(href("#source-1") && href("/requests/x"));
    assert!(page.by_id("comment").unwrap().text().contains("alert('x')"));
    shown("adopt-none", AdoptionPage::default(), vec![]);
}

#[test]
fn a_difference_shows_both_sides_with_what_becomes_of_it() {
    use crate::pages::repository::{drift, overview};
    use domain::compare::{Compared, Item};
    use domain::drift::{Drift, IgnoreForm, Loss};
    let line = |item, wanted: Option<&str>, has: Option<&str>| Compared {
        item,
        wanted: wanted.map(Into::into),
        has: has.map(Into::into),
        same: false,
    };
    let lines = vec![
        line(Item::Scan, Some("on"), Some("off")),
        line(Item::Lifecycle, None, Some("{\"rules\":[]}")),
    ];
    let data = RepositoryPage {
        drift: Some(Drift {
            lines,
            since: NOW,
            ignored: None,
        }),
        losses: vec![Loss {
            at: NOW,
            read: Some(NOW),
            images: 2,
            bytes: 20,
        }],
        ..repository_page()
    };
    let returned = drift::Returned {
        form: IgnoreForm {
            reason: HOSTILE.into(),
            until: String::new(),
        },
        kind: Some(domain::drift::DriftKind::ClusterAws),
        problems: vec![domain::image::ExceptionProblem {
            field: domain::image::ExceptionField::Until,
            message: "Name a day".into(),
        }],
        ..drift::Returned::default()
    };
    let (page, _) = document("repository-drift", "drift".into(), move || {
        overview::view(&data, Some(&returned))
    });
    let text = page.text();
    for part in [
        "AWS is not as Git says",
        "puts back what Git says",
        "refuses to change it",
        "deleted in AWS past Git",
        "Name a day",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let links = page.all("a");
    let leads = |part: &str| {
        let to = |a: &&Element| a.attribute("href").is_some_and(|href| href.contains(part));
        links.iter().any(to)
    };
    assert!(leads("/-/lifecycle?text=%7B%22rules"));
    assert!(leads("/-/settings?from=aws"));
    assert!(leads("?lost=1768386000000"));
}

#[test]
fn what_the_cluster_has_otherwise_shows_object_by_object() {
    use crate::pages::repository::{drift, overview};
    use domain::drift::{Differs, Drift, FieldDrift, Ignored, ObjectDrift};
    let object = |kind: &str, differs| ObjectDrift {
        group: "ecr.aws.m.upbound.io".into(),
        kind: kind.into(),
        name: "payments".into(),
        namespace: "crossplane-system".into(),
        differs,
    };
    let field = FieldDrift {
        path: "spec.forProvider.imageTagMutability".into(),
        git: "IMMUTABLE".into(),
        cluster: Some(HOSTILE.into()),
    };
    let lines = vec![
        object("LifecyclePolicy", Differs::Missing),
        object(
            "Repository",
            Differs::Fields {
                fields: vec![field],
            },
        ),
        object("Repository", Differs::NoFile),
    ];
    let mut data = RepositoryPage {
        cluster_drift: Some(Drift {
            lines,
            since: NOW,
            ignored: None,
        }),
        cluster: Some(ClusterSeen {
            cluster: "eks-prod-use1".into(),
            application: domain::refusal::Link {
                text: "ecr-app".into(),
                href: "https://argocd.example.org/applications/ecr-app".into(),
            },
            at: Some(NOW),
            trouble: Some("Argo CD does not answer".into()),
            hands_off: false,
        }),
        ..repository_page()
    };
    let returned = drift::Returned {
        not_now: Some("Argo CD is busy".into()),
        ..drift::Returned::default()
    };
    let shown = data.clone();
    let (page, _) = document("repository-cluster-drift", "drift".into(), move || {
        overview::view(&shown, Some(&returned))
    });
    let text = page.text();
    for part in [
        "The cluster is not as Git says",
        "imageTagMutability",
        "the cluster does not have it",
        "Git has no file of it",
        "Make the cluster as Git says",
        "is not taken away here",
        "Argo CD is busy",
        "Argo CD does not answer",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(page.by_id("ignore-git").is_some());
    if let Some(drift) = &mut data.cluster_drift {
        drift.ignored = Some(Ignored {
            by: domain::github::Login::new("dev-a"),
            reason: "On Friday".into(),
            until: NOW.plus_seconds(60),
        });
    }
    let (page, _) = document("repository-cluster-let-be", "drift".into(), move || {
        overview::view(&data, None)
    });
    assert!(page.text().contains("dev-a lets it be until"));
    assert!(page.by_id("ignore-git").is_none());
}

#[test]
fn what_aws_alone_has_can_be_let_be_until_a_day() {
    use crate::pages::repository::overview;
    use domain::drift::{AwsAlone, Drift, Ignored};
    let mut data = repository_page();
    data.row.state = RepositoryState::Unmanaged;
    let shown = |name: &str, data: &RepositoryPage| {
        let data = data.clone();
        document(name, "alone".into(), move || overview::view(&data, None)).1
    };
    let html = shown("repository-alone", &data);
    assert!(html.contains("value=\"unmanaged\"") && html.contains("Let it be for a while"));
    data.alone = Some(Drift {
        lines: vec![AwsAlone],
        since: data.now,
        ignored: Some(Ignored {
            by: domain::github::Login::new("dev-a"),
            reason: HOSTILE.into(),
            until: data.now.plus_seconds(86_400),
        }),
    });
    let html = shown("repository-alone-let-be", &data);
    assert!(html.contains("dev-a lets it be until") && !html.contains("value=\"unmanaged\""));
    data.now = data.now.plus_seconds(2 * 86_400);
    let html = shown("repository-alone-again", &data);
    assert!(html.contains("value=\"unmanaged\""), "its day is over");
}
