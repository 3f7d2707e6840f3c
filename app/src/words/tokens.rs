//! Tokens, services, and the page that reads the API's document to people.

use domain::people::Role;
use domain::token::{Scope, TokenState};

pub const TITLE: &str = "Tokens";
pub const LEAD: &str = "A token lets a program act in your name: the command line, a pipeline, a script. It can do no more than you, and only what its scopes say.";
pub const READ_MORE: &str = "What programs can do";
pub const NEW: &str = "New token";
pub const NAME: &str = "What is it for?";
pub const NAME_HINT: &str = "Such as “Release pipeline of payments”. You know it again by that.";
pub const SCOPES: &str = "What may it do?";
pub const DAYS: &str = "How long does it last?";
pub const MAKE: &str = "Make the token";
pub const CANT: &str = "The token was not made";
pub const MADE: &str = "Copy the token now";
pub const MADE_MORE: &str = "It is shown this once. Berth keeps nothing that it could be shown again by. Keep it like a password: whoever has it acts in its holder’s name.";
pub const SECRET: &str = "token";
pub const NONE: &str = "No token yet";
pub const NONE_MORE: &str = "Make one when a program is to use Berth in your name.";
pub const TABLE: &str = "Your tokens, newest first";
pub const TOKEN: &str = "Token";
pub const STATE: &str = "State";
pub const SCOPE: &str = "Scopes";
pub const LAST_USED: &str = "Last used";
pub const EXPIRES: &str = "Ends";
pub const NEVER: &str = "Never";
pub const REVOKE: &str = "Revoke";

pub const SERVICES: &str = "Services";
pub const SERVICES_LEAD: &str = "A service acts by itself and in its own name, whoever leaves. It has the roles and teams that you give it; decisions stay with people.";
pub const NO_SERVICES: &str = "There is no service yet.";
pub const NEW_SERVICE: &str = "New service";
pub const SERVICE_NAME: &str = "Name";
pub const SERVICE_NAME_HINT: &str =
    "Lowercase letters, digits and hyphens, such as release-bot. It can’t be changed.";
pub const ABOUT: &str = "What does it do, and who answers for it?";
pub const ROLES: &str = "Roles";
pub const TEAMS: &str = "Teams";
pub const TEAMS_HINT: &str =
    "Whose repositories it may tend, separated by spaces. It can be left empty.";
pub const MAKE_SERVICE: &str = "Make the service";
pub const CANT_SERVICE: &str = "The service was not made";
pub const END_SERVICE: &str = "End the service";
pub const ENDED: &str = "Ended";
pub const SERVICE_TABLE: &str = "Tokens of the service, newest first";

/// What can be chosen, with its words.
pub const DAY_CHOICES: [(u32, &str); 5] = [
    (7, "A week"),
    (30, "Thirty days"),
    (90, "Ninety days"),
    (180, "Half a year"),
    (365, "A year"),
];

pub const fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => "read: look at everything that you may look at",
        Scope::Request => "request: ask for changes, and look after your repositories",
        Scope::Review => "review: decide on requests, steer rollouts",
        Scope::Admin => "admin: look after services and their tokens",
    }
}

pub const fn role(role: Role) -> &'static str {
    match role {
        Role::Developer => "developer: asks for repositories and changes",
        Role::Reviewer => "reviewer",
        Role::Manager => "manager: reads figures",
        Role::Admin => "admin",
    }
}

pub const fn state(state: TokenState) -> &'static str {
    match state {
        TokenState::Active => "Works",
        TokenState::Expired => "Ended",
        TokenState::Revoked => "Revoked",
    }
}

pub fn roles_and_teams(roles: &str, teams: &str) -> String {
    match teams {
        "" => roles.to_owned(),
        teams => format!("{roles}; teams {teams}"),
    }
}

pub fn made_by(login: &str) -> String {
    format!("made by {login}")
}

/// The page that reads the document.
pub mod reader {
    pub const TITLE: &str = "API";
    pub const DOCUMENT: &str = "OpenAPI 3.1 document";
    pub const MAKE_TOKEN: &str = "Make a token";
    pub const CONTENTS: &str = "Operations";
    pub const PARAMETERS: &str = "Parameters";
    pub const NAME: &str = "Name";
    pub const WHERE: &str = "Where";
    pub const KIND: &str = "Kind";
    pub const ABOUT: &str = "What it is";
    pub const BODY: &str = "Body";
    pub const ANSWERS: &str = "Answers";
    pub const STATUS: &str = "Status";
    pub const EXAMPLE: &str = "Example";
    pub const SCHEMAS: &str = "Schemas";
    pub const PROBLEMS: &str = "Problems";
    pub const PROBLEMS_LEAD: &str = "What comes to nothing is told as application/problem+json (RFC 9457). The type leads here; the detail is the sentence that the page would say.";
    pub const REQUIRED: &str = "required";

    pub fn scope(scope: &str) -> String {
        format!("Takes the scope {scope}")
    }

    pub fn one_of(values: &str) -> String {
        format!("One of {values}")
    }
}
