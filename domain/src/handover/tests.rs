use super::*;
use crate::aws::{AccountId, Region};
use crate::form::RequestForm;
use crate::standard::Account;
use crate::testing::{filled_form, standard};

fn shown(spec: &RepositorySpec, standard: &Standard) -> String {
    let snippets = snippets(spec, standard);
    let texts = snippets.iter().map(|snippet| {
        format!(
            "## {} ({})\n{}",
            snippet.title, snippet.language, snippet.text
        )
    });
    texts.collect::<Vec<_>>().join("\n\n")
}

#[test]
fn the_guides_commands_carry_the_real_values() {
    let spec = filled_form().parse(&standard()).unwrap();
    insta::assert_snapshot!(shown(&spec, &standard()));
}

#[test]
fn hosts_follow_the_partition_and_absent_objects_are_left_out() {
    let china = AccountId::parse("210987654321").unwrap();
    let mut standard = standard();
    standard.accounts.push(Account {
        id: china.clone(),
        title: "China".into(),
        regions: vec![Region::parse("cn-north-1").unwrap()],
        provider_config: standard.accounts[0].provider_config.clone(),
    });
    let form = RequestForm {
        account: china.to_string(),
        region: "cn-north-1".into(),
        name: "null".into(),
        lifecycle: "none".into(),
        scan: String::new(),
        ..filled_form()
    };
    let text = shown(&form.parse(&standard).unwrap(), &standard);
    assert!(text.contains("push 210987654321.dkr.ecr.cn-north-1.amazonaws.com.cn/null:1.0.0"));
    assert!(text.contains("name: \"Publish null\"") && text.contains("- name: \"null\""));
    assert!(text.contains("audience: \"sts.amazonaws.com.cn\""));
    assert!(!text.contains("lifecyclepolicies") && !text.contains("scan-findings"));
}

#[test]
fn a_pod_names_its_image_by_tag_or_by_digest() {
    let address = filled_form().parse(&standard()).unwrap().address;
    let digest = format!("sha256:{}", "0a".repeat(32));
    let by_digest = Reference::Digest(crate::image::Digest::parse(&digest).unwrap());
    assert_eq!(
        kubernetes(&address, &by_digest).text,
        format!(
            "containers:\n  - name: \"my-app-registry\"\n    image: \"{}@{digest}\"",
            address.uri()
        )
    );
    assert!(
        Reference::Tag("1.0.0".into())
            .of(&address)
            .ends_with("/payments/my-app-registry:1.0.0")
    );
}
