//! What the public futures are.

use llm_provider_base::SystemClock;
use llm_types::{
    ChatProvider as _, Error, Freshness, HealthProvider as _, ModelProvider as _, StandardRequest,
    StandardStream,
};
use openrouter_auth::{
    ApiKeyError, CredentialError, KeyPool, LeaseRequest, OAuthError, PoolExhausted, StorageError,
};
use openrouter_provider::{CallOptions, LoginError, OpenRouter, OpenRouterBuilder};
use openrouter_wire::{images, key, models};

fn assert_portable<T: Send + Sync + 'static>() {}

fn assert_movable<T: Send + 'static>() {}

/// Futures borrow the provider, and move between threads between two awaits.
fn size_of_sendable<F: Future + Send>(future: &F) -> usize {
    size_of_val(future)
}

#[test]
fn x07_errors_and_handles_are_shared_between_threads_and_streams_are_sent() {
    assert_portable::<Error>();
    assert_portable::<LoginError>();
    assert_portable::<PoolExhausted>();
    assert_portable::<CredentialError>();
    assert_portable::<StorageError>();
    assert_portable::<OAuthError>();
    assert_portable::<ApiKeyError>();
    assert_portable::<OpenRouter>();
    assert_portable::<OpenRouterBuilder>();
    assert_portable::<KeyPool>();
    assert_movable::<StandardStream>();
}

#[test]
fn x07_the_futures_of_calls_are_sent_between_threads_and_small() {
    let provider = OpenRouter::builder().api_key("sk-or-v1-any").build().unwrap();
    let pool = provider.key_pool();
    let request = || StandardRequest::prompt("Hi");
    let (options, wanted) = (CallOptions::default(), LeaseRequest::new());
    let image = images::Create::new("a/model", "a cat");
    let sizes = [
        ("stream", size_of_sendable(&provider.stream(request()))),
        ("complete", size_of_sendable(&provider.complete(request()))),
        ("models", size_of_sendable(&provider.models())),
        ("test_connectivity", size_of_sendable(&provider.test_connectivity(Freshness::Fresh))),
        ("key_info", size_of_sendable(&provider.key_info())),
        ("reload_keys", size_of_sendable(&provider.reload_keys())),
        ("call", size_of_sendable(&provider.call(&models::List::default()))),
        ("call_with", size_of_sendable(&provider.call_with(&key::Get {}, &options))),
        ("events", size_of_sendable(&provider.events(&image))),
        ("login", size_of_sendable(&provider.log_in().headless().unwrap().finish("code"))),
        ("acquire", size_of_sendable(&pool.acquire(&wanted, &SystemClock, None))),
    ];
    let large: Vec<_> = sizes.iter().filter(|(_, size)| *size > 4096).collect();
    assert!(large.is_empty(), "{large:?} of {sizes:?}");
}
