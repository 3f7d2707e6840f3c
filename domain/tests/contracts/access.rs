//! Repository policies as Berth writes and changes them, held against Crossplane's CRD.

use crate::crd::Crds;
use crate::shared;
use domain::access_change::{Grants, PolicyInGit};
use domain::aws::AccountId;
use domain::testing::{filled_form, standard};

#[test]
fn a_policy_is_admitted_when_it_comes_and_when_it_changes() {
    let Some(contracts) = shared::contracts() else {
        return;
    };
    let crds = Crds::load(&contracts);
    let (spec, standard) = (filled_form().parse(&standard()).unwrap(), standard());
    let account = AccountId::parse("210987654321").unwrap();
    let all = Grants {
        pull_accounts: vec![account.clone()],
        organization: Some("o-a1b2c3d4e5".into()),
        lambda: vec![account],
        push_role: Some("arn:aws:iam::210987654321:role/push".into()),
    };
    let fewer = Grants {
        organization: None,
        ..all.clone()
    };
    let mut file: Option<String> = None;
    for grants in [all, fewer] {
        let git = PolicyInGit::read(file.clone(), None, &spec, &standard).unwrap();
        let change = git.change(&grants, &[], &spec, &standard).unwrap();
        let text = change.files[0].after.clone().unwrap();
        let objects = shared::documents(&text);
        assert_eq!(objects.len(), 1);
        assert_eq!(crds.admit(&objects[0]), Ok(()), "{text}");
        file = Some(text);
    }
}
