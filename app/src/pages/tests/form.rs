//! The form: what it keeps, what it says, what it spares people.

use super::*;
use domain::form::RequestForm;

#[test]
fn the_form_shows_the_files_that_git_gets() {
    let data = form_page();
    let (page, _) = document("request-new", request_new::title(&data), || {
        request_new::view(&data, None)
    });
    for file in &data.checks.files {
        let shown = page
            .all("pre")
            .into_iter()
            .find(|pre| pre.attribute("aria-label") == Some(&file.path))
            .unwrap();
        let lines: Vec<String> = shown.all("span").iter().map(|line| line.text()).collect();
        let written: Vec<String> = file
            .text
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(lines.len(), written.len());
        for (line, written) in lines.iter().zip(&written) {
            let squeezed = |text: &str| text.replace(' ', "");
            assert_eq!(
                squeezed(line).len(),
                squeezed(written).len(),
                "{line} / {written}"
            );
        }
    }
    assert!(page.text().contains("Draft saved at"));
}

#[test]
fn a_fresh_form_scolds_nobody() {
    let form = RequestForm::blank(id(1).as_str(), &standard());
    let problems = form.parse(&standard()).unwrap_err().problems;
    let data = FormPage {
        form,
        saved: None,
        checks: FormChecks {
            problems,
            ..FormChecks::default()
        },
        ..form_page()
    };
    let (page, text) = document("request-new-blank", request_new::title(&data), || {
        request_new::view(&data, None)
    });
    assert!(!text.contains("aria-invalid"));
    assert!(page.text().contains("are examples until they are answered"));
}

#[test]
fn a_refused_form_keeps_every_value_and_says_why_at_its_field() {
    let form = RequestForm {
        name: "My-App".into(),
        description: format!("\n{HOSTILE}</textarea>"),
        team: HOSTILE.into(),
        system: "\"><img src=x>".into(),
        source: "nowhere".into(),
        cluster: "cluster-that-is-gone".into(),
        comment: HOSTILE.into(),
        keep: "0".into(),
        ..filled_form()
    };
    let mut refusal = form.parse(&standard()).unwrap_err();
    refusal
        .problems
        .push(Problem::general("Something about the whole").linking("REQ-12", "/requests/12"));
    let data = FormPage {
        form: form.clone(),
        ..form_page()
    };
    let (page, text) = document("request-new-errors", request_new::title(&data), || {
        request_new::view(&data, Some(&refusal))
    });
    let value = |id: &str| {
        page.by_id(id)
            .unwrap()
            .attribute("value")
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        (value("name"), value("team"), value("system")),
        ("My-App".into(), form.team.clone(), form.system.clone())
    );
    assert_eq!(
        (value("source"), value("cluster"), value("keep")),
        ("nowhere".into(), form.cluster.clone(), "0".into())
    );
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(
        page.by_id("description").unwrap().text(),
        squeezed(&form.description)
    );
    assert_eq!(page.by_id("comment").unwrap().text(), squeezed(HOSTILE));
    assert!(!text.contains("<script>alert"));
    for field in [
        Field::Name,
        Field::Team,
        Field::System,
        Field::Source,
        Field::Keep,
    ] {
        let input = page.by_id(field.as_str()).unwrap();
        assert_eq!(input.attribute("aria-invalid"), Some("true"), "{field:?}");
        let error = format!("{}-error", field.as_str());
        assert!(
            input
                .attribute("aria-describedby")
                .unwrap()
                .contains(&error),
            "{field:?}"
        );
        assert!(page.by_id(&error).is_some(), "{field:?}");
    }
    assert!(page.text().contains("my-app would do"));
}

#[test]
fn an_answer_to_a_reviewer_shows_what_they_said() {
    let answering = Answering {
        label: "REQ-1475".into(),
        comment: Some(HOSTILE.into()),
        by: Some("reviewer-m".into()),
    };
    let data = FormPage {
        answering: Some(answering),
        ..form_page()
    };
    let (page, _) = document("request-answer", request_new::title(&data), || {
        request_new::view(&data, None)
    });
    assert!(page.text().contains("Submit again"));
    assert!(!page.text().contains("Save draft"));
}

#[test]
fn many_clusters_become_a_field_with_suggestions() {
    let names: Vec<String> = (0..9).map(|n| format!("cluster-{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let data = FormPage {
        clusters: choices(&names),
        ..form_page()
    };
    let (page, _) = document("request-new-clusters", request_new::title(&data), || {
        request_new::view(&data, None)
    });
    assert_eq!(
        page.by_id("cluster").unwrap().attribute("list"),
        Some("clusters-list")
    );
}
