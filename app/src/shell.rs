//! The document round every page: head, navigation, how fresh the facts are, who is signed in.

use crate::parts::time::relative;
use crate::parts::{
    Announce, Brand, Icon, IconName, Note, SearchBox, Sprite, Time, Tone, text::count,
};
use crate::words::shell as words;
use leptos::prelude::*;

/// The look a person chose. `System` follows the operating system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The value of the cookie and of the form field.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Anything unknown, such as an old cookie, follows the system.
    pub fn parse(text: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|theme| theme.as_str() == text)
            .unwrap_or_default()
    }

    const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            chosen => Some(chosen.as_str()),
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::System => words::THEME_SYSTEM,
            Self::Light => words::THEME_LIGHT,
            Self::Dark => words::THEME_DARK,
        }
    }
}

/// Who is signed in, as shown in the corner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonBadge {
    /// The login by which teams and reviewers know them.
    pub name: String,
    /// Roles and teams, as words.
    pub roles: Vec<String>,
}

/// The entry of the navigation that a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NavItem {
    Home,
    NewRequest,
    Reviews,
    Inventory,
    Insights,
    Rollouts,
    Audit,
}

/// A saved view of the inventory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    pub label: String,
    pub href: String,
    pub count: Option<u64>,
    /// It is what the page shows.
    pub current: bool,
}

/// How old the facts of one outside system are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceAge {
    pub name: String,
    pub tone: Tone,
    /// Epoch milliseconds of the last good answer.
    pub as_of: Option<i64>,
}

/// Where the browser finds what pages need. The server knows the names, for they carry the content's hash.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assets {
    pub stylesheet: String,
    pub favicon: Option<String>,
    /// The module that wakes the islands. Pages work without it.
    pub script: Option<String>,
    /// What that module loads on a page with islands: the wasm's own module, and the wasm.
    pub glue: Option<String>,
    pub wasm: Option<String>,
    /// The CSP nonce of this answer.
    pub nonce: Option<String>,
}

/// Something that just happened, said once at the top of the next page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    pub tone: Tone,
    pub text: String,
}

/// Everything round the page itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// What the page is called; the product's name is added.
    pub title: String,
    /// Nobody: the page stands alone, without navigation.
    pub person: Option<PersonBadge>,
    pub current: Option<NavItem>,
    /// Requests that wait for this person's review.
    pub review_count: u64,
    pub views: Vec<SavedView>,
    pub sources: Vec<SourceAge>,
    pub theme: Theme,
    pub assets: Assets,
    /// Seconds after which a browser without scripts loads the page again.
    pub refresh: Option<u32>,
    pub flash: Option<Flash>,
    /// Path and query of this page, to come back to after choosing a theme.
    pub path: String,
    /// Epoch milliseconds that ages are counted from.
    pub now: i64,
}

/// The whole document. Only islands wake in the browser, so the renderer is told to send no data for the rest.
pub fn render(frame: Frame, page: impl IntoView + 'static) -> AnyView {
    if let Some(context) = Owner::current_shared_context() {
        context.set_is_hydrating(false);
    }
    let bare = frame.person.is_none();
    let theme = frame.theme.attribute();
    let head = head(&frame);
    let flash = frame.flash.clone().map(flash);
    let chrome = (!bare).then(|| chrome(frame));
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme>
            {head}
            <body class=bare.then_some("bare")>
                <a class="skip" href="#main">{words::SKIP}</a>
                <Sprite/>
                {chrome}
                <main id="main" tabindex="-1">{flash}{page.into_any()}</main>
            </body>
        </html>
    }
    .into_any()
}

fn head(frame: &Frame) -> AnyView {
    let Assets {
        stylesheet,
        favicon,
        script,
        glue,
        wasm,
        nonce,
    } = frame.assets.clone();
    let refresh = frame.refresh.map(|seconds| {
        // With scripts the live island does better; the reload is for those who have none.
        view! { <noscript inner_html=format!("<meta http-equiv=\"refresh\" content=\"{seconds}\">")></noscript> }
    });
    // No preload of the wasm: a page without islands never asks for it, and browsers complain of a preload in vain.
    let script = script.map(|src| {
        view! { <script type="module" src=src data-glue=glue data-wasm=wasm nonce=nonce></script> }
    });
    view! {
        <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <title>{words::title(&frame.title)}</title>
            <link rel="stylesheet" href=stylesheet/>
            {favicon.map(|href| view! { <link rel="icon" href=href/> })}
            {refresh}
            {script}
        </head>
    }
    .into_any()
}

fn flash(flash: Flash) -> AnyView {
    let announce = if flash.tone == Tone::Bad {
        Announce::Alert
    } else {
        Announce::Status
    };
    view! { <div class="flash"><Note tone=flash.tone announce=announce><p>{flash.text}</p></Note></div> }.into_any()
}

fn chrome(frame: Frame) -> AnyView {
    let asking = (frame.current == Some(NavItem::NewRequest)).then_some("page");
    let links = nav_links(frame.current, frame.review_count);
    let views = (!frame.views.is_empty()).then(|| saved_views(frame.views));
    let sources = (!frame.sources.is_empty()).then(|| sources(frame.sources, frame.now));
    let account = frame
        .person
        .map(|person| account(person, frame.theme, frame.path));
    view! {
        <header class="top">
            <Brand href="/"/>
            <div class="row nw">
                <a class="btn quiet icon" href="/search" aria-label=words::SEARCH><Icon name=IconName::Search/></a>
                <button class="btn quiet icon" type="button" popovertarget="side" aria-label=words::OPEN_MENU>
                    <Icon name=IconName::Menu/>
                </button>
            </div>
        </header>
        <nav class="side" id="side" popover="auto" aria-label=words::MAIN>
            <div class="row btw nw">
                <Brand href="/"/>
                <button
                    class="btn quiet icon x" type="button" popovertarget="side" popovertargetaction="hide"
                    aria-label=words::CLOSE_MENU
                ><Icon name=IconName::Close/></button>
            </div>
            <form role="search" aria-label=words::FIND action="/search" method="get"><SearchBox label=words::FIND shortcut=true/></form>
            <a class="btn" href="/requests/new" aria-current=asking>
                <Icon name=IconName::Plus/>
                {words::NEW_REQUEST}
            </a>
            {links}
            {views}
            <div class="foot">{sources}{account}</div>
        </nav>
    }
    .into_any()
}

