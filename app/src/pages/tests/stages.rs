//! The page of a request, and what its stream sends.

use super::*;
use domain::request::Stage;

#[test]
fn a_request_in_every_stage_is_a_page() {
    for stage in stages() {
        let data = request_page(stage);
        let name = data.request.stage.name();
        let (page, _) = document(
            &format!("request-{}", name.as_str()),
            request::title(&data),
            || request::view(&data),
        );
        let live = page
            .all("span")
            .into_iter()
            .find(|span| span.attribute("data-stage").is_some())
            .unwrap();
        assert_eq!(
            live.attribute("data-final").is_some(),
            name.is_final(),
            "{name:?}"
        );
        assert!(
            !name.is_final() || request::refresh_seconds(&data).is_none(),
            "{name:?}"
        );
        let buttons = |path: &str| {
            page.all("form").iter().any(|form| {
                form.attribute("action")
                    .is_some_and(|action| action.ends_with(path))
            })
        };
        assert_eq!(buttons("/withdraw"), data.may_withdraw);
        assert_eq!(buttons("/retry"), data.may_retry);
    }
}

#[test]
fn the_stream_sends_what_the_page_shows() {
    let data = request_page(Stage::InReview { pr: pull_request() });
    let sent = html(|| request::live_fragment(&data));
    let (_, page) = document("request-live", request::title(&data), || {
        request::view(&data)
    });
    assert!(page.contains(&sent));
}

#[test]
fn a_request_that_waits_says_until_when() {
    let data = waiting_page();
    let (page, _) = document("request-waiting", request::title(&data), || {
        request::view(&data)
    });
    assert!(
        page.text().contains("Waiting for GitHub until 10:24 UTC"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("403 secondary rate limit"));
}

#[test]
fn a_failure_shows_the_systems_own_words_as_text() {
    let stage = stages()
        .into_iter()
        .find(|stage| stage.name() == domain::request::StageName::ProvisionFailed)
        .unwrap();
    let data = request_page(stage);
    let (page, text) = document("request-failed", request::title(&data), || {
        request::view(&data)
    });
    assert!(page.text().contains("not authorized"));
    assert!(text.contains("&lt;b&gt;no&lt;/b&gt;") && !text.contains("<b>no</b>"));
}
