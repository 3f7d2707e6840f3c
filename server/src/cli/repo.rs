//! Repositories: listed, shown, with their images and findings.

use super::args::Repo;
use super::table::{or_dash, plain, table, words};
use super::{Done, List, Session, Stop, encode};
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
struct Key {
    account: String,
    region: String,
    name: String,
}

#[derive(Deserialize)]
struct Row {
    repository: Key,
    uri: String,
    team: Option<String>,
    state: String,
    score: Option<u8>,
    figures: Option<Figures>,
}

#[derive(Deserialize)]
struct Figures {
    images: u64,
    critical: Option<u64>,
    high: Option<u64>,
    last_push: Option<String>,
}

#[derive(Deserialize)]
struct RepositoryShown {
    repository: Row,
    description: Option<String>,
    lifecycle: Vec<String>,
    page: String,
}

#[derive(Deserialize)]
struct Image {
    digest: String,
    tags: Vec<String>,
    kind: String,
    bytes: u64,
    pushed: String,
}

#[derive(Deserialize)]
struct Finding {
    name: String,
    severity: String,
    package: String,
    version: String,
    fixed_in: Option<String>,
    first_seen: String,
}

/// The address of `account/region/name`.
pub(super) fn path(typed: &str) -> Result<String, Stop> {
    let mut parts = typed.splitn(3, '/');
    let (Some(account), Some(region), Some(name)) = (parts.next(), parts.next(), parts.next())
    else {
        let why = format!("Write the repository as account/region/name, not “{typed}”");
        return Err(Stop::Usage(why));
    };
    let (account, region, name) = (encode(account), encode(region), encode(name));
    Ok(format!("/repositories/{account}/{region}/{name}"))
}

impl Session<'_> {
    pub(super) async fn repo(&mut self, command: Repo) -> Done {
        match command {
            Repo::List {
                find,
                team,
                state,
                sort,
                descending,
                all,
                ..
            } => {
                let mut query = vec![format!("descending={descending}")];
                let ones = [("q", find), ("sort", sort)];
                query.extend(
                    ones.into_iter()
                        .filter_map(|(name, value)| pair(name, &value?)),
                );
                query.extend(team.iter().filter_map(|team| pair("team", team)));
                query.extend(state.iter().filter_map(|state| pair("state", state)));
                let path = format!("/repositories?{}", query.join("&"));
                let heads = [
                    "REPOSITORY",
                    "TEAM",
                    "STATE",
                    "SCORE",
                    "IMAGES",
                    "CRITICAL",
                    "HIGH",
                    "LAST PUSH",
                ];
                self.pages(path, all, &heads, repository_row).await
            }
            Repo::Show { repository, .. } => self.show_repository(&repository).await,
            Repo::Images {
                repository, all, ..
            } => {
                let path = format!("{}/images", path(&repository)?);
                let heads = ["DIGEST", "TAGS", "KIND", "BYTES", "PUSHED"];
                self.pages(path, all, &heads, image_row).await
            }
            Repo::Findings {
                repository,
                open,
                severity,
                all,
                ..
            } => {
                let mut query = vec![format!("open={open}")];
                query.extend(severity.iter().filter_map(|one| pair("severity", one)));
                let path = format!("{}/findings?{}", path(&repository)?, query.join("&"));
                let heads = [
                    "FINDING", "SEVERITY", "PACKAGE", "VERSION", "FIXED IN", "SINCE",
                ];
                self.pages(path, all, &heads, finding_row).await
            }
        }
    }

    /// The first page of a list, or each; as JSON a line each.
    pub(super) async fn pages<T: DeserializeOwned>(
        &mut self,
        first: String,
        all: bool,
        heads: &[&str],
        row: fn(&T) -> Vec<String>,
    ) -> Done {
        let mut rows = Vec::new();
        let mut next = Some(first);
        let mut has_more = false;
        while let Some(path) = next {
            let answer = self.berth.get(&path).await?;
            self.raw(&answer)?;
            let list: List<T> = answer.read()?;
            rows.extend(list.items.iter().map(row));
            has_more = list.next.is_some();
            next = list.next.filter(|_| all);
        }
        if self.json {
            return Ok(());
        }
        self.say(table(heads, &rows))?;
        match has_more {
            true => self.say("There are more: --all shows them."),
            false => Ok(()),
        }
    }

    async fn show_repository(&mut self, typed: &str) -> Done {
        let answer = self.berth.get(&path(typed)?).await?;
        if self.raw(&answer)? {
            return Ok(());
        }
        let shown: RepositoryShown = answer.read()?;
        let row = &shown.repository;
        self.say(&row.uri)?;
        if let Some(text) = &shown.description {
            self.say(plain(text))?;
        }
        let images = row.figures.as_ref().map(|figures| figures.images);
        for (name, value) in [
            ("State", words(&row.state)),
            ("Team", or_dash(&row.team)),
            ("Score", or_dash(&row.score)),
            ("Images", or_dash(&images)),
            ("Policy", plain(&shown.lifecycle.join("; "))),
        ] {
            self.say(format!("{name:8}{value}"))?;
        }
        let page = self.berth.page(&shown.page);
        self.say(page)
    }
}

fn pair(name: &str, value: &str) -> Option<String> {
    (!value.is_empty()).then(|| format!("{name}={}", encode(value)))
}

fn repository_row(row: &Row) -> Vec<String> {
    let key = &row.repository;
    let figures = row.figures.as_ref();
    vec![
        format!("{}/{}/{}", key.account, key.region, key.name),
        or_dash(&row.team),
        row.state.clone(),
        or_dash(&row.score),
        or_dash(&figures.map(|figures| figures.images)),
        or_dash(&figures.and_then(|figures| figures.critical)),
        or_dash(&figures.and_then(|figures| figures.high)),
        or_dash(&figures.and_then(|figures| figures.last_push.clone())),
    ]
}

fn image_row(image: &Image) -> Vec<String> {
    vec![
        image.digest.clone(),
        image.tags.join(","),
        words(&image.kind),
        image.bytes.to_string(),
        image.pushed.clone(),
    ]
}

fn finding_row(finding: &Finding) -> Vec<String> {
    vec![
        plain(&finding.name),
        finding.severity.clone(),
        plain(&finding.package),
        plain(&finding.version),
        or_dash(&finding.fixed_in),
        finding.first_seen.clone(),
    ]
}
