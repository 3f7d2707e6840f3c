//! What a browser fetches when it comes for the first time, found the way a browser finds it: in the page.

use anyhow::{Context as _, Result, ensure};
use reqwest::Client;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, COOKIE};
use stories::process::Place;

/// Bytes on the wire, compressed with brotli.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct FirstLoad {
    pub(crate) page: u64,
    pub(crate) scripts: u64,
    pub(crate) wasm: u64,
    pub(crate) styles: u64,
}

pub(crate) struct InventoryPage {
    /// As it is, not compressed.
    pub(crate) bytes: u64,
    pub(crate) compressed: u64,
    pub(crate) rows: usize,
    pub(crate) total: u64,
}

/// A file that the server hands out as it is.
#[derive(Clone, Debug)]
pub(crate) struct StaticFile {
    pub(crate) path: String,
    /// `identity`, or the form in which it lies ready.
    pub(crate) encoding: &'static str,
    pub(crate) bytes: u64,
}

pub(crate) async fn first_loads(place: &Place, cookie: &str) -> Result<(FirstLoad, FirstLoad)> {
    Ok((
        first_load(place, cookie, "/requests/new").await?,
        first_load(place, cookie, "/inventory").await?,
    ))
}

async fn first_load(place: &Place, cookie: &str, path: &str) -> Result<FirstLoad> {
    let page = text(place, cookie, path).await?;
    let mut load = FirstLoad {
        page: size(place, cookie, path, "br").await?,
        styles: size(place, "", &attribute(&page, "href", ".css")?, "br").await?,
        ..FirstLoad::default()
    };
    let boot = attribute(&page, "src", ".js")?;
    load.scripts = size(place, "", &boot, "br").await?;
    // The same rule as in boot.js: a page without islands has no use for the wasm.
    if page.contains("<leptos-island") {
        load.scripts += size(place, "", &attribute(&page, "data-glue", ".js")?, "br").await?;
        load.wasm = size(place, "", &attribute(&page, "data-wasm", ".wasm")?, "br").await?;
    }
    Ok(load)
}

pub(crate) async fn inventory(place: &Place, cookie: &str) -> Result<InventoryPage> {
    let page = text(place, cookie, "/inventory").await?;
    Ok(InventoryPage {
        bytes: page.len() as u64,
        compressed: size(place, cookie, "/inventory", "br").await?,
        rows: page.matches("<th scope=\"row\">").count(),
        total: total(&page)?,
    })
}

/// "1 to 50 of 1,000" at the foot of the table.
fn total(page: &str) -> Result<u64> {
    let foot = page
        .rsplit_once(" of ")
        .map(|(_, rest)| rest)
        .context("the page does not say how many there are")?;
    let number = foot.split('<').next().unwrap_or_default();
    Ok(number.replace(',', "").parse()?)
}

/// Of the server's own files the largest below this size and the smallest above it.
pub(crate) async fn around(place: &Place, bytes: u64) -> Result<(StaticFile, StaticFile)> {
    let page = text(place, "", "/sign-in").await?;
    let mut files = Vec::new();
    for (key, ending) in [
        ("href", ".css"),
        ("src", ".js"),
        ("data-glue", ".js"),
        ("data-wasm", ".wasm"),
    ] {
        let path = attribute(&page, key, ending)?;
        for encoding in ["identity", "gzip", "br"] {
            files.push(StaticFile {
                bytes: size(place, "", &path, encoding).await?,
                path: path.clone(),
                encoding,
            });
        }
    }
    let below = files.iter().filter(|file| file.bytes <= bytes);
    let below = below.max_by_key(|file| file.bytes).cloned();
    let above = files.iter().filter(|file| file.bytes > bytes);
    let above = above.min_by_key(|file| file.bytes).cloned();
    let none = || format!("no asset is on that side of {bytes} bytes");
    Ok((below.with_context(none)?, above.with_context(none)?))
}

async fn text(place: &Place, cookie: &str, path: &str) -> Result<String> {
    let answer = client()?
        .get(place.address() + path)
        .header(COOKIE, cookie)
        .send()
        .await?;
    ensure!(
        answer.status() == 200,
        "{path} answered {}",
        answer.status()
    );
    Ok(answer.text().await?)
}

async fn size(place: &Place, cookie: &str, path: &str, encoding: &str) -> Result<u64> {
    let answer = client()?
        .get(place.address() + path)
        .header(COOKIE, cookie)
        .header(ACCEPT_ENCODING, encoding)
        .send()
        .await?;
    ensure!(
        answer.status() == 200,
        "{path} answered {}",
        answer.status()
    );
    let came = answer.headers().get(CONTENT_ENCODING);
    let came = came.map_or("identity", |value| value.to_str().unwrap_or_default());
    ensure!(came == encoding, "{path} came as {came}, not as {encoding}");
    Ok(answer.bytes().await?.len() as u64)
}

fn client() -> Result<Client> {
    Ok(Client::builder().no_proxy().build()?)
}

/// The value of an attribute that ends like this: `href="/assets/….css"`.
fn attribute(page: &str, name: &str, ending: &str) -> Result<String> {
    page.split(&format!(" {name}=\""))
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .find(|value| value.ends_with(ending))
        .map(str::to_owned)
        .with_context(|| format!("the page has no {name} that ends in {ending}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_foot_of_the_table_says_how_many_there_are() {
        let page = "<td>a copy of 7</td><p class=\"mute\">1 to 50 of 1,000</p></nav>";
        assert_eq!(total(page).unwrap(), 1000);
        assert!(total("<p>nothing</p>").is_err());
    }

    #[test]
    fn files_are_found_where_the_page_names_them() {
        let page = r#"<link rel="icon" href="/assets/f.svg"><link href="/assets/b.css"><script src="/assets/boot.js" data-wasm="/assets/b.wasm">"#;
        assert_eq!(attribute(page, "href", ".css").unwrap(), "/assets/b.css");
        assert_eq!(
            attribute(page, "data-wasm", ".wasm").unwrap(),
            "/assets/b.wasm"
        );
        assert!(attribute(page, "data-glue", ".js").is_err());
    }
}
