//! The fake portal's answers about how a repository is used, watched and audited.

use crate::fake::FakePortal;
use async_trait::async_trait;
use domain::access_change::AccessForm;
use domain::alerts::AlertForm;
use domain::github::RepoSlug;
use domain::handover::{self, Branch, Pipeline};
use domain::manifest::File;
use domain::people::Person;
use domain::portal::*;
use domain::refusal::Problem;
use domain::request::{Applying, Held, RequestId};
use domain::settings_change::SettingsForm;
use domain::spec::Field;
use domain::testing::{NOW, filled_form};

#[async_trait]
impl UsagePages for FakePortal {
    async fn use_it(&self, _: &Person, key: &RepositoryKey, query: &UseQuery) -> Answer<UsePage> {
        let pipeline = Pipeline {
            address: key,
            source: &RepoSlug::new("spacetech", "my-app").unwrap(),
            branch: Branch::default(),
            github_web: "https://github.com",
            ids: None,
        };
        Ok(UsePage {
            row: row(key),
            query: query.clone(),
            is_there: true,
            commands: handover::commands(key, query.client),
            references: vec![handover::example(key)],
            pipeline: Some(PipelineHelp {
                source: pipeline.source.clone(),
                is_other_branch: false,
                workflow: handover::workflow(&pipeline),
                role: handover::role_name(key),
                provider_arn: pipeline.provider_arn(),
                audience: pipeline.audience().to_owned(),
                subjects: pipeline.subjects(),
                push_policy: handover::push_policy(key),
                trust_policy: handover::trust_policy(&pipeline),
                notes: pipeline.notes(),
                branch: Branch::default(),
            }),
            care: vec![],
            asked: AskedBefore::default(),
            now: NOW,
        })
    }

    async fn access(&self, _: &Person, key: &RepositoryKey) -> Answer<AccessPage> {
        Ok(AccessPage {
            row: row(key),
            policy: PolicySeen::Nothing,
            read: Some(NOW),
            trouble: None,
            now: NOW,
        })
    }

    async fn monitoring(
        &self,
        _: &Person,
        key: &RepositoryKey,
        query: &MonitoringQuery,
    ) -> Answer<MonitoringPage> {
        let file = |name: &str| File {
            path: format!("deploy/{name}.yaml"),
            text: format!("kind: {name}\n"),
        };
        let alerts = match query.alerts.clone() {
            None => AlertsOffer::NotHere,
            Some(form) => AlertsOffer::Shown {
                form,
                alerts: vec![],
                files: vec![file("Rule"), file("Target")],
                needs: "{}".into(),
            },
        };
        Ok(MonitoringPage {
            row: row(key),
            query: query.clone(),
            days: vec![],
            pulls: PullsSeen::Unknown("AWS does not answer".into()),
            alerts,
            asked: AskedBefore::default(),
            in_force: vec![],
            read: None,
            trouble: None,
            now: NOW,
        })
    }

    async fn history(
        &self,
        _: &Person,
        key: &RepositoryKey,
        query: &HistoryQuery,
    ) -> Answer<HistoryPage> {
        Ok(HistoryPage {
            row: row(key),
            requests: vec![],
            entries: vec![],
            is_first: query.after.is_none(),
            next: None,
            chain: ChainSaid::default(),
            now: NOW,
        })
    }
}

/// Takes every wish, but for alarms whose comment says `taken`.
#[async_trait]
impl ChangePages for FakePortal {
    async fn ask_for_alarms(
        &self,
        _: &Person,
        _: &RepositoryKey,
        _: &AlertForm,
        comment: &str,
    ) -> Answer<RequestId> {
        if comment == "taken" {
            let problem = Problem::general("REQ-7 is on its way already");
            let problem = problem.linking("REQ-7", "/requests/7");
            return Err(PortalError::Refused(problem.into()));
        }
        Ok(RequestId::parse(&filled_form().id).unwrap())
    }

