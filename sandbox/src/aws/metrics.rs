//! CloudWatch, as far as ECR has a metric: pulls of repositories that somebody pulls from.
use jiff::Timestamp;
use serde_json::{Value, json};

use super::auth::Caller;
use super::errors::AwsError;
use super::model::{Aws, EcrRepo, RepoKey};

pub(super) const TARGET: &str = "GraniteServiceVersion20100801.";
pub(super) const SERVICE: &str = "monitoring";
const HOUR: i64 = 3600;
const MOST_QUERIES: usize = 500;

pub(super) fn answer(
    aws: &Aws,
    caller: &Caller,
    operation: &str,
    input: &Value,
) -> Result<Value, AwsError> {
    if operation != "GetMetricData" {
        tracing::error!(operation, "the sandbox has no such CloudWatch operation");
        return Err(AwsError {
            status: 501,
            code: "UnknownOperationException".into(),
            message: format!("the sandbox does not know {operation}"),
        });
    }
    let (start, end) = (second(input, "StartTime")?, second(input, "EndTime")?);
    if start >= end {
        return Err(invalid(
            "The parameter StartTime must be less than the parameter EndTime.",
        ));
    }
    if input.get("NextToken").is_some_and(|token| !token.is_null()) {
        return Err(AwsError::new("InvalidNextToken", "Invalid nextToken"));
    }
    let queries = input["MetricDataQueries"].as_array();
    let queries = queries
        .filter(|queries| (1..=MOST_QUERIES).contains(&queries.len()))
        .ok_or_else(|| invalid("The parameter MetricDataQueries must have 1 to 500 entries."))?;
    let ascending = input["ScanBy"] == "TimestampAscending";
    let results: Result<Vec<Value>, AwsError> = queries
        .iter()
        .map(|query| series(aws, caller, query, (start, end), ascending))
        .collect();
    Ok(json!({ "MetricDataResults": results?, "Messages": [] }))
}

fn invalid(message: &str) -> AwsError {
    AwsError::new("ValidationError", message)
}

fn second(input: &Value, name: &str) -> Result<i64, AwsError> {
    #[allow(clippy::cast_possible_truncation)]
    let whole = |number: f64| number as i64;
    input[name]
        .as_f64()
        .map(whole)
        .ok_or_else(|| invalid(&format!("The parameter {name} is required.")))
}

fn series(
    aws: &Aws,
    caller: &Caller,
    query: &Value,
    (start, end): (i64, i64),
    ascending: bool,
) -> Result<Value, AwsError> {
    let id = query["Id"].as_str().unwrap_or_default();
    if !id.starts_with(|letter: char| letter.is_ascii_lowercase()) {
        return Err(invalid(
            "The value for parameter Id must begin with a small letter.",
        ));
    }
    let stat = &query["MetricStat"];
    let period = stat["Period"].as_i64().unwrap_or_default();
    if period < 60 || period % 60 != 0 {
        return Err(invalid("Period must be a multiple of 60."));
    }
    let metric = &stat["Metric"];
    let is_known = metric["Namespace"] == "AWS/ECR"
        && metric["MetricName"] == "RepositoryPullCount"
        && stat["Stat"] == "Sum";
    let name = metric["Dimensions"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|dimension| dimension["Name"] == "RepositoryName")
        .and_then(|dimension| dimension["Value"].as_str());
    let key = name.map(|name| RepoKey::new(&caller.principal.account, &caller.region, name));
    let repo = key.and_then(|key| Some((aws.repos.get(&key)?, key)));
    let mut points: Vec<(i64, u64)> = match repo.filter(|_| is_known) {
        // A metric that nobody ever wrote has no data, and that is no error.
        None => Vec::new(),
        Some((repo, key)) => (start.div_euclid(period)..)
            .map(|step| step * period)
            .take_while(|at| *at < end)
            .filter(|at| *at >= start)
            .map(|at| (at, pulls(repo, &key.name, at, at + period)))
            .filter(|(_, pulls)| *pulls > 0)
            .collect(),
    };
    if !ascending {
        points.reverse();
    }
    Ok(json!({
        "Id": id,
        "Label": "RepositoryPullCount",
        "Timestamps": points.iter().map(|(at, _)| at).collect::<Vec<_>>(),
        "Values": points.iter().map(|(_, pulls)| pulls).collect::<Vec<_>>(),
        "StatusCode": "Complete",
    }))
}

/// Between two moments, from the making of the repository to the last pull that its images know of.
fn pulls(repo: &EcrRepo, name: &str, from: i64, to: i64) -> u64 {
    let last = repo.images.iter().filter_map(|image| image.last_pull).max();
    let Some(last) = last.map(Timestamp::as_second) else {
        return 0;
    };
    let first = repo.created_at.as_second();
    (from.div_euclid(HOUR)..)
        .map(|hour| hour * HOUR)
        .take_while(|hour| *hour < to)
        .filter(|hour| (first..=last).contains(hour) && *hour >= from)
        .map(|hour| in_hour(name, hour / HOUR))
        .sum()
}

/// People and pipelines work by day and rest at weekends; deployments come in bursts.
fn in_hour(name: &str, hour: i64) -> u64 {
    let seed = name.bytes().fold(hour.unsigned_abs(), |seed, byte| {
        mixed(seed ^ u64::from(byte))
    });
    let (of_day, of_week) = (hour.rem_euclid(24), hour.div_euclid(24).rem_euclid(7));
    // The epoch was a Thursday.
    let rests = matches!(of_week, 2 | 3);
    let usual = match of_day {
        7..=18 if !rests => 9,
        7..=18 => 3,
        _ => 2,
    };
    let burst = if seed % 97 == 0 { 60 } else { 0 };
    seed % usual + burst
}

fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    number ^ (number >> 29)
}
