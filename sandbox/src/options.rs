//! What a sandbox is started with.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use crate::pace::Pace;

/// One port a system; 0 lets the operating system choose.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ports {
    pub github: u16,
    pub argocd: u16,
    pub aws: u16,
    pub backstage: u16,
}

#[derive(Debug, Clone)]
pub struct Options {
    pub host: IpAddr,
    pub ports: Ports,
    /// Git repositories and the App's key live here; `None` is a temporary directory that goes with the sandbox.
    pub data_dir: Option<PathBuf>,
    pub pace: Pace,
    /// A lived-in world for people, or only the organisation and a few repositories for tests.
    pub seed: bool,
    pub webhook_url: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            ports: Ports::default(),
            data_dir: None,
            pace: Pace::Manual,
            seed: false,
            webhook_url: None,
        }
    }
}
