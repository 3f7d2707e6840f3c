//! A changed standard comes to the repositories that are there: each by a request of its own, none twice, and back again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![recursion_limit = "256"]

use domain::day::Day;
use domain::form::RequestForm;
use domain::manifest::{render, repository_path};
use domain::observed::Seen;
use domain::people::{Actor, Person, Role};
use domain::portal::{
    ChangePages as _, Decision, FormPages as _, InventoryQuery, ReviewPages as _,
    RolloutPages as _, SettingsStart, Started, Tally,
};
use domain::request::{Change, Outcome, RequestId, Stage, Verdict, What};
use domain::rollout::pace::{PER_HOUR, PER_MINUTE};
use domain::rollout::{
    OptOutForm, PART_SETTINGS, RolloutForm, RolloutId, RolloutState, Standing, Steer,
};
use domain::spec::RepositorySpec;
use domain::testing::{delivery, filled_form};
use sandbox::github::{BranchRules, NewRepository, add_repository};
use sandbox::{Exchange, System};
use server::portal::jobs;
use server::store::{Commit, Committed, NewRequest, Submitted};
use std::collections::HashSet;
use stories::Portal;
use stories::people::{person, reviewer, started};

stories::on_both_engines! {
    many_repositories_follow_at_a_pace,
    what_followed_goes_back,
    what_is_in_the_way_is_named_and_taken_in_later,
}

/// Many times what any of these takes.
const TURNS: usize = 2_000;
/// Calls by which one repository's request makes content on GitHub: what the pace is reckoned with.
const CONTENT_EACH: usize = 9;
const CLUSTER: &str = "eks-stage-use1";
/// A company has many; each is an application of Argo CD.
const SOURCES: usize = 10;
/// As pull requests of one team, so that the window is tested by the budget alone.
const WINDOW: &str = "100";

fn lead() -> Person {
    person("dev-a", &[Role::Developer, Role::Reviewer])
}

fn owner() -> Person {
    person("dev-b", &[Role::Admin])
}

fn form(number: usize) -> RequestForm {
    RequestForm {
        id: format!("0197c9d2-7c1a-7000-8000-{number:012}"),
        name: format!("payments/app-{number:03}"),
        source: format!("spacetech/fleet-{}", number % SOURCES),
        cluster: CLUSTER.into(),
        scan: String::new(),
        ..filled_form()
    }
}

/// Many repositories with scanning off: all but the first and the last of each source were made long ago, past Berth.
async fn many(count: usize) -> Portal {
    let portal = started().await.unwrap();
    let now = portal.services.clock.now();
    let store = &portal.services.store;
    store.upsert_person(&lead(), now).await.unwrap();
    for number in 0..SOURCES {
        let repository = NewRepository {
            name: format!("fleet-{number}"),
            app_access: true,
            team: Some("platform-engineering".into()),
            files: vec![("README.md".into(), Some(b"# A fleet\n".to_vec()))],
            rules: BranchRules {
                required_approvals: 1,
                pull_request_only: true,
                ..BranchRules::default()
            },
            ..NewRepository::default()
        };
        add_repository(&portal.bench.world, &repository).unwrap();
    }
    let edge = SOURCES.min(count / 2);
    for number in 0..edge {
        made(&portal, number).await;
    }
    for number in edge..count - edge {
        let spec = form(number).parse(&portal.services.standard).unwrap();
        let files = render(&form(number).id, &spec, &portal.services.standard).into_iter();
        let files = files.map(|file| (file.path, Some(file.text)));
        portal.pushed(&form(number).source, files).await.unwrap();
        remembered(&portal, number, spec).await;
    }
    // Their syncs bring all that is in the folders.
    for number in count - edge..count {
        made(&portal, number).await;
    }
    portal.bench.settle().await.unwrap();
    read(&portal).await;
    portal.bench.world.journal.clear();
    portal
}

async fn read(portal: &Portal) {
    portal.services.clock.advance(3_600_000);
    jobs::run_due_jobs(&portal.services, "bench").await;
}

async fn made(portal: &Portal, number: usize) {
    let asked = portal.portal.submit(&lead(), &form(number)).await;
    portal.approved(&asked.unwrap()).await.unwrap();
}

