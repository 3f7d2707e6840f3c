//! What the answers so far lead to: the files, the image address, the practices. Answers that are still missing are
//! stood in for by examples, so that the preview is there from the first key on, and the page says which they are.

use super::{escape, words};
use domain::form::RequestForm;
use domain::manifest::{self, File};
use domain::policy::{self, Check};
use domain::refusal::Problem;
use domain::spec::{Field, RepositorySpec};
use domain::standard::Standard;

/// The outcome of reading a form.
pub struct Preview {
    pub files: Vec<File>,
    pub policy: Vec<Check>,
    /// Everything that stands in the way of submitting.
    pub problems: Vec<Problem>,
    /// Fields whose value in the files is an example.
    pub assumed: Vec<Field>,
    /// The repository that holds the files, and the folder in it.
    pub home: Option<(String, String)>,
    pub uri: Option<String>,
}

/// Reads the form. Never fails: without any usable answer there are no files.
pub fn preview(form: &RequestForm, standard: &Standard) -> Preview {
    let (spec, problems) = match form.parse(standard) {
        Ok(spec) => (Some(spec), Vec::new()),
        Err(refusal) => (
            with_examples(form, standard, &refusal.problems),
            refusal.problems,
        ),
    };
    let mut assumed: Vec<Field> = problems
        .iter()
        .filter_map(|problem| problem.field)
        .collect();
    assumed.retain(|field| *field != Field::Comment);
    assumed.dedup();
    let Some(spec) = spec else {
        return Preview {
            files: Vec::new(),
            policy: Vec::new(),
            problems,
            assumed,
            home: None,
            uri: None,
        };
    };
    let addressed = [Field::Name, Field::Account, Field::Region];
    let uri = (!assumed.iter().any(|field| addressed.contains(field))).then(|| spec.address.uri());
    let home_is_known = standard.layout.central.is_some() || !assumed.contains(&Field::Source);
    Preview {
        files: manifest::render(&form.id, &spec, standard),
        policy: policy::check(&spec, standard)
            .into_iter()
            .filter(|check| check.field.is_none_or(|field| !assumed.contains(&field)))
            .collect(),
        home: home_is_known.then(|| {
            (
                standard.home(&spec.source).to_string(),
                manifest::manifest_folder(&spec, standard),
            )
        }),
        problems,
        assumed,
        uri,
    }
}

fn with_examples(
    form: &RequestForm,
    standard: &Standard,
    problems: &[Problem],
) -> Option<RepositorySpec> {
    let mut filled = form.clone();
    let blank = RequestForm::blank("", standard);
    for field in problems.iter().filter_map(|problem| problem.field) {
        let example = match field {
            Field::Name => "your-repository",
            Field::Description => "What the images contain",
            Field::Team => "your-team",
            Field::System => "your-system",
            Field::Source => "owner/repository",
            Field::Cluster => "your-cluster",
            Field::Exceptions => "latest",
            Field::KmsKey => {
                filled.set(Field::Encryption, "aes256");
                continue;
            }
            other => blank.value(other),
        };
        filled.set(field, example);
    }
    filled.parse(standard).ok()
}

/// The address that images will have; the name stands out.
pub fn image_uri(preview: &Preview) -> String {
    let mut out = String::new();
    let Some(uri) = &preview.uri else {
        out.push_str(words::URI_OPEN);
        return out;
    };
    let (host, name) = uri.split_once('/').unwrap_or(("", uri));
    escape(&mut out, host);
    out.push_str("/<b>");
    escape(&mut out, name);
    out.push_str("</b>");
    escape(&mut out, words::TAG);
    out
}

/// Where the files go and which values in them are examples.
pub fn preview_note(preview: &Preview) -> String {
    let mut out = String::new();
    if let Some((repository, folder)) = &preview.home {
        out.push_str(words::TO);
        out.push_str("<code>");
        escape(&mut out, repository);
        out.push_str("</code>");
        out.push_str(words::FOLDER);
        out.push_str("<code>");
        escape(&mut out, folder);
        out.push_str("</code>");
        out.push_str(words::POINT);
    }
    if !preview.assumed.is_empty() {
        if !out.is_empty() {
            out.push(' ');
        }
        escape(&mut out, &words::assumed(&preview.assumed));
    }
    out
}

/// The closed fold in one line. Plain text, for the browser sets it as text.
pub fn advanced_summary(form: &RequestForm) -> String {
    use words::advanced as says;
    let mut out = String::new();
    out.push_str(if form.mutability.starts_with("immutable") {
        says::IMMUTABLE
    } else {
        says::MUTABLE
    });
    if form.mutability.ends_with("except") {
        out.push_str(says::EXCEPT);
    }
    out.push_str(if form.scan == "on" {
        says::SCAN
    } else {
        says::NO_SCAN
    });
    out.push_str(if form.encryption == "aes256" {
        says::AES
    } else {
        says::KMS
    });
    if form.lifecycle == "keep" {
        out.push_str(says::KEEP);
        out.push_str(form.keep.trim());
    } else {
        out.push_str(says::KEEP_ALL);
    }
    out
}

/// `32 of 256`.
pub fn counter(text: &str, most: usize) -> String {
    let mut out = text
        .replace("\r\n", "\n")
        .trim()
        .chars()
        .count()
        .to_string();
    out.push_str(" of ");
    out.push_str(&most.to_string());
    out
}
