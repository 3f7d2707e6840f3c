//! Pulls out of CloudWatch: the one metric of ECR, by one call.
//!
//! The call is written and signed here, in the JSON form of the protocol: the SDK of CloudWatch would add a minute to
//! every build for it.

use super::{Aws, trouble};
use crate::outside::clock;
use crate::outside::wire::{self, Answer, Service};
use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials as _, SharedCredentialsProvider};
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use domain::aws::{Address, Region};
use domain::time::Timestamp;
use domain::trouble::{System, Trouble, TroubleKind};
use http::Method;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::sync::Mutex;
use tracing::Instrument as _;

const OPERATION: &str = "GetMetricData";
const SERVICE: &str = "monitoring";
const HEADERS: [(&str, &str); 2] = [
    ("content-type", "application/x-amz-json-1.0"),
    (
        "x-amz-target",
        "GraniteServiceVersion20100801.GetMetricData",
    ),
];
const DAY_SECONDS: i64 = Timestamp::DAY_MS / 1000;
/// The one query of a call.
const PULLS: &str = "pulls";

/// CloudWatch of one account in one region.
#[derive(Clone)]
pub(super) struct CloudWatch {
    pub(super) service: Service,
    pub(super) region: Region,
    /// `None`: there are no credentials.
    pub(super) provider: Option<SharedCredentialsProvider>,
    pub(super) held: Arc<Mutex<Option<Credentials>>>,
    /// Credentials are asked for again when they have less than this left.
    pub(super) renewed_before: Duration,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Question<'a> {
    metric_data_queries: [Query<'a>; 1],
    start_time: i64,
    end_time: i64,
    scan_by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Query<'a> {
    id: &'static str,
    metric_stat: MetricStat<'a>,
    return_data: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct MetricStat<'a> {
    metric: Metric<'a>,
    period: i64,
    stat: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Metric<'a> {
    namespace: &'static str,
    metric_name: &'static str,
    dimensions: [Dimension<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Dimension<'a> {
    name: &'static str,
    value: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    metric_data_results: Vec<Series>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Series {
    id: String,
    #[serde(default)]
    timestamps: Vec<f64>,
    #[serde(default)]
    values: Vec<f64>,
    status_code: Option<String>,
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(rename = "__type")]
    kind: Option<String>,
    #[serde(alias = "Message")]
    message: Option<String>,
}

impl Aws {
    /// Pulls of a repository, by days since the epoch from the first to the last; days without a datum are left out.
    pub async fn pulls(
        &self,
        address: &Address,
        first: i64,
        last: i64,
    ) -> Result<Vec<(i64, u64)>, Trouble> {
        let clients = self.clients(&address.account, address.region).await?;
        let span = tracing::debug_span!("aws", operation = OPERATION, account = %clients.account, region = %clients.region);
        let started = Instant::now();
        let asked = clients.cloudwatch.pulls(address.name.as_str(), first, last);
        let outcome = asked.instrument(span).await;
        self.inner.reporter.count(started, outcome)
    }
}

impl CloudWatch {
    async fn pulls(&self, name: &str, first: i64, last: i64) -> Result<Vec<(i64, u64)>, Trouble> {
        let mut days = BTreeMap::new();
        let mut token = None;
        loop {
            let page = self
                .page(&question(name, first, last, token.clone()))
                .await?;
            for series in page.metric_data_results {
                if series.id == PULLS {
                    series.add_to(&mut days)?;
                }
            }
            token = super::following(OPERATION, token, page.next_token)?;
            if token.is_none() {
                return Ok(days.into_iter().collect());
            }
        }
    }

    async fn page(&self, question: &Question<'_>) -> Result<Page, Trouble> {
        let body = serde_json::to_vec(question)
            .map_err(|error| trouble::new(TroubleKind::Refused, format!("{OPERATION}: {error}")))?;
        let signature = self.signature(self.credentials().await?, &body)?;
        let mut request = self.service.request(Method::POST, "/").body(body);
        for (name, value) in HEADERS {
            request = request.header(name, value);
        }
        for (name, value) in signature {
            request = request.header(name, value);
        }
        let answer = self.service.send(request).await?;
        if answer.status.is_success() {
            answer.json(System::Aws)
        } else {
            Err(refused(&answer))
        }
    }

    async fn credentials(&self) -> Result<Credentials, Trouble> {
        let mut held = self.held.lock().await;
        let soon = now() + self.renewed_before;
        let lasts = |known: &&Credentials| known.expiry().is_none_or(|expiry| expiry > soon);
        if let Some(known) = held.as_ref().filter(lasts) {
            return Ok(known.clone());
        }
        let provider = self.provider.as_ref().ok_or_else(|| {
            trouble::new(
                TroubleKind::SignIn,
                "no credentials are configured for CloudWatch",
            )
        })?;
        let given = provider.provide_credentials().await.map_err(|error| {
            trouble::of_credentials(&error).unwrap_or_else(|| {
                trouble::nonsense(format!("no credentials: {}", wire::chain(&error)))
            })
        })?;
        *held = Some(given.clone());
        Ok(given)
    }

    /// The headers that say who asks.
    fn signature(
        &self,
        credentials: Credentials,
        body: &[u8],
    ) -> Result<Vec<(&'static str, String)>, Trouble> {
        let wrong = |error: &dyn std::error::Error| {
            trouble::new(
                TroubleKind::Refused,
                format!("{OPERATION} could not be signed: {}", wire::chain(error)),
            )
        };
        let identity = credentials.into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(self.region.as_str())
            .name(SERVICE)
            .time(now())
            .settings(SigningSettings::default())
            .build()
            .map_err(|error| wrong(&error))?
            .into();
        let address = format!("{}/", self.service.base());
        let body = SignableBody::Bytes(body);
        let request = SignableRequest::new("POST", address, HEADERS.into_iter(), body)
            .map_err(|error| wrong(&error))?;
        let (instructions, _) = sign(request, &params)
            .map_err(|error| wrong(&error))?
            .into_parts();
        let (headers, _) = instructions.into_parts();
        Ok(headers
            .into_iter()
            .map(|header| (header.name(), header.value().to_owned()))
            .collect())
    }
}

/// Where CloudWatch is in a region.
pub(super) fn address(region: Region) -> String {
    format!(
        "https://{SERVICE}.{region}.{}",
        region.partition().dns_suffix()
    )
}

fn now() -> SystemTime {
    let since = u64::try_from(clock::now().0).unwrap_or_default();
    UNIX_EPOCH + Duration::from_millis(since)
}

/// Periods of a day that begin at midnight, UTC, as the question does.
fn question(name: &str, first: i64, last: i64, next_token: Option<String>) -> Question<'_> {
    Question {
        metric_data_queries: [Query {
            id: PULLS,
            metric_stat: MetricStat {
                metric: Metric {
                    namespace: "AWS/ECR",
                    metric_name: "RepositoryPullCount",
                    dimensions: [Dimension {
                        name: "RepositoryName",
                        value: name,
                    }],
                },
                period: DAY_SECONDS,
                stat: "Sum",
            },
            return_data: true,
        }],
        start_time: first * DAY_SECONDS,
        end_time: (last + 1) * DAY_SECONDS,
        scan_by: "TimestampAscending",
        next_token,
    }
}

impl Series {
    fn add_to(&self, days: &mut BTreeMap<i64, u64>) -> Result<(), Trouble> {
        let kind = match self.status_code.as_deref() {
            Some("Forbidden") => Some(TroubleKind::Permission),
            Some("InternalError") => Some(TroubleKind::Failing),
            _ => None,
        };
        if let Some(kind) = kind {
            return Err(trouble::new(
                kind,
                format!("{OPERATION}: no data of {}", self.id),
            ));
        }
        for (at, value) in self.timestamps.iter().zip(&self.values) {
            // Seconds and counts: far within what a whole number holds.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let (at, value) = (*at as i64, value.round().max(0.0) as u64);
            *days.entry(at.div_euclid(DAY_SECONDS)).or_default() += value;
        }
        Ok(())
    }
}

fn refused(answer: &Answer) -> Trouble {
    let said = answer.json::<Refusal>(System::Aws).ok();
    // A namespace may stand before the name.
    let code = said
        .as_ref()
        .and_then(|said| said.kind.as_deref())
        .and_then(|kind| kind.rsplit('#').next());
    let message = said.as_ref().and_then(|said| said.message.as_deref());
    trouble::of_answer(OPERATION, answer.status.as_u16(), code, message)
}
