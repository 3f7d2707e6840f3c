//! The binary as a process of its own: the configuration of `make run`, on ports and in a folder of its own.

use anyhow::{Context as _, Result, ensure};
use sandbox::Ports;
use server::store::Store;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_secs(120);
const LOG: &str = "berth.log";

/// Where it runs.
pub struct Place {
    binary: PathBuf,
    /// The configuration that `make run` uses; its relative paths lead into `folder`.
    config: PathBuf,
    folder: TempDir,
    /// `None`: the SQLite file that the configuration names.
    postgres: Option<String>,
    port: u16,
    pub ports: Ports,
}

impl Place {
    pub fn new(binary: &Path) -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        // All held at once, so that no two are the same.
        let free: Vec<TcpListener> = (0..5)
            .map(|_| TcpListener::bind("127.0.0.1:0"))
            .collect::<Result<_, _>>()?;
        let port = |n: usize| anyhow::Ok(free[n].local_addr()?.port());
        Ok(Self {
            binary: std::path::absolute(binary)?,
            config: root.join("sandbox/berth.toml").canonicalize()?,
            folder: tempfile::tempdir()?,
            postgres: None,
            port: port(0)?,
            ports: Ports {
                github: port(1)?,
                argocd: port(2)?,
                aws: port(3)?,
                backstage: port(4)?,
            },
        })
    }

    /// The same on an empty PostgreSQL database.
    pub fn on_postgres(self, url: String) -> Self {
        Self {
            postgres: Some(url),
            ..self
        }
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Everything that its processes have logged.
    pub fn log(&self) -> Result<String> {
        Ok(std::fs::read_to_string(self.folder.path().join(LOG))?)
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub async fn open_store(&self) -> Result<Store> {
        Ok(Store::open(&self.database(), 2).await?)
    }

    fn database(&self) -> String {
        self.postgres
            .clone()
            .unwrap_or_else(|| format!("sqlite://{}", self.data().join("berth.db").display()))
    }

    /// Returns before the process answers.
    pub fn spawn(&self) -> Result<Running> {
        let ports = self.ports;
        let at = |port: u16| format!("http://127.0.0.1:{port}");
        let log = self.folder.path().join(LOG);
        let lines = File::options().create(true).append(true).open(&log)?;
        let spawned = Instant::now();
        let process = Command::new(&self.binary)
            .args(["serve", "--config"])
            .arg(&self.config)
            .current_dir(self.folder.path())
            .env_clear()
            .env("BERTH_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("BERTH_PUBLIC_URL", self.address())
            .env("BERTH_DATABASE__URL", self.database())
            .env("BERTH_GITHUB__API_URL", at(ports.github) + "/api/v3")
            .env("BERTH_GITHUB__WEB_URL", at(ports.github))
            .env("BERTH_ARGOCD__URL", at(ports.argocd))
            .env("BERTH_AWS__ENDPOINT_URL", at(ports.aws))
            .env("BERTH_BACKSTAGE__URL", at(ports.backstage))
            .stdout(Stdio::null())
            .stderr(lines)
            .spawn()
            .with_context(|| format!("starting {}", self.binary.display()))?;
        Ok(Running {
            process,
            log,
            port: self.port,
            spawned,
        })
    }

    pub fn start(&self) -> Result<Running> {
        let mut running = self.spawn()?;
        running.until_ok("/healthz", "")?;
        Ok(running)
    }
}

/// Killed when dropped.
pub struct Running {
    process: Child,
    log: PathBuf,
    port: u16,
    spawned: Instant,
}

impl Running {
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Time from the process's start to the end of the first answer with status 200.
    #[allow(
        clippy::disallowed_methods,
        reason = "asked often enough to measure, seldom enough to leave the processor to the one that starts"
    )]
    pub fn until_ok(&mut self, path: &str, cookie: &str) -> Result<Duration> {
        while self.spawned.elapsed() < PATIENCE {
            if let Some(status) = self.process.try_wait()? {
                let log = std::fs::read_to_string(&self.log).unwrap_or_default();
                let said = log.lines().next_back().unwrap_or_default();
                anyhow::bail!("it ended with {status}: {said}");
            }
            if self.answers(path, cookie).unwrap_or(false) {
                return Ok(self.spawned.elapsed());
            }
            std::thread::sleep(Duration::from_micros(500));
        }
        anyhow::bail!("{path} did not answer with 200")
    }

    /// By hand on a socket: a client's own start-up would be measured, too.
    fn answers(&self, path: &str, cookie: &str) -> std::io::Result<bool> {
        let mut line = TcpStream::connect(("127.0.0.1", self.port))?;
        line.set_read_timeout(Some(PATIENCE))?;
        write!(
            line,
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n",
            self.port
        )?;
        let mut answer = Vec::new();
        line.read_to_end(&mut answer)?;
        Ok(answer.starts_with(b"HTTP/1.1 200 "))
    }

    /// At once, with everything that it is about to do.
    pub fn kill(mut self) -> Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }

    /// In order, as an orchestrator ends it.
    pub fn end(mut self) -> Result<()> {
        let told = Command::new("kill")
            .args(["-TERM", &self.process.id().to_string()])
            .status()?;
        ensure!(told.success(), "the process can't be told to end");
        let status = self.process.wait()?;
        ensure!(status.success(), "it ended with {status}");
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
