//! The comment under a pull request that says what its lifecycle policy does.

use super::{code, plain};
use domain::day::Day;
use domain::lifecycle::evaluate::Act;
use domain::portal::{PolicyPreview, PreviewRow};

/// By which Berth finds its comment again.
pub(crate) const MARK: &str = "<!-- berth: what this lifecycle policy does -->";

/// Images that are named; the totals count all.
const NAMED: usize = 20;

pub(crate) fn comment(preview: Option<&PolicyPreview>, url: &str) -> String {
    let said = preview.map_or_else(
        || {
            "Berth has not read the images of this repository, so nobody can say which would go.\n"
                .to_owned()
        },
        told,
    );
    format!(
        "{MARK}\n**What this policy does to the images that are there**\n\n{said}\n[All of it in Berth]({url})\n"
    )
}

fn told(preview: &PolicyPreview) -> String {
    let totals = preview.totals;
    let gone = totals.expired.count + totals.archived.count;
    let mut out = format!(
        "{gone} of {} images would go: {} expire and {} go to the archive. Expiring them frees up to {} MB, at most {} a month.\n",
        gone + totals.kept.count,
        totals.expired.count,
        totals.archived.count,
        totals.expired.bytes / 1_000_000,
        plain(&preview.saves),
    );
    if preview.in_force.is_some() {
        out.push_str(&format!(
            "Against the policy in force {} more go and {} more stay.\n",
            preview.newly_gone.count, preview.newly_kept.count
        ));
    }
    if preview.pulled_lately > 0 {
        out.push_str(&format!(
            "\n**{} of them were pulled within the last {} days and may be running somewhere.**\n",
            preview.pulled_lately,
            domain::image::PULLED_LATELY_DAYS
        ));
    }
    out.push_str("\n| priority | rule | acts on | keeps |\n|--:|---|--:|--:|\n");
    for rule in &preview.rules {
        out.push_str(&format!(
            "| {} | {} | {} | {} |\n",
            rule.priority,
            plain(&rule.sentence),
            rule.acts.count,
            rule.keeps.count
        ));
    }
    out.push_str(&images(preview, gone));
    out.push_str(&format!(
        "\nImages as they were read on {}; this comment is renewed when images or rules change.\n",
        Day::of(preview.as_of)
    ));
    out
}

fn images(preview: &PolicyPreview, gone: u64) -> String {
    let going: Vec<&PreviewRow> = preview
        .rows
        .iter()
        .filter(|row| row.act != Act::Keep)
        .take(NAMED)
        .collect();
    if going.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "\n<details><summary>{} of the {gone} images that would go</summary>\n\n",
        going.len()
    );
    out.push_str("| image | pushed | what happens | why |\n|---|---|---|---|\n");
    for row in going {
        let name = row
            .tags
            .first()
            .map_or_else(|| row.digest.short().to_owned(), Clone::clone);
        let act = match row.act {
            Act::Keep => "stays",
            Act::Expire => "expires",
            Act::Archive => "goes to the archive",
        };
        out.push_str(&format!(
            "| {} | {} | {act} | {} |\n",
            code(&name),
            Day::of(row.pushed),
            plain(&row.why)
        ));
    }
    out.push_str("\n</details>\n");
    out
}
