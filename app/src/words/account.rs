//! A person's own account.

pub const TITLE: &str = "Your account";
pub const TOKENS: &str = "Tokens";
pub const YOU: &str = "Who you are";
pub const NAME: &str = "Name";
pub const LOGIN: &str = "Known here as";
pub const ROLES: &str = "Roles";
pub const TEAMS: &str = "Teams";
pub const NONE: &str = "None";
pub const RIGHTS: &str = "What you may do";
pub const RIGHTS_TABLE: &str = "What you may do, and of the rest why not";
pub const THING: &str = "To do";
pub const MAY: &str = "May you";
pub const YES: &str = "Yes";
pub const ACCOUNTS: &str = "Your accounts elsewhere";
pub const ACCOUNTS_TABLE: &str = "Accounts that say who you are";
pub const PROVIDER: &str = "Provider";
pub const CHECKED: &str = "Asked last";
pub const LINK: &str = "Link your GitHub account";
pub const LINK_AGAIN: &str = "Connect GitHub again";
pub const LINK_MORE: &str = "Then your reviews on GitHub are yours here, too, and Berth can post there what you decide here. What you asked for can’t be approved by either account. A link stays: the administrators of Berth can undo it.";
pub const LINK_AGAIN_MORE: &str =
    "So that Berth can post your reviews there as your own from this session on.";
pub const SESSIONS: &str = "Signed in here";
pub const SESSIONS_TABLE: &str = "Browsers in which you are signed in";
pub const BROWSER: &str = "Browser";
pub const SINCE: &str = "Since";
pub const SEEN: &str = "Seen last";
pub const BY: &str = "By";
pub const ACTION: &str = "Action";
pub const THIS: &str = "This one";
pub const END: &str = "Sign out";
pub const END_OTHERS: &str = "Sign out everywhere else";

pub fn end(browser: &str) -> String {
    format!("Sign out {browser}")
}
