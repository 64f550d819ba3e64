//! [`Series`]: what has a colour of its own in the drawing.

use openrouter_provider::{ActivityGroup, ActivityReport, ActivityTotals};

use crate::page::Page;
use crate::printable::one_line;
use crate::text_width::shortened;
use crate::usage::view::{View, name_of};

/// As many colours there are. The last is for the rest, if there is more than one of it.
const COLOURS: [&str; 8] = ["s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7"];

/// How long a name may be, in letters of middling width.
const LONGEST: usize = 42;

/// What has a colour of its own.
#[derive(Debug)]
pub(super) struct Series {
    pub(super) name: String,
    /// The class of its colour.
    pub(super) class: &'static str,
    /// What it comes to, for people.
    pub(super) told: String,
    /// Day by day.
    pub(super) days: Vec<f64>,
    told_days: Vec<String>,
}

impl Series {
    fn new(name: &str, class: &'static str, groups: &[ActivityGroup], view: View) -> Self {
        let page = Page { width: None, is_unicode: true };
        let total = groups.iter().map(|group| group.total).sum();
        let number = groups.first().map_or(0, |group| group.days.len());
        let day =
            |place| groups.iter().filter_map(move |group| group.days.get(place)).copied().sum();
        let days: Vec<ActivityTotals> = (0..number).map(day).collect();
        Self {
            name: shortened(&in_xml(name), LONGEST, page).into_owned(),
            class,
            told: view.measure.told(&total),
            days: days.iter().map(|totals| view.measure.of(totals)).collect(),
            told_days: days.iter().map(|totals| view.measure.told(totals)).collect(),
        }
    }

    /// What it comes to on one day, for people.
    pub(super) fn told_on(&self, place: usize) -> &str {
        self.told_days.get(place).map_or("", String::as_str)
    }
}

/// The groups of the view, the largest first; what there is no colour for is one.
pub(super) fn series(report: &ActivityReport, view: View) -> Vec<Series> {
    let groups = view.groups(report);
    let own = if groups.len() > COLOURS.len() { COLOURS.len() - 1 } else { groups.len() };
    let (named, rest) = groups.split_at(own);
    let mut series: Vec<_> = named
        .iter()
        .zip(COLOURS)
        .map(|(group, class)| Series::new(name_of(group), class, std::slice::from_ref(group), view))
        .collect();
    if !rest.is_empty() {
        let name = format!("{} others", rest.len());
        series.push(Series::new(&name, COLOURS[COLOURS.len() - 1], rest, view));
    }
    series
}

/// Without what no XML can hold, escaped or not.
fn in_xml(name: &str) -> String {
    one_line(name).replace(['\u{fffe}', '\u{ffff}'], "")
}
