//! Single edits, each on a few lines.

use super::*;

fn at(keys: &str) -> Path {
    path(keys.split('/').filter(|key| !key.is_empty()))
}

fn set(text: &str, keys: &str, value: Value) -> String {
    apply(text, &Edit::set(at(keys), value)).unwrap()
}

fn remove(text: &str, keys: &str) -> String {
    apply(text, &Edit::remove(at(keys))).unwrap()
}

#[test]
fn a_scalar_keeps_its_quotes_its_comment_and_its_blanks() {
    let table = [
        ("a: old # c", "a: new # c"),
        ("a:   'old'   # c", "a:   'new'   # c"),
        ("a: \"old\"", "a: \"new\""),
        ("a:\n  old", "a:\n  new"),
        ("a: old\n  and more", "a: new"),
        ("a: \"old\n  and more\" # c", "a: \"new\" # c"),
        ("a: | # c\n   old\n   more\n", "a: | # c\n   new\n"),
        ("a: |-\n  old\n\n# c\n", "a: |-\n  new\n\n# c\n"),
        ("a: >-\n  old\n  more\nb: 1", "a: >-\n  new\nb: 1"),
        ("\"a\" : old", "\"a\" : new"),
        ("{a: old, b: 1}", "{a: new, b: 1}"),
        ("\u{feff}a: old", "\u{feff}a: new"),
        ("--- # c\na: old\n...\n", "--- # c\na: new\n...\n"),
        ("%YAML 1.2\n---\na: old\n", "%YAML 1.2\n---\na: new\n"),
    ];
    for (before, after) in table {
        assert_eq!(set(before, "a", Value::text("new")), after);
    }
}

#[test]
fn a_missing_key_goes_where_berth_would_write_it() {
    let text = "spec:\n  forProvider:\n    # c\n    tags: {}\n    region: x # r\n      # of r\n\n    extra: 1\n";
    let value = || Value::Word("MUTABLE");
    assert_eq!(
        set(text, "spec/forProvider/imageTagMutability", value()),
        text.replace("# of r\n", "# of r\n    imageTagMutability: MUTABLE\n")
    );
    let text = "spec:\n  forProvider:\n    # c\n    tags: {}\n";
    assert_eq!(
        set(text, "spec/forProvider/region", value()),
        text.replace("    # c", "    region: MUTABLE\n    # c")
    );
}

#[test]
fn among_peoples_own_keys_the_alphabet_decides_where_it_did_before() {
    let table = [
        ("t:\n  a: 1\n  c: 1\n", "t:\n  a: 1\n  b: \"v\"\n  c: 1\n"),
        ("t:\n  c: 1\n  a: 1\n", "t:\n  c: 1\n  a: 1\n  b: \"v\"\n"),
        ("t:\n  # c\n  c: 1\n", "t:\n  b: \"v\"\n  # c\n  c: 1\n"),
        ("t:\n  a: 1", "t:\n  a: 1\n  b: \"v\""),
        ("t:\r\n  a: 1\r\nu: 1", "t:\r\n  a: 1\r\n  b: \"v\"\r\nu: 1"),
        (
            "t:\n  a: |\n    x\n\n# c\n",
            "t:\n  a: |\n    x\n  b: \"v\"\n\n# c\n",
        ),
    ];
    for (before, after) in table {
        assert_eq!(set(before, "t/b", Value::text("v")), after);
    }
}

#[test]
fn what_is_new_is_indented_like_the_file() {
    let list = || {
        Value::List(vec![Value::map([
            ("a", Value::Truth(true)),
            ("b", Value::Word("w")),
        ])])
    };
    assert_eq!(
        set("m:\n   n: 1\n   l:\n   - 1\n", "m/x/z", list()),
        "m:\n   n: 1\n   l:\n   - 1\n   x:\n      z:\n      - a: true\n        b: w\n"
    );
    assert_eq!(
        set("m: 1\n", "x", list()),
        "m: 1\nx:\n  - a: true\n    b: w\n"
    );
}

#[test]
fn a_removed_key_takes_its_own_comments_along() {
    let table = [
        ("x: 1\n# of a\n# and more\na: 1 # c\ny: 1\n", "x: 1\ny: 1\n"),
        ("x: 1\n# of x\n\na: 1\ny: 1\n", "x: 1\n# of x\n\ny: 1\n"),
        ("m:\n  x: 1\n# odd\n  a: 1\n", "m:\n  x: 1\n# odd\n"),
        (
            "x: 1 # of x\na:\n- 1\n# of a list\n",
            "x: 1 # of x\n# of a list\n",
        ),
        ("x: 1\na:\n  b: 1\n\n  # of a\ny: 1\n", "x: 1\ny: 1\n"),
        ("x: |\n  # no comment\na: 1\n", "x: |\n  # no comment\n"),
        ("a: 1\nx: 1", "x: 1"),
        ("x: 1\na: 1", "x: 1"),
        ("x: 1\r\na: 1\r\n", "x: 1\r\n"),
        ("x: 1\n", "x: 1\n"),
    ];
    for (before, after) in table {
        let keys = if before.starts_with("m:") { "m/a" } else { "a" };
        assert_eq!(remove(before, keys), after, "{before}");
    }
}

#[test]
fn items_that_stay_keep_their_lines() {
    let words =
        |words: &[&'static str]| Value::List(words.iter().map(|word| Value::Word(word)).collect());
    let text = "l:\n  # of a\n  - a # 1\n\n  # of b\n  - 'b'\n  # of c\n  - c\n  # end\nx: 1\n";
    let table = [
        (&["a", "b", "c"][..], text.to_owned()),
        (&["a", "c"], text.replace("  # of b\n  - 'b'\n", "")),
        (&["b", "c"], text.replace("  # of a\n  - a # 1\n", "")),
        (&["a", "d", "b", "c"], text.replace("# 1\n", "# 1\n  - d\n")),
        (
            &["d", "a", "b", "c"],
            text.replace("  # of a", "  - d\n  # of a"),
        ),
        (
            &["a", "b", "c", "d", "e"],
            text.replace("- c\n", "- c\n  - d\n  - e\n"),
        ),
        (&["d"], "l:\n  - d\n\n  # end\nx: 1\n".to_owned()),
    ];
    for (wanted, after) in table {
        assert_eq!(set(text, "l", words(wanted)), after, "{wanted:?}");
    }
    assert_eq!(set("l:\n- a\n- b", "l", words(&["c", "d"])), "l:\n- c\n- d");
}
