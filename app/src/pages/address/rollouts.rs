//! Addresses of rollouts and their forms.

use super::{Pairs, address, inventory_pairs, value};
use domain::github::Sha;
use domain::portal::InventoryQuery;
use domain::request::RequestId;
use domain::rollout::{OptOutForm, RolloutField, RolloutForm, RolloutId, Standing};

pub const ROLLOUTS: &str = "/rollouts";
pub const NEW_ROLLOUT: &str = "/rollouts/new";
pub const OPT_OUTS: &str = "/rollouts/opt-outs";
/// The control that names a request and the commit that is approved.
pub const TO_APPROVE: &str = "chosen";
/// The control that says how repositories of the list stand.
pub const STANDING: &str = "standing";

pub fn rollout(id: &RolloutId) -> String {
    format!("{ROLLOUTS}/{id}")
}

pub fn rollout_only(id: &RolloutId, only: Standing) -> String {
    address(&rollout(id), &[(STANDING, only.as_str().to_owned())])
}

pub fn standing(pairs: &Pairs) -> Option<Standing> {
    value(pairs, STANDING).and_then(Standing::parse)
}

pub fn end_opt_out(id: &str) -> String {
    format!("{OPT_OUTS}/{}/end", super::encode(id))
}

/// The form as a browser sent it; what is absent is as in a new one.
pub fn rollout_form(pairs: &Pairs) -> RolloutForm {
    let mut form = RolloutForm::default();
    for field in RolloutField::ALL {
        let sent = pairs.iter().find(|(name, _)| name == field.as_str());
        if let Some((_, value)) = sent {
            form.set(field, value);
        }
    }
    form
}

/// What narrows the repositories, without what only a list needs.
pub fn rollout_pairs(query: &InventoryQuery) -> Vec<(&'static str, String)> {
    inventory_pairs(&InventoryQuery {
        after: None,
        finding: None,
        ..query.clone()
    })
}

pub fn opt_out_form(pairs: &Pairs) -> OptOutForm {
    let text = |key| value(pairs, key).unwrap_or_default().to_owned();
    OptOutForm {
        team: text("team"),
        rollout: value(pairs, "rollout").and_then(|text| RolloutId::parse(text).ok()),
        reason: text("reason"),
        until: text("until"),
    }
}

pub fn chosen_text(request: &RequestId, head: &Sha) -> String {
    format!("{request}@{}", head.0)
}

/// What can't be read is left out: it is not approved.
pub fn chosen(pairs: &Pairs) -> Vec<(RequestId, Sha)> {
    let sent = pairs.iter().filter(|(name, _)| name == TO_APPROVE);
    let read = sent.filter_map(|(_, text)| {
        let (id, head) = text.split_once('@')?;
        Some((RequestId::parse(id).ok()?, Sha(head.to_owned())))
    });
    read.collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::pairs;
    use super::*;

    #[test]
    fn what_was_chosen_comes_with_its_commit() {
        let id = RequestId::parse("0197c9d2-7c1a-7000-8000-000000000001").unwrap();
        let text = chosen_text(&id, &Sha("ab".into()));
        let sent = pairs(&format!("?chosen={text}&chosen=nonsense&chosen=x@y"));
        assert_eq!(chosen(&sent), [(id, Sha("ab".into()))]);
        let form = rollout_form(&pairs("?part=settings&scan=off"));
        assert_eq!((form.scan.as_str(), form.window.as_str()), ("off", "10"));
        assert_eq!(standing(&pairs("?standing=done")), Some(Standing::Done));
    }
}
