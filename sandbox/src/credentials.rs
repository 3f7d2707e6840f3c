//! The keys to the sandbox: fixed and documented, so that a configuration for it can be written down. Only the App's RSA key is made on
//! the spot, since a private key in a source tree sets off every scanner.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::Context as _;
use rsa::pkcs1::{EncodeRsaPrivateKey as _, LineEnding};
use rsa::pkcs8::EncodePublicKey as _;

pub const APP_ID: u64 = 4501;
pub const APP_SLUG: &str = "berth-bot";
pub const CLIENT_ID: &str = "Iv23sandboxberthapp0";
pub const CLIENT_SECRET: &str = "sandbox-client-secret";
pub const WEBHOOK_SECRET: &str = "sandbox-webhook-secret";
pub const INSTALLATION_ID: u64 = 88_004_501;
/// A plain personal token of `admin-z`, for set-ups without an App.
pub const PERSONAL_TOKEN: &str = "github_pat_sandbox_admin-z";
pub const ARGOCD_TOKEN: &str = "sandbox-argocd-token";
pub const BACKSTAGE_TOKEN: &str = "sandbox-backstage-token";
pub const AWS_ACCESS_KEY_ID: &str = "AKIASANDBOXBERTH0001";
pub const AWS_SECRET_ACCESS_KEY: &str = "sandbox/secret/access/key";

#[derive(Debug, Clone)]
pub struct Credentials {
    pub app_id: u64,
    pub app_slug: &'static str,
    pub client_id: &'static str,
    pub client_secret: &'static str,
    pub webhook_secret: &'static str,
    pub installation_id: u64,
    pub personal_token: &'static str,
    pub argocd_token: &'static str,
    pub backstage_token: &'static str,
    pub aws_access_key_id: &'static str,
    pub aws_secret_access_key: &'static str,
    /// Where the private key of the App lies, PEM, PKCS #1 as GitHub hands it out.
    pub private_key_path: PathBuf,
    pub private_key_pem: String,
    pub(crate) public_key_pem: String,
}

impl Credentials {
    pub(crate) fn load(data_dir: &Path) -> anyhow::Result<Self> {
        let path = data_dir.join("github-app.pem");
        let private_key_pem = if path.exists() {
            std::fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?
        } else {
            let pem = fresh_key()?;
            std::fs::write(&path, &pem).with_context(|| format!("write {}", path.display()))?;
            pem
        };
        let public_key_pem =
            public_half(&private_key_pem).with_context(|| format!("parse {}", path.display()))?;
        Ok(Self {
            app_id: APP_ID,
            app_slug: APP_SLUG,
            client_id: CLIENT_ID,
            client_secret: CLIENT_SECRET,
            webhook_secret: WEBHOOK_SECRET,
            installation_id: INSTALLATION_ID,
            personal_token: PERSONAL_TOKEN,
            argocd_token: ARGOCD_TOKEN,
            backstage_token: BACKSTAGE_TOKEN,
            aws_access_key_id: AWS_ACCESS_KEY_ID,
            aws_secret_access_key: AWS_SECRET_ACCESS_KEY,
            private_key_path: path,
            private_key_pem,
            public_key_pem,
        })
    }
}

/// One key a process: a test binary starts dozens of sandboxes and a 2048-bit key takes a noticeable while.
fn fresh_key() -> anyhow::Result<String> {
    static KEY: OnceLock<String> = OnceLock::new();
    if let Some(pem) = KEY.get() {
        return Ok(pem.clone());
    }
    let key = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048)?;
    let pem = key.to_pkcs1_pem(LineEnding::LF)?.to_string();
    Ok(KEY.get_or_init(|| pem).clone())
}

fn public_half(private_pem: &str) -> anyhow::Result<String> {
    use rsa::pkcs1::DecodeRsaPrivateKey as _;
    use rsa::pkcs8::DecodePrivateKey as _;
    let key = rsa::RsaPrivateKey::from_pkcs1_pem(private_pem)
        .or_else(|_| rsa::RsaPrivateKey::from_pkcs8_pem(private_pem))?;
    Ok(key.to_public_key().to_public_key_pem(LineEnding::LF)?)
}