    async fn lifecycle(
        &self,
        _: &Person,
        key: &RepositoryKey,
        start: PolicyStart<'_>,
    ) -> Answer<LifecycleTab> {
        let page = LifecyclePage {
            row: row(key),
            policy: LifecycleSeen::Nothing,
            asked: None,
            requests: AskedBefore::default(),
            as_of: Some(NOW),
            now: NOW,
        };
        let draft = PolicyDraft {
            text: start.text().unwrap_or_default().to_owned(),
            linted: start.text().map(domain::lifecycle::lint),
            preview: None,
            applying: Applying::default(),
            nowhere: false,
            aws: None,
            pushes: Default::default(),
        };
        Ok(LifecycleTab { page, draft })
    }

    async fn ask_for_policy(
        &self,
        _: &Person,
        _: &RepositoryKey,
        _: &str,
        _: &str,
    ) -> Answer<RequestId> {
        Ok(RequestId::parse(&filled_form().id).unwrap())
    }

    async fn settings(
        &self,
        _: &Person,
        key: &RepositoryKey,
        start: SettingsStart<'_>,
    ) -> Answer<SettingsPage> {
        Ok(crate::fake_settings::page(row(key), start))
    }

    async fn ask_for_settings(
        &self,
        _: &Person,
        _: &RepositoryKey,
        _: &SettingsForm,
        comment: &str,
    ) -> Answer<RequestId> {
        crate::fake_settings::ask(comment)
    }

    async fn draft_access(
        &self,
        _: &Person,
        _: &RepositoryKey,
        start: AccessStart<'_>,
    ) -> Answer<AccessDraft> {
        Ok(crate::fake_access::draft(start))
    }

    async fn ask_for_access(
        &self,
        _: &Person,
        _: &RepositoryKey,
        form: &AccessForm,
        _: &str,
    ) -> Answer<RequestId> {
        crate::fake_access::ask(form)
    }

    async fn removal(
        &self,
        _: &Person,
        key: &RepositoryKey,
        form: &RemovalForm,
    ) -> Answer<RemovalPage> {
        Ok(RemovalPage {
            row: row(key),
            held: Held::default(),
            access: None,
            has_policy: true,
            files: vec!["deploy/ecr/x/repository.yaml".into()],
            unknown: vec!["deploy/ecr/x/by-hand.yaml".into()],
            open: vec![],
            has_alarms: false,
            has_workflow: false,
            obstacle: None,
            requests: AskedBefore::default(),
            cooling_ms: 72 * 3_600_000,
            lock_ms: 30 * 86_400_000,
            form: form.clone(),
            now: NOW,
        })
    }

    async fn ask_for_removal(
        &self,
        _: &Person,
        key: &RepositoryKey,
        form: &RemovalForm,
        _: &str,
    ) -> Answer<RequestId> {
        if form.typed != key.name.as_str() {
            let problem = Problem::general("Type the name to say that you are sure");
            return Err(PortalError::Refused(problem.into()));
        }
        Ok(RequestId::parse(&filled_form().id).unwrap())
    }

    async fn ask_for_workflow(
        &self,
        _: &Person,
        _: &RepositoryKey,
        _: &UseQuery,
        _: &str,
    ) -> Answer<RequestId> {
        Ok(RequestId::parse(&filled_form().id).unwrap())
    }
}

fn row(key: &RepositoryKey) -> RepositoryRow {
    RepositoryRow {
        uri: key.uri(),
        key: key.clone(),
        team: None,
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
impl AdoptPages for FakePortal {
    async fn adoption(&self, _: &Person, form: &AdoptForm) -> Answer<AdoptionPage> {
        let offer = |row: &AdoptRow| AdoptionOffer {
            row: row.clone(),
            guess: None,
            reading: Reading::Gone,
        };
        Ok(AdoptionPage {
            offers: form.rows.iter().map(offer).collect(),
            comment: form.comment.clone(),
            ..AdoptionPage::default()
        })
    }

    async fn adopt(&self, _: &Person, form: &AdoptForm) -> Answer<Adopted> {
        let nobody = |row: &AdoptRow| row.value(Field::Team).is_none_or(str::is_empty);
        if let Some(at) = form.rows.iter().position(nobody) {
            let problem = Problem::on(Field::Team, "Choose a team");
            return Ok(Adopted::Refused(vec![(Some(at), problem)]));
        }
        let id = RequestId::parse(&filled_form().id);
        let ids = form.rows.iter().filter_map(|_| id.clone().ok());
        Ok(Adopted::Asked(ids.collect()))
    }
}
