//! Figures of the reading of images, over a registry at `BERTH_TEST_MOTO_URL` (`tools/measure-images` fills one): calls,
//! time and memory of the first reading, of one that finds nothing new, and of one that is killed and goes on.
#![allow(clippy::print_stdout)]

use anyhow::Context as _;
use domain::aws::{AccountId, Region};
use domain::standard::{Account, Standard};
use server::clock::Clock;
use server::outside::Observer;
use server::outside::aws::{AssumedRole, Aws, AwsAccount, AwsConfig, BaseCredentials, Endpoints};
use server::portal::jobs::{run_due_image_reads, run_due_jobs};
use server::services::Services;
use server::store::Store;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use stories::Portal;

const PLACES: [(&str, &[&str]); 2] = [
    ("123456789012", &["us-east-1", "eu-west-1"]),
    ("210987654321", &["us-west-2"]),
];
/// Longer than the pause between two readings, shorter than that between two looks at a scan.
const READ_AGAIN_MS: i64 = 7 * 60 * 60 * 1000;
/// Longer than a job's lease.
const LEASE_OVER_MS: i64 = 11 * 60 * 1000;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let url = std::env::var("BERTH_TEST_MOTO_URL").context("no BERTH_TEST_MOTO_URL")?;
    println!("| what | repositories read | calls | seconds | peak memory, MB |");
    println!("|---|--:|--:|--:|--:|");
    let folder = tempfile::tempdir()?;
    let file = |name: &str| format!("sqlite://{}/{name}.db", folder.path().display());
    let database = std::env::var("BERTH_MEASURE_DATABASE").unwrap_or_else(|_| file("whole"));

    let berth = Berth::open(&url, &database).await?;
    berth
        .measured("census", run_due_jobs(&berth.services, "measure"))
        .await?;
    berth.measured("first reading", berth.read()).await?;
    // Everything is due again, and nothing has changed.
    berth.services.clock.advance(READ_AGAIN_MS);
    berth.measured("nothing new", berth.read()).await?;

    let berth = Berth::open(&url, &file("killed")).await?;
    run_due_jobs(&berth.services, "measure").await;
    let half = berth.waiting().await? / 2;
    berth
        .measured("killed half-way", async {
            tokio::select! {
                () = berth.read() => {}
                () = berth.until_waiting(half) => {}
            }
        })
        .await?;
    berth.services.clock.advance(LEASE_OVER_MS);
    berth.measured("goes on", berth.read()).await?;
    Ok(())
}

struct Berth {
    services: Services,
    calls: Arc<AtomicU64>,
    /// Its sandbox has to live as long as its services.
    _portal: Portal,
}

impl Berth {
    async fn open(url: &str, database: &str) -> anyhow::Result<Self> {
        let portal = Portal::start().await?;
        let calls = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&calls);
        let observer: Observer = Arc::new(move |_, _| _ = counter.fetch_add(1, Ordering::Relaxed));
        let services = Services {
            store: Store::open(database, 4).await?,
            aws: Aws::new(config(url)?, Some(observer))?,
            standard: Arc::new(standard()?),
            clock: Clock::default(),
            ..portal.services.clone()
        };
        Ok(Self {
            services,
            calls,
            _portal: portal,
        })
    }

    /// Slices until nothing is due any more.
    async fn read(&self) {
        while self.waiting().await.is_ok_and(|waiting| waiting > 0) {
            run_due_image_reads(&self.services, "measure").await;
        }
    }

    async fn waiting(&self) -> anyhow::Result<u64> {
        let now = self.services.clock.now();
        Ok(self.services.store.images_waiting(now).await?)
    }

    async fn until_waiting(&self, few: u64) {
        while self.waiting().await.is_ok_and(|waiting| waiting > few) {
            tokio::task::yield_now().await;
        }
    }

    async fn measured(&self, what: &str, act: impl Future<Output = ()>) -> anyhow::Result<()> {
        let (calls, waiting) = (self.calls.load(Ordering::Relaxed), self.waiting().await?);
        let began = Instant::now();
        act.await;
        let seconds = began.elapsed().as_secs_f64();
        let calls = self.calls.load(Ordering::Relaxed) - calls;
        let read = waiting.saturating_sub(self.waiting().await?);
        println!(
            "| {what} | {read} | {calls} | {seconds:.1} | {} |",
            peak_memory()?
        );
        Ok(())
    }
}

/// Of this process so far, in MB; the registry and its Python are another.
fn peak_memory() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.context("no VmHWM")?.trim().trim_end_matches(" kB");
    Ok(kilobytes.trim().parse::<u64>()? / 1024)
}

fn standard() -> anyhow::Result<Standard> {
    let mut standard = domain::testing::standard();
    let model = standard.accounts.remove(0);
    for (id, regions) in PLACES {
        let regions: Result<Vec<_>, _> = regions.iter().map(|text| Region::parse(text)).collect();
        standard.accounts.push(Account {
            id: AccountId::parse(id)?,
            regions: regions?,
            ..model.clone()
        });
    }
    Ok(standard)
}

fn config(url: &str) -> anyhow::Result<AwsConfig> {
    let mut accounts = Vec::new();
    for (index, (id, _)) in PLACES.into_iter().enumerate() {
        accounts.push(AwsAccount {
            id: AccountId::parse(id)?,
            base: BaseCredentials::Static {
                access_key_id: "AKIDEXAMPLE".into(),
                secret_access_key: "secret".to_owned().into(),
                session_token: None,
            },
            // Moto gives unknown keys to the first account.
            role: (index > 0).then(|| AssumedRole {
                arn: format!("arn:aws:iam::{id}:role/berth"),
                external_id: None,
            }),
        });
    }
    Ok(AwsConfig {
        accounts,
        endpoints: Endpoints {
            ecr: Some(url.to_owned()),
            sts: Some(url.to_owned()),
            cloudwatch: Some(url.to_owned()),
        },
    })
}
