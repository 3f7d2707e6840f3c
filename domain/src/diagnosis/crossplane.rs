//! Crossplane and its provider for AWS: the words of conditions.

use super::{Known, Who};

const LIFECYCLE: &str = "troubleshooting#old-images-are-not-deleted";

pub(super) const KNOWN: &[Known] = &[
    Known::new(
        "crossplane-provider-config",
        &["cannot get referenced providerconfig|providerconfig", "not found|cannot get"],
        "The provider configuration of the account is missing, or has another name.",
        "Make the provider configuration that the message names, or correct its name in Berth’s configuration of the account.",
    )
    .by(Who::ClusterTeam),
    Known::new(
        "crossplane-credentials",
        &["cannot get credentials secret|getcalleridentity query failed|failed to retrieve credentials|no valid credential|failed to refresh cached credentials"],
        "The provider has no credentials for AWS, or AWS does not accept them.",
        "Look at the provider configuration: its secret, or the role that the provider’s pod takes on.",
    )
    .passing()
    .by(Who::ClusterTeam),
    Known::new(
        "crossplane-pending",
        &["external-create-pending|cannot determine creation result"],
        "The provider broke off while it created, and does not know whether the repository is there.",
        "Look into AWS whether it is; then take the annotation external-create-pending off the object.",
    )
    .by(Who::ClusterTeam),
    Known::new(
        "crossplane-replace",
        &["requires replacing it|cannot change the value of the argument"],
        "Somebody changed a field that the provider can’t change in place. AWS keeps the old value.",
        "Undo the change in Git. A lifecycle policy is changed on its tab, which makes a new object of it.",
    )
    .by(Who::Requester)
    .guide(LIFECYCLE),
    Known::new(
        "crossplane-paused",
        &["reconcilepaused|(paused)|reconciliation is paused"],
        "Somebody told Crossplane to leave the object alone.",
        "Ask who did and why; then take the annotation crossplane.io/paused off again.",
    )
    .by(Who::ClusterTeam),
    Known::new(
        "crossplane-management-policies",
        &["which is not supported", "managementpolicies|management policies|policy"],
        "The object’s managementPolicies are a set that the provider does not know.",
        "Give it a set that the provider accepts, in Git.",
    )
    .by(Who::ClusterTeam),
    Known::new(
        "crossplane-not-supported",
        &["which is not supported"],
        "The provider does not support what the manifest asks for.",
        "Take it out of the manifest, or have the provider brought up to date.",
    )
    .by(Who::ClusterTeam),
    Known::new(
        "crossplane-nothing-to-observe",
        &["external resource does not exist"],
        "The object may only look on, and there is nothing in AWS for it to look at.",
        "See whether account, region and name are right, or let the object create.",
    )
    .by(Who::Requester)
    .guide("adopting"),
    Known::new(
        "crossplane-reference",
        &["cannot resolve references|cannot get referenced resource|referenced field was empty"],
        "The object names another that is not there, or not yet.",
        "Wait some minutes; then see whether the object that is named was made.",
    )
    .by(Who::Nobody)
    .passing(),
    Known::new(
        "crossplane-no-kind",
        &["no matches for kind|could not find the requested resource"],
        "The cluster does not know the kind: the provider is not installed, or not activated for it.",
        "Install the provider for ECR, or activate its kinds in the cluster.",
    )
    .passing()
    .by(Who::ClusterTeam),
    Known::new(
        "crossplane-invalid",
        &["is invalid:"],
        "The cluster refuses the manifest; the message names the field.",
        "Correct the field in Git. If Berth wrote it, tell the platform team.",
    )
    .by(Who::ClusterTeam),
    Known::new(
        "crossplane-conflict",
        &["the object has been modified; please apply your changes to the latest version"],
        "Two wrote to the object at the same moment.",
        "Nothing: it is tried again.",
    )
    .by(Who::Nobody)
    .passing(),
];
