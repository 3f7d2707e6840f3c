use super::*;

#[test]
fn the_preset_is_the_guides_policy() {
    assert_eq!(
        LifecyclePolicy::keep_last(10).canonical_json(),
        r#"{"rules":[{"rulePriority":1,"description":"Keep last 10 images","selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":10},"action":{"type":"expire"}}]}"#
    );
    assert_eq!(LifecyclePolicy::keep_last(7).kept_count(), Some(7));
}

#[test]
fn canonical_text_ignores_order() {
    let a = r#"{"rules":[
        {"rulePriority":2,"selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":9},"action":{"type":"expire"}},
        {"rulePriority":1,"selection":{"tagStatus":"tagged","tagPatternList":["b*","a*"],"countType":"sinceImagePushed","countUnit":"days","countNumber":3},"action":{"type":"transition","targetStorageClass":"archive"}}]}"#;
    let policy = LifecyclePolicy::from_json(a).unwrap();
    let again = LifecyclePolicy::from_json(&policy.pretty_json()).unwrap();
    assert_eq!(policy.canonical_json(), again.canonical_json());
    assert_eq!(policy.kept_count(), None);
    assert_eq!(
        policy.sentences(),
        [
            "Archive images tagged both a* and b* 3 days after their push",
            "Expire images beyond the newest 9"
        ]
    );
}
