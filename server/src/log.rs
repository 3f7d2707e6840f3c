//! Log lines that nobody outside can forge: an event is one line without a control character, whatever other systems or people
//! put into its words. So there are no colours either: who reads the log could not tell whose they are.

use std::io::{self, Write};

/// Writes whole events, each in one call, as the formatter does.
pub struct OneLine<W>(pub W);

impl<W: Write> Write for OneLine<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let (line, end) = match text.strip_suffix('\n') {
            Some(line) => (line, "\n"),
            None => (&*text, ""),
        };
        let mut safe = String::with_capacity(text.len());
        for character in line.chars() {
            match character {
                '\t' => safe.push(character),
                control if control.is_control() => safe.extend(control.escape_default()),
                other => safe.push(other),
            }
        }
        safe.push_str(end);
        self.0.write_all(safe.as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Page(Arc<Mutex<Vec<u8>>>);

    impl Write for Page {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_others_say_makes_no_line_and_no_colour_of_its_own() {
        let page = Page::default();
        let to = page.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer(move || OneLine(to.clone()))
            .finish();
        let hostile =
            "no\n2026-01-01T00:00:00Z  INFO server: signed in login=admin\r\n\u{1b}[2J\u{9b}2J";
        tracing::subscriber::with_default(subscriber, || {
            tracing::info!("{hostile}");
            tracing::info!(login = %hostile, message = hostile, "a sign-in");
        });
        let text = String::from_utf8(page.0.lock().unwrap().clone()).unwrap();
        assert_eq!(text.lines().count(), 2, "{text:?}");
        assert!(!text.contains(['\u{1b}', '\u{9b}', '\r']), "{text:?}");
    }
}
