//! The form that adopts: by one and by several, with scripts off.

use crate::support::Bench;

const ADOPT: &str = "/inventory/unmanaged/adopt";

#[tokio::test]
async fn one_leads_to_its_request_and_several_to_the_list() {
    let bench = Bench::new().await;
    let one = ("repository", "123456789012/us-east-1/old/a");
    let other = ("repository", "123456789012/us-east-1/old/b");
    let answer = bench.post(ADOPT, &[one, ("team-0", "payments")]).await;
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.body);
    assert!(answer.location().starts_with("/requests/0197"));
    let both = [one, other, ("team-0", "payments"), ("team-1", "payments")];
    let answer = bench.post(ADOPT, &both).await;
    assert_eq!(
        (answer.status.as_u16(), answer.location()),
        (303, "/requests?mine=1")
    );
}

#[tokio::test]
async fn a_refused_adoption_keeps_what_was_typed() {
    let bench = Bench::new().await;
    let page = bench
        .get(&format!("{ADOPT}?repository=123456789012/us-east-1/old/a"))
        .await;
    assert_eq!(page.status.as_u16(), 200, "{}", page.body);
    let typed = [
        ("repository", "123456789012/us-east-1/old/a"),
        ("team-0", ""),
        ("system-0", "<i>mine</i>"),
        ("comment", "because"),
    ];
    let answer = bench.post(ADOPT, &typed).await;
    assert_eq!(answer.status.as_u16(), 422);
    for part in ["&lt;i&gt;mine", "because", "Choose a team", "aria-invalid"] {
        assert!(answer.body.contains(part), "{part} in {}", answer.body);
    }
    let nothing = bench.get(ADOPT).await;
    assert!(nothing.body.contains("No repository is chosen"));
}

const REPOSITORY: &str = "/repositories/123456789012/us-east-1/old/a";

#[tokio::test]
async fn the_images_of_a_lost_repository_come_as_a_file() {
    let bench = Bench::new().await;
    let answer = bench.get(&format!("{REPOSITORY}?lost=1768386000000")).await;
    assert_eq!(answer.status.as_u16(), 200);
    assert!(answer.header("content-type").starts_with("text/csv"));
    assert!(
        answer
            .body
            .contains("sha256:1,v1 latest,1768386000000,,7,image"),
        "{}",
        answer.body
    );
    let done = bench
        .post(REPOSITORY, &[("reason", "x"), ("until", "")])
        .await;
    assert_eq!((done.status.as_u16(), done.location()), (303, REPOSITORY));
}
