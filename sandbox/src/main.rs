//! The sandbox by itself: fixed ports, a data directory that is kept, and a word on how to get in.

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use clap::Parser;
use sandbox::{Options, Pace, Ports, Sandbox};

/// Loopback stand-ins for GitHub, Argo CD with Crossplane, ECR and Backstage.
#[derive(Debug, Parser)]
#[command(version, name = "berth-sandbox")]
struct Arguments {
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), env = "BERTH_SANDBOX_HOST")]
    host: IpAddr,
    #[arg(long, default_value_t = 4501)]
    github_port: u16,
    #[arg(long, default_value_t = 4502)]
    argocd_port: u16,
    #[arg(long, default_value_t = 4503)]
    aws_port: u16,
    #[arg(long, default_value_t = 4504)]
    backstage_port: u16,
    /// Git repositories and the App's key are kept here; everything else is planted anew at each start.
    #[arg(long, default_value = "data/sandbox", env = "BERTH_SANDBOX_DATA_DIR")]
    data_dir: PathBuf,
    /// Wipe the data directory first.
    #[arg(long)]
    fresh: bool,
    /// Move only by POST /_sandbox/step.
    #[arg(long)]
    manual: bool,
    /// Only the organisation and a few repositories.
    #[arg(long)]
    bare: bool,
    /// Where the App's webhooks go.
    #[arg(
        long,
        default_value = "http://127.0.0.1:3000/webhooks/github",
        env = "BERTH_SANDBOX_WEBHOOK_URL"
    )]
    webhook_url: String,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let filter =
        tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let arguments = Arguments::parse();
    if arguments.fresh && arguments.data_dir.exists() {
        wipe(&arguments.data_dir)?;
    }
    let sandbox = Sandbox::start(Options {
        host: arguments.host,
        ports: Ports {
            github: arguments.github_port,
            argocd: arguments.argocd_port,
            aws: arguments.aws_port,
            backstage: arguments.backstage_port,
        },
        data_dir: Some(arguments.data_dir.clone()),
        pace: if arguments.manual {
            Pace::Manual
        } else {
            Pace::Auto
        },
        seed: !arguments.bare,
        webhook_url: Some(arguments.webhook_url),
    })
    .await?;
    introduce(&sandbox, &arguments.data_dir)?;
    tokio::signal::ctrl_c().await?;
    Ok(())
}

/// Removes only what a sandbox makes: the path may have been mistyped.
fn wipe(dir: &std::path::Path) -> anyhow::Result<()> {
    let git = dir.join("git");
    if git.exists() {
        std::fs::remove_dir_all(git)?;
    }
    let key = dir.join("github-app.pem");
    if key.exists() {
        std::fs::remove_file(key)?;
    }
    Ok(())
}

fn introduce(sandbox: &Sandbox, data_dir: &std::path::Path) -> anyhow::Result<()> {
    let (urls, keys) = (sandbox.urls(), sandbox.credentials());
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "The sandbox is up. Nothing in it is real, and nothing leaves this machine.\n"
    )?;
    writeln!(
        out,
        "  GitHub      {}   (API: {})",
        urls.github_web, urls.github_api
    )?;
    writeln!(
        out,
        "  Argo CD     {}   token {}",
        urls.argocd, keys.argocd_token
    )?;
    writeln!(
        out,
        "  AWS         {}   key {} / {}",
        urls.aws, keys.aws_access_key_id, keys.aws_secret_access_key
    )?;
    writeln!(
        out,
        "  Backstage   {}   token {}\n",
        urls.backstage, keys.backstage_token
    )?;
    writeln!(
        out,
        "  GitHub App  {} (id {}, installation {})",
        keys.app_slug, keys.app_id, keys.installation_id
    )?;
    writeln!(out, "              key {}", keys.private_key_path.display())?;
    writeln!(
        out,
        "              client {} / {}",
        keys.client_id, keys.client_secret
    )?;
    writeln!(
        out,
        "              webhook secret {}\n",
        keys.webhook_secret
    )?;
    writeln!(out, "Sign in as:")?;
    for (login, name, about) in sandbox::github::seed::PERSONAS {
        writeln!(out, "  {login:<12} {name:<14} {about}")?;
    }
    writeln!(
        out,
        "\nGit repositories and the key are kept in {}; all else starts anew each time.",
        data_dir.display()
    )?;
    writeln!(
        out,
        "Handles for faults, steps and recorded traffic: {}/_sandbox. Stop with Ctrl-C.",
        urls.github_web
    )?;
    out.flush()?;
    Ok(())
}
