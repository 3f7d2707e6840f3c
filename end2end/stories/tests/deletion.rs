//! Deleting images of a registry that has indexes, signatures and a record of its own.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use domain::aws::Address;
use domain::chronicle::Deed;
use domain::image::Digest;
use domain::name::RepositoryName;
use domain::people::{Person, Role};
use domain::portal::{Deletion, ImagePages as _, ImageQuery};
use sandbox::aws::EcrRepo;
use server::portal::BerthPortal;
use stories::Portal;
use stories::registry::{digest, place};

stories::on_both_engines! {
    (flavor = "multi_thread", worker_threads = 2)
    a_platform_stays_until_its_index_goes_and_all_of_it_is_on_record,
    what_somebody_else_deleted_before_counts_as_deleted,
}

const NAME: &str = "payments/api";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";

fn digests(numbers: &[u32]) -> Vec<Digest> {
    let parse = |number: &u32| Digest::parse(&digest(*number)).unwrap();
    numbers.iter().map(parse).collect()
}

fn admin() -> Person {
    Person {
        login: domain::github::Login::new("root"),
        name: "root".into(),
        roles: vec![Role::Admin],
        teams: vec![],
    }
}

struct Shelf {
    portal: Portal,
    pages: BerthPortal,
    key: Address,
}

impl Shelf {
    /// An index (3) of two platforms (1, 2), a plain image (4) and its signature (5).
    async fn start() -> Self {
        let portal = Portal::start().await.unwrap();
        let account = &portal.services.standard.accounts[0];
        let key = Address {
            account: account.id.clone(),
            region: account.regions[0],
            name: RepositoryName::parse(NAME).unwrap(),
        };
        let image = |number, tags: &[&str]| portal.image(number, tags);
        let mut index = image(3, &["v3"]);
        index.manifest_media_type = INDEX.into();
        index.children = vec![digest(1), digest(2)];
        let mut signature = image(5, &[]);
        signature.subject = Some(digest(4));
        let mut repo = EcrRepo::new(portal.bench.world.clock.now());
        repo.images = vec![
            image(1, &[]),
            image(2, &[]),
            index,
            image(4, &["v4"]),
            signature,
        ];
        portal
            .bench
            .world
            .aws
            .lock()
            .repos
            .insert(place(&key), repo);
        let shelf = Self {
            pages: BerthPortal::new(portal.services.clone()),
            portal,
            key,
        };
        // Long enough for the next census.
        shelf.read(31 * 60 * 1000).await;
        shelf
    }

    async fn read(&self, after_ms: i64) {
        self.portal.read_after(after_ms).await;
    }

    async fn delete(&self, numbers: &[u32]) -> (usize, Vec<String>) {
        let chosen = digests(numbers);
        let answer = self
            .pages
            .delete_images(&admin(), &self.key, &chosen, NAME)
            .await;
        match answer.unwrap() {
            Deletion::Done { deleted, kept, .. } => (
                deleted.len(),
                kept.into_iter().map(|one| one.code).collect(),
            ),
            Deletion::Unconfirmed => panic!("the name was typed"),
        }
    }

    async fn listed(&self) -> Vec<String> {
        let query = ImageQuery::default();
        let page = self.pages.images(&admin(), &self.key, &query).await;
        let images = page.unwrap().images;
        let mut listed: Vec<String> = images.iter().map(|one| one.digest.to_string()).collect();
        listed.sort();
        listed
    }
}

async fn a_platform_stays_until_its_index_goes_and_all_of_it_is_on_record() {
    let shelf = Shelf::start().await;
    let all: Vec<String> = [1, 2, 3, 4].map(digest).to_vec();
    assert_eq!(shelf.listed().await, all, "the signature stands under 4");
    let (deleted, kept) = shelf.delete(&[1]).await;
    assert_eq!(
        (deleted, kept),
        (0, vec!["ImageReferencedByManifestList".to_owned()])
    );
    assert_eq!(shelf.listed().await, all);
    // Together: the index goes first, whatever the order they were chosen in.
    assert_eq!(shelf.delete(&[1, 2, 3]).await, (3, vec![]));
    assert_eq!(shelf.listed().await, [digest(4)], "at once");
    let store = &shelf.portal.services.store;
    let before = store.content(&shelf.key).await.unwrap().unwrap();
    assert_eq!(before.totals.unwrap().image_count, 4);
    // The repository itself is not due for half an hour.
    shelf.read(20_000).await;
    let after = store.content(&shelf.key).await.unwrap().unwrap();
    assert_eq!(
        after.totals.unwrap().image_count,
        1,
        "the reading was woken"
    );
    let events = store.repository_events(&shelf.key, None, 9).await.unwrap();
    let kinds: Vec<&str> = events.iter().map(|event| event.deed.kind()).collect();
    assert_eq!(
        kinds,
        [
            "images_deleted",
            "deletion_asked",
            "images_deleted",
            "deletion_asked"
        ]
    );
    let Deed::ImagesDeleted { images, kept } = &events[0].deed else {
        panic!("{:?}", events[0]);
    };
    assert_eq!((images.len(), kept.len()), (3, 0));
    assert_eq!(store.verify_repository_events().await.unwrap(), None);
}

async fn what_somebody_else_deleted_before_counts_as_deleted() {
    let shelf = Shelf::start().await;
    {
        let mut aws = shelf.portal.bench.world.aws.lock();
        let repo = aws.repo_mut(&place(&shelf.key)).unwrap();
        repo.images.retain(|image| image.digest != digest(4));
    }
    assert_eq!(shelf.delete(&[4]).await, (1, vec![]));
}
