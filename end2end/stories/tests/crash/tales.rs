//! What people do; which mishaps befall the worker meanwhile, they never see.

use domain::access_change::AccessForm;
use domain::alerts::AlertForm;
use domain::aws::Address;
use domain::form::RequestForm;
use domain::lifecycle::Preset;
use domain::portal::{
    AdoptForm, AdoptPages as _, AdoptRow, Adopted, ChangePages as _, FormPages as _, RemovalForm,
    RequestPages as _, SettingsStart, UseQuery,
};
use domain::request::{Applying, Catalog, Request, RequestId, StageName, Verdict, Way};
use domain::settings_change::Input;
use domain::spec::Field;
use domain::testing::filled_form;
use sandbox::aws::NewRepository;
use serde_json::json;
use stories::Portal;
use stories::people::{developer, form, owner, reviewer, started};
use stories::registry::place;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Tale {
    Created,
    Revised,
    Rejected,
    Withdrawn,
    FailedAndMended,
    Settings,
    Policy(Applying),
    PolicyRemoved,
    Access,
    Adopted,
    Removed,
    Alarms,
    Workflow,
}

const HOUR_MS: i64 = 3_600_000;
const BY_HAND: &str = "old/by-hand";

impl Tale {
    pub(crate) async fn portal(self) -> Portal {
        let Self::Policy(applying) = self else {
            return started().await.unwrap();
        };
        let portal = Portal::start_applying(applying).await.unwrap();
        portal.sign_in("reviewer-m").await.unwrap();
        if applying == Applying::InPlace {
            let can = json!({ "updates_lifecycle_policies": true });
            portal.handle("PUT", "world/provider", can).await.unwrap();
        }
        portal
    }

    /// What was there before.
    pub(crate) async fn before(self, portal: &Portal) {
        match self {
            Self::Created
            | Self::Revised
            | Self::Rejected
            | Self::Withdrawn
            | Self::FailedAndMended => return,
            Self::Adopted => made_by_hand(portal),
            Self::Settings
            | Self::Policy(_)
            | Self::PolicyRemoved
            | Self::Access
            | Self::Removed
            | Self::Alarms
            | Self::Workflow => {
                Box::pin(portal.made(&form())).await.unwrap();
                portal.rest().await.unwrap();
            }
        }
        if let Self::Removed = self {
            let image = portal.image(1, &["v1"]);
            portal.put_images(&key(portal), [image]).unwrap();
        }
        portal.read_after(HOUR_MS).await;
    }

    pub(crate) async fn told(self, portal: &Portal) -> Vec<RequestId> {
        let id = match self {
            Self::Created => Box::pin(created(portal)).await,
            Self::Revised => Box::pin(revised(portal)).await,
            Self::Rejected => Box::pin(rejected(portal)).await,
            Self::Withdrawn => Box::pin(withdrawn(portal)).await,
            Self::FailedAndMended => Box::pin(failed_and_mended(portal)).await,
            Self::Settings => Box::pin(settings(portal)).await,
            Self::Policy(_) => Box::pin(policy(portal)).await,
            Self::PolicyRemoved => Box::pin(policy_removed(portal)).await,
            Self::Access => Box::pin(access(portal)).await,
            Self::Adopted => Box::pin(adopted(portal)).await,
            Self::Removed => Box::pin(removed(portal)).await,
            Self::Alarms => Box::pin(alarms(portal)).await,
            Self::Workflow => Box::pin(workflow(portal)).await,
        };
        vec![id]
    }
}

fn key(portal: &Portal) -> Address {
    form().address(&portal.services.standard).unwrap()
}

async fn asked(portal: &Portal) -> RequestId {
    let asked = portal.portal.submit(&developer(), &form()).await;
    asked.unwrap()
}

