#![allow(clippy::unwrap_used)]

mod judging;

use super::*;
use crate::outside::argocd::Destination;
use crate::outside::aws::BaseCredentials;
use crate::outside::github::Auth;
use crate::services::CatalogMode;
use domain::text::ClusterName;
use std::collections::BTreeSet;

const SMALLEST: &str = r#"
public_url = "https://berth.acme.example/"
session_secret = "0123456789abcdef0123456789abcdef"
[github]
token = "t0ken"
client_id = "Iv1"
client_secret = "c-secret"
webhook_secrets = "hook"
[argocd]
url = "https://argocd.acme.example"
token = "a-token"
[[aws.accounts]]
id = "123456789012"
title = "Production"
regions = ["us-east-1"]
[roles.reviewer]
teams = ["acme/platform"]
"#;

fn read(text: &str, environment: &[(&str, &str)]) -> Result<(Config, Shown), Problems> {
    let environment = environment
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let values = Values::parse("berth.toml", text, &environment)?;
    Ok((Config::from_values(&values)?, Shown::of(&values)))
}

fn said(text: &str, environment: &[(&str, &str)]) -> Vec<String> {
    read(text, environment)
        .unwrap_err()
        .0
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn the_smallest_configuration_is_complete() {
    let (config, _) = read(SMALLEST, &[]).unwrap();
    assert_eq!(config.settings.public_url, "https://berth.acme.example");
    assert!(matches!(config.github.auth, Auth::Token(_)));
    assert!(matches!(
        config.aws.accounts[0].base,
        BaseCredentials::Environment
    ));
    assert_eq!(
        (config.backstage.is_none(), config.settings.catalog),
        (true, CatalogMode::Off)
    );
    assert_eq!(config.standard.layout.manifests, "deploy/ecr");
    assert!(config.roles[&Role::Developer].everyone);
}

#[test]
fn two_approve_what_is_dangerous_and_asking_is_no_word_of_the_owner_unless_said_otherwise() {
    let approvals = |environment: &[(&str, &str)]| {
        let (config, _) = read(SMALLEST, environment).unwrap();
        (
            config.settings.extra_approvals,
            config.settings.asking_counts,
        )
    };
    assert_eq!(approvals(&[]), (1, false));
    let said = [
        ("BERTH_REVIEW__EXTRA_APPROVALS", "0"),
        ("BERTH_REVIEW__ASKING_COUNTS_FOR_OWNER", "true"),
    ];
    assert_eq!(approvals(&said), (0, true));
}

#[test]
fn a_variable_wins_over_the_file_whatever_its_kind() {
    let environment = [
        ("BERTH_LISTEN", "0.0.0.0:80"),
        ("BERTH_DATABASE__CONNECTIONS", "3"),
        ("BERTH_ARGOCD__AUTO_SYNC", "false"),
        (
            "BERTH_ARGOCD__CLUSTERS",
            "{ eks-prod = \"https://eks.example\", other = \"in-cluster\" }",
        ),
        ("BERTH_GITHUB__LABELS", "one, two"),
        ("BERTH_GITHUB__WEBHOOK_SECRETS", "new,old"),
        (
            "BERTH_AWS__ACCOUNTS",
            "[{ id = \"210987654321\", title = \"Other\", regions = [\"eu-west-1\"] }]",
        ),
        ("BERTH_CACHE", "of some tool"),
    ];
    let (config, _) = read(SMALLEST, &environment).unwrap();
    assert_eq!(config.listen.port(), 80);
    assert_eq!(config.database.connections, 3);
    assert!(!config.settings.auto_sync);
    let cluster = |name| ClusterName::parse(name).unwrap();
    assert_eq!(
        config.settings.destination(&cluster("eks-prod")),
        Destination::Server("https://eks.example".into())
    );
    assert_eq!(
        config.settings.destination(&cluster("other")),
        Destination::Name("in-cluster".into())
    );
    assert_eq!(config.settings.labels, ["one", "two"]);
    assert_eq!(config.webhook_secrets.len(), 2);
    assert_eq!(config.standard.accounts[0].id.as_str(), "210987654321");
}

#[test]
fn secrets_come_from_files_and_are_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    std::fs::write(&path, "from-a-file\n").unwrap();
    let text = SMALLEST.replace(
        "token = \"t0ken\"",
        &format!("token_file = {:?}", path.display().to_string()),
    );
    let (config, shown) = read(
        &text,
        &[("BERTH_ARGOCD__TOKEN_FILE", &path.display().to_string())],
    )
    .unwrap();
    let Auth::Token(token) = config.github.auth else {
        panic!("a token")
    };
    assert_eq!(secrecy::ExposeSecret::expose_secret(&token), "from-a-file");
    assert_eq!(
        secrecy::ExposeSecret::expose_secret(&config.argocd.token),
        "from-a-file"
    );
    let shown = shown.to_string();
    for secret in ["from-a-file", "c-secret", "hook\"", "0123456789abcdef"] {
        assert!(!shown.contains(secret), "{secret} is shown in\n{shown}");
    }
    assert!(
        shown.contains("github.token = (hidden)")
            && shown.contains("argocd.url = \"https://argocd.acme.example\"")
    );
}

