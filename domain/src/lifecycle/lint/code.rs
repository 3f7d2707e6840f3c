//! Every kind of problem, how grave it is and which limit it breaks.

use super::Gravity;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    NotJson,
    /// The same member twice in one object: readers take the last and say nothing.
    MemberTwice,
    UnknownMember,
    NullMember,
    WrongType,
    Missing,
    NoRules,
    TooManyRules,
    TooLong,
    TooShort,
    Priority,
    PriorityTwice,
    TagStatus,
    TagsMissing,
    BothTagLists,
    TagsNotWanted,
    Wildcards,
    TagEntry,
    StorageClass,
    CountType,
    UnitNotWanted,
    Unit,
    CountNumber,
    ArchivedDays,
    ArchiveOnly,
    PulledOnlyArchives,
    ActionType,
    Target,
    AnyNotLast,
    UntaggedTwice,
    TagsTwice,

    /// A rule before it decides about all its images.
    NeverActs,
    /// No tag can be what an entry asks for.
    NeverMatches,
    /// Several entries, all of which an image must satisfy.
    AllTags,
    /// Only the newest image stays.
    KeepsOne,
    /// Age alone decides, so that the newest image goes too, and `latest` with it.
    NewestExpires,
    /// A rule counts images that rules before it decide about.
    CountsClosed,
    UntaggedStay,
    ArchivedStay,
    NothingArchived,
    /// The file that Berth writes is longer than AWS takes; the text itself is not.
    LongInFile,
}

impl Code {
    pub fn gravity(self) -> Gravity {
        match self {
            Self::NeverActs
            | Self::NeverMatches
            | Self::AllTags
            | Self::KeepsOne
            | Self::NewestExpires
            | Self::CountsClosed
            | Self::UntaggedStay
            | Self::ArchivedStay
            | Self::NothingArchived
            | Self::LongInFile => Gravity::Advice,
            _ => Gravity::Refused,
        }
    }

    /// The limit in words, where there is one.
    pub fn limit(self) -> Option<&'static str> {
        Some(match self {
            Self::NoRules | Self::TooManyRules => "1 to 50 rules",
            Self::TooLong | Self::TooShort | Self::LongInFile => "100 to 30,720 characters",
            Self::Priority => "a whole number from 1",
            Self::PriorityTwice => "each priority once",
            Self::TagStatus => "tagged, untagged or any",
            Self::TagsMissing | Self::BothTagLists => "one list of tags, with at least one entry",
            Self::Wildcards => "at most 4 wildcards in one pattern",
            Self::TagEntry => "1 to 300 characters",
            Self::StorageClass => "standard or archive",
            Self::CountType => {
                "imageCountMoreThan, sinceImagePushed, sinceImagePulled or sinceImageTransitioned"
            }
            Self::Unit => "days",
            Self::CountNumber => "a whole number from 1",
            Self::ArchivedDays => "at least 90 days",
            Self::ActionType => "expire or transition",
            Self::Target => "archive, with transition alone",
            Self::AnyNotLast => {
                "one rule for any images in each storage class, with the highest number"
            }
            Self::UntaggedTwice => "one rule for untagged images in each storage class",
            Self::TagsTwice => "each list of tags once in each storage class",
            _ => return None,
        })
    }
}
