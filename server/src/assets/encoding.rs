//! Which compressed form a browser takes. Files are compressed once, when they are built, so that serving is copying.

use http::HeaderValue;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    /// What the browser accepts, the smallest first. The plain form always comes last: it is there even where no other is.
    pub(super) fn wanted(accept: Option<&HeaderValue>) -> Vec<Self> {
        let accept = accept
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let takes = |token: &str| accept.split(',').any(|offer| accepts(offer, token));
        let mut wanted = Vec::with_capacity(3);
        if takes("br") {
            wanted.push(Self::Brotli);
        }
        if takes("gzip") {
            wanted.push(Self::Gzip);
        }
        wanted.push(Self::Identity);
        wanted
    }

    pub(super) fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
            Self::Identity => "",
        }
    }

    pub(super) fn token(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }
}

/// One member of the list, such as `br` or `gzip;q=0.5`. A weight of zero is a refusal.
fn accepts(offer: &str, token: &str) -> bool {
    let mut parts = offer.split(';').map(str::trim);
    let named = parts
        .next()
        .is_some_and(|name| name.eq_ignore_ascii_case(token));
    let refused = parts
        .filter_map(|part| part.strip_prefix("q="))
        .any(|q| q.parse::<f32>().is_ok_and(|q| q == 0.0));
    named && !refused
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(accept: &'static str) -> Vec<Encoding> {
        Encoding::wanted(Some(&HeaderValue::from_static(accept)))
    }

    #[test]
    fn the_smallest_accepted_form_comes_first() {
        assert_eq!(
            wanted("gzip, deflate, br, zstd"),
            [Encoding::Brotli, Encoding::Gzip, Encoding::Identity]
        );
        assert_eq!(wanted("gzip;q=0.5"), [Encoding::Gzip, Encoding::Identity]);
    }

    #[test]
    fn a_refused_form_is_not_offered() {
        assert_eq!(wanted("br;q=0, gzip"), [Encoding::Gzip, Encoding::Identity]);
        assert_eq!(wanted("brotli"), [Encoding::Identity]);
        assert_eq!(Encoding::wanted(None), [Encoding::Identity]);
    }
}
