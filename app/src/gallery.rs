//! Every part once, on one page: tested as a document, and written to a file for the eye when `BERTH_GALLERY` names one.

#![allow(clippy::unwrap_used)]

use crate::parts::{choice::*, copy::*, diff::*, facets::*, field::*, files::*, timeline::*, *};
use crate::shell::{
    Assets, Flash, Frame, NavItem, PersonBadge, SavedView, SourceAge, Theme, render,
};
use crate::testing::{check_document, html};
use leptos::prelude::*;

const NOW: i64 = 1_768_386_130_000;

fn frame() -> Frame {
    Frame {
        title: "Gallery".into(),
        person: Some(PersonBadge {
            name: "dev-a".into(),
            roles: vec!["Developer".into(), "platform".into()],
        }),
        current: Some(NavItem::Reviews),
        review_count: 3,
        views: vec![SavedView {
            label: "Not compliant".into(),
            href: "/inventory?view=x".into(),
            count: Some(901),
            current: false,
        }],
        sources: vec![
            SourceAge {
                name: "GitHub".into(),
                tone: Tone::Warn,
                as_of: Some(NOW - 180_000),
            },
            SourceAge {
                name: "Argo CD".into(),
                tone: Tone::Ok,
                as_of: Some(NOW - 4_000),
            },
            SourceAge {
                name: "AWS".into(),
                tone: Tone::Off,
                as_of: None,
            },
        ],
        theme: Theme::parse(&std::env::var("BERTH_THEME").unwrap_or_default()),
        assets: Assets {
            stylesheet: "berth.css".into(),
            favicon: Some("/favicon.svg".into()),
            script: Some("/pkg/berth.js".into()),
            glue: Some("/pkg/glue.js".into()),
            wasm: Some("/pkg/berth.wasm".into()),
            nonce: Some("n".into()),
        },
        refresh: Some(10),
        flash: Some(Flash {
            tone: Tone::Ok,
            text: "Draft saved. It is yours alone until you submit it.".into(),
        }),
        path: "/gallery?a=1&b=2".into(),
        now: NOW,
    }
}

fn answers() -> impl IntoView {
    let region = vec![
        SelectOption::new("us-east-1", "us-east-1 (N. Virginia)"),
        SelectOption::new("eu-west-1", "eu-west-1 (Ireland)"),
    ];
    let clusters = vec![
        Choice::new("a", "eks-prod-use1").note("us-east-1, production."),
        Choice::new("b", "eks-stage-use1").note("us-east-1, staging."),
        Choice::new("c", "eks-prod-apse2")
            .disabled("Unavailable: Argo CD has not answered since 09:58 UTC."),
    ];
    let tests = vec![
        CheckItem::new(Tone::Ok, "2 to 256 characters"),
        CheckItem::new(Tone::Bad, "Lowercase letters, digits and . _ - /"),
        CheckItem::new(Tone::Now, "Free in AWS"),
    ];
    view! {
        <form class="form stack lg" method="post" action="/requests">
            <note::ErrorSummary title="Two answers need attention." errors=vec![("name".into(), "Name: use lowercase letters".into()), ("cluster".into(), "Cluster: choose one".into())]/>
            <fieldset class="group"><legend>"Repository"</legend>
                <TextField name="name" value="My-App" required=true mono=true
                    says=Described::new("Name").fixed().hint("As in the image URI.").error(Some("Use lowercase letters.")).also("name-tests")>
                    <NameTests id="name-tests" label="Name checks" items=tests/>
                </TextField>
                <div class="field"><b>"Image URI"</b><CopyField what="image URI" text="123456789012.dkr.ecr.us-east-1.amazonaws.com/" bold="my-app"/></div>
                <SelectField name="region" says=Described::new("AWS region").fixed().hint("Where the cluster pulls.") options=region.clone() required=true/>
                <TextAreaField name="description" says=Described::new("Description") value="</textarea><script>alert(1)</script>" max_length=256/>
            </fieldset>
            <fieldset class="group"><legend>"Ownership"</legend>
                <div class="field two">
                    <SelectField name="team" says=Described::new("Team") options=vec![SelectOption::new("p", "platform-engineering")] selected="p" required=true/>
                    <TextField name="source" prefix="github.com/" value="spacetech/my-app" says=Described::new("GitHub repository")>
                        <field::Remark tone=Tone::Ok icon=IconName::Check>"Found. You can write to it."</field::Remark>
                    </TextField>
                </div>
            </fieldset>
            <ChoiceRows name="cluster" says=Described::new("Kubernetes cluster").hint("Argo CD on it applies the manifests.").error(Some("Choose one.")) choices=clusters selected="b" required=true/>
            <TickRow name="scan" label="Scan on push" note="The registry rule wins." checked=true/>
            <Sentence>
                "Of images " <SentenceSelect name="status" label="Tag status" options=region selected="us-east-1"/>" with "
                <SentenceInput name="prefix" label="Prefix" value="v"/>" keep the newest "
                <SentenceInput name="keep" label="Images to keep" value="20" between=(1, 1000) required=true/>" and expire the rest."
            </Sentence>
            <SubmitBar note="Goes to one reviewer of platform-engineering.">
                <Button kind=ButtonKind::Primary gate=true>"Submit for approval"</Button>
                <Button skip_checks=true name="draft" value="1">"Save draft"</Button>
                <Button kind=ButtonKind::Danger icon=IconName::Trash>"Delete"</Button>
            </SubmitBar>
        </form>
    }
}

