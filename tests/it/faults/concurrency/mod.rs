//! Many calls at once, and what runs beside them (rows X).

mod callbacks;
mod futures_of_calls;
mod many;
mod outage;
mod runtimes;
