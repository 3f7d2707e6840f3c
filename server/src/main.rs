//! The command line. Printing to people's terminals is what it is for.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use clap::{Parser, Subcommand};
use domain::audit::Head;
use server::check::check;
use server::cli::{self, Surroundings, Terminal};
use server::config::{Config, Environment, LogFormat, Shown, reference};
use server::log::OneLine;
use server::run::{self, StartError};
use server::store::{SealKey, Store};
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Self-service container registries: from a form to a reviewed pull request to a verified repository.
#[derive(Debug, Parser)]
#[command(name = "berth", version)]
struct Arguments {
    /// The configuration's TOML file. Without it everything comes from the environment.
    #[arg(long, global = true, env = "BERTH_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer people and move requests.
    Serve,
    /// Show the effective configuration and try each system with it.
    Check,
    /// Hold the history of every request against its chain of hashes.
    Verify,
    /// Print every key of the configuration as a table in Markdown.
    ConfigReference,
    #[command(flatten)]
    Client(server::cli::Command),
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Command::ConfigReference = arguments.command {
        print!("{}", reference());
        return ExitCode::SUCCESS;
    }
    // Refused when something was first, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let is_local = matches!(
        arguments.command,
        Command::Client(cli::Command::Audit(cli::Audit::Verify(_)))
    );
    if !is_local && let Command::Client(command) = arguments.command {
        let (mut out, mut err) = (std::io::stdout(), std::io::stderr());
        let terminal = Terminal {
            out: &mut out,
            err: &mut err,
        };
        let exit = cli::run(command, &Surroundings::of_process(), terminal).await;
        return ExitCode::from(exit.code());
    }
    match run(&arguments).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("berth: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let environment: Environment = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let (config, shown) = Config::load(arguments.config.as_deref(), &environment)?;
    match &arguments.command {
        Command::Serve => {
            log_to_stderr(config.log);
            let shutdown = run::until_told_to_end()?;
            run::serve(&config, shutdown).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Check => Ok(try_everything(&config, &shown).await),
        Command::Verify => verify(&config).await,
        Command::Client(cli::Command::Audit(cli::Audit::Verify(asked))) => {
            verify_audit(&config, asked).await
        }
        Command::ConfigReference | Command::Client(_) => Ok(ExitCode::SUCCESS),
    }
}

fn log_to_stderr(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(|| OneLine(std::io::stderr()));
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
}

async fn try_everything(config: &Config, shown: &Shown) -> ExitCode {
    println!("{shown}");
    let findings = check(config).await;
    for finding in &findings {
        println!("{finding}");
    }
    if findings.iter().all(|finding| finding.outcome.is_ok()) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Works on the database itself, with the secret that seals the end of the record.
async fn verify_audit(
    config: &Config,
    asked: &cli::AuditVerify,
) -> Result<ExitCode, Box<dyn Error>> {
    use secrecy::ExposeSecret as _;
    let kept: Result<Vec<_>, _> = asked.head.iter().map(|text| Head::parse(text)).collect();
    let kept = kept?;
    let store = Store::open_sealed(
        config.database.url.expose_secret(),
        config.database.connections,
        Some(SealKey::new(&config.session_secret)),
    )
    .await
    .map_err(StartError::from)?;
    let report = store.verify_audit(&kept).await?;
    println!("{}", cli::verified(&report, asked.shape.json));
    Ok(match report.fault {
        None => ExitCode::SUCCESS,
        Some(_) => ExitCode::FAILURE,
    })
}

async fn verify(config: &Config) -> Result<ExitCode, Box<dyn Error>> {
    use secrecy::ExposeSecret as _;
    let store = Store::open(
        config.database.url.expose_secret(),
        config.database.connections,
    )
    .await
    .map_err(StartError::from)?;
    let report = store.verify_all().await?;
    println!(
        "{} requests with {} events were read.",
        report.requests, report.events
    );
    if let Some(fault) = report.fault {
        println!(
            "The history of REQ-{} is not what was written: event {} was {:?}.",
            fault.number, fault.version, fault.kind
        );
        return Ok(ExitCode::FAILURE);
    }
    if let Some((key, version)) = store.verify_repository_events().await? {
        println!(
            "The record of {} is not what was written: event {version} was altered or removed.",
            key.arn()
        );
        return Ok(ExitCode::FAILURE);
    }
    println!("Every history is what was written.");
    Ok(ExitCode::SUCCESS)
}
