//! Valid requests from every corner of the form's grammar, with the standards of very different companies.

use domain::aws::{AccountId, Region};
use domain::form::RequestForm;
use domain::github::RepoSlug;
use domain::policy::Rules;
use domain::standard::{Account, Layout, ProviderConfig, ProviderConfigKind, Standard};
use domain::text::Description;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// What was typed, where, and what some of it stands for.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) standard: Standard,
    pub(crate) form: RequestForm,
    /// `owner/name`, however the form writes it.
    pub(crate) source: String,
    /// The tag patterns, however the form separates them.
    pub(crate) filters: Vec<String>,
}

pub(crate) fn case() -> impl Strategy<Value = Case> {
    (standard(), person(), settings(), any::<(Index, Index)>()).prop_map(
        |(standard, person, settings, (account, region))| {
            let account = account.get(&standard.accounts).clone();
            let region = *region.get(&account.regions);
            let github = standard.github_web.trim_start_matches("https://");
            let source = format!("{}/{}", person.owner, person.repository);
            let form = RequestForm {
                id: person.id,
                name: person.name,
                account: account.id.to_string(),
                region: region.to_string(),
                description: person.description,
                team: person.team,
                system: person.system,
                source: person
                    .address
                    .replace("{host}", github)
                    .replace("{slug}", &source),
                cluster: person.cluster,
                mutability: settings.mutability.0.into(),
                exceptions: settings.filters.join(settings.separator),
                scan: settings.scan.into(),
                encryption: settings.encryption.into(),
                kms_key: settings.key.arn(region, settings.encryption),
                lifecycle: settings.lifecycle.into(),
                keep: settings.keep.to_string(),
                comment: String::new(),
            };
            Case {
                standard,
                form,
                source,
                filters: match settings.mutability {
                    (_, true) => settings.filters,
                    _ => Vec::new(),
                },
            }
        },
    )
}

#[derive(Clone, Debug)]
struct Person {
    id: String,
    name: String,
    description: String,
    team: String,
    system: String,
    owner: String,
    repository: String,
    /// A way to write a repository's address.
    address: &'static str,
    cluster: String,
}

fn person() -> impl Strategy<Value = Person> {
    let repository = (owner(), github_name(), select(ADDRESSES));
    let owners = (entity(), entity(), cluster());
    (uuid(), name(), description(), owners, repository).prop_map(
        |(id, name, description, (team, system, cluster), (owner, repository, address))| Person {
            id,
            name,
            description,
            team,
            system,
            owner,
            repository,
            address,
            cluster,
        },
    )
}

const ADDRESSES: &[&str] = &[
    "{slug}",
    " {slug}/ ",
    "{host}/{slug}",
    "https://{host}/{slug}",
    "https://{host}/{slug}.git",
    "https://{host}/{slug}/tree/main/src",
    "git@{host}:{slug}.git",
    "ssh://git@{host}/{slug}.git",
];

/// Words that some YAML reader takes for something other than text.
const TRAPS: &[&str] = &[
    "true", "false", "null", "yes", "no", "on", "off", "nan", "inf", "none", "y1", "n0", "e1",
];
const TRAPS_WITH_DIGITS: &[&str] = &[
    "0",
    "0777",
    "0o17",
    "0x1F",
    "1e3",
    "1.5",
    "1_000",
    "2026-01-01",
    "Y",
    "n",
    "No",
    "NULL",
    "TRUE",
    "Off",
    "1.0.0",
    "12e03",
    "685230.15",
    "0b101",
];
const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const ENTITY: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

fn text_of(
    alphabet: &'static [u8],
    sizes: std::ops::RangeInclusive<usize>,
) -> BoxedStrategy<String> {
    vec(select(alphabet), sizes)
        .prop_map(|bytes| bytes.into_iter().map(char::from).collect())
        .boxed()
}

fn uuid() -> impl Strategy<Value = String> {
    any::<u128>().prop_map(|bits| {
        let hex = format!("{bits:032x}");
        let parts = [
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..],
        ];
        parts.join("-")
    })
}

fn name() -> impl Strategy<Value = String> {
    let composed = |sizes| {
        vec(
            (text_of(LOWER, sizes), select(&['.', '_', '-', '/'][..])),
            1..24,
        )
        .prop_map(|parts| {
            let joined: String = parts
                .into_iter()
                .flat_map(|(part, separator)| part.chars().chain([separator]).collect::<Vec<_>>())
                .collect();
            tidy_name(&joined)
        })
    };
    prop_oneof![
        2 => select(TRAPS).prop_map(str::to_owned),
        1 => (select(TRAPS), select(TRAPS)).prop_map(|(one, two)| format!("{one}/{two}")),
        1 => select(&["a/b", "a-b", "a_b", "a.b", "ab", "a1", "a/1/2"][..]).prop_map(str::to_owned),
        1 => Just("x".repeat(256)),
        1 => Just(format!("{}z", "a/".repeat(127))),
        6 => composed(1..=8),
        2 => composed(8..=30),
    ]
}

