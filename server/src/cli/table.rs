//! Tables for people: columns as wide as what stands in them.

/// Rows under their heads. Empty: no line at all.
pub(super) fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        let widest = cells.map(|cell| shown(cell)).max().unwrap_or_default();
        widest.max(heads.get(column).map_or(0, |head| shown(head)))
    };
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    let line = |cells: Vec<&str>| {
        let mut out = String::new();
        for (cell, width) in cells.iter().zip(&widths) {
            out.push_str(cell);
            out.push_str(&" ".repeat(width.saturating_sub(shown(cell)) + 2));
        }
        out.trim_end().to_owned()
    };
    let heads = line(heads.to_vec());
    let rows = rows
        .iter()
        .map(|row| line(row.iter().map(String::as_str).collect()));
    std::iter::once(heads)
        .chain(rows)
        .collect::<Vec<_>>()
        .join("\n")
}

fn shown(text: &str) -> usize {
    text.chars().count()
}

/// Nothing that moves a terminal's cursor: texts of other people are shown as they read.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// `-` where nothing is known.
pub(super) fn or_dash<T: ToString>(value: &Option<T>) -> String {
    value
        .as_ref()
        .map_or_else(|| "-".to_owned(), |value| plain(&value.to_string()))
}

/// `in_review` as people read it.
pub(super) fn words(word: &str) -> String {
    word.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_what_stands_in_them() {
        let rows = vec![
            vec!["a".into(), "é".into()],
            vec!["bbbb".into(), "x".into()],
        ];
        assert_eq!(
            table(&["N", "VALUE"], &rows),
            "N     VALUE\na     é\nbbbb  x"
        );
        assert_eq!(table(&["N"], &[]), "");
        assert_eq!(plain("a\u{1b}[2Jb\n"), "a [2Jb ");
    }
}
