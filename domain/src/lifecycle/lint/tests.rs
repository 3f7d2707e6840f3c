use super::*;

/// A policy of rules that are given whole.
fn policy(rules: &[&str]) -> String {
    format!(r#"{{"rules":[{}]}}"#, rules.join(","))
}

fn rule(priority: u32, selection: &str) -> String {
    format!(
        r#"{{"rulePriority":{priority},"selection":{{{selection}}},"action":{{"type":"expire"}}}}"#
    )
}

const KEEP: &str = r#""tagStatus":"any","countType":"imageCountMoreThan","countNumber":10"#;

fn counted(list: &str, count: u32) -> String {
    format!(r#""tagStatus":"tagged",{list},"countType":"imageCountMoreThan","countNumber":{count}"#)
}

fn codes(text: &str) -> Vec<Code> {
    lint(text)
        .problems
        .iter()
        .map(|problem| problem.code)
        .collect()
}

fn of(rules: &[&str]) -> Vec<Code> {
    codes(&policy(rules))
}

fn members(text: &str) -> Vec<&'static str> {
    let member = |problem: &Problem| match problem.place {
        Place::Rule { member, .. } => member.as_str(),
        _ => "",
    };
    lint(text).problems.iter().map(member).collect()
}

#[test]
fn what_is_no_json_is_told_with_its_place() {
    let linted = lint("{\"rules\": [\n  {,}\n]}");
    assert_eq!(linted.problems.len(), 1);
    let problem = &linted.problems[0];
    assert_eq!(problem.place, Place::Text { line: 2, column: 4 });
    assert_eq!(problem.place.sentence(), "Line 2, column 4");
    assert_eq!(
        problem.sentence,
        "The text is not JSON: key must be a string."
    );
    assert_eq!(
        lint("{").problems[0].sentence,
        "The text is not JSON: it ends too early."
    );
    for text in ["", "x", "{} {}", "[1,]", "\u{0}", "{\"a\":1e999}"] {
        assert_eq!(codes(text), [Code::NotJson], "{text}");
    }
    assert_eq!(codes(&"[".repeat(100_000)), [Code::NotJson]);
}

#[test]
fn members_that_stand_twice_are_found_at_every_level() {
    let twice = r#"{"rules":[],"rules":[{"rulePriority":1,"rulePriority":2,
        "selection":{"tagStatus":"untagged","tagStatus":"any","countType":"imageCountMoreThan","countNumber":10},
        "action":{"type":"expire","type":"expire"}}]}"#;
    assert_eq!(codes(twice), [Code::MemberTwice; 4]);
    assert_eq!(
        members(twice),
        ["", "rulePriority", "selection.tagStatus", "action.type"]
    );
}

#[test]
fn members_that_nobody_knows_lead_to_the_right_ones() {
    let text = r#"{"version":1,"rules":[{"rulePriority":1,"countNumber":3,"selection":{"tagstatus":"any","tagStatus":"any","countType":"imageCountMoreThan","countNumber":10},"action":{"type":"expire"},"x":1}]}"#;
    let linted = lint(text);
    let fixes: Vec<&str> = linted
        .problems
        .iter()
        .map(|problem| problem.fix.as_str())
        .collect();
    assert_eq!(
        fixes,
        [
            "Leave it out; rules can stand here.",
            "Move it into selection.",
            "Leave it out; rulePriority, description, selection, action can stand here.",
            "Write tagStatus.",
        ]
    );
    assert!(
        linted
            .problems
            .iter()
            .all(|problem| problem.code == Code::UnknownMember)
    );
}

#[test]
fn wrong_types_and_nulls_do_not_hide_each_other() {
    let text = r#"{"rules":[{"rulePriority":"1","description":5,"selection":{"tagStatus":null,"tagPatternList":"v*","tagPrefixList":[1],"storageClass":null,"countType":7,"countUnit":true,"countNumber":1.0},"action":[]},3]}"#;
    use Code::*;
    assert_eq!(
        codes(text),
        [
            Priority,
            WrongType,
            NullMember,
            WrongType,
            WrongType,
            NullMember,
            CountType,
            Unit,
            CountNumber,
            WrongType,
            WrongType
        ]
    );
    let said = &lint(text).problems;
    assert_eq!(said[0].sentence, "rulePriority is “1”.");
    assert_eq!(said[0].fix, "Write a whole number from 1.");
    assert_eq!(said[0].limit(), Some("a whole number from 1"));
    assert_eq!(said[8].sentence, "countNumber is 1.0.");
    assert_eq!(said[10].place.sentence(), "The 2nd rule of the list");
    assert_eq!(codes("[]"), [WrongType, TooShort]);
    assert_eq!(codes("null"), [WrongType, TooShort]);
}

#[test]
fn numbers_have_ends() {
    let with = |number: &str| policy(&[&rule(1, &KEEP.replace("10", number))]);
    for wrong in [
        "0",
        "-1",
        "1.5",
        "1e2",
        "4294967296",
        "99999999999999999999",
        "\"10\"",
    ] {
        assert_eq!(codes(&with(wrong)), [Code::CountNumber], "{wrong}");
    }
    assert_eq!(codes(&with("4294967295")), []);
}

