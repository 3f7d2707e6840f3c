//! Turns the browser crate, the styles and `public/` into the files that the server hands out. A build of our own instead of a
//! general tool because that decides what is shipped: names hashed by content, compressed once at build time, measured
//! against a budget, and nothing fetched while building.
#![allow(
    clippy::print_stdout,
    reason = "a command-line tool speaks on its standard output"
)]

mod bundle;
mod paths;
mod site;
mod sizes;
mod wasm;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Builds and measures the browser's assets")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the assets into the site folder
    Assets(AssetsArgs),
    /// Print what a page costs to load, and fail when it is over the budget
    Sizes,
}

#[derive(Args)]
struct AssetsArgs {
    /// Small and compressed, as shipped
    #[arg(long, conflicts_with = "dev")]
    release: bool,
    /// Quick to build (the default)
    #[arg(long)]
    dev: bool,
    /// Let pages reload themselves when tools/dev has built something new
    #[arg(long, conflicts_with = "release")]
    reload: bool,
}

/// What a build is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Dev { reload: bool },
    Release,
}

impl Mode {
    fn is_release(self) -> bool {
        self == Self::Release
    }
}

fn main() -> Result<()> {
    let paths = paths::Paths::find()?;
    match Cli::parse().task {
        Task::Assets(args) => {
            let mode = if args.release {
                Mode::Release
            } else {
                Mode::Dev {
                    reload: args.reload,
                }
            };
            assets(&paths, mode)
        }
        Task::Sizes => sizes::check(&site::Manifest::read(&paths.site)?),
    }
}

fn assets(paths: &paths::Paths, mode: Mode) -> Result<()> {
    let module = wasm::build(paths, mode)?;
    let mut files = bundle::own_files(paths, mode)?;
    files.push(bundle::glue(paths, &module.glue, mode)?);
    files.push(site::File::new("berth.wasm", module.wasm));
    let manifest = site::publish(&paths.site, files, mode)?;
    println!(
        "assets: {} files in {}",
        manifest.files.len(),
        paths.site.display()
    );
    Ok(())
}
