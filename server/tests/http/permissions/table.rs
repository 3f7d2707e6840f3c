//! Who may come where.

use super::world::Who::{
    self, Admin, Bystander, Left, Manager, Nobody, Owner, Requester, Reviewer,
};

pub(super) struct Row {
    pub(super) method: &'static str,
    /// As the router has it.
    pub(super) route: &'static str,
    /// As a browser asks; words in braces are filled in by the world.
    pub(super) url: &'static str,
    pub(super) form: &'static [(&'static str, &'static str)],
    pub(super) whom: Whom,
}

pub(super) enum Whom {
    /// Also strangers.
    Everybody,
    /// Whoever is signed in: also somebody without a role may end their sessions.
    SignedIn,
    /// Whoever is signed in and has any role.
    Members,
    Only(&'static [Who]),
}

impl Whom {
    pub(super) fn lets_in(&self, who: Who) -> bool {
        match self {
            Self::Everybody => true,
            Self::SignedIn => who != Nobody,
            Self::Members => !matches!(who, Nobody | Left),
            Self::Only(some) => some.contains(&who),
        }
    }
}

use Whom::{Everybody, Members, Only, SignedIn};

pub(super) const REQUESTING: Whom = Only(&[Bystander, Owner, Requester, Reviewer, Admin]);
pub(super) const DECIDING: Whom = Only(&[Reviewer, Admin]);
pub(super) const AUDITING: Whom = Only(&[Manager, Reviewer, Admin]);
pub(super) const RUNNING: Whom = Only(&[Admin]);
pub(super) const TENDING: Whom = Only(&[Owner, Admin]);

const REPOSITORY: &str = "/repositories/{account}/{region}/{*name}";

fn get(route: &'static str, url: &'static str, whom: Whom) -> Row {
    Row {
        method: "get",
        route,
        url,
        form: &[],
        whom,
    }
}

fn post(
    route: &'static str,
    url: &'static str,
    form: &'static [(&'static str, &'static str)],
    whom: Whom,
) -> Row {
    Row {
        method: "post",
        route,
        url,
        form,
        whom,
    }
}

/// A page without anything to fill in.
fn page(route: &'static str, whom: Whom) -> Row {
    get(route, route, whom)
}

pub(super) fn table() -> Vec<Row> {
    let mut rows = vec![
        page("/", Members),
        page("/search", Members),
        post(
            "/settings/theme",
            "/settings/theme",
            &[("theme", "dark")],
            Everybody,
        ),
        page("/settings/tokens", Members),
        post("/settings/tokens", "/settings/tokens", &[], Members),
        post(
            "/settings/tokens/{id}/revoke",
            "/settings/tokens/none/revoke",
            &[],
            SignedIn,
        ),
        post("/settings/services", "/settings/services", &[], RUNNING),
        post(
            "/settings/services/{name}/end",
            "/settings/services/none/end",
            &[],
            RUNNING,
        ),
        post(
            "/settings/services/{name}/tokens",
            "/settings/services/none/tokens",
            &[],
            RUNNING,
        ),
        page("/api", SignedIn),
        page("/settings", Members),
        post(
            "/settings/sessions/end",
            "/settings/sessions/end",
            &[],
            SignedIn,
        ),
        post(
            "/settings/sessions/{handle}/end",
            "/settings/sessions/none/end",
            &[],
            SignedIn,
        ),
        page("/sign-in", Everybody),
        page("/sign-in/oidc", Everybody),
        page("/sign-in/leave", Everybody),
        page("/sign-in/github", Everybody),
        page("/sign-in/callback", Everybody),
        post("/sign-out", "/sign-out", &[], Everybody),
    ];
    rows.extend(requests());
    rows.extend(reviews());
    rows.extend(rollouts());
    rows.extend(inventory());
    rows.extend(repository());
    rows
}

fn requests() -> Vec<Row> {
    vec![
        page("/requests", Members),
        post(
            "/requests",
            "/requests",
            &[("action", "save"), ("id", "{fresh}")],
            REQUESTING,
        ),
        post("/requests", "/requests", &[("id", "{fresh}")], REQUESTING),
        post(
            "/requests",
            "/requests",
            &[("action", "discard"), ("id", "{fresh}")],
            Members,
        ),
        page("/requests/new", REQUESTING),
        page("/requests/new/check", REQUESTING),
        get("/requests/{id}", "/requests/{request}", Members),
        get(
            "/requests/{id}/events",
            "/requests/{request}/events",
            Members,
        ),
        post(
            "/requests/{id}/withdraw",
            "/requests/{request}/withdraw",
            &[],
            Only(&[Requester, Admin]),
        ),
        post(
            "/requests/{id}/retry",
            "/requests/{request}/retry",
            &[],
            Only(&[Requester, Reviewer, Admin]),
        ),
        post(
            "/requests/{id}/take-back",
            "/requests/{left}/take-back",
            &[],
            Only(&[Owner, Requester, Reviewer, Admin]),
        ),
        get("/choices/{list}", "/choices/teams", Members),
    ]
}

fn reviews() -> Vec<Row> {
    const APPROVE: &[(&str, &str)] = &[("verdict", "approve"), ("head", "{head}")];
    vec![
        page("/reviews", Members),
        get("/reviews/{id}", "/reviews/{request}", Members),
        post("/reviews/{id}", "/reviews/{request}", APPROVE, DECIDING),
        post(
            "/reviews/{id}",
            "/reviews/{of-reviewer}",
            APPROVE,
            Only(&[Admin]),
        ),
    ]
}

fn rollouts() -> Vec<Row> {
    const OUT: &[(&str, &str)] = &[
        ("team", "payments"),
        ("reason", "The freeze before the holidays"),
        ("until", "{soon}"),
    ];
    vec![
        page("/rollouts", Members),
        post("/rollouts", "/rollouts", &[], DECIDING),
        page("/rollouts/new", Members),
        post("/rollouts/opt-outs", "/rollouts/opt-outs", OUT, TENDING),
        post(
            "/rollouts/opt-outs/{id}/end",
            "/rollouts/opt-outs/{opt-out}/end",
            &[],
            TENDING,
        ),
        get("/rollouts/{id}", "/rollouts/{rollout}", Members),
        post(
            "/rollouts/{id}",
            "/rollouts/{rollout}",
            &[("act", "pause")],
            DECIDING,
        ),
        post(
            "/rollouts/{id}",
            "/rollouts/{rollout}",
            &[("act", "approve")],
            DECIDING,
        ),
        post(
            "/rollouts/{id}",
            "/rollouts/{rollout}",
            &[("act", "undo")],
            DECIDING,
        ),
    ]
}

fn inventory() -> Vec<Row> {
    vec![
        page("/inventory", Members),
        page("/inventory.csv", Members),
        page("/inventory.json", Members),
        page("/inventory/views", Members),
        post(
            "/inventory/views",
            "/inventory/views",
            &[("name", "Mine")],
            Members,
        ),
        get("/inventory/views/{id}", "/inventory/views/none", Members),
        post(
            "/inventory/views/{id}",
            "/inventory/views/none",
            &[("name", "Mine")],
            Members,
        ),
        post(
            "/inventory/views/{id}/delete",
            "/inventory/views/none/delete",
            &[],
            Members,
        ),
        page("/inventory/unmanaged", Members),
        page("/inventory/unmanaged.csv", Members),
        page("/inventory/unmanaged/adopt", REQUESTING),
        post(
            "/inventory/unmanaged/adopt",
            "/inventory/unmanaged/adopt",
            &[],
            REQUESTING,
        ),
        page("/audit", Members),
        page("/audit.csv", Members),
        page("/audit.jsonl", Members),
        page("/insights", Members),
        page("/insights/scorecard", Members),
        get("/insights/days/{day}", "/insights/days/2026-01-01", Members),
        get(
            "/insights/tables/{table}",
            "/insights/tables/teams.csv",
            Members,
        ),
    ]
}

fn repository() -> Vec<Row> {
    const DIGEST: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000001";
    let tab = |url| get(REPOSITORY, url, Members);
    let act = |url, form, whom| post(REPOSITORY, url, form, whom);
    vec![
        tab("{repository}"),
        tab("{repository}/-/images"),
        tab("{repository}/-/findings"),
        tab("{repository}/-/findings?format=csv"),
        tab("{repository}/-/use"),
        tab("{repository}/-/access"),
        tab("{repository}/-/lifecycle"),
        tab("{repository}/-/settings"),
        tab("{repository}/-/monitoring"),
        tab("{repository}/-/history"),
        tab("{repository}/-/removal"),
        act("{repository}", &[("act", "look")], REQUESTING),
        act("{repository}/-/images", &[("d", DIGEST)], TENDING),
        act(
            "{repository}/-/findings",
            &[("finding", "CVE-2026-1")],
            TENDING,
        ),
        act("{repository}/-/findings", &[("end", "none")], TENDING),
        act("{repository}/-/use", &[], REQUESTING),
        act("{repository}/-/monitoring", &[], REQUESTING),
        act("{repository}/-/lifecycle", &[("ask", "1")], REQUESTING),
        act("{repository}/-/settings", &[("ask", "1")], REQUESTING),
        act("{repository}/-/access", &[("ask", "1")], REQUESTING),
        act("{repository}/-/removal", &[("way", "delete")], TENDING),
    ]
}