async fn created(portal: &Portal) -> RequestId {
    let id = asked(portal).await;
    portal.decide(&id, Verdict::Approve, "Fine").await.unwrap();
    let listed = |request: &Request| {
        request.stage.name() == StageName::Completed
            && matches!(request.catalog, Catalog::Listed { .. })
    };
    portal.until(&id, listed).await.unwrap();
    id
}

async fn revised(portal: &Portal) -> RequestId {
    let id = asked(portal).await;
    let words = "Please keep more images";
    let decided = portal.decide(&id, Verdict::RequestChanges, words).await;
    decided.unwrap();
    let stage = StageName::ChangesRequested;
    portal.until_at(&id, stage).await.unwrap();
    let answer = RequestForm {
        id: id.to_string(),
        keep: "30".into(),
        ..form()
    };
    let again = portal.portal.submit(&developer(), &answer).await;
    assert_eq!(again.unwrap(), id);
    let second =
        |request: &Request| request.revision == 2 && request.stage.name() == StageName::InReview;
    portal.until(&id, second).await.unwrap();
    portal.approved(&id).await.unwrap();
    id
}

async fn rejected(portal: &Portal) -> RequestId {
    let id = asked(portal).await;
    let words = "We have one already";
    portal.decide(&id, Verdict::Reject, words).await.unwrap();
    portal.until_at(&id, StageName::Rejected).await.unwrap();
    id
}

async fn withdrawn(portal: &Portal) -> RequestId {
    let id = asked(portal).await;
    portal.until_at(&id, StageName::InReview).await.unwrap();
    portal.read_through().await.unwrap();
    portal.portal.withdraw(&developer(), &id).await.unwrap();
    portal.until_at(&id, StageName::Cancelled).await.unwrap();
    id
}

async fn failed_and_mended(portal: &Portal) -> RequestId {
    let trouble = json!({
        "kind": "Repository", "name": "*", "act": "create", "code": "AccessDenied",
    });
    let told = portal.handle("POST", "world/troubles", trouble).await;
    told.unwrap();
    let id = asked(portal).await;
    let stage = StageName::ProvisionFailed;
    portal.approved_until(&id, stage).await.unwrap();
    mended(portal).await;
    portal.portal.retry(&reviewer(), &id).await.unwrap();
    portal.until_at(&id, StageName::Completed).await.unwrap();
    id
}

/// The provider may again, and is done before anybody tells Berth: whatever it looks at next, it sees the same.
async fn mended(portal: &Portal) {
    for (method, path) in [
        ("DELETE", "world/troubles"),
        ("POST", "world/provider/poll"),
    ] {
        portal.handle(method, path, json!({})).await.unwrap();
    }
    for _ in 0..20 {
        portal.bench.world.step().await;
    }
    assert!(portal.is_in_aws(&key(portal)));
}

async fn settings(portal: &Portal) -> RequestId {
    let (key, pages, start) = (key(portal), &portal.portal, SettingsStart::Git);
    let mut form = pages
        .settings(&developer(), &key, start)
        .await
        .unwrap()
        .form;
    for (name, value) in [("mutability", "immutable"), ("team", "checkout")] {
        let input = Input::ALL.into_iter().find(|input| input.as_str() == name);
        form.set(input.unwrap(), value);
    }
    let developer = developer();
    let asked = pages.ask_for_settings(&developer, &key, &form, "Agreed.");
    let id = asked.await.unwrap();
    portal.approved(&id).await.unwrap();
    id
}

async fn policy(portal: &Portal) -> RequestId {
    let (key, developer) = (key(portal), developer());
    let text = Preset::ALL[2].policy().pretty_json();
    let asked = portal.portal.ask_for_policy(&developer, &key, &text, "");
    let id = asked.await.unwrap();
    portal.approved(&id).await.unwrap();
    id
}

async fn access(portal: &Portal) -> RequestId {
    let form = AccessForm {
        pull_accounts: "210987654321".into(),
        organization: "o-a1b2c3d4e5".into(),
        ..AccessForm::default()
    };
    let (key, developer) = (key(portal), developer());
    let asked = portal
        .portal
        .ask_for_access(&developer, &key, &form, "Agreed.");
    let id = asked.await.unwrap();
    portal.approved(&id).await.unwrap();
    id
}

