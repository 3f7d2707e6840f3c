//! The icons, drawn once a page as a sprite and used by name, so that a wrong name does not compile.

use leptos::prelude::*;
use std::sync::LazyLock;

macro_rules! icons {
    ($($name:ident $id:literal $path:literal,)+) => {
        /// An icon of the sprite. All are drawn on a 16 by 16 grid with a 1.5 stroke.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum IconName { $($name,)+ }

        impl IconName {
            /// Every icon, for the sprite and for tests.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The fragment that a `<use>` points at.
            pub const fn href(self) -> &'static str {
                match self { $(Self::$name => concat!("#i-", $id),)+ }
            }

            const fn symbol(self) -> &'static str {
                match self {
                    $(Self::$name => concat!(
                        "<symbol id=\"i-", $id, "\" viewBox=\"0 0 16 16\"><path d=\"", $path, "\"></path></symbol>"
                    ),)+
                }
            }
        }
    };
}

icons! {
    Home "home" "M2.5 7.25 8 2.75l5.5 4.5V13a.5.5 0 0 1-.5.5h-3v-4H6v4H3a.5.5 0 0 1-.5-.5z",
    Review "review" "M4 2.5h8A1.5 1.5 0 0 1 13.5 4v8a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 12V4A1.5 1.5 0 0 1 4 2.5zM5.25 8.25l2 2 3.5-4.25",
    Inventory "inventory" "M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.25 6.5v6",
    Insights "insights" "M2.5 13.5h11M4.5 11V7.5M8 11V3M11.5 11V5.75",
    Plus "plus" "M8 3v10M3 8h10",
    Search "search" "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5l3 3",
    Copy "copy" "M6 5.5h6.5a.5.5 0 0 1 .5.5v7a.5.5 0 0 1-.5.5H6a.5.5 0 0 1-.5-.5V6a.5.5 0 0 1 .5-.5zM3.5 10.5H3a.5.5 0 0 1-.5-.5V3a.5.5 0 0 1 .5-.5h6.5a.5.5 0 0 1 .5.5v.5",
    External "ext" "M6 3.5H3.5v9h9V10M9 2.5h4.5V7M13.25 2.75 7.5 8.5",
    Down "down" "M4.5 6.5 8 10l3.5-3.5",
    Next "next" "M6.5 4.5 10 8l-3.5 3.5",
    Previous "prev" "M9.5 4.5 6 8l3.5 3.5",
    Ascending "asc" "M8 12.5v-9M4.5 7 8 3.5 11.5 7",
    Descending "desc" "M8 3.5v9M4.5 9 8 12.5 11.5 9",
    Check "check" "M3.5 8.5l3 3 6-7",
    Close "x" "M4 4l8 8M12 4l-8 8",
    Ok "ok" "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM5.4 8.2l1.8 1.8 3.4-3.8",
    Bad "bad" "M5.5 2.25h5l3.25 3.25v5l-3.25 3.25h-5L2.25 10.5v-5zM6.25 6.25l3.5 3.5M9.75 6.25l-3.5 3.5",
    Warn "warn" "M8 2.5 14.25 13.5H1.75zM8 6.75v3M8 11.6v.05",
    Wait "wait" "M8 2a6 6 0 1 1-6 6",
    Clock "clock" "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.75V8l2.25 1.5",
    Info "info" "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.5v3.25M8 5.2v.05",
    Off "off" "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM5.25 8h5.5",
    PullRequest "pr" "M4.5 5.5v5M4.5 5.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM4.5 13.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM11.5 13.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM11.5 10.5V6A2 2 0 0 0 9.5 4H7.25M8.75 2.5 7.25 4l1.5 1.5",
    Merge "merge" "M4.5 5.5v5M4.5 5.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM4.5 13.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM11.5 9.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM4.5 5.5C5 7.2 6.8 8 10 8",
    Sync "sync" "M13 6.5A5.25 5.25 0 0 0 3.4 5.6M3 2.75v3h3M3 9.5a5.25 5.25 0 0 0 9.6.9M13 13.25v-3h-3",
    Cube "cube" "M8 1.9 13.4 5v6L8 14.1 2.6 11V5zM2.6 5 8 8.1 13.4 5M8 8.1v6",
    Shield "shield" "M8 1.9 13 3.8v4c0 3.1-2.1 5.2-5 6.3-2.9-1.1-5-3.2-5-6.3v-4zM5.75 7.9l1.6 1.6 2.9-3.3",
    Send "send" "M13.75 2.25 7 9M13.75 2.25 9.5 13.75 7 9 2.25 6.5z",
    Trash "trash" "M3 4.5h10M6.25 4.5v-2h3.5v2M4.25 4.5l.5 9h6.5l.5-9M6.75 7v4M9.25 7v4",
    Lock "lock" "M4.5 7.25h7a.75.75 0 0 1 .75.75v4.75a.75.75 0 0 1-.75.75h-7a.75.75 0 0 1-.75-.75V8a.75.75 0 0 1 .75-.75zM5.5 7.25V5a2.5 2.5 0 0 1 5 0v2.25",
    Save "save" "M8 2.5v7M5 6.75l3 3 3-3M3 12.75h10",
    Columns "cols" "M2.5 3.5h11v9h-11zM6.2 3.5v9M9.8 3.5v9",
    Menu "menu" "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
    Tag "tag" "M2.5 2.5h5L13.75 8.75l-5 5L2.5 7.5zM5.25 5.2v.05",
    User "user" "M8 8a2.75 2.75 0 1 0 0-5.5A2.75 2.75 0 0 0 8 8zM2.75 13.5C3.25 11.25 5.25 10 8 10s4.75 1.25 5.25 3.5",
    Bookmark "mark" "M4.25 2.5h7.5v11L8 10.75 4.25 13.5z",
    Cloud "cloud" "M4.75 12.5a2.75 2.75 0 0 1-.3-5.5 3.75 3.75 0 0 1 7.2.9 2.35 2.35 0 0 1-.15 4.6z",
}

static SYMBOLS: LazyLock<String> =
    LazyLock::new(|| IconName::ALL.iter().map(|icon| icon.symbol()).collect());

/// All symbols. Stands once in the document, before anything that uses them.
#[component]
pub fn Sprite() -> AnyView {
    view! {
        <svg width="0" height="0" aria-hidden="true" focusable="false" class="sr" inner_html=SYMBOLS.as_str()></svg>
    }
    .into_any()
}

/// One icon. Hidden from screen readers: the word beside it, or the label of its button, says the same.
#[component]
pub fn Icon(name: IconName, #[prop(default = "i")] class: &'static str) -> AnyView {
    view! { <svg class=class aria-hidden="true"><use href=name.href()></use></svg> }.into_any()
}