/// The request that made a repository, as the database has it long after.
async fn remembered(portal: &Portal, number: usize, spec: RepositorySpec) {
    let store = &portal.services.store;
    let now = portal.services.clock.now();
    let new = NewRequest {
        id: RequestId::parse(&form(number).id).unwrap(),
        change: Change::Create { spec },
        comment: String::new(),
        requester: lead().login,
        at: now,
    };
    let Submitted::Created(request) = store.submit(&new).await.unwrap() else {
        panic!("the name is taken")
    };
    let stage = Stage::Completed {
        outcome: Outcome::Repository {
            delivery: delivery(),
            arn: "arn".into(),
            uri: "uri".into(),
        },
    };
    let said = What::Entered {
        stage: stage.clone(),
    };
    let step = Commit {
        stage: Some((stage, now)),
        events: vec![(now, Actor::Berth, said)],
        ..Commit::on(&request, None)
    };
    assert!(matches!(
        store.commit(step).await.unwrap(),
        Committed::Yes(_)
    ));
}

fn scan_on(shown: usize) -> RolloutForm {
    RolloutForm {
        part: PART_SETTINGS.into(),
        scan: "on".into(),
        reason: "Security asks for it everywhere".into(),
        window: WINDOW.into(),
        shown: shown.to_string(),
        ..RolloutForm::default()
    }
}

async fn begun(portal: &Portal, count: usize) -> RolloutId {
    let (form, all) = (scan_on(count), InventoryQuery::default());
    let page = portal.portal.plan_rollout(&lead(), &form, &all).await;
    let plan = page.unwrap().plan.unwrap();
    assert_eq!(plan.touched.len(), count, "{:?}", plan.left_out);
    let other = RolloutForm {
        shown: (count + 1).to_string(),
        ..form.clone()
    };
    let refused = portal.portal.start_rollout(&lead(), &other, &all).await;
    assert!(matches!(refused.unwrap(), Started::Refused(_)));
    let first = portal.portal.start_rollout(&lead(), &form, &all).await;
    let again = portal.portal.start_rollout(&lead(), &form, &all).await;
    assert_eq!(first, again, "sent twice, it is one");
    match first {
        Ok(Started::Yes(id)) => id,
        other => panic!("{other:?}"),
    }
}

async fn tally(portal: &Portal, id: &RolloutId) -> Tally {
    let page = portal.portal.rollout(&lead(), id, None).await;
    page.unwrap().tally
}

async fn state(portal: &Portal, id: &RolloutId) -> RolloutState {
    let known = portal.services.store.rollout(id).await;
    known.unwrap().unwrap().state
}

/// Berth, the world and the reviewer take turns.
async fn turn(portal: &Portal, id: &RolloutId) {
    jobs::run_due_rollouts(&portal.services, "bench").await;
    // While nothing is on its way, nobody looks at anything.
    let tally = tally(portal, id).await;
    let is_idle = tally.over() + tally.count(Standing::Waiting) == tally.total();
    let pause = if is_idle { 120_000 } else { 15_000 };
    portal.turn(pause).await.unwrap();
    let only = Some(Standing::InReview);
    let page = portal.portal.rollout(&reviewer(), id, only).await.unwrap();
    let heads = page.items.into_iter();
    let chosen: Vec<_> = heads
        .filter_map(|item| Some((item.request, item.head?)))
        .collect();
    let approved = portal.portal.approve_rolled(&reviewer(), id, &chosen).await;
    // Those that were approved a turn ago may wait for the worker still.
    let left = approved.unwrap().left;
    if left.iter().all(|why| !why.contains("risk")) {
        return;
    }
    for (request, head) in chosen {
        let decision = Decision {
            verdict: Verdict::Approve,
            comment: String::new(),
            head,
        };
        let decided = portal.portal.decide(&reviewer(), &request, &decision).await;
        decided.unwrap();
    }
}

async fn until(portal: &Portal, id: &RolloutId, done: impl Fn(&Tally) -> bool) {
    for _ in 0..TURNS {
        if done(&tally(portal, id).await) {
            return;
        }
        turn(portal, id).await;
    }
    let page = portal.portal.rollout(&lead(), id, None).await.unwrap();
    panic!("it never came to that: {:?} {:?}", page.tally, page.rollout);
}

