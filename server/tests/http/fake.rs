//! A portal that answers like the real one, of what the test put in.

use async_trait::async_trait;
use domain::day::Day;
use domain::drift::{DriftKind, IgnoreForm, LostImage};
use domain::form::RequestForm;
use domain::people::{Action, Denial, Lack, Person, Role, may};
use domain::portal::*;
use domain::refusal::{Problem, Refusal};
use domain::request::{Catalog, Change, Request, RequestId, Stage, StageName};
use domain::spec::Field;
use domain::testing::{NOW, filled_form, standard};
use domain::time::Timestamp;
use domain::timeline::Usual;
use domain::trouble::System;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

pub(crate) fn request(stage: Stage, version: i64) -> Request {
    let form = filled_form();
    Request {
        id: RequestId::parse(&form.id).unwrap(),
        number: 1482,
        change: Change::Create {
            spec: form.parse(&standard()).unwrap(),
        },
        comment: String::new(),
        revision: 1,
        requester: domain::github::Login::new("dev-a"),
        created: NOW,
        stage,
        since: NOW,
        version,
        reviews: vec![],
        waiting: None,
        catalog: Catalog::NotYet,
        attempt: 0,
    }
}

pub(crate) struct FakePortal {
    pub(crate) request: Mutex<Request>,
    pub(crate) decide: Mutex<Answer<()>>,
    pub(crate) home: Mutex<Answer<Home>>,
    pub(crate) surroundings: Mutex<Answer<Surroundings>>,
    pub(crate) submitted: Mutex<Vec<RequestForm>>,
    /// How often the inventory was asked for.
    pub(crate) inventories: AtomicUsize,
    pub(crate) views: Mutex<Vec<ViewRow>>,
}

impl Default for FakePortal {
    fn default() -> Self {
        Self {
            request: Mutex::new(request(Stage::Checking, 3)),
            decide: Mutex::new(Ok(())),
            home: Mutex::new(Ok(Home::default())),
            surroundings: Mutex::new(Ok(Surroundings {
                waiting_reviews: 7,
                sources: vec![],
                views: vec![],
            })),
            submitted: Mutex::default(),
            inventories: AtomicUsize::default(),
            views: Mutex::default(),
        }
    }
}

impl FakePortal {
    fn known(&self, id: &RequestId) -> Answer<Request> {
        let request = self.request.lock().unwrap().clone();
        if request.id == *id {
            Ok(request)
        } else {
            Err(PortalError::NotFound)
        }
    }

    fn page(form: RequestForm) -> FormPage {
        FormPage {
            checks: FormChecks::default(),
            form,
            answering: None,
            saved: None,
            standard: standard(),
            my_teams: vec![],
            teams: Choices::default(),
            systems: Choices::default(),
            clusters: Choices::default(),
            usual: None,
        }
    }
}

#[async_trait]
impl HomePages for FakePortal {
    async fn surroundings(&self, _: &Person) -> Answer<Surroundings> {
        let around = self.surroundings.lock().unwrap().clone()?;
        Ok(Surroundings {
            views: self.views.lock().unwrap().clone(),
            ..around
        })
    }

    async fn rights(&self, person: &Person) -> Answer<Vec<Right>> {
        Ok(vec![Right {
            what: "Ask for something".into(),
            may: may(person, Action::Request).map_err(|denial| denial.sentence),
        }])
    }

    async fn usual(&self) -> Answer<Usual> {
        let stages = [StageName::InReview, StageName::Merged, StageName::Syncing];
        Ok(Usual(stages.map(|stage| (stage, 87_000)).into()))
    }

    async fn home(&self, _: &Person) -> Answer<Home> {
        self.home.lock().unwrap().clone()
    }
}

#[async_trait]
impl FormPages for FakePortal {
    async fn new_form(&self, person: &Person, prefill: &Prefill) -> Answer<FormPage> {
        may(person, Action::Request).map_err(PortalError::Denied)?;
        let mut form = RequestForm::blank(filled_form().id, &standard());
        for (field, value) in &prefill.values {
            form.set(*field, value);
        }
        Ok(Self::page(form))
    }

    async fn form_again(&self, _: &Person, form: RequestForm) -> Answer<FormPage> {
        Ok(Self::page(form))
    }

    async fn check(&self, _: &Person, form: &RequestForm) -> Answer<FormChecks> {
        let problems = form
            .parse(&standard())
            .err()
            .map(|refusal| refusal.problems)
            .unwrap_or_default();
        Ok(FormChecks {
            problems,
            ..FormChecks::default()
        })
    }

    async fn choices(&self, _: &Person, _: ChoiceList, typed: &str, _: usize) -> Answer<Choices> {
        let entry = Choice {
            value: format!("{typed}-team"),
            detail: String::new(),
            own: true,
        };
        Ok(Choices {
            entries: vec![entry],
            total: 1,
            caveat: None,
        })
    }

    async fn save_draft(&self, _: &Person, form: &RequestForm) -> Answer<RequestId> {
        RequestId::parse(&form.id)
            .map_err(|error| PortalError::Refused(Problem::general(error).into()))
    }