async fn alarms(portal: &Portal) -> RequestId {
    let form = AlertForm {
        failed_pushes: true,
        many_pulls: "500".into(),
        ..AlertForm::default()
    };
    let (key, developer) = (key(portal), developer());
    let asked = portal.portal.ask_for_alarms(&developer, &key, &form, "");
    let id = asked.await.unwrap();
    portal.approved(&id).await.unwrap();
    id
}

async fn workflow(portal: &Portal) -> RequestId {
    let (key, developer, query) = (key(portal), developer(), UseQuery::default());
    let asked = portal.portal.ask_for_workflow(&developer, &key, &query, "");
    let id = asked.await.unwrap();
    portal.approved(&id).await.unwrap();
    id
}

async fn asked_to_remove(portal: &Portal, way: Way) -> RequestId {
    let key = key(portal);
    let form = RemovalForm {
        way: Some(way),
        typed: key.name.to_string(),
        deny_pulls: false,
    };
    let owner = owner();
    let asked = portal
        .portal
        .ask_for_removal(&owner, &key, &form, "Nobody needs it.");
    asked.await.unwrap()
}

async fn policy_removed(portal: &Portal) -> RequestId {
    let id = asked_to_remove(portal, Way::Policy).await;
    portal.approve_one_of_two(&id, false).await.unwrap();
    portal.approve_one_of_two(&id, true).await.unwrap();
    portal.until_at(&id, StageName::Completed).await.unwrap();
    id
}

async fn removed(portal: &Portal) -> RequestId {
    let id = asked_to_remove(portal, Way::DeleteWithImages).await;
    portal.approve_one_of_two(&id, false).await.unwrap();
    portal.until_at(&id, StageName::CoolingOff).await.unwrap();
    assert!(portal.is_in_aws(&key(portal)));
    portal.services.clock.advance(73 * HOUR_MS);
    portal.approve_one_of_two(&id, true).await.unwrap();
    portal.until_at(&id, StageName::Completed).await.unwrap();
    assert!(!portal.is_in_aws(&key(portal)));
    id
}

fn address_by_hand(portal: &Portal) -> Address {
    let form = RequestForm {
        name: BY_HAND.into(),
        ..filled_form()
    };
    form.address(&portal.services.standard).unwrap()
}

fn made_by_hand(portal: &Portal) {
    let world = &portal.bench.world;
    let wanted = NewRepository {
        mutability: Some("IMMUTABLE".into()),
        ..NewRepository::default()
    };
    let (key, now) = (place(&address_by_hand(portal)), world.clock.now());
    let mut aws = world.aws.lock();
    aws.create_repository(&key, wanted, now).map(drop).unwrap();
}

async fn adopted(portal: &Portal) -> RequestId {
    let answers = [
        (Field::Team, "platform-engineering"),
        (Field::System, "spacetech"),
        (Field::Source, "spacetech/my-app"),
        (Field::Cluster, "eks-stage-use1"),
        (Field::Description, "Images that were pushed by hand"),
    ];
    let values = answers.map(|(field, text)| (field, text.to_owned()));
    let form = AdoptForm {
        rows: vec![AdoptRow {
            values: values.to_vec(),
            ..AdoptRow::of(address_by_hand(portal))
        }],
        comment: "It is ours".into(),
    };
    let asked = portal.portal.adopt(&developer(), &form).await;
    let Adopted::Asked(mut ids) = asked.unwrap() else {
        panic!("refused")
    };
    let id = ids.remove(0);
    portal.approve_one_of_two(&id, false).await.unwrap();
    portal.approve_one_of_two(&id, true).await.unwrap();
    portal.until_at(&id, StageName::Completed).await.unwrap();
    id
}
