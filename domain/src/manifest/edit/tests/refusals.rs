//! What Berth doesn't understand, it leaves alone, and says where and why.

use super::*;

/// The rendered file with some text exchanged, and what is said of it when everything shall change.
fn refusal(from: &str, to: &str) -> String {
    let text = rendered()[0].text.clone();
    assert!(text.contains(from), "{from}");
    let wanted = RepositoryWanted {
        team: Some(TeamName::parse("other").unwrap()),
        mutability: Some(TagMutability::MutableExcept(filters("stable"))),
        scan_on_push: Some(false),
        ..described("other")
    };
    match change_repository(&text.replace(from, to), &wanted) {
        Ok(changed) => format!("changed:\n{changed}"),
        Err(refused) => refused.to_string(),
    }
}

#[test]
fn every_shape_that_is_not_understood_is_told_with_its_line() {
    let shapes = [
        (
            "second document",
            "  providerConfigRef:",
            "---\nkind: Other\nspec:",
        ),
        ("tab", "    region:", "\tregion:"),
        ("no YAML", "kind: Repository", "kind: [Repository"),
        (
            "twice",
            "    region: us-east-1\n",
            "    region: us-east-1\n    region: us-east-1\n",
        ),
        (
            "twice, elsewhere",
            "kind: Cluster",
            "name: x\n    kind: Cluster",
        ),
        ("other kind", "kind: Repository", "kind: LifecyclePolicy"),
        (
            "other version",
            "ecr.aws.m.upbound.io/v1beta1",
            "ecr.aws.upbound.io/v1beta2",
        ),
        ("other name", "payments/my-app-registry", "payments/other"),
        ("other region", "us-east-1\n", "eu-west-1\n"),
        ("no such region", "us-east-1\n", "moon-1\n"),
        ("no region", "    region: us-east-1\n", ""),
        ("anchor on a map", "    tags:\n", "    tags: &tags\n"),
        ("anchor on a text", "team: \"", "team: &team \""),
        ("anchor above", "  forProvider:\n", "  forProvider: &all\n"),
        (
            "alias",
            "encryptionConfiguration:\n      - encryptionType: AES256\n    tags:\n",
            "other: &x {a: \"b\"}\n    tags: *x\n    more:\n",
        ),
        (
            "merge key",
            "    tags:\n",
            "    tags:\n      <<: {a: \"b\"}\n",
        ),
        ("tag", "team: \"", "team: !!str \""),
        (
            "list in brackets",
            "MUTABLE\n",
            "MUTABLE_WITH_EXCLUSION\n    imageTagMutabilityExclusionFilter: [{filter: x, filterType: WILDCARD}]\n",
        ),
        (
            "filters that belong to nothing",
            "    imageScanning",
            "    imageTagMutabilityExclusionFilter:\n      - {filter: x, filterType: WILDCARD}\n    imageScanning",
        ),
        (
            "other filter",
            "MUTABLE\n",
            "MUTABLE_WITH_EXCLUSION\n    imageTagMutabilityExclusionFilter:\n      - {filter: x, filterType: REGEX}\n",
        ),
        ("no filters", "MUTABLE\n", "MUTABLE_WITH_EXCLUSION\n"),
        ("unknown word", "MUTABLE\n", "SOMETIMES\n"),
        ("quoted truth", "scanOnPush: true", "scanOnPush: 'true'"),
        ("old truth", "scanOnPush: true", "scanOnPush: yes"),
        ("nothing", "scanOnPush: true", "scanOnPush:"),
        (
            "list for a map",
            "imageScanningConfiguration:\n      scanOnPush",
            "imageScanningConfiguration:\n      - scanOnPush",
        ),
        (
            "text for a map",
            "imageScanningConfiguration:\n      scanOnPush: true",
            "imageScanningConfiguration: on",
        ),
        (
            "number for a text",
            "cost-center: \"4711\"",
            "cost-center: 4711",
        ),
        (
            "truth for a text",
            "team: \"platform-engineering\"",
            "team: no",
        ),
        ("Helm", "region: us-east-1", "region: {{ .Values.region }}"),
        (
            "quoted Helm",
            "\"platform-engineering\"",
            "\"{{ .Values.team }}\"",
        ),
        (
            "Helm in a block",
            "    tags:\n",
            "    {{- if .Values.tags }}\n    tags:\n",
        ),
        (
            "Jinja",
            "    tags:\n",
            "    {% for tag in tags %}\n    tags:\n",
        ),
        ("shell", "region: us-east-1", "region: ${REGION}"),
        (
            "not a map",
            "  forProvider:\n",
            "  forProvider: x\n  other:\n",
        ),
        (
            "key that is a map",
            "    tags:\n",
            "    ? {a: b}\n    : c\n    tags:\n",
        ),
    ];
    let told: Vec<String> = shapes
        .iter()
        .map(|(shape, from, to)| format!("{shape}: {}", refusal(from, to)))
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn empty_files_and_other_things_are_told() {
    for (text, line) in [
        ("", 1),
        ("# c\n", 1),
        ("a\n", 1),
        ("- a\n", 1),
        ("{}", 1),
        ("\n\n- a\n", 3),
    ] {
        let refused = change_repository(text, &unchanged()).unwrap_err();
        assert_eq!(refused.line, line, "{text:?} {refused}");
        assert!(read_catalog(text).is_err() && read_lifecycle_policy(text).is_err());
    }
    let other = CatalogWanted {
        name: "other".into(),
        owner: None,
        system: None,
        description: None,
    };
    let refused = change_catalog(&rendered()[2].text, &other).unwrap_err();
    assert_eq!(refused.line, 4);
}

#[test]
fn anchors_and_braces_elsewhere_do_no_harm() {
    let text = HUMAN.replace("# The end.", "    writeTo: *once");
    let text = text
        .replace("    labels:", "    other: [1, {a: *b}]\n    labels:")
        .replace("metadata:", "x: &b 1\nmetadata:");
    let after = change_repository(&text, &described("new")).unwrap();
    assert_eq!(
        diff(&text, &after)
            .lines()
            .filter(|line| line.starts_with(['+', '-']))
            .count(),
        3
    );
}

#[test]
fn edits_that_would_reach_further_are_refused() {
    let table = [
        (
            "l:\n  - a\n  - &b b\n",
            Edit::set(path(["l"]), Value::List(vec![Value::Word("a")])),
        ),
        ("a: 1\nm: &m\n  x: 1\n", Edit::remove(path(["m"]))),
        ("m:\n  a: 1\n", Edit::remove(path(["m", "a"]))),
        ("m: {a: 1, b: 1}\n", Edit::remove(path(["m", "a"]))),
        (
            "m: {a: 1}\n",
            Edit::set(path(["m", "b"]), Value::Truth(true)),
        ),
        ("m: {}\n", Edit::set(path(["m", "b"]), Value::Truth(true))),
        (
            "l:\n  -\n    a\n",
            Edit::set(path(["l"]), Value::List(vec![Value::Word("b")])),
        ),
        ("a:\nb: 1\n", Edit::set(path(["a"]), Value::text("x"))),
        ("a: [1]\n", Edit::set(path(["a"]), Value::text("x"))),
        ("a: 1\n", Edit::set(path(["a", "b"]), Value::text("x"))),
        // Blank lines at the end of a kept block are its text: nothing can go between.
        (
            "t:\n  a: |+\n    x\n\n  c: 1\n",
            Edit::set(path(["t", "b"]), Value::text("x")),
        ),
        (
            "t:\n  a: |+\n    x\n  b: 1\n\n\n",
            Edit::remove(path(["t", "b"])),
        ),
    ];
    let told: Vec<String> = table
        .iter()
        .map(|(text, edit)| match apply(text, edit) {
            Ok(changed) => format!("{text:?} became {changed:?}"),
            Err(refused) => format!("{text:?} {refused}"),
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}
