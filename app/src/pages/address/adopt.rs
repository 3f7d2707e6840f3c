//! The form that adopts repositories: each named once, its answers by its place among them.

use super::{Pairs, encode, value};
use domain::portal::{
    ADOPTION_FIELDS, AdoptForm, AdoptRow, RepositoryKey, adoption_address, parse_repository,
    repository_text,
};
use domain::spec::Field;

pub const ADOPT: &str = "/inventory/unmanaged/adopt";
/// Names a repository in the form, once for each.
pub const REPOSITORY: &str = "repository";

/// The form about one repository.
pub fn adopt(key: &RepositoryKey) -> String {
    adoption_address(key, &[])
}

/// The name of the control for an answer about the repository at this place.
pub fn adopt_field(field: Field, at: usize) -> String {
    format!("{}-{at}", field.as_str())
}

/// What is no repository is left out, and what is named twice counts once.
pub fn adopt_form(pairs: &Pairs) -> AdoptForm {
    let named = pairs.iter().filter(|(name, _)| name == REPOSITORY);
    let mut rows: Vec<AdoptRow> = Vec::new();
    for (at, (_, text)) in named.enumerate() {
        let Some(key) = parse_repository(text) else {
            continue;
        };
        if rows.iter().any(|row| row.key == key) {
            continue;
        }
        let answers = ADOPTION_FIELDS.into_iter().filter_map(|field| {
            // Cleared is an answer too, which no guess takes the place of.
            let name = adopt_field(field, at);
            let (_, answer) = pairs.iter().find(|(sent, _)| *sent == name)?;
            Some((field, answer.clone()))
        });
        rows.push(AdoptRow {
            values: answers.collect(),
            ..AdoptRow::of(key)
        });
    }
    AdoptForm {
        rows,
        comment: value(pairs, "comment").unwrap_or_default().to_owned(),
    }
}

/// The form again, with what was typed.
pub fn adopt_again(form: &AdoptForm) -> String {
    let mut out = ADOPT.to_owned();
    for (at, row) in form.rows.iter().enumerate() {
        out.push(if at == 0 { '?' } else { '&' });
        out.push_str(&format!(
            "{REPOSITORY}={}",
            encode(&repository_text(&row.key))
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::tests::pairs;
    use super::*;

    #[test]
    fn answers_belong_to_their_repository_by_its_place() {
        let sent = "?repository=123456789012/us-east-1/aa&repository=nonsense&repository=123456789012/us-east-1/bb\
            &team-0=one&team-2=three&system-2=&comment=why&repository=123456789012/us-east-1/aa";
        let form = adopt_form(&pairs(sent));
        let said: Vec<_> = form
            .rows
            .iter()
            .map(|row| (row.key.name.as_str(), row.value(Field::Team)))
            .collect();
        assert_eq!(said, [("aa", Some("one")), ("bb", Some("three"))]);
        assert_eq!(form.rows[1].value(Field::System), Some(""));
        assert_eq!(form.rows[1].value(Field::Source), None);
        assert_eq!(form.comment, "why");
        let again = adopt_again(&form);
        assert_eq!(adopt_form(&pairs(&again)).rows.len(), 2);
    }
}
