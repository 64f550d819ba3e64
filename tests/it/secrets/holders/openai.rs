//! The provider for any server of OpenAI's API, and what it is made with.

use llm_provider_base::{BaseUrl, Endpoint};
use llm_types::Secret;
use openai_provider::{OpenAi, OpenAiOptions, OpenAiOutcome};

use super::{Table, enter};
use crate::secrets::planted::KEYS;

pub(super) fn enter_all(table: &mut Table) {
    let builder = || OpenAi::builder().api_key(KEYS[0]).header("x-gateway", KEYS[0]);
    enter!(table, builder(), builder().build().unwrap());
    let endpoint = Endpoint::new(BaseUrl::parse("https://gateway.test/v1").unwrap());
    let endpoint = endpoint.with_key(Some(Secret::new(KEYS[0]))).unwrap();
    enter!(table, endpoint.with_header("x-gateway", &Secret::new(KEYS[0])).unwrap());
    enter!(table, OpenAiOptions::default(), OpenAiOutcome::default());
}
