//! What would change in a file, line by line, with both line numbers.

use super::chip::Chip;
use super::icons::{Icon, IconName};
use super::tone::Tone;
use crate::words::parts as words;
use leptos::prelude::*;
use similar::{ChangeTag, TextDiff};

/// One row of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DiffRow {
    /// Lines left out before this one.
    Gap,
    Same {
        old: usize,
        new: usize,
        text: String,
    },
    Removed {
        old: usize,
        text: String,
    },
    Added {
        new: usize,
        text: String,
    },
}

impl DiffRow {
    /// Compares two texts, with three lines of surroundings. A file that is new compares with the empty text.
    pub fn compare(old: &str, new: &str) -> Vec<Self> {
        let diff = TextDiff::from_lines(old, new);
        let mut rows = Vec::new();
        for (i, group) in diff.grouped_ops(3).iter().enumerate() {
            if i > 0 {
                rows.push(Self::Gap);
            }
            let changes = group.iter().flat_map(|op| diff.iter_changes(op));
            rows.extend(changes.map(|change| {
                let text = change.value().trim_end_matches(['\n', '\r']).to_owned();
                let (old, new) = (
                    change.old_index().unwrap_or(0) + 1,
                    change.new_index().unwrap_or(0) + 1,
                );
                match change.tag() {
                    ChangeTag::Equal => Self::Same { old, new, text },
                    ChangeTag::Delete => Self::Removed { old, text },
                    ChangeTag::Insert => Self::Added { new, text },
                }
            }));
        }
        rows
    }

    /// Reads a unified difference, from its first `@@` on.
    pub fn patch(text: &str) -> Vec<Self> {
        let (mut rows, mut old, mut new) = (Vec::new(), 1, 1);
        for line in text.lines() {
            if let Some((before, after)) = hunk(line) {
                if before > 1 || after > 1 || !rows.is_empty() {
                    rows.push(Self::Gap);
                }
                (old, new) = (before, after);
                continue;
            }
            // "\ No newline at end of file" is no line.
            let Some((mark, rest)) = line.split_at_checked(1).filter(|(mark, _)| *mark != "\\")
            else {
                continue;
            };
            let text = rest.to_owned();
            rows.push(match mark {
                "-" => Self::Removed { old, text },
                "+" => Self::Added { new, text },
                _ => Self::Same { old, new, text },
            });
            old += usize::from(mark != "+");
            new += usize::from(mark != "-");
        }
        rows
    }

    fn view(self) -> AnyView {
        let (tone, old, new, text) = match self {
            Self::Gap => (Some("off"), None, None, words::GAP.to_owned()),
            Self::Same { old, new, text } => (None, Some(old), Some(new), format!("  {text}")),
            Self::Removed { old, text } => (Some("bad"), Some(old), None, format!("- {text}")),
            Self::Added { new, text } => (Some("ok"), None, Some(new), format!("+ {text}")),
        };
        view! { <tr data-s=tone><td>{old}</td><td>{new}</td><td>{text}</td></tr> }.into_any()
    }
}

/// Where `@@ -12,3 +14,5 @@ …` begins, before and after.
fn hunk(line: &str) -> Option<(usize, usize)> {
    let (ranges, _) = line.strip_prefix("@@ -")?.split_once(" @@")?;
    let (old, new) = ranges.split_once(" +")?;
    let start = |range: &str| {
        let first = range.split(',').next().unwrap_or_default();
        first.parse::<usize>().ok()
    };
    Some((start(old)?, start(new)?))
}

/// One changed file, open unless told otherwise.
#[component]
pub fn DiffFile(
    #[prop(into)] path: String,
    rows: Vec<DiffRow>,
    #[prop(default = true)] open: bool,
    /// What is special about it.
    #[prop(optional, into)]
    mark: Option<String>,
) -> AnyView {
    let added = rows
        .iter()
        .filter(|row| matches!(row, DiffRow::Added { .. }))
        .count();
    let removed = rows
        .iter()
        .filter(|row| matches!(row, DiffRow::Removed { .. }))
        .count();
    let label = words::diff_of(&path);
    view! {
        <details class="panel file" open=open>
            <summary>
                <Icon name=IconName::Down/><code>{path}</code>
                {mark.map(|mark| view! { <Chip tone=Tone::Warn text=mark/> })}
                <span class="end">
                    <span class="ok">"+"{added}</span>" "<span class="bad">"−"{removed}</span>
                </span>
            </summary>
            <div class="scroll" tabindex="0" role="region" aria-label=label>
                <table class="diff">
                    <caption class="sr">{words::CHANGED_LINES}</caption>
                    <thead class="sr">
                        <tr>
                            <th scope="col">{words::OLD_LINE}</th><th scope="col">{words::NEW_LINE}</th><th scope="col">{words::TEXT}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.into_iter().map(DiffRow::view).collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_value_shows_both_lines_with_their_numbers() {
        let rows = DiffRow::compare("a: 1\nb: 2\n", "a: 1\nb: 3\n");
        assert_eq!(
            rows,
            [
                DiffRow::Same {
                    old: 1,
                    new: 1,
                    text: "a: 1".into()
                },
                DiffRow::Removed {
                    old: 2,
                    text: "b: 2".into()
                },
                DiffRow::Added {
                    new: 2,
                    text: "b: 3".into()
                },
            ]
        );
    }

    #[test]
    fn distant_changes_are_told_apart_by_a_gap() {
        let old: String = (0..30).map(|i| format!("{i}\n")).collect();
        let new = old
            .replace("\n2\n", "\ntwo\n")
            .replace("\n27\n", "\ntwentyseven\n");
        let rows = DiffRow::compare(&old, &new);
        assert_eq!(rows.iter().filter(|row| **row == DiffRow::Gap).count(), 1);
    }

    #[test]
    fn a_patch_is_read_with_its_line_numbers() {
        let rows = DiffRow::patch(
            "@@ -3,2 +3,2 @@ jobs:\n on: push\n-run: make\n+run: curl | sh\n\\ No newline at end of file\n@@ -9 +9,2 @@\n+\n",
        );
        assert_eq!(
            rows,
            [
                DiffRow::Gap,
                DiffRow::Same {
                    old: 3,
                    new: 3,
                    text: "on: push".into()
                },
                DiffRow::Removed {
                    old: 4,
                    text: "run: make".into()
                },
                DiffRow::Added {
                    new: 4,
                    text: "run: curl | sh".into()
                },
                DiffRow::Gap,
                DiffRow::Added {
                    new: 9,
                    text: String::new()
                },
            ]
        );
        assert!(DiffRow::patch("").is_empty());
    }

    #[test]
    fn equal_files_have_no_rows() {
        assert!(DiffRow::compare("a\n", "a\n").is_empty());
    }
}
