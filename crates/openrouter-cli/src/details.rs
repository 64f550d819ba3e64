//! [`Details`]: what is known of one thing, a line each.

use anstyle::Style;

use crate::page::Page;
use crate::printable::one_line;
use crate::text_width::{width, wrapped};

/// Blanks between a label and its value.
const GAP: usize = 2;

/// The narrowest a value gets, on a page that is narrower than that too.
const NARROWEST: usize = 20;

/// Longer lines are hard to read.
const WIDEST: usize = 100;

/// What is known of one thing: labels and values below each other. Long values go on in the next
/// line, below their beginning; in a file they are one line.
#[derive(Debug, Default)]
pub(crate) struct Details {
    lines: Vec<(&'static str, String)>,
}

impl Details {
    pub(crate) fn add(&mut self, label: &'static str, value: impl AsRef<str>) {
        self.lines.push((label, one_line(value.as_ref())));
    }

    /// Adds what is known only sometimes.
    pub(crate) fn add_known(&mut self, label: &'static str, value: Option<impl AsRef<str>>) {
        if let Some(value) = value {
            self.add(label, value);
        }
    }

    pub(crate) fn render(&self, page: Page) -> String {
        let bold = Style::new().bold();
        let column = self.lines.iter().map(|(label, _)| width(label)).max().unwrap_or_default();
        let start = column + GAP;
        let indent = " ".repeat(start);
        let mut text = String::new();
        for (label, value) in &self.lines {
            let blanks = start - width(label);
            let value = match page.width {
                Some(width) => {
                    let room = width.min(WIDEST).saturating_sub(start).max(NARROWEST);
                    wrapped(value, start + room, &indent)
                }
                None => value.clone(),
            };
            let line =
                [format!("{bold}{label}{bold:#}"), " ".repeat(blanks), value, "\n".to_owned()];
            text.extend(line);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(width: Option<usize>) -> String {
        let mut details = Details::default();
        details.add("Name", "A model\nof ours");
        details.add_known("Expires", None::<&str>);
        details.add("Parameters", "temperature, tools, top_p, größe, structured_outputs");
        let text = details.render(Page { width, is_unicode: true });
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn values_stand_below_each_other() {
        insta::assert_snapshot!(rendered(None), @r"
        Name        A model of ours
        Parameters  temperature, tools, top_p, größe, structured_outputs
        ");
    }

    #[test]
    fn long_values_go_on_below_their_beginning() {
        insta::assert_snapshot!(rendered(Some(40)), @r"
        Name        A model of ours
        Parameters  temperature, tools, top_p,
                    größe, structured_outputs
        ");
        for columns in 32..80 {
            let text = rendered(Some(columns));
            assert!(text.lines().all(|line| width(line) <= columns), "{columns}\n{text}");
        }
    }
}