    async fn discard_draft(&self, _: &Person, _: &RequestId) -> Answer<()> {
        Ok(())
    }

    async fn submit(&self, _: &Person, form: &RequestForm) -> Answer<RequestId> {
        form.parse(&standard()).map_err(PortalError::Refused)?;
        self.submitted.lock().unwrap().push(form.clone());
        Ok(RequestId::parse(&form.id).unwrap())
    }
}

#[async_trait]
impl RequestPages for FakePortal {
    async fn request(&self, _: &Person, id: &RequestId) -> Answer<RequestPage> {
        let request = self.known(id)?;
        Ok(RequestPage {
            expected_uri: request.spec().address.uri(),
            request,
            events: vec![],
            timeline: vec![],
            files: vec![],
            file_links: vec![],
            source_url: "https://github.com/spacetech/my-app".into(),
            application: None,
            resources: vec![],
            seen: None,
            handover: vec![],
            repository: None,
            may_withdraw: true,
            may_retry: false,
            may_answer: false,
            may_review: false,
            why_not: vec![],
            approvals: None,
            leftover: None,
            expected_ready: None,
            now: NOW,
        })
    }

    async fn requests(&self, _: &Person, query: &RequestQuery) -> Answer<RequestList> {
        assert_ne!(query.text, "panic", "a bug that a test planted");
        Ok(RequestList::default())
    }

    async fn withdraw(&self, _: &Person, id: &RequestId) -> Answer<()> {
        self.known(id).map(|_| ())
    }

    async fn retry(&self, _: &Person, _: &RequestId) -> Answer<()> {
        Err(PortalError::Stale("It has moved on".into()))
    }

    async fn take_back(&self, _: &Person, id: &RequestId) -> Answer<RequestId> {
        self.known(id).map(|request| request.id.clone())
    }
}

#[async_trait]
impl ReviewPages for FakePortal {
    async fn review_queue(&self, _: &Person) -> Answer<ReviewQueue> {
        Err(PortalError::Denied(Denial {
            lacks: Lack::Role(Role::Reviewer),
            sentence: "You need the role reviewer to decide; ask acme/platform.".into(),
        }))
    }

    async fn review(&self, _: &Person, id: &RequestId) -> Answer<ReviewPage> {
        Ok(ReviewPage {
            request: self.known(id)?,
            pull_request: None,
            seen: None,
            files: vec![],
            others: Some(vec![]),
            checks: vec![],
            risk: domain::policy::Risk::Low,
            risk_reasons: vec![],
            consequences: vec![],
            hindrance: None,
            deciders: "acme/platform".into(),
            approvals: Default::default(),
            previous: None,
            next: None,
            position: None,
            now: NOW,
        })
    }

    async fn decide(&self, _: &Person, _: &RequestId, decision: &Decision) -> Answer<()> {
        if decision.comment == "bad" {
            return Err(PortalError::Refused(Refusal::of(Problem::on(
                Field::Comment,
                "Say more",
            ))));
        }
        self.decide.lock().unwrap().clone()
    }
}

/// Batches that were put in, one after the other; then the end, or an outage.
pub(crate) struct FakeRows {
    batches: Vec<Vec<RepositoryRow>>,
    breaks: bool,
}

#[async_trait]
impl ExportRows for FakeRows {
    async fn next(&mut self) -> Answer<Option<Vec<RepositoryRow>>> {
        match self.batches.pop() {
            None if self.breaks => Err(PortalError::Unavailable(System::Database)),
            batch => Ok(batch),
        }
    }
}

pub(crate) fn repository(name: &str) -> RepositoryRow {
    let form = RequestForm {
        name: name.to_owned(),
        ..filled_form()
    };
    let key = form.parse(&standard()).unwrap().address;
    RepositoryRow {
        uri: key.uri(),
        key,
        team: Some("=team".into()),
        system: None,
        cluster: None,
        state: RepositoryState::Ready,
        drift: Default::default(),
        mutability: None,
        scan_on_push: None,
        lifecycle: None,
        created: None,
        figures: None,
        score: None,
        misses: vec![],
        wasted: None,
        request: None,
    }
}

#[async_trait]
impl SearchPages for FakePortal {
    async fn search(&self, _: &Person, query: &SearchQuery) -> Answer<SearchPage> {
        let request = self.request.lock().unwrap().clone();
        let named = domain::search::Named::read(&query.text);
        Ok(SearchPage {
            query: query.clone(),
            destination: named.map(|_| Destination::Request(request.id)),
            ..SearchPage::default()
        })
    }

    async fn export(&self, _: &Person, query: &InventoryQuery) -> Answer<Box<dyn ExportRows>> {
        Ok(Box::new(FakeRows {
            batches: vec![
                vec![repository("b/two"), repository("b/three")],
                vec![repository("a/one")],
            ],
            breaks: query.text == "breaks",
        }))
    }

    async fn views(&self, _: &Person) -> Answer<Vec<ViewRow>> {
        Ok(self.views.lock().unwrap().clone())
    }