/// A valid name near `text`: letter first, at most 256 long, no separator last.
fn tidy_name(text: &str) -> String {
    let mut name = text.to_owned();
    name.truncate(256);
    let mut name = name.trim_end_matches(['.', '_', '-', '/']).to_owned();
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.replace_range(..1, "n");
    }
    if name.len() < 2 {
        name.push('2');
    }
    name
}

/// Names of Backstage entities: 1 to 63 long.
fn entity() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => select(TRAPS).prop_map(str::to_owned),
        2 => select(TRAPS_WITH_DIGITS).prop_map(str::to_owned),
        1 => Just("Z".repeat(63)),
        5 => (text_of(LOWER, 1..=1), text_of(ENTITY, 0..=61), text_of(LOWER, 0..=1))
            .prop_map(|(first, inner, last)| {
                let joined = format!("{first}{inner}{last}");
                joined.trim_end_matches(['-', '_', '.']).to_owned()
            }),
    ]
}

fn cluster() -> impl Strategy<Value = String> {
    entity().prop_map(|name| {
        name.to_ascii_lowercase()
            .replace('_', "-")
            .replace("..", ".0")
    })
}

fn owner() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => select(TRAPS).prop_map(str::to_owned),
        1 => Just("o".repeat(39)),
        4 => (text_of(LOWER, 1..=12), text_of(LOWER, 1..=12)).prop_map(|(a, b)| format!("{a}-{b}")),
    ]
}

fn github_name() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => select(TRAPS).prop_map(str::to_owned),
        2 => select(&["...", "_", "-", ".github", "a..b", "--", "0"][..]).prop_map(str::to_owned),
        1 => Just("r".repeat(100)),
        5 => text_of(ENTITY, 1..=40),
    ]
    .prop_filter("a name that .git does not end", |name| {
        !matches!(name.as_str(), "." | "..") && !name.ends_with(".git")
    })
}

/// Text that means something to YAML, Markdown, HTML, templates, shells, mail or file systems.
const PHRASES: &[&str] = &[
    "- a: b",
    "key: value",
    "{{ template }}",
    "${{ github.token }}",
    "${HOME} `id` $(id)",
    "{% raw %}",
    "<script>alert(1)</script>",
    "&amp; <!-- --> &#x0;",
    "# heading",
    "---",
    "...",
    "%YAML 1.1",
    "*alias &anchor !!binary !tag",
    "| > \" ' \\ \\n \\u0000 \\x",
    "../../etc/passwd",
    "C:\\Windows\\..\\x",
    "@everyone #1 fixes #2",
    "[link](javascript:x) ![](http://x)",
    "| a | b |\n|---|---|",
    "```\ncode\n```",
    "null",
    "~",
    "0777",
    "2026-01-01T00:00:00Z",
    "=cmd|' /C calc'!A0",
    "第一のイメージ",
    "Größe ß İı ſ",
    "👩‍🚀 e\u{301} \u{200d} \u{a0} \u{ad}",
    "عربي עברית",
    "\u{1F3F4}\u{E0067}\u{10FFFD}\u{FFFD}",
    "$text: https://x",
    "it's \"quoted\"",
    "trailing: ",
    "a\r\nb\n\n\nc",
];

fn description() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        8 => proptest::char::range(' ', '~'),
        1 => Just('\n'),
        2 => proptest::char::range('\u{a1}', '\u{2fff}'),
        1 => proptest::char::range('\u{4e00}', '\u{9fff}'),
        1 => proptest::char::range('\u{1f300}', '\u{1faff}'),
        1 => any::<char>(),
    ]
    .prop_map(|character| {
        let kept = Description::parse(&format!("a{character}a")).is_ok();
        if kept { character } else { '§' }
    });
    let free = prop_oneof![
        4 => vec(character.clone(), 1..40),
        1 => vec(character, 200..=256),
    ]
    .prop_map(|characters| characters.into_iter().collect());
    prop_oneof![
        3 => select(PHRASES).prop_map(str::to_owned),
        3 => (select(PHRASES), select(PHRASES), select(&[" ", "\n", "\r\n", ""][..]))
            .prop_map(|(one, two, between)| format!("{one}{between}{two}")),
        4 => free,
    ]
    .prop_map(|text: String| match text.trim().is_empty() {
        true => format!("{text}é{text}"),
        false => text,
    })
}