fn preview() -> impl IntoView {
    let yaml = "apiVersion: ecr.aws.m.upbound.io/v1beta1\nkind: Repository\nmetadata:\n  name: my-app\nspec:\n  forProvider:\n    region: us-east-1\n";
    let lines = CodeLine::all(yaml, |_, line| line.contains("name:").then_some("name"));
    let files = vec![
        FileTab::new(
            "repository.yaml",
            view! { <CodePreview label="repository.yaml" lines=lines/> },
        ),
        FileTab::new(
            "Docker",
            view! { <CopyBlock what="Docker commands" text="# 1. Sign in\naws ecr get-login-password\n# 2. Push\ndocker push x\n"/> },
        ),
    ];
    let checks = vec![
        CheckItem::new(Tone::Ok, "Valid against the installed CRD").note("read 4 min ago"),
        CheckItem::new(Tone::Warn, "Mutable tags on a production cluster")
            .note("Immutable tags are recommended."),
        CheckItem::new(Tone::Ok, "Owner exists"),
        CheckItem::new(Tone::Ok, "Quota"),
    ];
    view! {
        <aside class="stack lg stick" aria-label="Preview">
            <FileTabs group="file" legend="File" files=files/>
            <PolicyChecks items=checks shown=2/>
            <Empty icon=IconName::Cube title="No repositories yet" actions=view! { <LinkButton href="/requests/new" kind=ButtonKind::Primary>"Request a repository"</LinkButton> }.into_any()>
                "Repositories of your team appear here."
            </Empty>
        </aside>
    }
}

fn history() -> impl IntoView {
    let steps = vec![
        Step::new(
            Some(Tone::Ok),
            IconName::Send,
            "Submitted",
            view! { <p class="mute">"dev-a, from the form."</p> },
        )
        .when(view! { <time::Clock at=NOW - 400_000 after=None/> }),
        Step::new(
            Some(Tone::Now),
            IconName::Sync,
            "Argo CD syncing",
            view! { <p>"Usually 41 s."</p><Meter share=0.68 label="28 s of a usual 41 s"/> },
        )
        .when(view! { <time::Clock at=NOW - 28_000 after=Some(NOW)/> })
        .took("28 s")
        .current(),
        Step::new(
            None,
            IconName::Cube,
            "Crossplane ready",
            view! { <p>"AWS confirms the repository."</p> },
        ),
    ];
    let segments = vec![
        Segment::new("Approval 2 min 10 s", 130.0),
        Segment::new("Merge 3 min 2 s", 182.0),
        Segment::new("Argo CD 28 s", 28.0),
    ];
    view! {
        <div class="stack lg">
            <ElapsedStrip label="Time spent: approval 2 min 10 s, merge 3 min 2 s, Argo CD 28 s so far" segments=segments/>
            <Timeline steps=steps/>
            <Diagnosis id="dx" title="Berth’s AWS role may not create repositories in eu-west-1"
                cause=view! { <p>"Your request is fine. The role "<code>"crossplane-ecr"</code>" has no permission."</p> }.into_any()
                evidence=view! { <diagnosis::RawMessage label="Error from AWS" text="create failed: AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/crossplane-ecr is not authorized"/> }.into_any()
                fix=view! { <p>"A platform engineer adds the region. Crossplane retries by itself."</p> }.into_any()
                actions=view! { <Button kind=ButtonKind::Primary>"Retry now"</Button> }.into_any()
                foot="Next automatic retry at 10:27 UTC.".into_any()/>
            <DiffFile path="deploy/ecr/eks-prod-use1/my-app/repository.yaml" rows=DiffRow::compare("spec:\n  tags: MUTABLE\n  scan: true\n", "spec:\n  tags: IMMUTABLE\n  scan: true\n")/>
        </div>
    }
}

fn lists() -> impl IntoView {
    let todo = vec![TodoItem {
        tone: Tone::Bad,
        icon: None,
        title: "telemetry-ingest can’t be created".into(),
        href: Some("/requests/1".into()),
        text: "Berth’s AWS role may not create repositories there.".into_any(),
        action: Some(("/requests/1".into(), "See diagnosis".into())),
    }];
    let facts = vec![
        Fact::new("Region", "us-east-1"),
        Fact::new("Size", text::size(15_100_000_000)),
        Fact::new("Pushed", view! { <Time at=NOW - 1_080_000 now=NOW/> }),
    ];
    view! {
        <aside class="stack lg" aria-label="Facts">
            <TodoList items=todo/>
            <KeyValues facts=facts/>
            <div class="row"><Chip tone=Tone::Ok text="Ready"/><Chip tone=Tone::Now text="Syncing"/><Chip tone=Tone::Warn text="Drifted"/><Chip tone=Tone::Bad text="Failed"/><Chip tone=Tone::Off text="Not in Git"/><Chip tone=Tone::Ok text="Flat" flat=true/><KeyChip text="v1.8.3"/></div>
            <Note tone=Tone::Warn icon=IconName::Cloud title="As of 3 min ago. GitHub is unreachable." announce=Announce::Status actions=view! { <Button>"Try now"</Button> }.into_any()>
                <p>"Pull request and review states may be old."</p>
            </Note>
        </aside>
    }
}

