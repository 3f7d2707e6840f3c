//! The commands that people copy, run as they are: by the AWS CLI, against moto, in a shell. Started by `tools/with-moto`.
//!
//! Container tools are stood in for by a script that keeps what it was given: what AWS hands them is the question here.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)]

use domain::handover::{SHELL, Snippet, snippets};
use domain::testing::{filled_form, standard};
use std::path::{Path, PathBuf};
use std::process::Command;

const STAND_IN: &str = "#!/bin/sh\necho \"$@\" >> \"$0.said\"\nif [ \"$1\" = login ]; then cat > \"$0.password\"; fi\n";
const TOOLS: [&str; 3] = ["docker", "podman", "buildah"];

/// A shell in which `aws` reaches moto.
struct Shell {
    url: String,
    path: std::ffi::OsString,
    bin: PathBuf,
}

impl Shell {
    fn open() -> Option<Self> {
        let Ok(url) = std::env::var("BERTH_TEST_MOTO_URL") else {
            println!("skipped: no BERTH_TEST_MOTO_URL");
            return None;
        };
        let cache = std::env::var_os("BERTH_CACHE").map(PathBuf::from);
        let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache/berth"));
        let venv = cache.or(home)?.join("moto-venv/bin");
        let bin = Path::new(env!("CARGO_TARGET_TMPDIR")).join("commands");
        let _ = std::fs::remove_dir_all(&bin);
        std::fs::create_dir_all(&bin).unwrap();
        for tool in TOOLS {
            std::fs::write(bin.join(tool), STAND_IN).unwrap();
        }
        let made = Command::new("chmod")
            .arg("+x")
            .args(TOOLS.map(|tool| bin.join(tool)))
            .status()
            .unwrap();
        assert!(made.success());
        let inherited = std::env::var_os("PATH").unwrap_or_default();
        let folders = [bin.clone(), venv]
            .into_iter()
            .chain(std::env::split_paths(&inherited));
        let path = std::env::join_paths(folders).unwrap();
        let shell = Self { url, path, bin };
        if !shell.run("command -v aws").1 {
            println!("skipped: no aws");
            return None;
        }
        Some(shell)
    }

    /// What it printed, and whether it went well.
    fn run(&self, command: &str) -> (String, bool) {
        let output = Command::new("sh")
            .args(["-euc", command])
            .env("PATH", &self.path)
            .env("AWS_ENDPOINT_URL", &self.url)
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("AWS_PAGER", "")
            .env("AWS_CONFIG_FILE", "/dev/null")
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        (text, output.status.success())
    }

    fn must(&self, command: &str) -> String {
        let (text, well) = self.run(command);
        assert!(well, "{command}\n{text}");
        text
    }

    fn kept(&self, file: &str) -> String {
        std::fs::read_to_string(self.bin.join(file)).unwrap_or_default()
    }
}

fn titled<'a>(all: &'a [Snippet], start: &str) -> &'a str {
    let snippet = all.iter().find(|snippet| snippet.title.starts_with(start));
    &snippet.unwrap_or_else(|| panic!("no snippet {start}")).text
}

#[test]
fn the_commands_do_what_their_titles_say() {
    let Some(shell) = Shell::open() else {
        return;
    };
    let spec = filled_form().parse(&standard()).unwrap();
    let (name, uri, region) = (&spec.address.name, spec.address.uri(), spec.address.region);
    let at = format!("--region {region} --repository-name {name}");
    shell.must(&format!("aws ecr create-repository {at}"));
    let manifest = r#"{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{"digest":"sha256:00"},"layers":[]}"#;
    shell.must(&format!(
        "aws ecr put-image {at} --image-tag 1.0.0 --image-manifest '{manifest}'"
    ));
    shell.must(&format!(
        "aws ecr start-image-scan {at} --image-id imageTag=1.0.0"
    ));

    let all = snippets(&spec, &standard());
    let clients = all.iter().filter(|snippet| {
        snippet.language == SHELL
            && TOOLS
                .iter()
                .any(|tool| snippet.text.contains(&format!("{tool} ")))
    });
    for snippet in clients {
        shell.must(&snippet.text);
    }
    for tool in TOOLS {
        assert!(
            !shell.kept(&format!("{tool}.password")).is_empty(),
            "{tool} got no password"
        );
        let host = spec.address.registry_host();
        assert_eq!(
            shell.kept(&format!("{tool}.said")),
            format!(
                "login --username AWS --password-stdin {host}\nbuild -t my-app-registry:1.0.0 .\ntag my-app-registry:1.0.0 {uri}:1.0.0\npush {uri}:1.0.0\npull {uri}:1.0.0\n"
            )
        );
    }

    let shown = shell.must(titled(&all, "Show the repository"));
    assert!(shown.contains(&spec.address.arn()), "{shown}");
    let listed = shell.must(titled(&all, "List the images"));
    assert!(listed.contains("\"1.0.0\""), "{listed}");
    let findings = shell.must(titled(&all, "Read an image’s scan findings"));
    assert!(findings.contains("imageScanStatus"), "{findings}");
    let deleted = shell.must(titled(&all, "Delete an image"));
    assert!(deleted.contains("\"failures\": []"), "{deleted}");
    let listed = shell.must(titled(&all, "List the images"));
    assert!(!listed.contains("\"1.0.0\""), "{listed}");
}
