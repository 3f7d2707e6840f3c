//! Adopting while AWS is silent, and what is taken.

use crate::inventory::found_in_aws;
use crate::support::{bench, dev};
use crate::usage::completed;
use domain::portal::*;
use domain::spec::Field;

fn form(keys: &[RepositoryKey]) -> AdoptForm {
    AdoptForm {
        rows: keys.iter().cloned().map(AdoptRow::of).collect(),
        comment: String::new(),
    }
}

#[tokio::test]
async fn nothing_is_adopted_that_berth_can_not_see() {
    let bench = bench().await;
    let key = found_in_aws(&bench, 1).await;
    server::portal::jobs::run_due_judging(&bench.services, "bench").await;
    let form = form(&[key]);
    let page = bench.portal.adoption(&dev(), &form).await.unwrap();
    let offer = &page.offers[0];
    assert!(matches!(offer.reading, Reading::Unknown(_)), "{offer:?}");
    assert_eq!(offer.row.value(Field::Team), Some("payments"), "as guessed");
    let Adopted::Refused(problems) = bench.portal.adopt(&dev(), &form).await.unwrap() else {
        panic!("it was taken")
    };
    assert!(problems.iter().all(|(at, _)| *at == Some(0)));
    let said = |part: &str| problems.iter().any(|(_, one)| one.message.contains(part));
    assert!(said("can’t see"), "{problems:?}");
    let on = |field| problems.iter().any(|(_, one)| one.field == Some(field));
    assert!(on(Field::Team) && on(Field::Source) && on(Field::Cluster));
    let list = bench
        .portal
        .requests(&dev(), &RequestQuery::default())
        .await;
    assert_eq!(list.unwrap().total, 0);
}

#[tokio::test]
async fn what_somebody_looks_after_is_not_offered() {
    let bench = bench().await;
    let key = completed(&bench, 1).await;
    let page = bench.portal.adoption(&dev(), &form(&[key])).await.unwrap();
    let Reading::Taken { sentence, .. } = &page.offers[0].reading else {
        panic!("{:?}", page.offers[0].reading)
    };
    assert!(sentence.contains("brought it under Git"), "{sentence}");
}

#[tokio::test]
async fn a_form_without_repositories_or_with_too_many_is_refused() {
    let bench = bench().await;
    let key = found_in_aws(&bench, 1).await;
    for (form, part) in [
        (AdoptForm::default(), "at least one"),
        (
            form(&vec![key; ADOPTED_AT_ONCE + 1]),
            "at most 25 repositories",
        ),
    ] {
        let Adopted::Refused(problems) = bench.portal.adopt(&dev(), &form).await.unwrap() else {
            panic!("it was taken")
        };
        assert!(problems[0].1.message.contains(part), "{problems:?}");
        let page = bench.portal.adoption(&dev(), &form).await.unwrap();
        assert_eq!(
            page.left_out,
            form.rows.len().saturating_sub(ADOPTED_AT_ONCE)
        );
    }
}
