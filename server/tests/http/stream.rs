//! The live stream of a request.

use crate::fake;
use crate::support::{Bench, person};
use axum::body::{Body, BodyDataStream};
use axum::http::Request;
use domain::people::Role;
use domain::request::{Change, Stage};
use domain::testing::{filled_form, standard};
use futures::StreamExt as _;
use server::store::{NewRequest, Submitted};
use std::time::Duration;
use tower::ServiceExt as _;

const DEADLINE: Duration = Duration::from_secs(10);

struct Stream(BodyDataStream);

impl Stream {
    async fn open(bench: &Bench, last: Option<i64>) -> Self {
        let mut request = bench.request("GET", &format!("/requests/{}/events", filled_form().id));
        if let Some(last) = last {
            request = request.header("last-event-id", last.to_string());
        }
        let request: Request<Body> = request.body(Body::empty()).unwrap();
        let response = bench.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status().as_u16(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self(response.into_body().into_data_stream())
    }

    /// `None`: the stream ended.
    async fn next(&mut self) -> Option<String> {
        let chunk = tokio::time::timeout(DEADLINE, self.0.next())
            .await
            .expect("something within the deadline")?;
        Some(String::from_utf8(chunk.unwrap().to_vec()).unwrap())
    }
}

/// Something that makes the store tell of a change.
async fn submit(bench: &Bench) {
    let form = filled_form();
    let new = NewRequest {
        id: domain::request::RequestId::parse(&form.id).unwrap(),
        change: Change::Create {
            spec: form.parse(&standard()).unwrap(),
        },
        comment: String::new(),
        requester: person("dev-a", &[Role::Developer]).login,
        at: bench.clock.now(),
    };
    assert!(matches!(
        bench.store.submit(&new).await.unwrap(),
        Submitted::Created(_)
    ));
}

#[tokio::test]
async fn the_first_fragment_comes_at_once_and_the_next_with_each_change() {
    let bench = Bench::new().await;
    let mut stream = Stream::open(&bench, None).await;
    let first = stream.next().await.unwrap();
    assert!(
        first.contains("event: fragment\n")
            && first.contains("id: 3\n")
            && first.contains("data-version=\"3\""),
        "{first}"
    );
    *bench.portal.request.lock().unwrap() = fake::request(Stage::Publishing { pr: None }, 4);
    submit(&bench).await;
    assert!(stream.next().await.unwrap().contains("id: 4\n"));
}

#[tokio::test]
async fn a_browser_that_comes_back_gets_only_what_it_missed() {
    let bench = Bench::new().await;
    let mut stream = Stream::open(&bench, Some(3)).await;
    *bench.portal.request.lock().unwrap() = fake::request(Stage::Publishing { pr: None }, 5);
    submit(&bench).await;
    assert!(stream.next().await.unwrap().contains("id: 5\n"));
    assert!(
        Stream::open(&bench, Some(4))
            .await
            .next()
            .await
            .unwrap()
            .contains("id: 5\n")
    );
}

#[tokio::test]
async fn the_stream_ends_with_the_request_and_stays_closed() {
    let bench = Bench::new().await;
    let by = person("dev-a", &[]).login;
    *bench.portal.request.lock().unwrap() = fake::request(Stage::Cancelled { pr: None, by }, 9);
    let mut stream = Stream::open(&bench, Some(3)).await;
    assert!(stream.next().await.unwrap().contains("data-final=\"true\""));
    assert_eq!(stream.next().await, None);
    let again = bench
        .request("GET", &format!("/requests/{}/events", filled_form().id))
        .header("last-event-id", "9");
    assert_eq!(
        bench
            .send(again.body(Body::empty()).unwrap())
            .await
            .status
            .as_u16(),
        204
    );
}

#[tokio::test]
async fn a_shutdown_ends_every_stream() {
    let bench = Bench::new().await;
    let mut stream = Stream::open(&bench, None).await;
    stream.next().await.unwrap();
    bench.shutdown.cancel();
    assert_eq!(stream.next().await, None);
}

#[tokio::test]
async fn a_stream_of_nothing_is_not_found() {
    let bench = Bench::new().await;
    assert_eq!(
        bench
            .get("/requests/0197c9d2-7c1a-7000-8000-00000000ffff/events")
            .await
            .status
            .as_u16(),
        404
    );
}