async fn until_finished(portal: &Portal, id: &RolloutId) {
    until(portal, id, |tally| tally.over() == tally.total()).await;
    portal.services.clock.advance(60_000);
    jobs::run_due_rollouts(&portal.services, "bench").await;
    assert_eq!(state(portal, id).await, RolloutState::Finished);
}

async fn steer(portal: &Portal, id: &RolloutId, steer: Steer) {
    let steered = portal.portal.steer_rollout(&lead(), id, steer).await;
    steered.unwrap();
}

/// Each repository got one pull request of its own, and no more began in a minute or an hour than GitHub likes.
async fn one_each(portal: &Portal, id: &RolloutId, count: usize) {
    let store = &portal.services.store;
    let mut pulls = HashSet::new();
    let mut begun = Vec::new();
    for item in store.rollout_items(id).await.unwrap() {
        let request = store.request(&item.request).await.unwrap().unwrap();
        begun.push(request.created);
        let events = store.events(&request.id).await.unwrap();
        let own: HashSet<u64> = events
            .iter()
            .filter_map(|event| match &event.what {
                What::Entered { stage } => Some(stage.pull_request()?.number),
                _ => None,
            })
            .collect();
        assert_eq!(own.len(), 1, "{}", request.label());
        let source = request.spec().source.to_string();
        pulls.extend(own.into_iter().map(|number| (source.clone(), number)));
    }
    assert_eq!(pulls.len(), count);
    begun.sort();
    for (most, millis) in [(PER_MINUTE, 60_000), (PER_HOUR, 3_600_000)] {
        for (one, later) in begun.iter().zip(begun.iter().skip(most)) {
            assert!(later.since(*one) >= millis, "too many at once");
        }
    }
}

/// What the App asked GitHub to make or change; a review is the reviewer's own.
fn is_content(exchange: &Exchange) -> bool {
    let writes = ["POST", "PUT", "PATCH"].contains(&exchange.method.as_str());
    let repository = exchange.path.starts_with("/api/v3/repos/");
    exchange.system == System::Github
        && writes
        && repository
        && !exchange.path.ends_with("/reviews")
}

async fn scans(portal: &Portal, number: usize) -> bool {
    let key = form(number).address(&portal.services.standard).unwrap();
    match portal.services.aws.repository(&key).await {
        Seen::Present(found) => found.scan_on_push,
        other => panic!("{other:?}"),
    }
}

/// Sixty, more than may begin in an hour; two hundred where stories are told whole.
async fn many_repositories_follow_at_a_pace() {
    let all = if stories::are_whole() { 200 } else { 60 };
    let portal = many(all).await;
    assert!(!scans(&portal, 7).await);
    let id = begun(&portal, all).await;
    until(&portal, &id, |tally| {
        tally.count(Standing::Waiting) + 30 < tally.total()
    })
    .await;
    steer(&portal, &id, Steer::Pause).await;
    let waiting = tally(&portal, &id).await.count(Standing::Waiting);
    until(&portal, &id, |tally| {
        tally.over() + waiting == tally.total()
    })
    .await;
    let paused = tally(&portal, &id).await;
    assert_eq!(paused.count(Standing::Waiting), waiting, "nothing begins");
    assert_eq!(paused.count(Standing::Done) + waiting, all as u64);
    // The journal is long, and forgets: what each of a few has cost holds for all.
    let journal = &portal.bench.world.journal;
    let calls = journal.count(is_content);
    journal.clear();
    let done = all - usize::try_from(waiting).unwrap();
    assert!(calls <= done * CONTENT_EACH, "{calls} for {done}");
    steer(&portal, &id, Steer::Resume).await;
    until_finished(&portal, &id).await;
    assert_eq!(tally(&portal, &id).await.count(Standing::Done), all as u64);
    one_each(&portal, &id, all).await;
    assert!(scans(&portal, 0).await && scans(&portal, 7).await);
}

