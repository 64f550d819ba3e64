//! The drawing, looked at as text.

use openrouter_provider::openrouter_wire::activity::{Get, Response};

use super::*;
use crate::usage::fixture::report;
use crate::usage::measure::Measure;
use crate::usage::view::By;

const VIEW: View = View { by: By::Model, measure: Measure::Cost, key: None };

fn count(svg: &str, what: &str) -> usize {
    svg.matches(what).count()
}

#[test]
fn the_same_report_is_the_same_drawing() {
    assert_eq!(svg(&report(), VIEW), svg(&report(), VIEW));
}

#[test]
fn what_was_used_has_a_column_a_title_and_a_place_in_the_legend() {
    let svg = svg(&report(), VIEW);
    assert!(svg.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns="), "{svg}");
    assert!(svg.contains("<title id=\"title\">OpenRouter usage, 24 Oct to 22 Nov 2026</title>"));
    // Of four uses by day and model, one was free. Then there are the swatches of three models.
    assert_eq!((count(&svg, "<rect class=\"s"), count(&svg, "rx=\"2\"")), (3 + 3, 3));
    assert!(svg.contains("<title>2026-11-22, anthropic/claude-sonnet-4.6: $15.28</title>"));
    for text in ["$0", "$4", "$8", "$12", "$16", "24 Oct", "31 Oct", "21 Nov"] {
        assert!(svg.contains(&format!(">{text}</text>")), "{text}");
    }
    // Sixteen dollars are 280 high.
    assert!(svg.contains("height=\"267.4\""), "{svg}");
}

#[test]
fn names_of_others_are_text_and_nothing_else() {
    let drawn = svg(&report(), VIEW);
    assert!(drawn.contains("&lt;b&gt;&amp;&quot;quoted&quot;&lt;/b&gt;"), "{drawn}");
    assert!(!drawn.contains("<b>"));
    assert!(drawn.chars().all(|c| !c.is_control() || c == '\n'));
    // Nothing is loaded from elsewhere, and nothing is run.
    for foreign in ["href", "<script", "@import", "url(", "<image"] {
        assert_eq!(count(&drawn, foreign), 0, "{foreign}");
    }
}

#[test]
fn nothing_used_is_drawn_as_nothing() {
    let none = ActivityReport::new(&Response::default(), &Get::default(), report().last_day());
    let svg = svg(&none, VIEW);
    assert_eq!(count(&svg, "<rect class=\"s"), 0);
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
}

#[test]
fn a_drawing_by_provider_or_of_requests_says_so() {
    let svg = svg(&report(), View { by: By::Provider, measure: Measure::Requests, key: None });
    assert!(svg.contains("Requests by day and provider, UTC"));
    assert!(svg.contains(">Amazon Bedrock</text>") && svg.contains(">1,610</text>"), "{svg}");
}
