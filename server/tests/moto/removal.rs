//! What a removal asks AWS, before and after the repository has gone.

use crate::images::fill;
use crate::support::*;
use domain::aws::Region;
use domain::observed::Seen;

const REGION: &str = "ap-northeast-1";
const NAME: &str = "old/to-go";

#[tokio::test]
async fn a_repository_that_has_gone_is_absent_in_every_answer() {
    let Some(url) = moto() else { return };
    let (ecr, aws) = (ecr(&url, REGION, own()), client(&url, None));
    let there = address(OWN, REGION, NAME);
    fill(&ecr, NAME, 3).await;
    ecr.put_lifecycle_policy()
        .repository_name(NAME)
        .lifecycle_policy_text(POLICY)
        .send()
        .await
        .unwrap();
    assert!(aws.repository(&there).await.present().is_some());
    let listed = aws.images(&there).await.unwrap().unwrap();
    assert_eq!(listed.images.len(), 3, "for the list that is kept");

    // Nothing that holds images goes unless somebody says so.
    let kept = ecr.delete_repository().repository_name(NAME).send().await;
    assert!(
        kept.unwrap_err()
            .into_service_error()
            .is_repository_not_empty_exception()
    );
    assert_eq!(aws.exists(&there).await, Ok(true));

    let gone = ecr.delete_repository().repository_name(NAME).force(true);
    gone.send().await.unwrap();
    assert_eq!(aws.repository(&there).await, Seen::Absent);
    assert_eq!(aws.exists(&there).await, Ok(false));
    assert!(aws.images(&there).await.unwrap().is_none());
    assert_eq!(aws.policy(&there).await, Ok(None));
    let region = Region::parse(REGION).unwrap();
    let census = aws.census(&account(OWN), region).await;
    assert_eq!(census, Ok(vec![]));
}

#[tokio::test]
async fn a_policy_that_was_taken_away_is_no_policy() {
    let Some(url) = moto() else { return };
    const KEPT: &str = "old/stays";
    let region = "ap-south-1";
    let (ecr, aws) = (ecr(&url, region, own()), client(&url, None));
    let there = address(OWN, region, KEPT);
    fill(&ecr, KEPT, 1).await;
    ecr.put_lifecycle_policy()
        .repository_name(KEPT)
        .lifecycle_policy_text(POLICY)
        .send()
        .await
        .unwrap();
    ecr.delete_lifecycle_policy()
        .repository_name(KEPT)
        .send()
        .await
        .unwrap();
    let seen = aws.repository(&there).await;
    assert_eq!(seen.present().unwrap().lifecycle_policy, None);
}
