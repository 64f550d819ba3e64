//! What tracing hears of calls: a span for each, with one for each of its attempts.

mod attempts;
mod calls;
mod collector;
mod composites;
mod content;
mod otlp;
mod parents;
mod streams;
mod tool_loop;
mod tree;

use openrouter_sim::Simulator;
use tracing::Level;

use self::tree::{Listening, Tree};

/// A simulator, and what is heard of the calls to it by whoever listens to what is ordinary.
async fn heard() -> (Simulator, Tree, Listening) {
    let simulator = Simulator::start().await.unwrap();
    let tree = Tree::at(Level::INFO);
    let listening = tree.listen();
    (simulator, tree, listening)
}
