//! Words that YAML likes to read otherwise arrive as they were typed, in every style.

use super::*;

const DANGEROUS: &[&str] = &[
    "no",
    "Yes",
    "null",
    "~",
    "1e3",
    "0777",
    "0x1F",
    "1_000",
    "2026-01-01",
    ".inf",
    ": x",
    "x: y",
    "x:",
    "#x",
    "x #y",
    "- x",
    "? x",
    "*x",
    "&x",
    "!x",
    "%x",
    "@x",
    "`x`",
    "|",
    ">",
    "'",
    "\"",
    "it's \"so\"",
    "\\n",
    "{{ x }}",
    "${x}",
    "[x]",
    "{x}",
    "a, b",
    "---",
    "...",
    "first\nsecond",
    "first\n\n\nsecond",
    "first\n  deeper\nback",
    "- a\n- b\n# c",
    "第一 – Größe",
    "\u{1F600}",
    "e\u{301}",
    "a\u{a0}b",
    "<<",
    "=",
    "true",
    "=cmd",
    "a  b",
    "text",
];

fn reads(text: &str) -> String {
    let value: serde_json::Value = serde_saphyr::from_str(text).unwrap();
    value["metadata"]["annotations"]["berth.dev/description"]
        .as_str()
        .unwrap()
        .trim()
        .to_owned()
}

#[test]
fn descriptions_arrive_in_every_style_that_stood_there() {
    let old = "        berth.dev/description: |  # shown in Berth
            Images of the checkout.
            Ask in #payments.
";
    assert!(HUMAN.contains(old));
    let styles = [
        "plain words # c\n",
        "'single' # c\n",
        "\"double\" # c\n",
        "| # c\n            literal\n",
        "|- # c\n            literal\n",
        "|+ # c\n            literal\n",
        "|2 # c\n            literal\n",
        "> # c\n            folded\n            more\n",
        ">- # c\n            folded\n\n            more\n",
    ];
    for style in styles {
        let text = HUMAN.replace(old, &format!("        berth.dev/description: {style}"));
        for ending in ["\n", "\r\n"] {
            let text = text.replace('\n', ending);
            for &wanted in DANGEROUS {
                let after = change_repository(&text, &described(wanted)).unwrap();
                assert_eq!(reads(&after), wanted, "{style}");
                let file = read_repository(&after).unwrap();
                assert_eq!(file.description.as_deref(), Some(wanted), "{style}");
                assert!(after.contains("# c"), "{after}");
                assert_eq!(after.matches('\r').count() > 0, ending == "\r\n");
                assert_eq!(change_repository(&after, &described(wanted)), Ok(after));
            }
        }
    }
}

#[test]
fn a_style_stays_where_it_is_safe() {
    let with = |style: &str| format!("a: {style}\nb: 1\n");
    let set = |text: &str, value: &str| {
        let edit = Edit::set(path(["a"]), Value::text(value));
        apply(text, &edit).unwrap()
    };
    let table = [
        ("old", "two words", "two words"),
        ("old", "group:default/shop", "group:default/shop"),
        ("old", "no", "\"no\""),
        ("old", "a: b", "\"a: b\""),
        ("old", "1e3", "\"1e3\""),
        ("'old'", "it's", "'it''s'"),
        ("'old'", "no", "'no'"),
        ("'old'", "a\nb", "\"a\\nb\""),
        ("|\n  old", "a\n# b: c", "|\n  a\n  # b: c"),
        ("|2-\n  old", "a\n b", "|2-\n  a\n   b"),
        (">-\n  old", "a\nb", ">-\n  a\n\n  b"),
        (">-\n  old", "a\n b", "\"a\\n b\""),
        ("| # why\n  old", " a", "\" a\" # why"),
    ];
    for (before, value, after) in table {
        assert_eq!(set(&with(before), value), with(after));
    }
}

#[test]
fn tags_arrive_whatever_their_words() {
    for text in [HUMAN.to_owned(), rendered()[0].text.clone()] {
        for word in ["no", "null", "0777", "1e3", "2026-01-01", "on", "y", "off"] {
            let wanted = RepositoryWanted {
                team: Some(TeamName::parse(word).unwrap()),
                tags: [(word.to_owned(), ": x #".to_owned())].into(),
                ..unchanged()
            };
            let after = change_repository(&text, &wanted).unwrap();
            let value: serde_json::Value = serde_saphyr::from_str(&after).unwrap();
            let tags = &value["spec"]["forProvider"]["tags"];
            assert_eq!(
                (&tags["team"], &tags[word]),
                (&word.into(), &": x #".into())
            );
            assert_eq!(read_repository(&after).unwrap().tags[word], ": x #");
        }
    }
}
