//! The pages of one repository, each with its own address.

/// `ALL` is the order of the navigation. A page that does not exist is not in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    #[default]
    Overview,
    Images,
    Findings,
    Use,
    Access,
    Lifecycle,
    Settings,
    Monitoring,
    History,
    Removal,
}

impl Tab {
    pub const ALL: [Self; 10] = [
        Self::Overview,
        Self::Images,
        Self::Findings,
        Self::Use,
        Self::Access,
        Self::Lifecycle,
        Self::Settings,
        Self::Monitoring,
        Self::History,
        Self::Removal,
    ];

    /// The word behind `/-/` in the address. The overview has the bare address.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Images => "images",
            Self::Findings => "findings",
            Self::Use => "use",
            Self::Access => "access",
            Self::Lifecycle => "lifecycle",
            Self::Settings => "settings",
            Self::Monitoring => "monitoring",
            Self::History => "history",
            Self::Removal => "removal",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|tab| !text.is_empty() && tab.as_str() == text)
    }
}
