//! How a person looks at the inventory, and the views that people keep of it.

use super::Sort;
use crate::github::Login;

/// What the table shows, apart from which rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Beside the name, which always stands. Empty: the usual ones.
    pub columns: Vec<Sort>,
    pub density: Density,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Density {
    #[default]
    Dense,
    Roomy,
}

impl Density {
    pub const ALL: [Self; 2] = [Self::Dense, Self::Roomy];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dense => "dense",
            Self::Roomy => "roomy",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

impl Look {
    /// In the order of the table.
    pub const COLUMNS: [Sort; 15] = [
        Sort::Team,
        Sort::System,
        Sort::Account,
        Sort::Region,
        Sort::Cluster,
        Sort::State,
        Sort::Drift,
        Sort::Score,
        Sort::Images,
        Sort::Storage,
        Sort::Critical,
        Sort::High,
        Sort::LastPush,
        Sort::LastPull,
        Sort::Created,
    ];

    pub const USUAL: [Sort; 11] = [
        Sort::Team,
        Sort::System,
        Sort::Region,
        Sort::Cluster,
        Sort::State,
        Sort::Score,
        Sort::Images,
        Sort::Storage,
        Sort::Critical,
        Sort::High,
        Sort::LastPush,
    ];

    /// In the order of the table, whichever they were chosen in; the usual ones need no words.
    pub fn of(chosen: &[Sort], density: Density) -> Self {
        let columns: Vec<Sort> = Self::COLUMNS
            .into_iter()
            .filter(|column| chosen.contains(column))
            .collect();
        let is_usual = columns == Self::USUAL;
        Self {
            columns: if is_usual { Vec::new() } else { columns },
            density,
        }
    }

    pub fn shown(&self) -> &[Sort] {
        if self.columns.is_empty() {
            &Self::USUAL
        } else {
            &self.columns
        }
    }
}

/// A view that somebody keeps: an address of the inventory with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewRow {
    pub id: String,
    pub name: String,
    /// The query of its address, as the inventory writes it.
    pub query: String,
    pub owner: Login,
    pub is_shared: bool,
    /// The person's own: theirs to change.
    pub is_own: bool,
}

/// The name of a view, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewName(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ViewNameError {
    #[error("Give the view a name")]
    Empty,
    #[error("The name of a view takes at most {} characters", ViewName::MOST)]
    Long,
    #[error("The name of a view is one line")]
    Lines,
}

impl ViewName {
    pub const MOST: usize = 60;

    pub fn parse(text: &str) -> Result<Self, ViewNameError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ViewNameError::Empty);
        }
        if text.chars().count() > Self::MOST {
            return Err(ViewNameError::Long);
        }
        if text.chars().any(char::is_control) {
            return Err(ViewNameError::Lines);
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_in_the_order_of_the_table_and_the_usual_ones_unsaid() {
        let look = Look::of(&[Sort::Created, Sort::Name, Sort::Team], Density::Dense);
        assert_eq!(look.shown(), [Sort::Team, Sort::Created]);
        let mut usual = Look::USUAL;
        usual.reverse();
        assert_eq!(Look::of(&usual, Density::Dense), Look::default());
        assert_eq!(Look::default().shown(), Look::USUAL);
    }

    #[test]
    fn a_view_is_called_by_one_short_line() {
        assert_eq!(ViewName::parse("  Ours ").unwrap().as_str(), "Ours");
        assert_eq!(ViewName::parse(" "), Err(ViewNameError::Empty));
        assert_eq!(ViewName::parse(&"é".repeat(61)), Err(ViewNameError::Long));
        assert_eq!(ViewName::parse("a\nb"), Err(ViewNameError::Lines));
    }
}
