//! In the place of buttons that somebody may not use: why, and who can change that.

use super::{Icon, IconName};
use crate::words::parts as words;
use leptos::prelude::*;

/// Folded, for most people come to read. Nothing where there is nothing to explain.
pub fn why_not(sentences: &[String]) -> Option<AnyView> {
    if sentences.is_empty() {
        return None;
    }
    let lines: Vec<_> = sentences
        .iter()
        .cloned()
        .map(|line| view! { <li>{line}</li> })
        .collect();
    Some(
        view! {
            <details class="more">
                <summary><Icon name=IconName::Down/>{words::WHY_NOT}</summary><ul class="dots">{lines}</ul>
            </details>
        }
        .into_any(),
    )
}
