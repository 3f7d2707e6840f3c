//! The net under the splicing, thrown over trees that a wrong splice would leave.

use super::super::same::{comments_stay, differences};
use super::super::splice::Splice;
use super::super::tree::parse;

#[test]
fn whatever_else_has_changed_is_found() {
    let before = "a: 1\nb: {c: 'x', d: [1, {e: f}]}\ng: &h {}\ni: *h\nj: !k l\n";
    let table = [
        ("a: 1", "a: 2", "a"),
        ("a: 1", "a: '1'", "a"),
        ("a: 1\n", "", "a"),
        ("a: 1", "a: 1\nz: {y: 1}", "z.y"),
        ("a: 1", "a: 1\nz: {}", "z"),
        ("a: 1", "a: {b: 1}", "a"),
        ("'x'", "x", "b.c"),
        ("[1, {e: f}]", "[{e: f}, 1]", "b.d"),
        ("{e: f}", "{e: f, g: 1}", "b.d"),
        ("{c: 'x', d: [1, {e: f}]}", "{d: [1, {e: f}], c: 'x'}", "b"),
        ("&h {}", "&h {}\nz: &y 1", "z"),
        ("i: *h", "z: &y {}\ni: *y", "i z"),
        ("!k ", "", "j"),
        ("g: &h {}\ni: *h\n", "i: &h {}\ng: *h\n", "g i"),
        ("a: 1", "a: 1 # c", ""),
        ("a: 1", "\"a\":    1", ""),
    ];
    for (from, to, paths) in table {
        let after = before.replacen(from, to, 1);
        let (one, other) = (parse(before).unwrap(), parse(&after).unwrap());
        let mut found: Vec<String> = differences(&one.root, &other.root)
            .iter()
            .map(|path| path.join("."))
            .filter(|path| !path.is_empty())
            .collect();
        found.sort();
        assert_eq!(found.join(" "), paths, "{after}");
    }
}

#[test]
fn keys_in_another_order_are_found_at_their_map() {
    let (one, other) = (
        parse("a: 1\nb: 2\n").unwrap(),
        parse("b: 2\na: 1\n").unwrap(),
    );
    let nowhere: Vec<String> = vec![];
    assert_eq!(differences(&one.root, &other.root), [nowhere]);
}

#[test]
fn a_lost_comment_is_found_unless_its_lines_went() {
    let before = "# one\na: 1 # two\nb: 2 # three\n";
    let old = parse(before).unwrap();
    let went = [Splice {
        bytes: before.find('b').unwrap()..before.len(),
        text: String::new(),
    }];
    for (after, stays, stays_without_b) in [
        (before, true, false),
        ("# one\na: 1 # two\n", false, true),
        ("# one\na: 1\n", false, false),
        ("a: 1 # two\n# one\nb: 2 # three\n", false, false),
        ("# one\na: '1 # two'\nb: 2 # three\n", false, false),
    ] {
        let new = parse(after).unwrap();
        assert_eq!(comments_stay(&old, &new, &[]), stays, "{after}");
        assert_eq!(comments_stay(&old, &new, &went), stays_without_b, "{after}");
    }
}
