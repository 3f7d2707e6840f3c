//! AWS, asked by Berth or by Crossplane’s provider. Codes come first: they hardly ever change.

use super::{Known, Who};

const LIFECYCLE: &str = "troubleshooting#old-images-are-not-deleted";
const ACCESS: &str = "access";
const DELETION: &str = "cleaning-up";

pub(super) const KNOWN: &[Known] = &[
    Known::new(
        "aws-service-control-policy",
        &["accessdenied|not authorized to perform", "service control policy"],
        "A policy of the AWS organisation forbids it, whatever the role may do.",
        "Have those who look after the AWS organisation let the provider’s role do it in this account and region.",
    ),
    Known::new(
        "aws-permissions-boundary",
        &["accessdenied|not authorized to perform", "permissions boundary"],
        "The permissions boundary of the role does not let it.",
        "Widen the boundary of the role that the message names.",
    ),
    Known::new(
        "aws-assume-role",
        &["assumerole", "accessdenied|not authorized to perform|invalididentitytoken"],
        "The role in the account can’t be taken on: its trust policy does not name who asks.",
        "Correct the trust policy of the role that the message names.",
    ),
    Known::new(
        "aws-access-denied",
        &["accessdenied|not authorized to perform|authorizationerror"],
        "The role lacks a permission in AWS; the message names the action.",
        "Add the action to the role’s policy.",
    ),
    Known::new(
        "aws-quota",
        &["limitexceededexception"],
        "The account has as many repositories in this region as its quota allows.",
        "Raise the quota of repositories in this account and region, or delete what nobody needs.",
    ),
    Known::new(
        "aws-not-empty",
        &["repositorynotemptyexception"],
        "The repository still holds images, and AWS deletes none that does unless it is told to.",
        "Delete the images, or ask for a deletion that includes them.",
    )
    .by(Who::Requester)
    .guide(DELETION),
    Known::new(
        "aws-key",
        &["kmsexception|kms", "kmsexception|invalidparameter|key"],
        "The encryption key is missing, lies in another region, or its policy does not let the registry use it.",
        "Name a key of the same region whose policy allows it. Encryption can’t change afterwards, so it takes another repository.",
    )
    .by(Who::Requester),
    Known::new(
        "aws-tags",
        &["invalidtagparameterexception|toomanytagsexception"],
        "AWS refuses a tag of the repository, or there are too many.",
        "Correct the company’s tags in Berth’s configuration; the message names the tag.",
    ),
    Known::new(
        "aws-lifecycle-text",
        &["invalidparameterexception", "lifecyclepolicytext|lifecycle policy"],
        "AWS refuses the text of the lifecycle policy.",
        "Ask for a policy that AWS takes: the Lifecycle tab says which rule is wrong.",
    )
    .by(Who::Requester)
    .guide(LIFECYCLE),
    Known::new(
        "aws-access-text",
        &["invalidparameterexception", "repository policy|policytext|principal"],
        "AWS refuses the access policy: most often a role or account that it names does not exist.",
        "Ask for access again, for principals that exist.",
    )
    .by(Who::Requester)
    .guide(ACCESS),
    Known::new(
        "aws-name",
        &["invalidparameterexception", "repositoryname|repository name"],
        "AWS refuses the name of the repository.",
        "Ask again under another name, and tell the platform team: Berth should have said so in the form.",
    )
    .by(Who::Requester),
    Known::new(
        "aws-parameter",
        &["invalidparameterexception|validationexception"],
        "AWS refuses a value of the manifest; the message names it.",
        "Correct the value, by a new request or in Git.",
    ),
    Known::new(
        "aws-repository-not-found",
        &["repositorynotfoundexception"],
        "The repository is not there, or not yet: a policy may be a few minutes ahead of it.",
        "Wait some minutes. If it stays, somebody may have deleted the repository by hand.",
    )
    .by(Who::Nobody)
    .passing(),
    Known::new(
        "aws-already-exists",
        &["repositoryalreadyexistsexception"],
        "A repository of that name is in AWS already, and is not what was asked for.",
        "Bring the one that is there under Git, or choose another name.",
    )
    .by(Who::Requester)
    .guide("adopting"),
    Known::new(
        "aws-throttled",
        &["throttl|rate exceeded|toomanyrequests|slowdown"],
        "AWS is asked too much just now.",
        "Wait.",
    )
    .by(Who::Nobody)
    .passing(),
    Known::new(
        "aws-server",
        &["serverexception|internalfailure|internal server error|serviceunavailable"],
        "AWS has a fault of its own.",
        "Wait. AWS’s health page tells of longer ones.",
    )
    .by(Who::Nobody)
    .passing(),
    Known::new(
        "aws-token-expired",
        &["expiredtoken|token included in the request is expired"],
        "The credentials have run out.",
        "Renew them, or better: let the role be taken on anew each time, without keys that run out.",
    )
    .passing(),
    Known::new(
        "aws-token-invalid",
        &["unrecognizedclient|invalidclienttokenid|token included in the request is invalid|invalidaccesskeyid"],
        "AWS does not know the credentials, or the region is not turned on in the account.",
        "Give valid credentials; for a region that is off by default, turn it on in the account.",
    ),
    Known::new(
        "aws-clock",
        &["signature expired|signature not yet current|requestexpired"],
        "The clock of the machine that asks is minutes off.",
        "Put the clock right.",
    ),
    Known::new(
        "aws-preview-running",
        &["lifecyclepolicypreviewinprogress"],
        "Another preview of the same repository is being made.",
        "Wait until it is done.",
    )
    .by(Who::Nobody)
    .passing()
    .guide(LIFECYCLE),
];