#[test]
fn every_problem_names_its_key_and_the_way_out() {
    let cases: [(&str, &str, &[&str]); 12] = [
        (
            "token = \"t0ken\"",
            "tokn = \"x\"",
            &[
                "github.tokn: there is no such key. Did you mean github.token?",
                "github.app_id: is missing, and so is github.token",
            ],
        ),
        (
            "regions = [\"us-east-1\"]",
            "regions = [\"mars-1\"]",
            &["aws.accounts[0].regions"],
        ),
        (
            "id = \"123456789012\"",
            "id = 123456789012",
            &["aws.accounts[0].id: is a number where a text belongs"],
        ),
        (
            "title = \"Production\"",
            "titel = \"Production\"",
            &[
                "aws.accounts[0].titel: there is no such key",
                "aws.accounts[0].title: is missing",
            ],
        ),
        (
            "https://argocd.acme.example",
            "argocd.acme.example",
            &["argocd.url: “argocd.acme.example” does not fit"],
        ),
        (
            "[argocd]",
            "app_id = 7\n[argocd]",
            &["github.private_key: is missing beside github.app_id"],
        ),
        (
            "0123456789abcdef0123456789abcdef",
            "short",
            &["session_secret: is shorter than 32 characters. Make one with"],
        ),
        (
            "teams = [\"acme/platform\"]",
            "teams = [\"platform\"]",
            &["roles.reviewer.teams: “platform” does not fit: write it as org/team"],
        ),
        (
            "[roles.reviewer]\nteams = [\"acme/platform\"]",
            "",
            &["roles.reviewer.teams: nobody may decide"],
        ),
        (
            "webhook_secrets = \"hook\"",
            "webhook_secrets = []",
            &["github.webhook_secrets: is empty"],
        ),
        (
            "[argocd]",
            "[standard]\ncatalog = \"deploy/ecr/catalog\"\n[argocd]",
            &["standard.catalog: deploy/ecr/catalog lies among the manifests"],
        ),
        (
            "public_url = \"https://berth.acme.example/\"",
            "",
            &["public_url: is missing. Set it in the file or as BERTH_PUBLIC_URL"],
        ),
    ];
    for (from, to, wanted) in cases {
        assert!(SMALLEST.contains(from), "{from}");
        let text = SMALLEST.replace(from, to);
        let found = match Values::parse("berth.toml", &text, &Environment::new()) {
            Ok(values) => Config::from_values(&values).unwrap_err(),
            Err(problems) => problems,
        };
        let found = found.to_string();
        // Names and kinds are looked at before the values' meaning, so the second sentence may come only after the first is heeded.
        assert!(
            wanted.iter().any(|part| found.contains(part)),
            "{to}: wanted one of {wanted:?}, got\n{found}"
        );
    }
}

#[test]
fn all_problems_come_at_once() {
    let found = said(
        &SMALLEST
            .replace("us-east-1", "mars-1")
            .replace("Iv1", "")
            .replace("https://argocd", "ftp://argocd"),
        &[],
    );
    assert_eq!(found.len(), 3, "{found:#?}");
}

#[test]
fn a_misspelt_variable_and_broken_toml_are_told() {
    let found = said(
        SMALLEST,
        &[
            ("BERTH_GITHUB__API_ULR", "x"),
            ("BERTH_DATABASE__CONNECTIONS", "many"),
        ],
    );
    assert!(
        found[0].contains("BERTH_DATABASE__CONNECTIONS: is not a whole number"),
        "{found:?}"
    );
    assert!(
        found[1]
            .contains("BERTH_GITHUB__API_ULR: there is no such key. Did you mean github.api_url?"),
        "{found:?}"
    );
    let found = said("listen = \n", &[]);
    assert!(
        found[0].starts_with("berth.toml: is not TOML") && found[0].contains("line 1"),
        "{found:?}"
    );
}

#[test]
fn the_reference_lists_every_key_once_with_values_that_fit() {
    let reference = reference();
    let mut seen = BTreeSet::new();
    for doc in KEYS {
        assert!(seen.insert(doc.key), "{} stands twice", doc.key);
        assert!(reference.contains(&format!("| `{}` |", doc.key)));
        for text in [
            doc.example,
            if let Need::Default(text) = doc.need {
                text
            } else {
                doc.example
            },
        ] {
            let value = source::toml_value(text).unwrap_or_else(|| panic!("{}: {text}", doc.key));
            assert!(
                source::fitting(doc.kind, value).is_ok(),
                "{}: {text}",
                doc.key
            );
        }
    }
}