fn nav_links(current: Option<NavItem>, reviews: u64) -> AnyView {
    let entries = [
        (NavItem::Home, "/", IconName::Home, words::HOME),
        (
            NavItem::Reviews,
            "/reviews",
            IconName::Review,
            words::REVIEWS,
        ),
        (
            NavItem::Inventory,
            "/inventory",
            IconName::Inventory,
            words::INVENTORY,
        ),
        (
            NavItem::Insights,
            "/insights",
            IconName::Insights,
            words::INSIGHTS,
        ),
        (
            NavItem::Rollouts,
            "/rollouts",
            IconName::Sync,
            words::ROLLOUTS,
        ),
        (NavItem::Audit, "/audit", IconName::Clock, words::AUDIT),
    ];
    let links: Vec<_> = entries
        .into_iter()
        .map(|(item, href, icon, label)| {
            let waiting = (item == NavItem::Reviews && reviews > 0).then(|| {
                view! { <small>{count(reviews)}<span class="sr">{words::WAITING}</span></small> }
            });
            let current = (current == Some(item)).then_some("page");
            view! { <li><a href=href aria-current=current><Icon name=icon/><span>{label}</span>{waiting}</a></li> }
        })
        .collect();
    view! { <ul role="list">{links}</ul> }.into_any()
}

fn saved_views(views: Vec<SavedView>) -> AnyView {
    let links: Vec<_> = views
        .into_iter()
        .map(|saved| {
            let rows = saved.count.map(|n| view! { <small>{count(n)}</small> });
            let current = saved.current.then_some("page");
            view! { <li><a href=saved.href aria-current=current><Icon name=IconName::Bookmark/><span>{saved.label}</span>{rows}</a></li> }
        })
        .collect();
    view! {
        <small aria-hidden="true">{words::SAVED_VIEWS}</small>
        <ul role="list" aria-label=words::SAVED_VIEWS>{links}<li><a href="/inventory/views"><span>{words::ALL_VIEWS}</span></a></li></ul>
    }
    .into_any()
}

fn sources(sources: Vec<SourceAge>, now: i64) -> AnyView {
    let behind: Vec<&str> = sources
        .iter()
        .filter(|source| matches!(source.tone, Tone::Warn | Tone::Bad))
        .map(|source| source.name.as_str())
        .collect();
    let worst = match () {
        () if sources.iter().any(|source| source.tone == Tone::Bad) => Tone::Bad,
        () if behind.is_empty() => Tone::Ok,
        () => Tone::Warn,
    };
    let summary = if behind.is_empty() {
        words::ALL_CURRENT.to_owned()
    } else {
        words::troubled(&behind)
    };
    let mark = match worst {
        Tone::Ok => view! { <span class="dot" data-s="ok"></span> }.into_any(),
        tone => {
            view! { <span class="chip flat" data-s=tone.as_str()><Icon name=tone.icon()/></span> }
                .into_any()
        }
    };
    let rows: Vec<_> = sources
        .into_iter()
        .map(|source| {
            let age = match (source.as_of, source.tone) {
                (None, _) => words::NEVER_READ.into_any(),
                (Some(at), Tone::Warn | Tone::Bad) => words::as_of(&relative(at, now)).into_any(),
                (Some(at), _) => view! { <Time at=at now=now/> }.into_any(),
            };
            view! { <dt>{source.name}</dt><dd data-s=source.tone.as_str()>{age}</dd> }
        })
        .collect();
    view! {
        <details class="drop">
            <summary class="btn quiet">{mark}<span>{summary}</span></summary>
            <dl class="menu kv">{rows}</dl>
        </details>
    }
    .into_any()
}

fn account(person: PersonBadge, theme: Theme, path: String) -> AnyView {
    let choices: Vec<_> = Theme::ALL
        .into_iter()
        .map(|choice| {
            view! {
                <label class="pick">
                    <input type="radio" name="theme" value=choice.as_str() checked=choice == theme/>{choice.label()}
                </label>
            }
        })
        .collect();
    let roles = person.roles.join(", ");
    view! {
        <details class="drop">
            <summary class="btn quiet"><Icon name=IconName::User/><span>{person.name.clone()}</span></summary>
            <div class="menu">
                <div class="stack sm"><b>{person.name}</b>{(!roles.is_empty()).then(|| view! { <small>{roles}</small> })}</div>
                <a href="/settings">{words::ACCOUNT}</a>
                <form class="stack sm" method="post" action="/settings/theme">
                    <input type="hidden" name="next" value=path/>
                    <fieldset class="stack sm"><legend class="mute">{words::THEME}</legend>{choices}</fieldset>
                    <button class="btn" type="submit">{words::KEEP_THEME}</button>
                </form>
                <a href="/settings/tokens">{words::TOKENS}</a>
                <a href="/api">{words::API}</a>
                <form class="stack sm" method="post" action="/sign-out">
                    <button class="btn" type="submit">{words::SIGN_OUT}</button>
                </form>
            </div>
        </details>
    }
    .into_any()
}
