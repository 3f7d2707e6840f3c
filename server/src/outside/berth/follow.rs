//! The live stream of a request, read event by event.

use super::{Answer, Berth, Refused, answered};
use crate::outside::wire::chain;
use reqwest::Response;
use secrecy::ExposeSecret as _;

/// A stream that is being read.
pub struct Follow {
    response: Response,
    /// What has come and is no whole line yet.
    rest: Vec<u8>,
    id: Option<String>,
    data: String,
}

/// An event of a stream.
#[derive(Clone, Debug)]
pub struct Told {
    pub id: Option<String>,
    pub answer: Answer,
}

impl Berth {
    /// From the event after `seen` on. `None`: the request has ended, and nothing is newer.
    ///
    /// # Errors
    /// See [`Refused`].
    pub async fn follow(&self, path: &str, seen: Option<&str>) -> Result<Option<Follow>, Refused> {
        let mut request = self
            .client
            .get(self.address(path))
            .header("accept", "text/event-stream")
            .bearer_auth(self.token.expose_secret());
        if let Some(seen) = seen {
            request = request.header("last-event-id", seen);
        }
        let response = request.send().await;
        let response = response.map_err(|error| Refused::Silent(chain(&error)))?;
        match response.status().as_u16() {
            200 => Ok(Some(Follow {
                response,
                rest: Vec::new(),
                id: None,
                data: String::new(),
            })),
            204 => Ok(None),
            _ => answered(response).await.map(|_| None),
        }
    }
}

impl Follow {
    /// `None`: the stream has ended, by itself or because the line broke. Coming back tells which.
    pub async fn next(&mut self) -> Option<Told> {
        loop {
            while let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.rest.drain(..=end).collect();
                let line = String::from_utf8_lossy(&line);
                if let Some(told) = self.line(line.trim_end_matches(['\r', '\n'])) {
                    return Some(told);
                }
            }
            let piece = self.response.chunk().await.ok()??;
            self.rest.extend_from_slice(&piece);
        }
    }

    /// An empty line ends an event.
    fn line(&mut self, line: &str) -> Option<Told> {
        if let Some(id) = line.strip_prefix("id:") {
            self.id = Some(id.trim().to_owned());
        } else if let Some(data) = line.strip_prefix("data:") {
            self.data.push_str(data.trim_start());
        } else if line.is_empty() && !self.data.is_empty() {
            let text = std::mem::take(&mut self.data);
            return Some(Told {
                id: self.id.take(),
                answer: Answer { text },
            });
        }
        None
    }
}
