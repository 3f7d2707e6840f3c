//! An identity provider of the test's own: `tools/oidc/server.mjs`, which is oidc-provider and does on command what a provider must not.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

pub(crate) struct Provider {
    pub(crate) issuer: String,
    process: Child,
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Provider {
    /// `None`: it is not installed here. Where it has to be, that fails the test.
    pub(crate) fn start(redirect_uri: &str) -> Option<Self> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tools/oidc");
        if !folder.join("node_modules/oidc-provider").exists() {
            let is_required = std::env::var_os("BERTH_TEST_OIDC").is_some();
            assert!(
                !is_required,
                "oidc-provider is missing; run tools/bootstrap oidc"
            );
            eprintln!("skipped: no oidc-provider, tools/bootstrap oidc installs it");
            return None;
        }
        let mut process = Command::new("node")
            .arg(folder.join("server.mjs"))
            .arg(redirect_uri)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let issuer = lines.next().unwrap().unwrap();
        Some(Self { issuer, process })
    }

    /// Who signs in next, and what goes wrong meanwhile; how often its keys were fetched so far.
    pub(crate) async fn does(&self, account: &str, mischief: &str, seconds: u32) -> u64 {
        let body = match mischief {
            "" => serde_json::json!({ "account": account }),
            mischief => {
                serde_json::json!({ "account": account, "mischief": mischief, "seconds": seconds })
            }
        };
        let sent = reqwest::Client::new()
            .post(format!("{}/_test", self.issuer))
            .body(body.to_string())
            .send();
        let text = sent.await.unwrap().text().await.unwrap();
        let said: serde_json::Value = serde_json::from_str(&text).unwrap();
        said["keyFetches"].as_u64().unwrap()
    }
}
