//! From the browser crate to a wasm module and the script that loads it: cargo, wasm-bindgen, wasm-opt.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::Mode;
use crate::paths::Paths;

const TRIPLE: &str = "wasm32-unknown-unknown";

/// Everything the compiler emits for this target today. Named one by one, so that a new default of the tools cannot quietly
/// ship an instruction that the browsers in use do not know.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

pub(crate) struct Module {
    pub(crate) wasm: Vec<u8>,
    /// The loader, beside the snippets that it imports.
    pub(crate) glue: PathBuf,
}

pub(crate) fn build(paths: &Paths, mode: Mode) -> Result<Module> {
    let compiled = compile(paths, mode)?;
    let raw = fs::read(&compiled).with_context(|| format!("cannot read {}", compiled.display()))?;
    let out = paths.work.join(profile(mode));
    let module = || -> Result<Module> {
        Ok(Module {
            wasm: fs::read(out.join("berth_bg.wasm"))?,
            glue: out.join("berth.js"),
        })
    };

    let stamp = out.join("stamp");
    let state = state(&raw);
    if fs::read_to_string(&stamp).is_ok_and(|last| last == state) {
        return module();
    }
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    bind(&compiled, &out, mode)?;
    if mode.is_release() {
        optimise(paths, &out.join("berth_bg.wasm"))?;
    }
    fs::write(stamp, state)?;
    module()
}

/// Changes whenever the later steps would give something else: another input, or another version of this program.
fn state(raw: &[u8]) -> String {
    let own = env::current_exe().and_then(fs::read).unwrap_or_default();
    format!(
        "{} {}",
        hex::encode(Sha256::digest(raw)),
        hex::encode(Sha256::digest(own))
    )
}

fn profile(mode: Mode) -> &'static str {
    if mode.is_release() {
        "client"
    } else {
        "client-dev"
    }
}

/// tools/setup/wasm may have found that only another toolchain than the usual one can build for the browser; it says so in the
/// three variables read here.
fn compile(paths: &Paths, mode: Mode) -> Result<PathBuf> {
    let cargo = env::var_os("BERTH_WASM_CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .current_dir(&paths.root)
        .args([
            "build",
            "--quiet",
            "--locked",
            "--package",
            "client",
            "--target",
            TRIPLE,
            "--profile",
            profile(mode),
        ])
        .arg("--target-dir")
        .arg(&paths.wasm_target);
    // Started by cargo itself, this process carries settings that belong to the native build.
    for inherited in [
        "RUSTC",
        "RUSTDOC",
        "CARGO",
        "RUSTUP_TOOLCHAIN",
        "RUSTFLAGS",
        "CARGO_ENCODED_RUSTFLAGS",
    ] {
        command.env_remove(inherited);
    }
    if let Some(rustc) = env::var_os("BERTH_WASM_RUSTC") {
        command.env("RUSTC", rustc);
    }
    if let Some(flags) = env::var_os("BERTH_WASM_RUSTFLAGS") {
        command.env("RUSTFLAGS", flags);
    }
    run(&mut command)?;
    Ok(paths
        .wasm_target
        .join(TRIPLE)
        .join(profile(mode))
        .join("client.wasm"))
}

fn bind(compiled: &Path, out: &Path, mode: Mode) -> Result<()> {
    Bindgen::new()
        .input_path(compiled)
        .out_name("berth")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(mode.is_release())
        .remove_producers_section(true)
        .generate(out)
        .context("wasm-bindgen could not read the module; its version must equal that of the wasm-bindgen crate")
}

fn optimise(paths: &Paths, wasm: &Path) -> Result<()> {
    let program = paths.npm("wasm-opt");
    ensure!(
        program.exists(),
        "wasm-opt is missing; tools/bootstrap node puts it in tools/node_modules"
    );
    let strip = [
        "--strip-debug",
        "--strip-producers",
        "--strip-target-features",
    ];
    run(Command::new(program)
        .arg("-Oz")
        .args(WASM_FEATURES)
        .args(strip)
        .arg(wasm)
        .arg("-o")
        .arg(wasm))
}

pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    if !status.success() {
        bail!("{} ended with {status}", command.get_program().display());
    }
    Ok(())
}