    async fn keep_view(
        &self,
        person: &Person,
        name: &str,
        query: &str,
        shared: bool,
    ) -> Answer<()> {
        let name = ViewName::parse(name)
            .map_err(|error| PortalError::Refused(Problem::general(error).into()))?;
        self.views.lock().unwrap().push(ViewRow {
            id: "new".into(),
            name: name.as_str().into(),
            query: query.into(),
            owner: person.login.clone(),
            is_shared: shared,
            is_own: true,
        });
        Ok(())
    }

    async fn change_view(&self, _: &Person, id: &str, name: &str, shared: bool) -> Answer<()> {
        let mut views = self.views.lock().unwrap();
        let view = views.iter_mut().find(|view| view.id == id);
        let view = view.ok_or(PortalError::NotFound)?;
        (view.name, view.is_shared) = (name.to_owned(), shared);
        Ok(())
    }

    async fn drop_view(&self, _: &Person, id: &str) -> Answer<()> {
        let mut views = self.views.lock().unwrap();
        let before = views.len();
        views.retain(|view| view.id != id);
        if views.len() == before {
            return Err(PortalError::NotFound);
        }
        Ok(())
    }
}

#[async_trait]
impl InsightsPages for FakePortal {
    async fn insights(&self, _: &Person, query: &InsightsQuery) -> Answer<InsightsPage> {
        let days = query.days(Day::of(NOW));
        Ok(InsightsPage {
            days,
            all: Sums::default(),
            teams: vec![],
            history: vec![],
            before: vec![],
            since: None,
            whole: None,
            stages: vec![],
            weeks: vec![],
            prices: Default::default(),
            waste_rules: Default::default(),
            limits: Default::default(),
            as_of: None,
            now: NOW,
            query: query.clone(),
        })
    }

    async fn insights_day(&self, _: &Person, _: Day) -> Answer<DayPage> {
        Err(PortalError::NotFound)
    }

    /// Three pages of one row each.
    async fn unmanaged(&self, _: &Person, query: &InventoryQuery, _: u32) -> Answer<UnmanagedPage> {
        let at: u32 = query
            .after
            .as_deref()
            .map_or(0, |after| after.parse().unwrap());
        let spec = filled_form().parse(&standard()).unwrap();
        let row = UnmanagedRow {
            key: spec.address,
            team: Some(format!("=team{at}")),
            guess: None,
            is_judged: true,
            created: None,
            images: None,
            bytes: None,
            last_push: None,
        };
        Ok(UnmanagedPage {
            query: query.clone(),
            rows: vec![row],
            total: 3,
            guesses: vec![(String::new(), 3)],
            next: (at < 2).then(|| (at + 1).to_string()),
            previous: None,
        })
    }
}

#[async_trait]
impl InventoryPages for FakePortal {
    async fn inventory(&self, _: &Person, query: &InventoryQuery) -> Answer<InventoryPage> {
        self.inventories.fetch_add(1, Ordering::Relaxed);
        Ok(InventoryPage {
            query: query.clone(),
            ..InventoryPage::default()
        })
    }

    async fn repository(&self, _: &Person, _: &RepositoryKey) -> Answer<RepositoryPage> {
        Err(PortalError::Unavailable(System::Database))
    }

    async fn act_on_drift(
        &self,
        _: &Person,
        _: &RepositoryKey,
        act: DriftAct,
    ) -> Answer<DriftActed> {
        Ok(match act {
            DriftAct::Look => DriftActed::Looked,
            DriftAct::Revert => DriftActed::Reverting,
        })
    }

    async fn ignore_drift(
        &self,
        _: &Person,
        _: &RepositoryKey,
        _: DriftKind,
        form: &IgnoreForm,
    ) -> Answer<DriftIgnored> {
        Ok(match form.reason.as_str() {
            "" => DriftIgnored::Stale,
            _ => DriftIgnored::Done,
        })
    }

    async fn tombstone(&self, _: &Person, key: &RepositoryKey) -> Answer<Tombstone> {
        match key.name.as_str() {
            "gone/for-good" => Ok(Tombstone {
                key: key.clone(),
                way: domain::request::Way::DeleteWithImages,
                at: NOW,
                request: RequestId::parse(&filled_form().id).unwrap(),
                label: "REQ-7".into(),
                asked_by: domain::github::Login::new("dev-a"),
                approved_by: vec![],
                list: Some(NOW),
                images: 2,
                bytes: 10,
                locked_until: NOW.plus_seconds(86_400),
            }),
            _ => Err(PortalError::NotFound),
        }
    }

    async fn lost_images(
        &self,
        _: &Person,
        _: &RepositoryKey,
        at: Timestamp,
    ) -> Answer<Vec<LostImage>> {
        Ok(vec![LostImage {
            digest: "sha256:1".into(),
            tags: vec!["v1".into(), "latest".into()],
            pushed: at,
            pulled: None,
            bytes: 7,
            kind: "image".into(),
        }])
    }
}
