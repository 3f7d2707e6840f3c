//! Files and commands behind tabs that need no script: radio buttons choose, the stylesheet shows.

use leptos::prelude::*;

/// The stylesheet knows this many tabs.
const SLOTS: [&str; 6] = ["tab a", "tab b", "tab c", "tab d", "tab e", "tab f"];

/// One tab and what it shows.
pub struct FileTab {
    pub name: String,
    pub view: AnyView,
}

impl FileTab {
    pub fn new(name: impl Into<String>, view: impl IntoView + 'static) -> Self {
        Self {
            name: name.into(),
            view: view.into_any(),
        }
    }
}

/// Up to six tabs. `group` names the radio buttons; place the part outside a form, or the choice is submitted with it.
#[component]
pub fn FileTabs(
    #[prop(into)] group: String,
    #[prop(into)] legend: String,
    files: Vec<FileTab>,
) -> AnyView {
    debug_assert!(files.len() <= SLOTS.len(), "the stylesheet shows six tabs");
    let (labels, bodies): (Vec<_>, Vec<_>) = files
        .into_iter()
        .zip(SLOTS)
        .enumerate()
        .map(|(i, (file, slot))| {
            let label = view! {
                <label><input class="sr" type="radio" name=group.clone() checked=i == 0/>{file.name}</label>
            };
            (label, view! { <div class=slot>{file.view}</div> })
        })
        .unzip();
    view! {
        <fieldset class="panel files"><legend class="sr">{legend}</legend><div>{labels}</div>{bodies}</fieldset>
    }
    .into_any()
}

/// One line of a file and the form field that wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeLine {
    pub text: String,
    /// `name` lights the line up while the field of that name has the focus.
    pub field: Option<&'static str>,
}

impl CodeLine {
    /// Splits a file into lines and asks `field_of` which answer each came from.
    pub fn all(text: &str, field_of: impl Fn(usize, &str) -> Option<&'static str>) -> Vec<Self> {
        text.lines()
            .enumerate()
            .map(|(i, line)| Self {
                text: line.to_owned(),
                field: field_of(i, line),
            })
            .collect()
    }
}

/// A YAML file with numbered lines. Keys stand back so that the answers stand out.
#[component]
pub fn CodePreview(#[prop(into)] label: String, lines: Vec<CodeLine>) -> AnyView {
    let lines: Vec<_> = lines
        .into_iter()
        .map(|line| {
            let (lead, key, rest) = split_key(&line.text);
            let class = line.field.map(|field| format!("f-{field}"));
            // Leptos writes an empty text as a space, which would show here.
            let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let key = text(key).map(|key| view! { <i>{key}</i> });
            view! { <span class=class>{text(lead)}{key}{text(rest)}</span>"\n" }
        })
        .collect();
    view! { <pre class="code" tabindex="0" role="group" aria-label=label><code>{lines}</code></pre> }.into_any()
}

/// `  - name: x` as `  - `, `name:`, ` x`. A line without a key is all rest.
fn split_key(line: &str) -> (&str, &str, &str) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_from_values_and_from_json() {
        assert_eq!(split_key("  name: my-app"), ("  ", "name:", " my-app"));
        assert_eq!(split_key("spec:"), ("", "spec:", ""));
        assert_eq!(split_key("  - type: AES256"), ("  - ", "type:", " AES256"));
        assert_eq!(
            split_key("    \"rulePriority\": 1,"),
            ("    ", "", "\"rulePriority\": 1,")
        );
        assert_eq!(
            split_key("https://example.org"),
            ("", "", "https://example.org")
        );
        assert_eq!(split_key(""), ("", "", ""));
    }
}
