//! Just enough of Rust's grammar to tell code, text and comments apart, so that a rule about code does not trip over
//! a sentence that speaks of it.

pub(crate) struct Source {
    pub(crate) path: String,
    /// The file with comments and the insides of literals blanked out; line breaks stay where they were.
    pub(crate) code: String,
    /// The string literals, each with the number of its first line.
    pub(crate) texts: Vec<(usize, String)>,
}

impl Source {
    pub(crate) fn read(path: &str) -> Self {
        Self::parse(path, &super::tree::read(path))
    }

    pub(crate) fn parse(path: &str, text: &str) -> Self {
        let mut scan = Scan {
            rest: text,
            line: 1,
            code: String::new(),
            texts: Vec::new(),
        };
        while scan.step() {}
        Self {
            path: path.to_owned(),
            code: scan.code,
            texts: scan.texts,
        }
    }

    pub(crate) fn line_at(&self, offset: usize) -> usize {
        1 + self.code[..offset].matches('\n').count()
    }

    /// Each identifier with the number of its line.
    pub(crate) fn words(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().flat_map(|(index, line)| {
            line.split(|c: char| !is_word(c))
                .filter(|word| !word.is_empty())
                .map(move |word| (index + 1, word))
        })
    }

    /// What follows each `prefix` (such as `crate::`): one name, or the outermost names of a list in braces.
    pub(crate) fn names_after(&self, prefix: &str) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for (offset, _) in self.code.match_indices(prefix) {
            let before = self.code[..offset].chars().next_back();
            if before.is_some_and(|c| is_word(c) || c == ':') {
                continue;
            }
            let rest = &self.code[offset + prefix.len()..];
            let names = match rest.strip_prefix('{') {
                Some(list) => outermost(list),
                None => vec![word(rest)],
            };
            found.extend(names.into_iter().map(|name| (self.line_at(offset), name)));
        }
        found
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| is_word(*c)).collect()
}

fn outermost(list: &str) -> Vec<String> {
    let mut depth = 0;
    let mut names = vec![String::new()];
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(String::new()),
            _ if depth == 0 => names.last_mut().unwrap().push(c),
            _ => {}
        }
    }
    names.iter().map(|name| word(name.trim())).collect()
}

struct Scan<'a> {
    rest: &'a str,
    line: usize,
    code: String,
    texts: Vec<(usize, String)>,
}

impl Scan<'_> {
    fn step(&mut self) -> bool {
        let rest = self.rest;
        let Some(first) = rest.chars().next() else {
            return false;
        };
        if rest.starts_with("//") {
            self.blank(rest.find('\n').unwrap_or(rest.len()));
        } else if rest.starts_with("/*") {
            self.blank(comment(rest));
        } else if let Some((start, hashes)) = raw_string(rest).filter(|_| !self.inside_word()) {
            let close = format!("\"{}", "#".repeat(hashes));
            let end = rest[start..]
                .find(&close)
                .map_or(rest.len(), |at| start + at);
            self.text(start, end, (end + close.len()).min(rest.len()));
        } else if first == '"' {
            let end = string(rest);
            self.text(1, end, (end + 1).min(rest.len()));
        } else if first == '\'' {
            self.blank(character(rest));
        } else {
            self.code.push(first);
            self.skip(first.len_utf8());
        }
        true
    }

    fn inside_word(&self) -> bool {
        self.code.chars().next_back().is_some_and(is_word)
    }

    fn text(&mut self, start: usize, end: usize, after: usize) {
        self.texts
            .push((self.line, self.rest[start..end].to_owned()));
        self.code.push('"');
        self.blank(after);
        self.code.push('"');
    }

    fn blank(&mut self, length: usize) {
        let lines = self.rest[..length].chars().filter(|c| *c == '\n');
        self.code.extend(lines);
        self.code.push(' ');
        self.skip(length);
    }

    fn skip(&mut self, length: usize) {
        self.line += self.rest[..length].matches('\n').count();
        self.rest = &self.rest[length..];
    }
}

/// Length of a comment, with those inside it.
fn comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// Where the inside of `r"` or `br##"` begins, and how many hashes close it.
fn raw_string(text: &str) -> Option<(usize, usize)> {
    let letters = if text.starts_with("br") { 2 } else { 1 };
    let rest = text.strip_prefix("br").or_else(|| text.strip_prefix('r'))?;
    let hashes = rest.chars().take_while(|c| *c == '#').count();
    rest[hashes..]
        .starts_with('"')
        .then_some((letters + hashes + 1, hashes))
}

/// Where the quote that closes a string stands.
fn string(text: &str) -> usize {
    let mut escaped = true;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at,
            _ => {}
        }
    }
    text.len()
}

/// Length of a character literal, or of the quote alone where it begins a lifetime.
fn character(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), Some((at, escaped))) => {
            let after = at + escaped.len_utf8();
            after + text[after..].find('\'').map_or(0, |end| end + 1)
        }
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1,
    }
}

#[test]
fn code_texts_and_comments_are_told_apart() {
    let source = Source::parse(
        "x.rs",
        "use a::b; // one \"c\"\n/* d /* e */ f */ let g = '\"';\nfn h<'i>() { j(\"k \\\" l\", r#\"m \" n\"#) }\nuse crate::{o::p, q::{r}, s};",
    );
    assert_eq!(
        source.texts,
        [(3, "k \\\" l".to_owned()), (3, "m \" n".to_owned())]
    );
    let words: Vec<&str> = source.words().map(|(_, word)| word).collect();
    assert_eq!(
        words,
        [
            "use", "a", "b", "let", "g", "fn", "h", "i", "j", "use", "crate", "o", "p", "q", "r",
            "s"
        ]
    );
    let names = source.names_after("crate::");
    assert_eq!(names, [(4, "o".into()), (4, "q".into()), (4, "s".into())]);
}
