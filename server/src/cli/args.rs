//! What can be typed.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Plan, make and follow requests.
    #[command(subcommand)]
    Request(Request),
    /// Decide on requests.
    #[command(subcommand)]
    Review(Review),
    /// Look at repositories.
    #[command(subcommand)]
    Repo(Repo),
    /// Tokens of your own.
    #[command(subcommand)]
    Token(Token),
    /// Read, export and verify the audit record.
    #[command(subcommand)]
    Audit(Audit),
    /// Print the API's OpenAPI document.
    ApiOpenapi,
}

#[derive(Clone, Copy, Debug, Default, Args)]
pub struct Shape {
    /// Print the API's own answer, for programs.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum Request {
    /// Show what would come of it, without asking.
    Plan {
        #[command(flatten)]
        wish: Wish,
        #[command(flatten)]
        shape: Shape,
    },
    /// Ask for it.
    Create {
        #[command(flatten)]
        wish: Wish,
        /// Follow it until it ends.
        #[arg(long)]
        watch: bool,
        #[command(flatten)]
        shape: Shape,
    },
    /// List requests, newest first.
    List {
        /// Only your own.
        #[arg(long)]
        mine: bool,
        /// Such as in_review.
        #[arg(long)]
        stage: Option<String>,
        #[arg(long)]
        team: Option<String>,
        /// A piece of the repository's name.
        #[arg(long)]
        find: Option<String>,
        #[command(flatten)]
        shape: Shape,
    },
    /// Show a request with its stations.
    Show {
        /// Its id, or REQ- with its number.
        id: String,
        #[command(flatten)]
        shape: Shape,
    },
    /// Say how far a request has come.
    Status {
        /// Its id, or REQ- with its number.
        id: String,
        /// Stay until it ends; fails unless it is completed.
        #[arg(long)]
        watch: bool,
        #[command(flatten)]
        shape: Shape,
    },
    /// Withdraw a request.
    Withdraw { id: String },
    /// Try the step again that failed.
    Retry { id: String },
    /// Answer anew what needs input or what a reviewer asked to change.
    Answer {
        id: String,
        #[command(flatten)]
        wish: Wish,
        #[command(flatten)]
        shape: Shape,
    },
}

/// What is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// A new repository.
    #[default]
    Create,
    /// A repository in AWS comes under Git.
    Adopt,
    Lifecycle,
    Settings,
    Access,
    Alarms,
    Workflow,
    Removal,
}

