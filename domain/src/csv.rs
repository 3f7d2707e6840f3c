//! Tables as CSV (RFC 4180) whose texts no spreadsheet takes for formulas.

/// Rows one after the other; what is ready can be taken out while more are added.
#[derive(Clone, Debug, Default)]
pub struct Csv {
    text: String,
    inside: bool,
}

impl Csv {
    /// A cell of somebody's words. One that begins like a formula gets an apostrophe, which spreadsheets do not show.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.separate();
        let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
        let guard = if is_formula { "'" } else { "" };
        if text.contains(['"', ',', '\r', '\n', ';']) {
            self.text.push('"');
            self.text.push_str(guard);
            self.text.push_str(&text.replace('"', "\"\""));
            self.text.push('"');
        } else {
            self.text.push_str(guard);
            self.text.push_str(text);
        }
        self
    }

    /// Empty where nothing is known.
    pub fn maybe(&mut self, text: Option<&str>) -> &mut Self {
        self.text(text.unwrap_or_default())
    }

    /// Empty where nothing is known.
    pub fn number(&mut self, number: Option<u64>) -> &mut Self {
        self.separate();
        if let Some(number) = number {
            self.text.push_str(&number.to_string());
        }
        self
    }

    pub fn end(&mut self) -> &mut Self {
        self.text.push_str("\r\n");
        self.inside = false;
        self
    }

    /// A whole row of texts.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> &mut Self {
        for cell in cells {
            self.text(cell);
        }
        self.end()
    }

    /// All that was added since the last time.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    fn separate(&mut self) {
        if self.inside {
            self.text.push(',');
        }
        self.inside = true;
    }
}

/// One row by itself.
pub fn line<C: AsRef<str>>(cells: impl IntoIterator<Item = C>) -> String {
    let mut csv = Csv::default();
    for cell in cells {
        csv.text(cell.as_ref());
    }
    csv.end().take()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_keep_their_borders() {
        let mut csv = Csv::default();
        csv.row(["name", "says"]);
        csv.text("a,b").text("say \"hi\"\nagain").number(Some(3));
        csv.number(None).maybe(None).text("é").end();
        assert_eq!(
            csv.take(),
            "name,says\r\n\"a,b\",\"say \"\"hi\"\"\nagain\",3,,,é\r\n"
        );
        assert_eq!(csv.take(), "");
    }

    #[test]
    fn no_text_is_a_formula() {
        for text in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "=HYPERLINK(\"x\",\"y\")",
        ] {
            let mut csv = Csv::default();
            csv.text(text);
            let cell = csv.take();
            assert!(cell.trim_start_matches('"').starts_with('\''), "{cell}");
        }
    }
}
