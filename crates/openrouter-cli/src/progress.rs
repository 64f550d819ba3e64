//! [`shown`]: what is waited for, on a line that goes away again.

use std::io::Write;
use std::pin::pin;
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use crate::notes::Notes;
use crate::text_width::{shortened, width};

/// What takes no longer needs no words.
const QUICK: Duration = Duration::from_millis(500);

/// So often the line is written anew.
const TICK: Duration = Duration::from_millis(100);

/// From then on the seconds are told.
const LONG: Duration = Duration::from_secs(2);

const TURNS: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const ASCII_TURNS: [&str; 4] = ["|", "/", "-", "\\"];

/// Carries work out, and tells a person what it is about if it takes longer than half a second:
/// on a terminal only, on one line, which is gone at the end, also if the work is dropped.
///
/// What it is about may change from one look to the next.
pub(crate) async fn shown<T>(
    notes: &mut Notes<impl Write>,
    about: impl Fn() -> String,
    work: impl Future<Output = T>,
) -> T {
    let mut work = pin!(work);
    if !notes.are_read() {
        return work.await;
    }
    let begin = Instant::now();
    if let Ok(done) = timeout(QUICK, &mut work).await {
        return done;
    }
    let turns = if notes.page().is_unicode { &TURNS[..] } else { &ASCII_TURNS };
    let mut turns = turns.iter().cycle();
    let mut line = Line { notes, columns: 0 };
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            done = &mut work => return done,
            _ = ticks.tick() => {}
        }
        let turn = turns.next().copied().unwrap_or_default();
        let took = begin.elapsed();
        let since = if took < LONG { String::new() } else { format!(" {} s", took.as_secs()) };
        line.show(&format!("{turn} {}{since}", about()));
    }
}

/// A line without an end, which is taken away when it is dropped.
///
/// It is written over with blanks: a sequence that erases would be left out where there are no
/// colours.
struct Line<'a, W: Write> {
    notes: &'a mut Notes<W>,
    /// How many columns it takes now.
    columns: usize,
}

impl<W: Write> Line<'_, W> {
    fn show(&mut self, text: &str) {
        let page = self.notes.page();
        // In the last column some terminals begin the next line.
        let text = shortened(text, page.width.unwrap_or(80).saturating_sub(1), page);
        let columns = width(&text);
        let rest = self.columns.saturating_sub(columns);
        self.notes.passing(&format!("\r{text}{:rest$}", ""));
        self.columns = columns;
    }
}

impl<W: Write> Drop for Line<'_, W> {
    fn drop(&mut self) {
        let columns = self.columns;
        self.notes.passing(&format!("\r{:columns$}\r", ""));
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use tokio::time::sleep;

    use super::*;
    use crate::page::Page;

    const NARROW: Page = Page { width: Some(20), is_unicode: false };

    async fn written(is_read: bool, work: impl Future<Output = ()>) -> String {
        let mut out = Vec::new();
        let mut notes = Notes::new(&mut out, is_read, NARROW);
        let about = || "asking the whole world".to_owned();
        drop(timeout(Duration::from_secs(60), shown(&mut notes, about, work)).await);
        String::from_utf8(out).unwrap()
    }

    /// What a terminal shows of it at the end, and at most.
    fn on_screen(text: &str) -> (String, usize) {
        let mut line: Vec<char> = Vec::new();
        let (mut at, mut most) = (0, 0);
        for c in text.chars() {
            if c == '\r' {
                at = 0;
                continue;
            }
            line.resize(line.len().max(at + 1), ' ');
            line[at] = c;
            at += 1;
            most = most.max(at);
        }
        (line.iter().collect::<String>().trim_end().to_owned(), most)
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_quick_is_not_told() {
        assert_eq!(written(true, sleep(QUICK / 2)).await, "");
    }

    #[tokio::test(start_paused = true)]
    async fn what_takes_longer_is_told_on_a_line_that_goes_away() {
        let text = written(true, sleep(Duration::from_secs(3))).await;
        assert!(text.starts_with("\r| asking the who..."), "{text:?}");
        let (last, most) = on_screen(&text);
        assert_eq!((last.as_str(), most), ("", 19), "{text:?}");
        assert!(!text.contains('\n') && !text.contains('\u{1b}'), "{text:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn work_that_is_dropped_leaves_no_line() {
        let text = written(true, pending()).await;
        assert!(text.len() > 1_000);
        assert_eq!(on_screen(&text).0, "");
    }

    #[tokio::test(start_paused = true)]
    async fn a_log_is_told_nothing() {
        assert_eq!(written(false, sleep(Duration::from_secs(3))).await, "");
    }
}