/// A file, and values that are laid over it.
#[derive(Debug, Default, Args)]
pub struct Wish {
    #[arg(long, value_enum, default_value_t)]
    pub kind: Kind,
    /// The repository that it is about, account/region/name; not for a new one.
    #[arg(long)]
    pub repository: Option<String>,
    /// YAML or JSON with the fields as the API names them; - reads standard input.
    #[arg(short, long)]
    pub file: Option<PathBuf>,
    #[arg(long)]
    pub name: Option<String>,
    #[arg(long)]
    pub account: Option<String>,
    #[arg(long)]
    pub region: Option<String>,
    #[arg(long)]
    pub description: Option<String>,
    #[arg(long)]
    pub team: Option<String>,
    #[arg(long)]
    pub system: Option<String>,
    /// The application's repository on GitHub, owner/name.
    #[arg(long)]
    pub source: Option<String>,
    #[arg(long)]
    pub cluster: Option<String>,
    /// mutable, immutable, mutable_except or immutable_except.
    #[arg(long)]
    pub mutability: Option<String>,
    /// A pattern of tags that is an exception; may come several times.
    #[arg(long)]
    pub exception: Vec<String>,
    #[arg(long)]
    pub scan: Option<bool>,
    /// How many images are kept.
    #[arg(long)]
    pub keep: Option<u32>,
    /// Why; reviewers read it.
    #[arg(long)]
    pub comment: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Review {
    /// List what waits for a decision.
    List {
        #[command(flatten)]
        shape: Shape,
    },
    /// Show a request before its decision, with what changes in Git.
    Show {
        id: String,
        #[command(flatten)]
        shape: Shape,
    },
    /// Approve a request.
    Approve(Decision),
    /// Ask for changes.
    AskForChanges(Decision),
    /// Reject a request.
    Reject(Decision),
}

#[derive(Debug, Args)]
pub struct Decision {
    /// Its id, or REQ- with its number.
    pub id: String,
    #[arg(long, default_value = "")]
    pub comment: String,
    /// The commit that was looked at; without it the one that is there now.
    #[arg(long)]
    pub commit: Option<String>,
    #[command(flatten)]
    pub shape: Shape,
}

#[derive(Debug, Subcommand)]
pub enum Repo {
    /// List repositories.
    List {
        /// A piece of the name.
        #[arg(long)]
        find: Option<String>,
        #[arg(long)]
        team: Vec<String>,
        #[arg(long)]
        state: Vec<String>,
        /// Such as last_push, storage or score.
        #[arg(long)]
        sort: Option<String>,
        #[arg(long)]
        descending: bool,
        /// Every page, not only the first.
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        shape: Shape,
    },
    /// Show a repository.
    Show {
        /// account/region/name.
        repository: String,
        #[command(flatten)]
        shape: Shape,
    },
    /// List its images, newest first.
    Images {
        repository: String,
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        shape: Shape,
    },
    /// List its findings, the worst first.
    Findings {
        repository: String,
        /// Only those that the newest scanned image has.
        #[arg(long)]
        open: bool,
        #[arg(long)]
        severity: Vec<String>,
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        shape: Shape,
    },
}

#[derive(Debug, Subcommand)]
pub enum Token {
    /// Keep an address and a token, read from standard input, for later commands.
    Login {
        /// Berth's address.
        #[arg(long)]
        url: String,
    },
    /// Say who the token stands for.
    Whoami {
        #[command(flatten)]
        shape: Shape,
    },
    /// List your tokens.
    List {
        #[command(flatten)]
        shape: Shape,
    },
    /// Make a token that reaches no farther than this one.
    Create {
        /// What it is for.
        name: String,
        #[arg(long, required = true, value_delimiter = ',')]
        scope: Vec<String>,
        #[arg(long, default_value_t = 90)]
        days: u32,
        #[command(flatten)]
        shape: Shape,
    },
    /// Revoke a token.
    Revoke { id: String },
}

#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Hold the record in the configuration's own database against its hashes; fails, and names the row, if one is not what
    /// was written.
    Verify(AuditVerify),
    /// List the record, newest first.
    List {
        #[command(flatten)]
        filters: AuditFilters,
        /// Every page, not only the first.
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        shape: Shape,
    },
    /// Write the record to a file or to standard output.
    Export {
        #[command(flatten)]
        filters: AuditFilters,
        #[arg(long, value_enum, default_value_t)]
        format: AuditFormat,
        /// Without it standard output.
        #[arg(short, long)]
        output: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub struct AuditVerify {
    /// A head that an earlier look gave and that was kept elsewhere; may come several times.
    #[arg(long)]
    pub head: Vec<String>,
    #[command(flatten)]
    pub shape: Shape,
}

#[derive(Debug, Default, Args)]
pub struct AuditFilters {
    /// A login or a system's name.
    #[arg(long)]
    pub who: Option<String>,
    /// Such as request.submitted, or a kind such as refused.
    #[arg(long)]
    pub action: Option<String>,
    /// What it was done to, such as REQ-12.
    #[arg(long)]
    pub object: Option<String>,
    /// A repository's whole name, or account/region/name.
    #[arg(long)]
    pub repository: Option<String>,
    #[arg(long)]
    pub team: Option<String>,
    /// The first day, such as 2026-03-31.
    #[arg(long)]
    pub from: Option<String>,
    /// The last day.
    #[arg(long)]
    pub to: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum AuditFormat {
    #[default]
    Csv,
    Jsonl,
}

impl Command {
    pub(super) fn json(&self) -> bool {
        let shape = match self {
            Self::Request(
                Request::Plan { shape, .. }
                | Request::Create { shape, .. }
                | Request::List { shape, .. }
                | Request::Show { shape, .. }
                | Request::Status { shape, .. }
                | Request::Answer { shape, .. },
            )
            | Self::Audit(Audit::List { shape, .. })
            | Self::Review(Review::List { shape } | Review::Show { shape, .. })
            | Self::Repo(
                Repo::List { shape, .. }
                | Repo::Show { shape, .. }
                | Repo::Images { shape, .. }
                | Repo::Findings { shape, .. },
            )
            | Self::Token(
                Token::Whoami { shape } | Token::List { shape } | Token::Create { shape, .. },
            ) => *shape,
            Self::Review(
                Review::Approve(decision)
                | Review::AskForChanges(decision)
                | Review::Reject(decision),
            ) => decision.shape,
            _ => Shape::default(),
        };
        shape.json
    }
}
