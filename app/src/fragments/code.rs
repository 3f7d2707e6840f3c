//! The files of the pull request with numbered lines, each tied to the field that wrote it.

use super::{escape, words};
use domain::manifest::{File, marked_lines};
use domain::spec::Field;

/// The stylesheet knows this many tabs.
const SLOTS: [&str; 6] = ["tab a", "tab b", "tab c", "tab d", "tab e", "tab f"];

/// Tabs that need no script: radio buttons choose, the stylesheet shows.
pub fn files(files: &[File], chosen: usize) -> String {
    let chosen = if chosen < files.len() { chosen } else { 0 };
    let mut out = String::from("<fieldset class=\"panel files\"><legend class=\"sr\">");
    out.push_str(words::FILE);
    out.push_str("</legend><div>");
    for (i, file) in files.iter().take(SLOTS.len()).enumerate() {
        out.push_str("<label><input class=\"sr\" type=\"radio\" name=\"file\"");
        if i == chosen {
            out.push_str(" checked");
        }
        out.push('>');
        escape(&mut out, short_name(file));
        out.push_str("</label>");
    }
    out.push_str("</div>");
    for (file, slot) in files.iter().zip(SLOTS) {
        out.push_str("<div class=\"");
        out.push_str(slot);
        out.push_str("\">");
        code(&mut out, file);
        out.push_str("</div>");
    }
    out.push_str("</fieldset>");
    out
}

/// The catalog file is named after the repository; its folder says what it is.
fn short_name(file: &File) -> &str {
    match file.name() {
        name @ ("repository.yaml" | "lifecycle-policy.yaml") => name,
        _ => "catalog entity",
    }
}

fn code(out: &mut String, file: &File) {
    out.push_str("<pre class=\"code\" tabindex=\"0\" role=\"region\" aria-label=\"");
    escape(out, &file.path);
    out.push_str("\"><code>");
    for mark in marked_lines(file) {
        match mark.field.and_then(class) {
            Some(class) => {
                out.push_str("<span class=\"");
                out.push_str(class);
                out.push_str("\">");
            }
            None => out.push_str("<span>"),
        }
        let (lead, key, rest) = split_key(mark.line);
        escape(out, lead);
        if !key.is_empty() {
            out.push_str("<i>");
            escape(out, key);
            out.push_str("</i>");
        }
        escape(out, rest);
        out.push_str("</span>\n");
    }
    out.push_str("</code></pre>");
}

/// By which the stylesheet lights a line up while its field has the focus.
fn class(field: Field) -> Option<&'static str> {
    Some(match field {
        Field::Name => "f-name",
        Field::Account => "f-account",
        Field::Region => "f-region",
        Field::Description => "f-desc",
        Field::Team => "f-team",
        Field::System => "f-system",
        Field::Source => "f-repo",
        Field::Cluster => "f-cluster",
        Field::Mutability | Field::Exceptions => "f-mut",
        Field::Scan => "f-scan",
        Field::Encryption | Field::KmsKey => "f-enc",
        Field::Lifecycle | Field::Keep => "f-keep",
        Field::Comment => return None,
    })
}

/// `  - name: x` as `  - `, `name:`, ` x`. A line without a key is all rest.
pub fn split_key(line: &str) -> (&str, &str, &str) {
    let indent = line.len() - line.trim_start_matches([' ', '-']).len();
    let (lead, body) = line.split_at(indent);
    let end = body.find(':').map(|i| i + 1).filter(|&i| {
        let (key, rest) = body.split_at(i);
        !key.starts_with(['"', '{', '[', '#', '\''])
            && !key.contains(' ')
            && (rest.is_empty() || rest.starts_with(' '))
    });
    let (key, rest) = body.split_at(end.unwrap_or(0));
    (lead, key, rest)
}
