//! The command line `openrouter`.

fn main() {}
