//! Every key there is. The reader accepts what stands here and nothing else, so the reference that is printed from it is whole.

use std::fmt::Write as _;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    Flag,
    /// An array of texts; in the environment separated by commas.
    List,
    /// Hidden wherever values are shown. `<key>_file` names a file that holds it instead.
    Secret,
    /// The same for several.
    Secrets,
    /// Names with texts; in the environment an inline table.
    Table,
    /// An array of tables; in the environment an array of inline tables.
    Tables,
}

impl Kind {
    pub(super) fn says(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "whole number",
            Self::Flag => "true or false",
            Self::List => "list of texts",
            Self::Secret => "secret",
            Self::Secrets => "secret, or list of secrets",
            Self::Table => "table of texts",
            Self::Tables => "list of tables",
        }
    }

    pub(super) fn is_secret(self) -> bool {
        matches!(self, Self::Secret | Self::Secrets)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Required,
    Optional,
    /// In TOML.
    Default(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyDoc {
    /// A part `[]` stands for each table of a list.
    pub key: &'static str,
    pub kind: Kind,
    pub need: Need,
    pub says: &'static str,
    /// In TOML.
    pub example: &'static str,
}

impl KeyDoc {
    /// `None` inside of lists, whose whole value is one variable.
    pub fn variable(&self) -> Option<String> {
        (!self.key.contains("[]"))
            .then(|| format!("BERTH_{}", self.key.replace('.', "__").to_uppercase()))
    }

    /// How to set it, as a sentence's end.
    pub(super) fn how(&self) -> String {
        let file = format!(
            "write it like {} = {}",
            self.key.rsplit('.').next().unwrap_or(self.key),
            self.example
        );
        match self.variable() {
            Some(variable) => format!("Set it in the file or as {variable}; {file}"),
            None => format!("In the file, {file}"),
        }
    }
}

pub(super) fn find(key: &str) -> Option<&'static KeyDoc> {
    KEYS.iter().find(|doc| doc.key == key)
}

macro_rules! keys {
    ($($key:literal $kind:ident $need:expr, $example:literal, $says:literal;)*) => {
        &[$(KeyDoc { key: $key, kind: Kind::$kind, need: $need, says: $says, example: $example }),*]
    };
}

use Need::{Default, Optional, Required};

pub const KEYS: &[KeyDoc] = keys! {
    "listen" Text Default("\"127.0.0.1:3000\""), "\"0.0.0.0:3000\"", "Address and port to answer on.";
    "public_url" Text Required, "\"https://berth.acme.example\"", "Berth’s own address as people and GitHub reach it.";
    "session_secret" Secret Required, "\"<at least 32 random characters>\"", "Seals people’s GitHub tokens in the database. A new value signs everybody out of GitHub reviews until they sign in again.";
    "sessions.idle_minutes" Number Default("720"), "60", "A session ends after so many minutes without a visit, and when nobody has said for as long that its person is there still.";
    "sessions.absolute_hours" Number Default("168"), "24", "A session ends so many hours after signing in, whatever happens.";
    "sessions.check_minutes" Number Default("30"), "30", "How often GitHub or the identity provider is asked again for roles and teams of those who are signed in.";
    "sign_in.github" Flag Default("true"), "false", "Whether people sign in with GitHub. Without it they can link their GitHub account still.";
    "sign_in.oidc.issuer" Text Optional, "\"https://login.acme.example\"", "Your identity provider’s issuer, as it stands in its tokens. With it people sign in by OpenID Connect.";
    "sign_in.oidc.title" Text Default("\"single sign-on\""), "\"Acme Login\"", "What people call it.";
    "sign_in.oidc.client_id" Text Optional, "\"berth\"", "How Berth is known there.";
    "sign_in.oidc.client_secret" Secret Optional, "\"…\"", "Goes with `sign_in.oidc.client_id`.";
    "sign_in.oidc.scopes" List Default("[\"profile\", \"email\", \"offline_access\"]"), "[\"profile\", \"groups\"]", "What Berth asks for beside `openid`. With a refresh token it can see who has left; without one people sign in again when the idle time is over.";
    "sign_in.oidc.hosts" List Default("[]"), "[\"oauth2.acme.example\"]", "Other hosts of the provider that Berth may call, when its discovery document names some. Without them only the issuer’s own.";
    "sign_in.oidc.login_claim" Text Default("\"preferred_username\""), "\"email\"", "The claim that names people. It must not change or be given to others.";
    "sign_in.oidc.name_claim" Text Default("\"name\""), "\"name\"", "The claim with the full name.";
    "sign_in.oidc.groups_claim" Text Default("\"groups\""), "\"realm_access.roles\"", "The claim with the groups; a dot leads into an object.";
    "sign_in.oidc.teams" Table Default("{}"), "{ ecr-payments = \"payments\" }", "Teams by group. Without any, groups are teams by their own name.";
    "sign_in.oidc.domain" Text Optional, "\"acme.example\"", "Stands behind names without an @, so that they are never taken for GitHub logins. Without it the issuer’s host.";
    "sign_in.oidc.clock_skew_seconds" Number Default("60"), "30", "So many seconds the provider’s clock may be away from this one, at most 300.";
    "log" Text Default("\"text\""), "\"json\"", "`text` for people or `json` for machines. What is logged is chosen by `RUST_LOG`.";
    "metrics.token" Secret Optional, "\"<at least 32 random characters>\"", "Whoever sends it as a bearer token may read `/metrics`. Without it there is no such page.";
    "api.reads_per_minute" Number Default("600"), "1200", "How often one token may look something up in a minute.";
    "api.changes_per_minute" Number Default("60"), "120", "How often one token may change something in a minute.";
    "database.url" Secret Default("\"sqlite://data/berth.db\""), "\"postgres://berth@db.acme.example/berth\"", "SQLite for one replica, PostgreSQL for several.";
    "database.connections" Number Default("10"), "20", "At most so many connections to the database.";
    "github.api_url" Text Default("\"https://api.github.com\""), "\"https://github.acme.example/api/v3\"", "GitHub’s REST API.";
    "github.web_url" Text Default("\"https://github.com\""), "\"https://github.acme.example\"", "GitHub’s pages and sign-in.";
    "github.app_id" Number Optional, "123456", "The GitHub App’s number. Needs `github.private_key`.";
    "github.private_key" Secret Optional, "\"-----BEGIN RSA PRIVATE KEY-----…\"", "The GitHub App’s private key, PEM.";
    "github.token" Secret Optional, "\"github_pat_…\"", "A machine user’s token, where there is no App.";
    "github.client_id" Text Required, "\"Iv23…\"", "The App’s client id, for signing people in.";
    "github.client_secret" Secret Required, "\"…\"", "The App’s client secret, for signing people in.";
    "github.webhook_secrets" Secrets Required, "[\"<random>\"]", "Webhooks must be signed with one of these. Give two while you rotate them.";
    "github.labels" List Default("[\"berth\"]"), "[\"berth\", \"registry\"]", "Labels of the pull requests.";
    "github.ask_review_from" List Default("[]"), "[\"acme/platform\", \"octocat\"]", "Teams (`org/team`) and people who are asked to review each pull request.";
    "github.base_branch" Text Optional, "\"main\"", "Branch that pull requests go to. Without it each repository’s default branch.";
    "github.write_gap_ms" Number Default("1000"), "1000", "Pause between two writes, in milliseconds. GitHub asks for a second.";
    "argocd.url" Text Required, "\"https://argocd.acme.example\"", "Argo CD’s API.";
    "argocd.web_url" Text Optional, "\"https://argocd.acme.example\"", "Argo CD’s pages, when they have another address.";
    "argocd.token" Secret Required, "\"…\"", "Token of an Argo CD account that may manage applications of the project.";
    "argocd.project" Text Default("\"default\""), "\"ecr\"", "AppProject of the applications that Berth makes.";
    "argocd.app_namespace" Text Optional, "\"argocd-apps\"", "Namespace of the applications, when it is not Argo CD’s own.";
    "argocd.auto_sync" Flag Default("true"), "false", "Whether these applications sync by themselves.";
    "argocd.clusters" Table Default("{}"), "{ eks-prod = \"https://eks.acme.example\" }", "Clusters that Argo CD knows under another name or only by its server’s address.";
    "argocd.lifecycle_changes" Table Default("{}"), "{ eks-prod = \"in-place\" }", "Clusters that get another lifecycle policy in another way than by a new object: argo-replace, or in-place where the provider can.";
    "aws.endpoint_url" Text Optional, "\"http://127.0.0.1:4503\"", "Another address than AWS’s own, for test benches.";
    "aws.access_key_id" Text Optional, "\"AKIA…\"", "Static credentials. Without them the usual chain: environment, profile, web identity, instance.";
    "aws.secret_access_key" Secret Optional, "\"…\"", "Goes with `aws.access_key_id`.";
    "aws.session_token" Secret Optional, "\"…\"", "Goes with temporary static credentials.";
    "aws.accounts" Tables Required, "[{ id = \"123456789012\", title = \"Production\", regions = [\"us-east-1\"] }]", "The accounts that people may choose.";
    "aws.accounts[].id" Text Required, "\"123456789012\"", "The account’s twelve digits.";
    "aws.accounts[].title" Text Required, "\"Production\"", "What people call it.";
    "aws.accounts[].regions" List Required, "[\"us-east-1\"]", "Regions that people may choose; the first is suggested.";
    "aws.accounts[].provider_config" Table Default("{ kind = \"ClusterProviderConfig\", name = \"default\" }"), "{ kind = \"ClusterProviderConfig\", name = \"aws-prod\" }", "The Crossplane provider configuration that leads to the account.";
    "aws.accounts[].role_arn" Text Optional, "\"arn:aws:iam::123456789012:role/berth-reader\"", "Role to assume for reading the account.";
    "aws.accounts[].external_id" Text Optional, "\"berth\"", "External id that the role demands.";
    "aws.images.every_minutes" Number Default("360"), "360", "How often a repository’s images are read that nobody pushed to for a week. Events wake it earlier.";
    "aws.images.active_every_minutes" Number Default("30"), "30", "The same for a repository that somebody pushed to in the last week.";
    "aws.images.at_once" Number Default("4"), "4", "So many repositories of an account and region are read at the same time. The API’s allowance is shared with the pipelines.";
    "aws.images.findings_of" Number Default("10"), "10", "So many of the newest tagged images of a repository, and as many lately pulled ones, are asked about for findings.";
    "aws.images.read_manifests" Flag Default("false"), "true", "Read the manifests of multi-architecture images, to show their platforms. Needs `ecr:BatchGetImage`, and may count as a pull: the image is not archived then, unless Berth’s role is excluded from pull times.";
    "aws.event_secrets" Secrets Default("[]"), "[\"<random>\"]", "EventBridge’s events must carry one of these in the header `x-berth-secret`. Without any, none are taken; Berth finds the same later by looking.";
    "backstage.url" Text Optional, "\"https://backstage.acme.example\"", "Backstage’s backend. Without it Berth works without a catalog.";
    "backstage.token" Secret Optional, "\"…\"", "Token of a service that may read the catalog and register locations.";
    "backstage.mode" Text Default("\"register\""), "\"discover\"", "`register` each catalog file, let Backstage `discover` them, or `off`.";
    "standard.namespace" Text Default("\"crossplane-system\""), "\"registries\"", "Namespace of the Crossplane objects.";
    "standard.repository" Text Optional, "\"acme/registry-gitops\"", "One repository for all files. Without it each application’s own.";
    "standard.manifests" Text Default("\"deploy/ecr\""), "\"deploy/ecr\"", "Folder of the manifests.";
    "standard.catalog" Text Default("\"catalog/ecr\""), "\"catalog/ecr\"", "Folder of the catalog files. It must not lie among the manifests: Argo CD would try to apply them.";
    "standard.tags" Table Default("{}"), "{ cost-center = \"4711\" }", "AWS tags that every repository carries.";
    "standard.catalog_namespace" Text Default("\"default\""), "\"default\"", "Namespace of the catalog’s entities.";
    "standard.aws_console" Text Default("\"https://{region}.console.aws.amazon.com\""), "\"https://{region}.console.aws.amazon.com\"", "The AWS console’s address; `{region}` is replaced.";
    "standard.rules.require" List Default("[]"), "[\"scan_on_push\"]", "Checks whose advice stops a submission here.";
    "standard.rules.cost_tags" List Default("[]"), "[\"cost-center\"]", "Tags by which costs are split.";
    "standard.rules.production" List Default("[]"), "[\"eks-prod\"]", "Clusters that serve customers.";
    "review.extra_approvals" Number Default("1"), "2", "So many people more than one have to approve a lifecycle policy that would expire images pulled lately, or whose images could not be read, and access for everybody. 0: one is enough.";
    "review.asking_counts_for_owner" Flag Default("false"), "true", "Whether a member of the owning team who asks for a repository to be deleted or let go of speaks for the team by that. Otherwise another member approves too, beside a reviewer; an administrator may in the team’s place.";
    "roles.developer.everyone" Flag Default("true"), "true", "Everybody who can sign in may request repositories.";
    "roles.developer.logins" List Default("[]"), "[\"octocat\"]", "GitHub logins of developers.";
    "roles.developer.groups" List Default("[]"), "[\"engineers\"]", "The identity provider’s groups of developers.";
    "roles.developer.teams" List Default("[]"), "[\"acme/engineers\"]", "GitHub teams of developers.";
    "roles.reviewer.everyone" Flag Default("false"), "false", "Everybody may decide on requests.";
    "roles.reviewer.logins" List Default("[]"), "[\"octocat\"]", "GitHub logins of reviewers.";
    "roles.reviewer.groups" List Default("[]"), "[\"platform\"]", "The identity provider’s groups of reviewers.";
    "roles.reviewer.teams" List Default("[]"), "[\"acme/platform\"]", "GitHub teams of reviewers.";
    "roles.manager.everyone" Flag Default("false"), "false", "Everybody reads figures.";
    "roles.manager.logins" List Default("[]"), "[\"octocat\"]", "GitHub logins of managers.";
    "roles.manager.groups" List Default("[]"), "[\"managers\"]", "The identity provider’s groups of managers.";
    "roles.manager.teams" List Default("[]"), "[\"acme/managers\"]", "GitHub teams of managers.";
    "roles.admin.everyone" Flag Default("false"), "false", "Everybody runs Berth.";
    "roles.admin.logins" List Default("[]"), "[\"octocat\"]", "GitHub logins of administrators.";
    "roles.admin.groups" List Default("[]"), "[\"berth-admins\"]", "The identity provider’s groups of administrators.";
    "roles.admin.teams" List Default("[]"), "[\"acme/berth-admins\"]", "GitHub teams of administrators.";
    "prices.currency" Text Default("\"USD\""), "\"EUR\"", "The currency of the prices, in three letters.";
    "prices.gb_month" Text Default("\"0.10\""), "\"0.085\"", "What a gigabyte costs for a month. The default is AWS’s public price for private repositories.";
    "prices.archive_gb_month" Text Optional, "\"0.05\"", "The same in the archive’s storage class. Without it archived images are priced like others.";
    "prices.regions" Table Default("{}"), "{ eu-central-1 = \"0.11\" }", "Regions where a gigabyte costs something else.";
    "prices.archive_regions" Table Default("{}"), "{ eu-central-1 = \"0.055\" }", "The same for the archive’s storage class.";
    "prices.note" Text Default("\"AWS’s list price, without transfer, tax or discount\""), "\"After our discount\"", "Stands beside every sum.";
    "waste.untagged_days" Number Default("14"), "14", "So many days after its push an image without a tag counts as waste, unless an index may need it.";
    "waste.never_pulled_days" Number Default("90"), "90", "So many days after its push an image that nobody pulled counts as waste.";
    "waste.keep" Number Default("10"), "10", "Where there is no lifecycle policy, images beyond the newest so many count as waste.";
    "scorecard.weights" Table Default("{}"), "{ pulled = \"0\" }", "How much a check of the scorecard counts, in the place of its own weight. 0 leaves it out of the score.";
    "scorecard.excused" Table Default("{}"), "{ encryption = \"Decided by security\" }", "Checks whose misses the company accepts, each with the reason.";
    "scorecard.required_tags" List Default("[\"team\", \"system\"]"), "[\"team\", \"cost-center\"]", "AWS tags that a repository needs values of.";
    "scorecard.require_kms" Flag Default("false"), "true", "Whether encryption has to use keys of AWS KMS.";
    "scorecard.critical_days" Number Default("7"), "7", "So many days a critical finding may be open. 0: no limit.";
    "scorecard.critical_most" Number Optional, "0", "So many critical findings may be open at once. Without it no limit.";
    "scorecard.high_days" Number Default("30"), "30", "So many days a high finding may be open. 0: no limit.";
    "scorecard.high_most" Number Optional, "10", "So many high findings may be open at once. Without it no limit.";
    "scorecard.pushed_days" Number Default("90"), "180", "The last push may be so many days ago.";
    "scorecard.pulled_days" Number Default("90"), "180", "The last pull may be so many days ago.";
    "scorecard.grace_days" Number Default("30"), "30", "So many days a new repository or image has before its use is judged.";
    "removal.cooling_off_hours" Number Default("72"), "24", "So many hours a deletion waits, once it is ready, for somebody to call it off.";
    "removal.name_locked_days" Number Default("30"), "90", "So many days nobody gets the name of a deleted repository.";
    "choices.teams" List Default("[]"), "[\"payments\"]", "Teams for the form, while no Backstage brings them.";
    "choices.systems" List Default("[]"), "[\"checkout\"]", "Systems for the form, while no Backstage brings them.";
};

/// The table of the README, in Markdown.
pub fn reference() -> String {
    let mut out = String::from("| key | kind | default | what it is |\n|---|---|---|---|\n");
    for doc in KEYS {
        let default = match doc.need {
            Required => "required".to_owned(),
            Optional => String::new(),
            Default(value) => format!("`{value}`"),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "| `{}` | {} | {default} | {} |",
            doc.key,
            doc.kind.says(),
            doc.says
        );
    }
    out
}
