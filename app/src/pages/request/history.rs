//! Everything that was recorded, oldest first.

use crate::parts::time::machine;
use crate::parts::{Icon, IconName};
use crate::words::request as words;
use domain::portal::RequestPage;
use leptos::prelude::*;

pub(super) fn view(data: &RequestPage) -> Option<AnyView> {
    if data.events.is_empty() {
        return None;
    }
    let rows: Vec<_> = data
        .events
        .iter()
        .map(|event| {
            let at = event.at.0;
            view! {
                <tr>
                    <td class="w mute"><time datetime=machine(at)>{words::exact(at)}</time></td>
                    <td>{words::actor(&event.actor)}</td>
                    <td>{words::event(&event.what)}</td>
                </tr>
            }
        })
        .collect();
    Some(
        view! {
            <details class="more" id="history">
                <summary><Icon name=IconName::Down/><b>{words::HISTORY}</b><span class="mute">{data.events.len()}</span></summary>
                <div class="scroll" tabindex="0" role="region" aria-label=words::HISTORY>
                    <table class="tbl dense">
                        <caption class="sr">{words::HISTORY}</caption>
                        <thead><tr><th scope="col">{words::WHEN}</th><th scope="col">{words::WHO}</th><th scope="col">{words::WHAT}</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </details>
        }
        .into_any(),
    )
}
