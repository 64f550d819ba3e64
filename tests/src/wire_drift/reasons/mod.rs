//! Why the types and the description may differ.

mod table;

use super::difference::{Difference, What};

/// Why a difference is no fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reason {
    /// The service's documentation has it, the description has not.
    DocsOnly,
    /// It was recorded, or clients meet or send it, and nothing describes it.
    TrafficOnly,
    /// The description lists what there is today; our type takes what comes, on purpose.
    Open,
    /// It is described in another place where our type stands, and so is no news. This reason is
    /// found, not written.
    Shared,
}

/// Why some differences of one type are no faults.
#[derive(Debug)]
pub(crate) struct Explanation {
    pub(crate) reason: Reason,
    /// Our type, with the field where it is about one.
    pub(crate) ours: &'static str,
    /// The names of fields, values or kinds; empty if it is about the type itself.
    pub(crate) names: &'static [&'static str],
    /// One sentence, without its full stop.
    pub(crate) because: &'static str,
}

/// What needs no explanation.
pub(crate) static SHARED: Explanation = Explanation {
    reason: Reason::Shared,
    ours: "",
    names: &[],
    because: "described where else the type stands",
};

impl Reason {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::DocsOnly => "docs-only",
            Self::TrafficOnly => "traffic-only",
            Self::Open => "open",
            Self::Shared => "shared",
        }
    }

    /// Whether it can be the reason of such a difference: nothing excuses a field that is lacking.
    const fn fits(self, what: What) -> bool {
        match self {
            Self::DocsOnly | Self::TrafficOnly => what.is_extra(),
            Self::Open => what.is_open(),
            Self::Shared => false,
        }
    }
}

impl Explanation {
    /// The name that the explanation has for a difference, if it explains it.
    fn explains(&self, difference: &Difference) -> Option<&'static str> {
        if self.ours != difference.ours || !self.reason.fits(difference.what) {
            return None;
        }
        match self.names {
            [] => Some(""),
            names => names.iter().find(|name| **name == difference.name).copied(),
        }
    }
}

/// All explanations, and which of them were of use.
pub(crate) struct Reasons {
    explanations: &'static [Explanation],
    used: Vec<(&'static str, Reason, &'static str)>,
}

impl Reasons {
    /// Those of the project.
    pub(crate) const fn of_the_project() -> Self {
        Self::new(table::EXPLANATIONS)
    }

    pub(crate) const fn new(explanations: &'static [Explanation]) -> Self {
        Self { explanations, used: Vec::new() }
    }

    /// Why a difference is no fault, if there is a reason.
    pub(crate) fn explain(&mut self, difference: &Difference) -> Option<&'static Explanation> {
        let found = self.explanations.iter().find_map(|explanation| {
            explanation.explains(difference).map(|name| (explanation, name))
        });
        let (explanation, name) = found?;
        self.used.push((explanation.ours, explanation.reason, name));
        Some(explanation)
    }

    /// What the explanations name and no difference needs any more.
    pub(crate) fn stale(&self) -> Vec<String> {
        let names = self.explanations.iter().flat_map(|explanation| {
            let names = if explanation.names.is_empty() { &[""][..] } else { explanation.names };
            names.iter().map(move |name| (explanation.ours, explanation.reason, *name))
        });
        let stale = names.filter(|name| !self.used.contains(name));
        stale
            .map(|(ours, reason, name)| match name {
                "" => format!("{ours} ({})", reason.name()),
                name => format!("{ours}: `{name}` ({})", reason.name()),
            })
            .collect()
    }
}
