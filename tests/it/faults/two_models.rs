//! Two models, the first of which fails.

use openrouter_sim::fault::Script;

use super::Trial;

pub(super) const ONE: &str = "a/one";
pub(super) const TWO: &str = "b/two";

/// A healthy answer of one word.
pub(super) fn healthy() -> Script {
    Script::new().events().words(1).finish("stop").usage(1).done().end().close()
}

/// The first of two models gets this, the second is healthy.
pub(super) fn first_of_two(script: Script) -> Trial {
    let script = Script::new().read().by_model([(ONE, script)], healthy());
    Trial::of([script]).models([ONE, TWO]).words(1)
}
