//! Argo CD: its answers, the conditions of an application, and the messages of a sync.

use super::{Known, Who};

const STAGES: &str = "troubleshooting#stages-that-fail";
const DELETION: &str = "cleaning-up";

pub(super) const KNOWN: &[Known] = &[
    Known::new(
        "argocd-kind-missing",
        &["make sure the", "crd is installed"],
        "The cluster does not know the kind of the object: Crossplane’s provider for ECR is not installed, or not activated for it.",
        "Install or activate it in the cluster; then try again.",
    )
    .by(Who::ClusterTeam)
    .guide(STAGES),
    Known::new(
        "argocd-sync-window",
        &["sync window"],
        "A sync window forbids changes just now.",
        "Wait until it opens; Berth goes on by itself. The people who run Argo CD can open it.",
    )
    .by(Who::Nobody)
    .passing()
    .guide(STAGES),
    Known::new(
        "argocd-busy",
        &["another operation is already in progress"],
        "Argo CD is busy with another sync of the application.",
        "Wait.",
    )
    .by(Who::Nobody)
    .passing()
    .guide(STAGES),
    Known::new(
        "argocd-other-revision",
        &["auto-sync currently set to|cannot sync to"],
        "The application syncs by itself from another branch or commit than the one that was merged into.",
        "Set the application’s target revision to the branch that pull requests go to.",
    )
    .by(Who::ClusterTeam)
    .guide(STAGES),
    Known::new(
        "argocd-destination",
        &["application destination", "not permitted in project|is not permitted"],
        "The project of the application does not allow this cluster or namespace.",
        "Add the destination to the project.",
    )
    .by(Who::ClusterTeam)
    .guide(STAGES),
    Known::new(
        "argocd-source",
        &["application repo", "not permitted in project|is not permitted"],
        "The project of the application does not allow this Git repository.",
        "Add the repository to the sources of the project.",
    )
    .by(Who::ClusterTeam)
    .guide(STAGES),
    Known::new(
        "argocd-kind-not-permitted",
        &["is not permitted in project"],
        "The project of the application does not allow this kind of object.",
        "Add the kind, of the group ecr.aws.m.upbound.io, to what the project allows.",
    )
    .by(Who::ClusterTeam)
    .guide(STAGES),
    Known::new(
        "argocd-git-access",
        &["authentication required|authorization failed|failed to list refs|repository not accessible|error testing repository connectivity"],
        "Argo CD can’t read the Git repository.",
        "Renew Argo CD’s credentials for the repository.",
    )
    .by(Who::ClusterTeam)
    .guide(STAGES),
    Known::new(
        "argocd-revision",
        &["unable to resolve", "commit sha"],
        "The branch or commit that Argo CD is to apply does not exist in Git.",
        "See whether the branch was renamed or the commit taken back.",
    )
    .by(Who::ClusterTeam)
    .guide(STAGES),
    Known::new(
        "argocd-path",
        &["app path does not exist"],
        "The folder that the application reads is not in Git.",
        "Put the folder back, or correct the path of the application.",
    )
    .by(Who::ClusterTeam)
    .guide(STAGES),
    Known::new(
        "argocd-yaml",
        &["failed to unmarshal|error converting yaml|yaml: |failed to load target state"],
        "A file below the application’s folder can’t be read. One such file stops all of them.",
        "Correct the file that the message names; it may be somebody else’s.",
    )
    .by(Who::Requester)
    .guide(STAGES),
    Known::new(
        "argocd-shared",
        &["is part of applications|sharedresourcewarning"],
        "Two applications hold the same object, and undo each other’s changes.",
        "Take the object out of one of them.",
    )
    .by(Who::ClusterTeam)
    .guide(STAGES),
    Known::new(
        "argocd-wipe-out",
        &["wipe out all resources"],
        "Nothing would be left in the application, and Argo CD does not remove the last objects by itself.",
        "Allow it for this application (allowEmpty), or sync it by hand once.",
    )
    .by(Who::ClusterTeam)
    .guide(DELETION),
    Known::new(
        "argocd-prune-off",
        &["requires pruning|pruneskipped|prune is disabled|no prune"],
        "The file is gone, but Argo CD does not remove objects by itself here.",
        "Turn on pruning for the application, or sync it once with pruning.",
    )
    .by(Who::ClusterTeam)
    .guide(DELETION),
    Known::new(
        "argocd-prune-confirm",
        &["prune=confirm|requires confirmation|pruning confirmation|deletion confirmation"],
        "The object is marked so that somebody has to confirm its removal in Argo CD.",
        "Confirm it in Argo CD.",
    )
    .by(Who::ClusterTeam)
    .guide(DELETION),
    Known::new(
        "argocd-token",
        &["invalid session|token has expired|no session information|unauthenticated|401"],
        "Argo CD does not accept Berth’s token.",
        "Give Berth a new token of its Argo CD account.",
    ),
    Known::new(
        "argocd-permission",
        &["permission denied"],
        "Berth’s account in Argo CD may not do it, or the application is in another project than Berth was told.",
        "Give the account the permission that the message names, and compare the project in Berth’s configuration.",
    ),
    Known::new(
        "argocd-admission",
        &["admission webhook", "denied the request"],
        "A rule of the cluster (an admission webhook) refuses the object; the message names the rule.",
        "Have the rule changed, or the manifest made to meet it.",
    )
    .by(Who::ClusterTeam)
    .guide(STAGES),
    Known::new(
        "argocd-cluster-permission",
        &["is forbidden: user|cannot create resource|cannot patch resource|cannot delete resource"],
        "Argo CD may not make or change such objects in the cluster.",
        "Give Argo CD’s role in the cluster the kinds of ecr.aws.m.upbound.io.",
    )
    .by(Who::ClusterTeam)
    .guide(STAGES),
    Known::new(
        "argocd-namespace",
        &["namespaces \"|namespace \"", "not found"],
        "The namespace of the objects does not exist in the cluster.",
        "Make the namespace, or let Argo CD make it (CreateNamespace).",
    )
    .by(Who::ClusterTeam)
    .guide(STAGES),
    Known::new(
        "argocd-field",
        &["unknown field|strict decoding error|field not declared in schema"],
        "The manifest has a field that the cluster’s version of the kind does not know.",
        "Take the field out, or bring the provider up to the version that has it.",
    )
    .by(Who::ClusterTeam)
    .guide(STAGES),
    Known::new(
        "argocd-cluster",
        &["failed to get cluster info|failed to load initial state of resource|cluster cache|error getting server version"],
        "Argo CD can’t reach the cluster.",
        "Look at the cluster’s entry in Argo CD.",
    )
    .by(Who::ClusterTeam)
    .guide(STAGES),
];
