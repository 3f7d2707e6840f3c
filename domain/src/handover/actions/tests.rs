//! The workflow is held against actionlint where it is installed, the policies against lists written down here.

#![allow(clippy::print_stdout)]

use super::*;
use crate::handover::{PUSH_ACTIONS, push_policy, role_name, trust_policy};
use crate::testing::{filled_form, standard};
use serde_json::{Value, json};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

fn spec_named(name: &str) -> crate::spec::RepositorySpec {
    let form = crate::form::RequestForm {
        name: name.into(),
        ..filled_form()
    };
    form.parse(&standard()).unwrap()
}

fn pipeline(spec: &crate::spec::RepositorySpec) -> Pipeline<'_> {
    Pipeline {
        address: &spec.address,
        source: &spec.source,
        branch: Branch::default(),
        github_web: "https://github.com",
        ids: None,
    }
}

fn values(policy: &str) -> Value {
    serde_json::from_str(policy).unwrap()
}

/// Where `make lint` puts it, or wherever the machine has it.
fn actionlint() -> Option<PathBuf> {
    let cache = std::env::var_os("BERTH_CACHE").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache/berth"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    cache
        .into_iter()
        .chain(home)
        .map(|folder| folder.join("bin"))
        .chain(std::env::split_paths(&path))
        .map(|folder| folder.join("actionlint"))
        .find(|file| file.is_file())
}

#[test]
fn actionlint_has_nothing_to_say_about_the_workflow() {
    let Some(tool) = actionlint() else {
        println!("skipped: no actionlint");
        return;
    };
    for name in [
        "payments/my-app-registry",
        "null",
        "a/b_c.d",
        &"x".repeat(256),
    ] {
        let spec = spec_named(name);
        let file = workflow(&pipeline(&spec));
        let mut child = Command::new(&tool)
            .args(["-no-color", "-stdin-filename", &file.path, "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(file.text.as_bytes()).unwrap();
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        let says = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{says}\n{}", file.text);
    }
}

#[test]
fn the_workflow_is_one_text_and_reads_back_as_it_was_meant() {
    let spec = spec_named("payments/my-app-registry");
    let file = workflow(&pipeline(&spec));
    assert_eq!(file, workflow(&pipeline(&spec)));
    assert_eq!(
        file.path,
        ".github/workflows/publish-payments-my-app-registry-7c3d4972.yml"
    );
    let read: Value = serde_saphyr::from_str(&file.text).unwrap();
    assert_eq!(
        read["permissions"],
        json!({ "contents": "read", "id-token": "write" })
    );
    assert_eq!(read["on"]["push"]["branches"], json!(["main"]));
    let job = &read["jobs"]["publish"];
    assert_eq!(
        job["env"]["IMAGE"],
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/payments/my-app-registry:${{ github.sha }}"
    );
    let steps = job["steps"].as_array().unwrap();
    let pinned: Vec<&str> = steps
        .iter()
        .filter_map(|step| step["uses"].as_str())
        .collect();
    for action in &pinned {
        let (_, version) = action.split_once("@v").unwrap();
        assert!(version.parse::<u32>().is_ok(), "{action}");
    }
    assert_eq!(pinned.len(), 3);
    assert_eq!(
        steps[1]["with"]["role-to-assume"],
        "arn:aws:iam::123456789012:role/push-payments-my-app-registry-7c3d4972"
    );
}

#[test]
fn the_role_may_push_to_this_repository_and_nothing_else() {
    let spec = spec_named("payments/my-app-registry");
    assert_eq!(
        values(&push_policy(&spec.address)),
        json!({
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "SignIn",
                    "Effect": "Allow",
                    "Action": ["ecr:GetAuthorizationToken"],
                    "Resource": "*",
                },
                {
                    "Sid": "Push",
                    "Effect": "Allow",
                    "Action": [
                        "ecr:BatchCheckLayerAvailability",
                        "ecr:BatchGetImage",
                        "ecr:CompleteLayerUpload",
                        "ecr:InitiateLayerUpload",
                        "ecr:PutImage",
                        "ecr:UploadLayerPart",
                    ],
                    "Resource": "arn:aws:ecr:us-east-1:123456789012:repository/payments/my-app-registry",
                },
            ],
        })
    );
    assert!(!PUSH_ACTIONS.iter().any(|action| action.contains('*')));
    assert!(role_name(&spec_named(&"x".repeat(256)).address).len() <= 64);
}

#[test]
fn only_one_branch_of_one_repository_gets_the_role() {
    let spec = spec_named("payments/my-app-registry");
    let mut pipeline = pipeline(&spec);
    pipeline.ids = Some(GitHubIds {
        owner: 42,
        repository: 4711,
    });
    let policy = values(&trust_policy(&pipeline));
    let statement = &policy["Statement"][0];
    assert_eq!(
        statement["Action"],
        json!(["sts:AssumeRoleWithWebIdentity"])
    );
    assert_eq!(
        statement["Principal"]["Federated"],
        "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
    );
    assert_eq!(
        statement["Condition"],
        json!({ "StringEquals": {
            "token.actions.githubusercontent.com:aud": ["sts.amazonaws.com"],
            "token.actions.githubusercontent.com:sub": [
                "repo:spacetech/my-app:ref:refs/heads/main",
                "repo:spacetech@42/my-app@4711:ref:refs/heads/main",
            ],
        }})
    );
    assert!(pipeline.notes().iter().all(|note| !note.contains("July")));
}

#[test]
fn each_github_has_its_own_issuer() {
    let spec = spec_named("payments/my-app-registry");
    let issuer = |web| {
        Pipeline {
            github_web: web,
            ..pipeline(&spec)
        }
        .issuer()
    };
    assert_eq!(
        issuer("https://acme.ghe.com/"),
        "token.actions.acme.ghe.com"
    );
    assert_eq!(
        issuer("https://github.acme.example"),
        "github.acme.example/_services/token"
    );
}

#[test]
fn branches_with_patterns_in_their_names_are_refused() {
    for name in ["main", "release/1.2", "v2_x"] {
        assert!(Branch::parse(name).is_some(), "{name}");
    }
    for name in [
        "", "*", "re*", "a b", "-x", "x/", "a..b", "a//b", "!main", "a:b", "$(x)",
    ] {
        assert!(Branch::parse(name).is_none(), "{name}");
    }
}
