//! Fragments are held against the parts that draw the same things elsewhere, and against people who type HTML.

use super::*;
use crate::parts::{CheckItem, CodePreview, PolicyChecks, Tone, files::CodeLine};
use crate::testing::{html, parse};
use domain::manifest;
use domain::policy::{Check, CheckId, Verdict};
use domain::portal::{Choice, Choices, Fact, FactState};
use domain::refusal::{Link, Problem};
use domain::spec::Field;
use domain::testing::{filled_form, standard};
use leptos::prelude::*;

const HOSTILE: &str = "</code><script>alert(1)</script>\" onclick='x' {{7*7}} &amp;";

/// Without the markers that the renderer leaves for itself.
fn plain(html: &str) -> String {
    html.replace("<!>", "")
        .replace("<!---->", "")
        .replace(" <", "<")
        .replace("checked=\"\"", "checked")
}

#[test]
fn files_look_as_the_part_draws_them() {
    let preview = preview(&filled_form(), &standard());
    let fragment = files(&preview.files, 0);
    let file = &preview.files[0];
    let lines = CodeLine::all(&file.text, |_, _| None);
    let label = file.path.clone();
    let part = plain(&html(
        move || view! { <CodePreview label=label lines=lines/> },
    ));
    let start = fragment.find("<pre").unwrap();
    let end = fragment.find("</pre>").unwrap() + "</pre>".len();
    let mut own = fragment[start..end].to_owned();
    for class in [
        "name", "desc", "repo", "region", "mut", "scan", "enc", "team", "system", "cluster",
        "account", "keep",
    ] {
        own = own.replace(&format!(" class=\"f-{class}\""), "");
    }
    assert_eq!(parse(&own).text(), parse(&part).text());
    assert_eq!(
        plain(&own).matches("<i>").count(),
        part.matches("<i>").count()
    );
}

#[test]
fn policy_looks_as_the_part_draws_it() {
    let check = |verdict, title: &str| Check {
        id: CheckId::Name,
        verdict,
        title: title.into(),
        detail: "Detail.".into(),
        fix: None,
        field: None,
    };
    let checks = [
        check(Verdict::Pass, "a"),
        check(Verdict::Block, "b"),
        check(Verdict::Advice, "c"),
    ];
    let items = vec![
        CheckItem::new(Tone::Ok, "a").note("Detail."),
        CheckItem::new(Tone::Bad, "b").note("Detail."),
        CheckItem::new(Tone::Warn, "c").note("Detail."),
    ];
    let part = html(move || view! { <PolicyChecks items=items/> });
    let own = format!("<div>{}</div>", policy(&checks));
    assert_eq!(parse(&plain(&own)), parse(&plain(&part)));
}

#[test]
fn nothing_typed_becomes_markup() {
    let fact = Fact {
        field: Field::Name,
        state: FactState::Bad,
        sentence: HOSTILE.into(),
        link: Some(Link {
            text: HOSTILE.into(),
            href: format!("https://x/{HOSTILE}"),
        }),
    };
    let script = Fact {
        link: Some(Link {
            text: "x".into(),
            href: "javascript:alert(1)".into(),
        }),
        ..fact.clone()
    };
    let problem = Problem::on(Field::Name, HOSTILE).suggesting(Some(HOSTILE.into()));
    let form = domain::form::RequestForm {
        description: HOSTILE.into(),
        ..filled_form()
    };
    let shown = preview(&form, &standard());
    let choice = Choice {
        value: HOSTILE.into(),
        detail: HOSTILE.into(),
        own: false,
    };
    let all = [
        name_tests(HOSTILE, &[fact.clone(), script], false),
        facts(Field::Name, &[fact]),
        offer(Field::Name, Some(&problem)),
        error(Field::Name, &problem_text(&problem)),
        files(&shown.files, 0),
        preview_note(&shown),
        options(&Choices {
            entries: vec![choice],
            total: 1,
            caveat: None,
        }),
    ]
    .join("");
    assert!(
        !all.contains("<script") && !all.contains("javascript:") && !all.contains("onclick='"),
        "{all}"
    );
    assert!(
        parse(&format!(
            "<select>{}</select>",
            options(&Choices::default())
        ))
        .all("script")
        .is_empty()
    );
}

#[test]
fn the_preview_is_byte_for_byte_what_git_gets() {
    let form = filled_form();
    let spec = form.parse(&standard()).unwrap();
    let shown = preview(&form, &standard());
    assert_eq!(shown.files, manifest::render(&form.id, &spec, &standard()));
    assert_eq!(shown.uri, Some(spec.address.uri()));
    assert!(shown.assumed.is_empty());
}

#[test]
fn an_empty_form_has_a_preview_that_says_what_is_made_up() {
    let form =
        domain::form::RequestForm::blank("0197c9d2-7c1a-7000-8000-000000000001", &standard());
    let shown = preview(&form, &standard());
    assert_eq!(shown.files.len(), 3);
    assert_eq!(shown.uri, None);
    assert_eq!(
        preview_note(&shown),
        "Name, Description, Team responsible, System or project, GitHub repository and Kubernetes cluster are examples until they are answered."
    );
    assert!(shown.policy.iter().all(|check| check.id != CheckId::Name));
}

#[test]
fn a_name_is_ticked_off_rule_by_rule() {
    let tones = |name: &str| -> Vec<String> {
        let text = name_tests(name, &[], false);
        text.split("data-s=\"")
            .skip(1)
            .map(|part| part.split('"').next().unwrap().to_owned())
            .collect()
    };
    assert_eq!(tones(""), ["off", "off", "off", "off"]);
    assert_eq!(tones("a/b"), ["ok", "ok", "ok", "ok"]);
    assert_eq!(tones("A--"), ["ok", "bad", "bad", "bad"]);
    assert_eq!(name_tests("ab", &[], true).matches("<li").count(), 5);
}