#[test]
fn the_length_is_that_of_the_text_that_is_sent() {
    let described = |length: usize, space: &str| {
        let text = "é".repeat(length);
        policy(&[&format!(
            r#"{{"rulePriority":1,"description":{space}"{text}","selection":{{{KEEP}}},"action":{{"type":"expire"}}}}"#
        )])
    };
    let rest = lint(&described(0, "")).length;
    let fits = TEXT_MAX - rest;
    let linted = lint(&described(fits, ""));
    assert_eq!((linted.length, linted.is_accepted()), (TEXT_MAX, true));
    assert_eq!(codes(&described(fits + 1, "")), [Code::TooLong]);
    // Spaces do not count, up to where nobody reads any more.
    assert_eq!(codes(&described(10, &" ".repeat(2 * TEXT_MAX))), []);
    assert_eq!(codes(&" ".repeat(READ_MAX + 1)), [Code::TooLong]);
    // The manifest spreads it over lines.
    assert_eq!(codes(&described(fits, "")), [Code::LongInFile]);
}

#[test]
fn no_text_yields_endless_problems() {
    let linted = lint(&policy(&vec!["{}"; 90_000]));
    assert_eq!(linted.problems.len(), PROBLEMS_MAX);
    assert!(linted.has_more && !linted.is_accepted());
}

#[test]
fn a_rule_behind_another_for_the_same_images_is_told() {
    let never = |first: &str, second: &str| {
        of(&[
            &rule(1, &counted(first, 5)),
            &rule(2, &counted(second, 5)),
            &rule(3, KEEP),
        ])
    };
    let told = |first: &str, second: &str| never(first, second).contains(&Code::NeverActs);
    assert!(told(
        r#""tagPatternList":["v*"]"#,
        r#""tagPatternList":["v1*"]"#
    ));
    assert!(told(
        r#""tagPrefixList":["v"]"#,
        r#""tagPatternList":["v*-rc*"]"#
    ));
    assert!(told(
        r#""tagPatternList":["v*"]"#,
        r#""tagPrefixList":["v"]"#
    ));
    assert!(told(
        r#""tagPatternList":["*"]"#,
        r#""tagPatternList":["a","b"]"#
    ));
    assert!(!told(
        r#""tagPatternList":["v1*"]"#,
        r#""tagPatternList":["v*"]"#
    ));
    assert!(!told(
        r#""tagPatternList":["a*","b*"]"#,
        r#""tagPatternList":["a*"]"#
    ));
    assert!(told(
        r#""tagPatternList":["a*","b*"]"#,
        r#""tagPatternList":["b1","a*"]"#
    ));
    // The star of a prefix is no wildcard.
    assert!(!told(
        r#""tagPrefixList":["v*"]"#,
        r#""tagPatternList":["v*"]"#
    ));
    let untagged = r#""tagStatus":"untagged","countType":"imageCountMoreThan","countNumber":5"#;
    let all = [
        &rule(1, untagged),
        &rule(2, &counted(r#""tagPatternList":["*"]"#, 5)),
        &rule(3, KEEP),
    ];
    assert_eq!(of(&all.map(String::as_str)), [Code::NeverActs]);
    let said = lint(&policy(&all.map(String::as_str)));
    assert!(
        said.problems[0]
            .sentence
            .contains("Rules 1 and 2 decide about all its images")
    );
}

#[test]
fn surprises_are_told_where_they_are() {
    let any =
        r#""tagStatus":"any","countType":"sinceImagePushed","countUnit":"days","countNumber":30"#;
    assert_eq!(of(&[&rule(1, any)]), [Code::NewestExpires]);
    let latest = counted(r#""tagPatternList":["latest"]"#, 1);
    assert_eq!(of(&[&rule(1, &latest), &rule(2, any)]), []);
    assert_eq!(of(&[&rule(1, &KEEP.replace("10", "1"))]), [Code::KeepsOne]);
    let versions = counted(r#""tagPatternList":["v*","*-arm"]"#, 5);
    assert_eq!(
        of(&[&rule(1, &versions), &rule(2, KEEP)]),
        [Code::AllTags, Code::CountsClosed]
    );
    assert_eq!(
        of(&[&rule(1, &counted(r#""tagPrefixList":["v*"]"#, 5))]),
        [Code::UntaggedStay, Code::NeverMatches]
    );
    let archive = r#"{"rulePriority":1,"selection":{"tagStatus":"any","countType":"sinceImagePulled","countUnit":"days","countNumber":90},"action":{"type":"transition","targetStorageClass":"archive"}}"#;
    let archived = r#""tagStatus":"any","storageClass":"archive","countType":"sinceImageTransitioned","countUnit":"days","countNumber":365"#;
    assert_eq!(of(&[archive]), [Code::ArchivedStay]);
    assert_eq!(of(&[&rule(1, archived)]), [Code::NothingArchived]);
    assert_eq!(of(&[archive, &rule(2, archived)]), []);
}

#[test]
fn every_problem_is_said_in_sentences() {
    let text = policy(&[
        &rule(
            2,
            r#""tagStatus":"any","tagPatternList":["a*b*c*d*e*",""],"countType":"sinceImageTransitioned","countNumber":3"#,
        ),
        &rule(
            2,
            r#""tagStatus":"tagged","countType":"sinceImagePulled","countUnit":"weeks","countNumber":0"#,
        ),
    ]);
    let linted = lint(&text);
    assert!(linted.policy.is_none());
    assert!(linted.problems.len() > 8);
    for problem in &linted.problems {
        for said in [&problem.sentence, &problem.fix] {
            assert!(said.ends_with(['.', ']']) && !said.contains("  "), "{said}");
        }
    }
}