#[derive(Clone, Debug)]
struct Choices {
    /// The choice, and whether it takes patterns.
    mutability: (&'static str, bool),
    filters: Vec<String>,
    separator: &'static str,
    scan: &'static str,
    encryption: &'static str,
    key: Key,
    lifecycle: &'static str,
    keep: u32,
}

fn settings() -> impl Strategy<Value = Choices> {
    let mutability = select(
        &[
            ("mutable", false),
            ("immutable", false),
            ("mutable_except", true),
            ("immutable_except", true),
        ][..],
    );
    let patterns = (vec(filter(), 1..=5), select(&[" ", ",", "\n", ", "][..]));
    let keep = prop_oneof![Just(1), Just(10), Just(10_000), 1..=10_000u32];
    (
        mutability,
        patterns,
        select(&["on", "", "off"][..]),
        (select(&["aes256", "kms", "kms_dsse"][..]), key()),
        (select(&["keep", "keep", "none"][..]), keep),
    )
        .prop_map(
            |(mutability, (mut filters, separator), scan, (encryption, key), (lifecycle, keep))| {
                let mut seen = std::collections::BTreeSet::new();
                filters.retain(|filter| seen.insert(filter.clone()));
                Choices {
                    mutability,
                    filters,
                    separator,
                    scan,
                    encryption,
                    key,
                    lifecycle,
                    keep,
                }
            },
        )
}

fn filter() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => select(&["latest", "*", "**", "dev-*", "*-rc*", "v1.*", "-", ".", "_"][..]).prop_map(str::to_owned),
        1 => select(TRAPS_WITH_DIGITS).prop_map(str::to_owned),
        1 => Just("f".repeat(128)),
        4 => text_of(ENTITY, 1..=20),
    ]
}

#[derive(Clone, Debug)]
struct Key {
    account: u64,
    resource: String,
}

impl Key {
    fn arn(&self, region: Region, encryption: &str) -> String {
        if encryption == "aes256" {
            return String::new();
        }
        let (partition, resource) = (region.partition().id(), &self.resource);
        format!(
            "arn:{partition}:kms:{region}:{:012}:{resource}",
            self.account
        )
    }
}

fn key() -> impl Strategy<Value = Key> {
    let resource = prop_oneof![
        uuid().prop_map(|id| format!("key/{id}")),
        uuid().prop_map(|id| format!("key/mrk-{}", id.replace('-', ""))),
        text_of(ENTITY, 1..=60).prop_map(|name| format!("alias/{}", name.replace('.', "/"))),
    ];
    (0..1_000_000_000_000u64, resource).prop_map(|(account, resource)| Key { account, resource })
}

/// A company: its accounts, its layout, its tags.
pub(crate) fn standard() -> impl Strategy<Value = Standard> {
    let central = prop_oneof![
        Just(None),
        Just(RepoSlug::new("platform", "registries").ok())
    ];
    let folders = select(
        &[
            ("deploy/ecr", "catalog/ecr"),
            ("a", "b"),
            ("infra/registries/x.y", ".backstage/ecr"),
        ][..],
    );
    let web = select(&["https://github.com", "https://github.acme.example"][..]);
    (
        vec(account(), 1..4),
        (label(), label()),
        (central, folders, web),
        btree_map(tag_key(), tag_value(), 0..8),
        any::<bool>(),
    )
        .prop_map(
            |(accounts, (namespace, catalog), (central, folders, web), mut tags, many)| {
                // Five tags are the provider's and four Berth's: 41 of the company's are the most.
                while many && tags.len() < 41 {
                    tags.insert(format!("company:{}", tags.len()), "x".repeat(256));
                }
                Standard {
                    accounts,
                    namespace,
                    layout: Layout {
                        central,
                        manifests: folders.0.into(),
                        catalog: folders.1.into(),
                    },
                    tags,
                    catalog_namespace: catalog,
                    github_web: web.into(),
                    aws_console: "https://{region}.console.aws.amazon.com".into(),
                    rules: Rules::default(),
                }
            },
        )
}

fn account() -> impl Strategy<Value = Account> {
    let regions: Vec<Region> = Region::all().collect();
    let kind = select(
        &[
            ProviderConfigKind::ClusterProviderConfig,
            ProviderConfigKind::ProviderConfig,
        ][..],
    );
    (
        0..1_000_000_000_000u64,
        kind,
        label(),
        proptest::sample::subsequence(regions, 1..5),
    )
        .prop_map(|(id, kind, name, regions)| Account {
            id: AccountId::parse(&format!("{id:012}")).unwrap(),
            title: "Somewhere".into(),
            provider_config: ProviderConfig { kind, name },
            regions,
        })
}

/// Kubernetes names of one label.
fn label() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => select(TRAPS).prop_map(str::to_owned),
        1 => select(&["0", "0777", "1e3", "2026-01-01", "crossplane-system", "y", "n"][..]).prop_map(str::to_owned),
        1 => Just("l".repeat(63)),
        2 => (text_of(LOWER, 1..=8), text_of(LOWER, 1..=8)).prop_map(|(a, b)| format!("{a}-{b}")),
    ]
}

const TAG: &[u8] = b"abcXYZ019 +-=._:/@";

fn tag_key() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => select(TRAPS).prop_map(str::to_owned),
        2 => select(TRAPS_WITH_DIGITS).prop_map(str::to_owned),
        2 => select(&["team", "system", "berth-request", "cost-center", "Größe", ": ", "- x", "=", "@a", "a: b"][..])
            .prop_map(str::to_owned),
        1 => Just("k".repeat(128)),
        3 => text_of(TAG, 1..=20),
    ]
}

fn tag_value() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => select(TRAPS_WITH_DIGITS).prop_map(str::to_owned),
        1 => Just(String::new()),
        4 => text_of(TAG, 1..=40),
    ]
}
