//! Berth calls whom its configuration names, and nobody whom an answer or a person names.

use server::outside::argocd::{ArgoCd, ArgoCdConfig};
use server::outside::backstage::{Backstage, BackstageConfig};
use server::outside::github::{Auth, GitHub, GitHubConfig};
use std::time::Duration;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// Sends everybody elsewhere.
async fn misleading(status: u16, elsewhere: &MockServer) -> MockServer {
    let server = MockServer::start().await;
    let there = format!("{}/latest/meta-data", elsewhere.uri());
    let answer = ResponseTemplate::new(status).insert_header("location", there.as_str());
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

#[tokio::test]
async fn no_redirect_leads_to_another_host() {
    let elsewhere = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_string("{}"))
        .mount(&elsewhere)
        .await;
    for status in [301, 302, 307, 308] {
        let server = misleading(status, &elsewhere).await;
        let github = GitHubConfig {
            api_url: server.uri(),
            web_url: server.uri(),
            auth: Auth::Token("token".into()),
            oauth: None,
            write_gap: Duration::ZERO,
        };
        let argocd = ArgoCdConfig {
            url: server.uri(),
            web_url: None,
            token: "token".into(),
            project: "berth".into(),
            app_namespace: None,
        };
        let backstage = BackstageConfig {
            url: server.uri(),
            token: Some("token".into()),
        };
        assert!(GitHub::new(github, None).unwrap().app_slug().await.is_err());
        assert!(ArgoCd::new(argocd, None).unwrap().version().await.is_err());
        assert!(
            Backstage::new(backstage, None)
                .unwrap()
                .systems()
                .await
                .is_err()
        );
    }
    let called = elsewhere.received_requests().await.unwrap();
    assert!(called.is_empty(), "{called:?}");
}
