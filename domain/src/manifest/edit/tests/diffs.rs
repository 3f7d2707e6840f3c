//! What a reviewer sees of a change: the lines that had to change.

use super::*;

fn changed(text: &str, wanted: &RepositoryWanted) -> String {
    diff(text, &change_repository(text, wanted).unwrap())
}

fn with_mutability(mutability: TagMutability) -> RepositoryWanted {
    RepositoryWanted {
        mutability: Some(mutability),
        ..unchanged()
    }
}

fn with_everything() -> RepositoryWanted {
    RepositoryWanted {
        team: Some(TeamName::parse("no").unwrap()),
        system: Some(SystemName::parse("shop").unwrap()),
        mutability: Some(TagMutability::MutableExcept(filters("stable dev-* v*"))),
        scan_on_push: Some(false),
        tags: [("managed-by".to_owned(), "berth".to_owned())].into(),
        force_delete: ForceDelete::Stated(true),
        ..described("Images: \"all\" of them.\n\nAsk #shop.")
    }
}

#[test]
fn of_a_rendered_file() {
    insta::assert_snapshot!(changed(&rendered()[0].text, &with_everything()));
}

#[test]
fn of_a_file_that_people_made_their_own() {
    insta::assert_snapshot!(changed(HUMAN, &with_everything()));
}

#[test]
fn of_patterns_that_are_no_longer_needed() {
    insta::assert_snapshot!(changed(HUMAN, &with_mutability(TagMutability::Immutable)));
}

#[test]
fn of_patterns_in_another_order() {
    let wanted = with_mutability(TagMutability::ImmutableExcept(filters("dev-* latest")));
    insta::assert_snapshot!(changed(HUMAN, &wanted));
}

#[test]
fn of_a_switch_that_goes() {
    let wanted = RepositoryWanted {
        force_delete: ForceDelete::Unstated,
        ..unchanged()
    };
    insta::assert_snapshot!(changed(HUMAN, &wanted));
}

#[test]
fn of_a_bare_manifest_that_learns_everything() {
    let bare = "\
apiVersion: ecr.aws.m.upbound.io/v1beta1
kind: Repository
metadata:
  name: checkout
spec:
  forProvider:
    region: us-east-1
";
    let wanted = RepositoryWanted {
        name: "checkout".into(),
        ..with_everything()
    };
    insta::assert_snapshot!(changed(bare, &wanted));
}

#[test]
fn of_the_catalogs_entity() {
    let text = &rendered()[2].text;
    let wanted = CatalogWanted {
        name: object_name(&spec().address),
        owner: Some("group:default/checkout".into()),
        system: Some("shop".into()),
        description: Some(Description::parse("- a: \"b\" # {{ c }}\nsecond line").unwrap()),
    };
    let after = change_catalog(text, &wanted).unwrap();
    insta::assert_snapshot!(diff(text, &after));
    assert_eq!(change_catalog(&after, &wanted), Ok(after));
}

/// The snapshots above show lines; this holds their ends.
#[test]
fn line_ends_are_kept_wherever_lines_change() {
    let lf = change_repository(HUMAN, &with_everything()).unwrap();
    let crlf = change_repository(&HUMAN.replace('\n', "\r\n"), &with_everything()).unwrap();
    assert_eq!(crlf, lf.replace('\n', "\r\n"));
    let open = change_repository(HUMAN.trim_end(), &with_everything()).unwrap();
    assert_eq!(open, lf.trim_end());
}
