//! The binary, as a shell and a person see it.

// The lints know code of tests, which may panic, by the attribute.
#[cfg(test)]
mod account;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod chat;
#[cfg(test)]
mod command;
#[cfg(test)]
mod documentation;
#[cfg(unix)]
#[cfg(test)]
mod draining;
#[cfg(test)]
mod failures;
#[cfg(unix)]
#[cfg(test)]
mod interrupts;
#[cfg(test)]
mod keys;
#[cfg(unix)]
#[cfg(test)]
mod killed;
#[cfg(test)]
mod login;
#[cfg(test)]
mod machine;
#[cfg(test)]
mod model;
#[cfg(test)]
mod models;
#[cfg(test)]
mod providers;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod simulator;
#[cfg(test)]
mod usage;
