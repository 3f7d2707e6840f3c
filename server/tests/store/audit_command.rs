//! `berth audit verify` as it is run: on the database of the configuration, without a server, with an exit code.

use super::bench::{Bench, promises};
use domain::audit::{AuditAction, AuditEntry, Who};
use domain::time::Timestamp;
use secrecy::SecretString;
use server::store::{SealKey, Store};
use std::path::Path;
use std::process::{Command, Output};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn config(url: &str) -> String {
    format!(
        r#"
public_url = "https://berth.acme.example/"
session_secret = "{SECRET}"
[database]
url = "{url}"
[github]
token = "t0ken"
client_id = "Iv1"
client_secret = "c-secret"
webhook_secrets = "hook"
[argocd]
url = "https://argocd.acme.example"
token = "a-token"
[[aws.accounts]]
id = "123456789012"
title = "Production"
regions = ["us-east-1"]
[roles.reviewer]
teams = ["acme/platform"]
"#
    )
}

fn verify(folder: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_berth"))
        .env_clear()
        .arg("--config")
        .arg(folder.join("berth.toml"))
        .args(["audit", "verify"])
        .args(more)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

promises! {
    the_command_names_the_row_and_fails,
}

async fn the_command_names_the_row_and_fails(bench: &Bench) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("berth.toml"), config(&bench.url)).unwrap();
    let key = SealKey::new(&SecretString::from(SECRET));
    let store = Store::open_sealed(&bench.url, 2, Some(key)).await.unwrap();
    for number in 1..=9 {
        let at = Timestamp(number);
        let entry = AuditEntry::new(at, Who::berth(), AuditAction::ViewKept, "Ours");
        store.audit(vec![entry]).await.unwrap();
    }
    drop(store);

    let whole = verify(folder, &[]);
    assert_eq!(whole.status.code(), Some(0), "{whole:?}");
    assert!(said(&whole).contains("9 rows were read."), "{whole:?}");
    let head = said(&whole);
    let head = head.trim_end().rsplit(' ').next().unwrap();
    let again = verify(folder, &["--head", head]);
    assert_eq!(again.status.code(), Some(0), "{again:?}");

    bench.disarm().await;
    bench.tamper("DELETE FROM audit WHERE number > 6").await;
    let broken = verify(folder, &[]);
    assert_eq!(broken.status.code(), Some(1), "{broken:?}");
    assert!(said(&broken).contains("Row 7 was removed."), "{broken:?}");
    let json = verify(folder, &["--json"]);
    assert_eq!(json.status.code(), Some(1));
    assert!(
        said(&json).contains(r#""fault":{"number":7,"kind":"removed""#),
        "{json:?}"
    );
    let wrong = verify(folder, &["--head", "nonsense"]);
    assert_eq!(wrong.status.code(), Some(1), "{wrong:?}");
}
