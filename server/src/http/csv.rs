//! Lines of a CSV file (RFC 4180) that a spreadsheet opens as text: a cell that begins like a formula is not run.

/// One line with its end.
pub(super) fn line<S: AsRef<str>>(cells: impl IntoIterator<Item = S>) -> String {
    let mut out = String::new();
    for (index, text) in cells.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        cell(&mut out, text.as_ref());
    }
    out.push_str("\r\n");
    out
}

fn cell(out: &mut String, text: &str) {
    // A tab or a line break in front hides the sign behind it from the eye, not from the spreadsheet.
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let needs_quotes = text.contains(['"', ',', '\r', '\n']);
    if needs_quotes {
        out.push('"');
    }
    if is_formula {
        out.push('\'');
    }
    for character in text.chars() {
        if character == '"' {
            out.push('"');
        }
        out.push(character);
    }
    if needs_quotes {
        out.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_and_quotes_stay_inside_their_cell() {
        assert_eq!(
            line(["a", "b,c", "say \"x\"", "two\nlines", ""]),
            "a,\"b,c\",\"say \"\"x\"\"\",\"two\nlines\",\r\n"
        );
    }

    #[test]
    fn no_cell_is_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            let written = line([text]);
            let inner = written.trim_start_matches('"');
            assert!(inner.starts_with('\''), "{written:?}");
        }
        assert_eq!(line(["=A,B"]), "\"'=A,B\"\r\n");
        assert_eq!(line(["CVE-2026-1"]), "CVE-2026-1\r\n");
    }
}
