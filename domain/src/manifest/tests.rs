use super::*;
use crate::form::RequestForm;
use crate::testing::{filled_form, standard};

fn spec_of(form: &RequestForm) -> RepositorySpec {
    form.parse(&standard()).unwrap()
}

#[test]
fn the_guides_request_gives_these_files() {
    let form = filled_form();
    let files = render(&form.id, &spec_of(&form), &standard());
    let shown: Vec<String> = files
        .iter()
        .map(|file| format!("# {}\n{}", file.path, file.text))
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn every_setting_reaches_its_line() {
    let form = RequestForm {
        mutability: "immutable_except".into(),
        exceptions: "latest dev-*".into(),
        scan: String::new(),
        encryption: "kms".into(),
        kms_key: "arn:aws:kms:us-east-1:123456789012:alias/ecr".into(),
        lifecycle: "none".into(),
        description: "- a: \"b\" # {{ c }}\nsecond line".into(),
        ..filled_form()
    };
    let files = render(&form.id, &spec_of(&form), &standard());
    let shown: Vec<String> = files
        .iter()
        .map(|file| format!("# {}\n{}", file.path, file.text))
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn names_that_look_alike_get_objects_apart() {
    let name = |name: &str| {
        object_name(
            &spec_of(&RequestForm {
                name: name.into(),
                ..filled_form()
            })
            .address,
        )
    };
    let names = [name("a/b"), name("a-b"), name("a_b"), name("a.b")];
    for (index, one) in names.iter().enumerate() {
        assert!(one.starts_with("a-b-"), "{one}");
        assert!(!names[..index].contains(one));
    }
    let long = name(&"x".repeat(256));
    assert_eq!(long.len(), 59);
}

#[test]
fn rendering_is_byte_stable_and_parses_back() {
    let form = filled_form();
    let spec = spec_of(&form);
    for (one, two) in
        render(&form.id, &spec, &standard())
            .iter()
            .zip(render(&form.id, &spec, &standard()))
    {
        assert_eq!(*one, two);
        let value: serde_json::Value = serde_saphyr::from_str(&one.text).unwrap();
        assert!(value["kind"].is_string());
        assert!(one.text.ends_with('\n'));
    }
}

#[test]
fn words_that_yaml_reads_otherwise_stay_text() {
    for word in ["no", "yes", "null", "0777", "1e3", "2026-01-01", "~", "on"] {
        let form = RequestForm {
            description: word.into(),
            team: "no".into(),
            ..filled_form()
        };
        let files = render(&form.id, &spec_of(&form), &standard());
        let value: serde_json::Value = serde_saphyr::from_str(&files[0].text).unwrap();
        assert_eq!(
            value["metadata"]["annotations"]["berth.dev/description"],
            word
        );
        assert_eq!(value["spec"]["forProvider"]["tags"]["team"], "no");
    }
}

#[test]
fn marks_point_at_the_lines_of_a_field() {
    let form = filled_form();
    let files = render(&form.id, &spec_of(&form), &standard());
    let lines = |file: &File, field| {
        marked_lines(file)
            .into_iter()
            .filter(|mark| mark.field == Some(field))
            .map(|mark| mark.line.trim().to_owned())
            .collect::<Vec<_>>()
    };
    use crate::spec::Field;
    assert_eq!(
        lines(&files[0], Field::Scan),
        ["imageScanningConfiguration:", "scanOnPush: true"]
    );
    assert_eq!(
        lines(&files[0], Field::Encryption),
        ["encryptionConfiguration:", "- encryptionType: AES256"]
    );
    assert_eq!(
        lines(&files[0], Field::Team),
        ["team: \"platform-engineering\""]
    );
    assert!(
        lines(&files[1], Field::Keep)
            .iter()
            .any(|line| line == "\"countNumber\": 10")
    );
}
