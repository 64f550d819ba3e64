//! A faithful OpenRouter in a process, for tests and demos: real HTTP, no real model.