#[test]
fn the_readme_holds_the_table_that_config_reference_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let (_, rest) = readme.split_once("<!-- config -->\n").unwrap();
    let (table, _) = rest.split_once("<!-- /config -->").unwrap();
    for (number, (told, printed)) in (1..).zip(table.lines().zip(reference().lines())) {
        assert_eq!(told, printed, "line {number} of the table in README.md");
    }
    assert_eq!(
        table,
        reference(),
        "`berth config-reference` prints the whole"
    );
}

#[test]
fn the_files_that_ship_can_be_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let key = tempfile::NamedTempFile::new().unwrap();
    let environment =
        Environment::from([("BERTH_GITHUB__PRIVATE_KEY".to_owned(), "pem".to_owned())]);
    for name in ["berth.example.toml", "sandbox/berth.toml"] {
        let mut text = std::fs::read_to_string(root.join(name)).unwrap();
        for line in text
            .clone()
            .lines()
            .filter(|line| line.contains("_file = "))
        {
            let (before, _) = line.split_once(" = ").unwrap();
            text = text.replace(
                line,
                &format!("{before} = {:?}", key.path().display().to_string()),
            );
        }
        std::fs::write(key.path(), "a secret that is long enough for everybody").unwrap();
        let values = Values::parse(name, &text, &environment)
            .unwrap_or_else(|problems| panic!("{name}: {problems}"));
        Config::from_values(&values).unwrap_or_else(|problems| panic!("{name}: {problems}"));
    }
}

/// The smallest configuration with more in its part `[standard]`.
fn with_standard(more: &str) -> String {
    format!("{SMALLEST}\n[standard]\n{more}")
}

#[test]
fn tags_that_aws_would_refuse_are_refused_at_the_door() {
    let (long_name, long_value) = ("n".repeat(129), "v".repeat(257));
    let wrong = [
        ("aws:owner", "x".to_owned(), "are AWS’s own"),
        ("AWS:owner", "x".to_owned(), "are AWS’s own"),
        ("crossplane-kind", "x".to_owned(), "are set by Crossplane"),
        ("team", "x".to_owned(), "Berth sets this tag itself"),
        (&*long_name, "x".to_owned(), "name has 129 characters"),
        ("a", long_value, "value has 257 characters"),
        ("a#b", "x".to_owned(), "name contains '#'"),
        ("a", "x;y".to_owned(), "value contains ';'"),
        ("", "x".to_owned(), "without a name"),
    ];
    for (name, value, why) in wrong {
        let found = said(
            &with_standard(&format!("tags = {{ {name:?} = {value:?} }}")),
            &[],
        );
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(
            found[0].starts_with(&format!("standard.tags.{name}: ")) && found[0].contains(why),
            "{found:#?}"
        );
    }
    let tags = |count: usize| {
        let tags: Vec<String> = (0..count)
            .map(|n| format!("\"Kosten/{n} ä\" = \"+-=._:/@ 1\""))
            .collect();
        with_standard(&format!("tags = {{ {} }}", tags.join(", ")))
    };
    let found = said(&tags(42), &[]);
    assert!(
        found[0].starts_with("standard.tags: has 42 tags. Keep at most 41"),
        "{found:#?}"
    );
    assert_eq!(read(&tags(41), &[]).unwrap().0.standard.tags.len(), 41);
}

#[test]
fn namespaces_are_dns_labels() {
    let long = "a".repeat(64);
    for name in ["Crossplane", "-a", "a-", "a.b", "a_b", "a b", &long] {
        for key in ["namespace", "catalog_namespace"] {
            let found = said(&with_standard(&format!("{key} = {name:?}")), &[]);
            assert_eq!(found.len(), 1, "{found:#?}");
            assert!(
                found[0].starts_with(&format!("standard.{key}: “{name}” does not fit"))
                    && found[0].contains("lowercase letters, digits and hyphens"),
                "{found:#?}"
            );
        }
        let found = said(SMALLEST, &[("BERTH_ARGOCD__APP_NAMESPACE", name)]);
        assert!(found[0].starts_with("argocd.app_namespace: "), "{found:#?}");
    }
    let (config, _) = read(&with_standard("namespace = \"registries-1\""), &[]).unwrap();
    assert_eq!(config.standard.namespace, "registries-1");
}

#[test]
fn a_file_that_a_variable_takes_the_place_of_need_not_be_there() {
    let text = SMALLEST.replace("token = \"t0ken\"", "token_file = \"/nowhere/at/all\"");
    assert!(said(&text, &[])[0].starts_with("github.token_file: /nowhere/at/all cannot be read"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    std::fs::write(&path, "from-a-file\n").unwrap();
    let path = path.display().to_string();
    for (variable, value, expected) in [
        ("BERTH_GITHUB__TOKEN", "direct", "direct"),
        ("BERTH_GITHUB__TOKEN_FILE", &*path, "from-a-file"),
    ] {
        let (config, _) = read(&text, &[(variable, value)]).unwrap();
        let Auth::Token(token) = config.github.auth else {
            panic!("a token")
        };
        assert_eq!(secrecy::ExposeSecret::expose_secret(&token), expected);
    }
}