fn data() -> impl IntoView {
    let figures = vec![
        Figure::new("Repositories", text::count(10_482)).note("38 more than last week"),
        Figure::new("Storage", "48.6 TB"),
        Figure::new("Critical findings", "214")
            .tone(Tone::Bad)
            .note(view! { "in "<a href="/inventory?view=critical">"96 repositories"</a> }),
    ];
    let tabs = vec![
        TabLink {
            label: "All".into(),
            href: "/inventory".into(),
            count: Some(10_482),
            current: true,
        },
        TabLink {
            label: "Stale".into(),
            href: "/inventory?view=stale".into(),
            count: None,
            current: false,
        },
    ];
    let option = |value: &str, checked| FacetOption {
        value: value.into(),
        label: value.into(),
        count: Some(741),
        checked,
    };
    view! {
        <section class="stack" aria-labelledby="inv"><h2 id="inv">"Inventory"</h2>
            <Figures figures=figures/>
            <Tabs label="Saved views" tabs=tabs/>
            <form class="stack" method="get" action="/inventory">
                <div class="facets">
                    <SearchBox label="Name, description, tag or digest"/>
                    <Facet name="team" legend="Team" options=vec![option("data-platform", true), option("telemetry", false)] clear=Some("/inventory".to_owned())/>
                    <Facet name="region" legend="Region" options=vec![option("us-east-1", false)]/>
                    <Facet name="col" legend="Columns" options=vec![option("Images", true)] icon=IconName::Columns last=true/>
                </div>
                <Region labelled="cap">
                    <table class="tbl dense pin"><caption class="sr" id="cap">"Repositories"</caption>
                        <thead><tr><SortHeader label="Repository" href="?sort=name" class="k"/><SortHeader label="Images" href="?sort=images" sorted=Some(SortOrder::Descending) class="n p2"/><th scope="col">"Stage"</th></tr></thead>
                        <tbody><tr><th scope="row"><a href="/repositories/1">"telemetry-archive"</a><small class="ps">"telemetry"</small></th><td class="n p2">"1,204"</td>
                            <td><StageBar stages=vec![Some(Tone::Ok), Some(Tone::Bad), None] label="Stage 2 of 3, failed" text="Crossplane failed"/></td></tr></tbody>
                    </table>
                </Region>
                <Pagination page=Page { first: Some(1), rows: 50, total: Some(1_204), previous: None, next: Some("?after=x".into()) }/>
            </form>
        </section>
    }
}

fn gallery() -> impl IntoView + 'static {
    let head = view! {
        <PageHead title="Gallery" crumbs=vec![Crumb::to("Home", "/"), Crumb::here("Gallery")] chip=view! { <Chip tone=Tone::Now text="Argo CD syncing"/> }.into_any()
            meta="Every part once".into_any() actions=view! { <LinkButton href="/x" icon=IconName::PullRequest>"Pull request 318"</LinkButton> }.into_any()/>
    };
    view! {
        <div class="page">
            {head.into_any()}
            {data().into_any()}
            <div class="split form">{answers().into_any()}{preview().into_any()}</div>
            <div class="split">{history().into_any()}{lists().into_any()}</div>
        </div>
    }
}

#[test]
fn every_part_keeps_the_promises_of_a_page() {
    let html = html(|| render(frame(), gallery()));
    if let Ok(path) = std::env::var("BERTH_GALLERY") {
        std::fs::write(path, &html).unwrap();
    }
    let page = check_document(&html);
    assert!(page.by_id("name").is_some_and(
        |input| input.attribute("aria-describedby") == Some("name-error name-hint name-tests")
    ));
}

#[test]
fn typed_text_cannot_end_its_textarea() {
    let page = check_document(&html(|| render(frame(), gallery())));
    let area = page.by_id("description").unwrap();
    assert_eq!(area.text(), "</textarea><script>alert(1)</script>");
}

#[test]
fn the_chosen_theme_and_the_way_back_are_in_the_document() {
    let page = check_document(&html(|| {
        render(
            Frame {
                theme: Theme::Dark,
                ..frame()
            },
            gallery(),
        )
    }));
    assert_eq!(page.attribute("data-theme"), Some("dark"));
    let next = page
        .all("input")
        .into_iter()
        .find(|input| input.attribute("name") == Some("next"))
        .unwrap();
    assert_eq!(next.attribute("value"), Some("/gallery?a=1&b=2"));
}

#[test]
fn a_page_without_scripts_reloads_while_something_moves() {
    let html = html(|| render(frame(), gallery()));
    assert!(html.contains(r#"<noscript><meta http-equiv="refresh" content="10"></noscript>"#));
}