async fn what_followed_goes_back() {
    const ALL: usize = 12;
    let portal = many(ALL).await;
    let id = begun(&portal, ALL).await;
    until_finished(&portal, &id).await;
    assert!(scans(&portal, 0).await && scans(&portal, 7).await);

    read(&portal).await;
    let back = portal.portal.undo_rollout(&lead(), &id).await.unwrap();
    let again = portal.portal.undo_rollout(&lead(), &id).await.unwrap();
    assert_eq!(back, again, "pressed twice, it is one");
    until_finished(&portal, &back).await;
    let done = tally(&portal, &back).await.count(Standing::Done);
    assert_eq!(done, ALL as u64);
    one_each(&portal, &back, ALL).await;
    assert!(!scans(&portal, 0).await && !scans(&portal, 7).await);
}

async fn what_is_in_the_way_is_named_and_taken_in_later() {
    let portal = many(4).await;
    let standard = &portal.services.standard;
    // One file is a person's own by now: the same to Argo CD, and beyond what Berth changes for sure.
    let theirs = form(1).parse(standard).unwrap();
    let path = repository_path(&theirs, standard);
    let mut files = render(&form(1).id, &theirs, standard).into_iter();
    let written = files.find(|file| file.path == path).unwrap().text;
    let own = written.replace("scanOnPush: false", "scanOnPush: &scan false");
    assert_ne!(own, written);
    let source = form(1).source;
    let pushed = portal.pushed(&source, [(path, Some(own))]);
    pushed.await.unwrap();
    let id = begun(&portal, 4).await;

    // The owners want to be left alone for a while.
    let now = portal.services.clock.now();
    let out = OptOutForm {
        team: filled_form().team,
        rollout: Some(id.clone()),
        reason: "We are in a freeze until tomorrow".into(),
        until: Day::of(now.plus_seconds(86_400)).to_string(),
    };
    let stranger = portal.portal.opt_out(&lead(), &out).await;
    assert!(stranger.is_err(), "only their own members");
    let problems = portal.portal.opt_out(&owner(), &out).await.unwrap();
    assert_eq!(problems, []);
    for _ in 0..5 {
        turn(&portal, &id).await;
    }
    let page = portal.portal.rollout(&lead(), &id, None).await.unwrap();
    assert_eq!(page.tally.count(Standing::Waiting), 4);
    let why = page.items[0].why.clone().unwrap();
    assert!(why.contains("freeze"), "{why}");

    // It ends by itself.
    portal.services.clock.advance(3 * 86_400_000);
    until(&portal, &id, |tally| tally.over() == 4).await;
    let all = tally(&portal, &id).await;
    assert_eq!(all.count(Standing::Done), 3, "{all:?}");
    let page = portal
        .portal
        .rollout(&lead(), &id, Some(Standing::LeftOut))
        .await
        .unwrap();
    let why = page.items[0].why.clone().unwrap();
    assert!(why.contains("does not understand"), "{why}");
    let told = async |number| {
        let key = form(number).address(standard).unwrap();
        let events = portal
            .services
            .store
            .repository_events(&key, None, 20)
            .await;
        let mut deeds = events.unwrap().into_iter().map(|event| event.deed.kind());
        deeds.find(|kind| kind.starts_with("rollout"))
    };
    assert_eq!(told(1).await, Some("rollout_left_out"));
    assert_eq!(told(2).await, Some("rollout_asked"));

    // Somebody changes one again: that one is not taken back.
    turn(&portal, &id).await;
    let key = form(2).address(standard).unwrap();
    let settings = portal
        .portal
        .settings(&lead(), &key, SettingsStart::Git)
        .await;
    let mut typed = settings.unwrap().form;
    typed.description = "Something else entirely".into();
    typed.mutability = "immutable".into();
    let asked = portal
        .portal
        .ask_for_settings(&lead(), &key, &typed, "")
        .await;
    portal.approved(&asked.unwrap()).await.unwrap();
    portal.services.clock.advance(60_000);
    jobs::run_due_rollouts(&portal.services, "bench").await;
    let back = portal.portal.undo_rollout(&lead(), &id).await.unwrap();
    until_finished(&portal, &back).await;
    let all = tally(&portal, &back).await;
    assert_eq!(all.count(Standing::Done), 2, "{all:?}");
    assert_eq!(all.count(Standing::LeftOut), 1, "{all:?}");
}
