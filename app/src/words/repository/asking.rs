//! Asking for a change of a repository.

pub const CANT: &str = "You can’t ask for this.";
pub const REFUSED: &str = "Nothing was asked for";
pub const COMMENT: &str = "Why";
pub const COMMENT_HINT: &str =
    "For the one who decides; it stands in the pull request. May be empty.";

pub const REMOVAL: &str = "A removal is on its way";

pub fn removal(label: &str, requester: &str) -> String {
    format!(
        "{label} by {requester} takes this repository or a part of it away. Nothing else can be asked for about it until that is done. To change something all the same, withdraw it first:"
    )
}

pub fn at_work(label: &str, requester: &str) -> String {
    format!("{label} by {requester} is on its way.")
}

pub fn done(label: &str, requester: &str) -> String {
    format!("{label} by {requester} was carried out last.")
}
