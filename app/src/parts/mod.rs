//! What pages are composed of: one small server component a file, with the markup and class names of `style/`.
//!
//! Parts return `AnyView`: views whose types nest through a whole page take minutes to compile and overflow the compiler.
//! Parts take plain strings, numbers, enums and views, so that they know nothing of registries. All of them work
//! with scripts off; a part that an island brings to life says so.

pub mod brand;
pub mod button;
pub mod chart;
pub mod checks;
pub mod chip;
pub mod choice;
pub mod compared;
pub mod copy;
pub mod crumbs;
pub mod diagnosis;
pub mod diff;
pub mod elapsed;
pub mod empty;
pub mod facets;
pub mod facts;
pub mod field;
pub mod files;
pub mod icons;
pub mod list;
pub mod note;
pub mod sentence;
pub mod stage_bar;
pub mod submit;
pub mod table;
pub mod tabs;
pub mod text;
pub mod time;
pub mod timeline;
pub mod tone;
pub mod why_not;

pub use brand::Brand;
pub use button::{Button, ButtonKind, IconLink, LinkButton};
pub use chart::{Chart, ChartFigure, ChartKind, ChartRow, Series, Shade, ShareBar};
pub use checks::{CheckItem, NameTests, PolicyChecks};
pub use chip::{Chip, FixedChip, KeyChip};
pub use choice::{Choice, ChoiceRows, TickRow};
pub use compared::ComparedTable;
pub use copy::{CopyBlock, CopyButton, CopyField};
pub use crumbs::{Crumb, Crumbs, PageHead};
pub use diagnosis::{Diagnosis, Panel};
pub use diff::{DiffFile, DiffRow};
pub use elapsed::{ElapsedStrip, Meter, Segment};
pub use empty::Empty;
pub use facets::{Facet, FacetFind, FacetOption, SearchBox};
pub use facts::{Fact, Figure, Figures, KeyValues};
pub use field::{Described, SelectField, SelectOption, TextAreaField, TextField};
pub use files::{CodeLine, CodePreview, FileTab, FileTabs};
pub use icons::{Icon, IconName, Sprite};
pub use list::{TodoItem, TodoList};
pub use note::{Announce, Note};
pub use sentence::{Sentence, SentenceInput, SentenceSelect};
pub use stage_bar::StageBar;
pub use submit::SubmitBar;
pub use table::{Page, Pagination, Region, SortHeader, SortOrder};
pub use tabs::{TabLink, Tabs};
pub use time::Time;
pub use timeline::{Step, Timeline};
pub use tone::Tone;
pub use why_not::why_not;
