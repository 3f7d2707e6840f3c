//! What the papers name is there: commands, scripts, files behind links.

use super::tree::{files, read, refuse, root};
use std::collections::BTreeSet;

/// Lines of a page with their numbers.
fn lines(page: &str) -> Vec<(usize, String)> {
    (1..).zip(read(page).lines().map(str::to_owned)).collect()
}

/// What stands between backticks or in a block of commands, cut into words.
fn commands(page: &str) -> Vec<(usize, Vec<String>)> {
    let mut in_block = false;
    let mut found = Vec::new();
    for (number, line) in lines(page) {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
            continue;
        }
        let pieces: Vec<&str> = match in_block {
            true => vec![line.as_str()],
            false => line.split('`').skip(1).step_by(2).collect(),
        };
        for piece in pieces {
            let words = piece.split([' ', ',']).map(str::to_owned).collect();
            found.push((number, words));
        }
    }
    found
}

fn targets() -> BTreeSet<String> {
    read("Makefile")
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter_map(|line| Some(line.split_once(':')?.0.to_owned()))
        .collect()
}

#[test]
fn every_make_command_that_is_named_exists() {
    let targets = targets();
    let mut broken = Vec::new();
    let mut named = 0;
    for page in files(".md") {
        for (number, words) in commands(&page) {
            let Some(at) = words.iter().position(|word| word == "make") else {
                continue;
            };
            let Some(target) = words.get(at + 1).filter(|word| !word.starts_with('X')) else {
                continue;
            };
            named += 1;
            if !targets.contains(target) {
                broken.push(format!("{page}:{number}: make {target}"));
            }
        }
    }
    refuse("the Makefile has no such target", &broken);
    assert!(named > 10, "only {named} commands found");
}

#[test]
fn every_make_command_stands_in_the_readme_and_in_help() {
    let readme = read("README.md");
    let makefile = read("Makefile");
    let missing: Vec<String> = targets()
        .into_iter()
        .filter(|target| target != "help")
        .filter(|target| {
            !readme.contains(&format!("make {target}`"))
                || !makefile.contains(&format!("\n{target}: ##"))
        })
        .collect();
    refuse(
        "targets that README.md or `make help` does not tell of",
        &missing,
    );
}

/// Paths that begin with one of the repository's folders, in backticks: `tools/run`, `server/src/store`.
#[test]
fn every_path_that_is_named_exists() {
    const FOLDERS: [&str; 13] = [
        "app/",
        "docs/",
        "domain/",
        "end2end/",
        "migrations/",
        "public/",
        "sandbox/",
        "server/",
        "style/",
        "tools/",
        "xtask/",
        ".ci/",
        "http/",
    ];
    let mut broken = Vec::new();
    let mut named = 0;
    for page in [
        "README.md",
        "CONTRIBUTING.md",
        "ARCHITECTURE.md",
        "SECURITY.md",
    ] {
        for (number, words) in commands(page) {
            for word in words {
                let path = word.split("::").next().unwrap_or_default();
                let path = path.trim_end_matches(['*', '.', ')', ';']);
                if path.contains(['<', '{', '$'])
                    || !FOLDERS.iter().any(|start| path.starts_with(start))
                {
                    continue;
                }
                named += 1;
                let anywhere = [path.to_owned(), format!("server/src/{path}")];
                if !anywhere.iter().any(|path| root().join(path).exists()) {
                    broken.push(format!("{page}:{number}: {path}"));
                }
            }
        }
    }
    refuse("no such file or folder", &broken);
    assert!(named > 40, "only {named} paths found");
}

/// What shows that a threat is met must be there to show it.
#[test]
fn every_test_that_the_threat_model_names_exists() {
    let sources: String = files(".rs").iter().map(|file| read(file)).collect();
    let is_test = |word: &str| {
        let letters = |it: char| it.is_ascii_lowercase() || it == '_';
        word.matches('_').count() >= 3 && word.chars().all(letters)
    };
    let mut broken = Vec::new();
    let mut named = 0;
    for (number, line) in lines("SECURITY.md") {
        let words = line.split('`').skip(1).step_by(2);
        for word in words.filter(|word| is_test(word)) {
            named += 1;
            if !sources.contains(&format!("fn {word}(")) {
                broken.push(format!("SECURITY.md:{number}: {word}"));
            }
        }
    }
    refuse("no test of that name", &broken);
    assert!(named > 10, "only {named} tests found");
}

#[test]
fn every_relative_link_leads_somewhere() {
    let mut broken = Vec::new();
    let mut followed = 0;
    for page in files(".md") {
        let folder = root().join(&page);
        let folder = folder.parent().unwrap();
        for (number, line) in lines(&page) {
            for rest in line.split("](").skip(1) {
                let target = rest.split([')', ' ']).next().unwrap_or_default();
                let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
                if target.contains("://") || target.starts_with("mailto:") {
                    continue;
                }
                followed += 1;
                let file = match path {
                    "" => root().join(&page),
                    path => folder.join(path),
                };
                if !file.exists() || !(anchor.is_empty() || anchors(&file).contains(anchor)) {
                    broken.push(format!("{page}:{number}: {target}"));
                }
            }
        }
    }
    refuse("links that lead nowhere", &broken);
    assert!(followed > 3, "only {followed} links found");
}

/// The anchors that GitHub makes of headings.
fn anchors(file: &std::path::Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            line.trim_start_matches('#')
                .trim()
                .to_lowercase()
                .chars()
                .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect()
        })
        .collect()
}
