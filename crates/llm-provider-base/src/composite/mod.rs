//! Providers that are made of others: [`Fallback`], [`Race`], [`Balance`].
//!
//! Each is a [`Provider`](llm_types::Provider) over `dyn Provider`, so that they nest. There is one
//! machine below them (`call`): it asks members until one gives content. What differs is who is
//! asked next (`group`) and whether the one before is waited for. State machines, the
//! [breakers](crate::CircuitBreaker) and the turns of [`Strategy`], take the time and chance.

mod answer;
mod balance;
mod book;
mod call;
mod failover;
mod failure;
mod fallback;
mod fault;
mod group;
mod health;
mod limits;
mod member;
mod models;
mod provider;
mod race;
mod seat;
mod settings;
mod spans;
mod status;
mod strategy;
mod turn;

#[cfg(test)]
mod tests;

pub use balance::Balance;
pub use failover::Failover;
pub use fallback::Fallback;
pub use member::Member;
pub use models::OfferedBy;
pub use race::Race;
pub use status::MemberStatus;
pub use strategy::Strategy;
