//! `/credits`: what an account has bought and spent.

use http::StatusCode;
use openrouter_wire::{
    Extra,
    credits::{CreateCoinbaseCharge, Credits, Get, Response},
};

use crate::{
    money::number,
    refusal::Refusal,
    reply::Reply,
    server::{Call, Routes},
};

pub(super) fn routes() -> Routes {
    Routes::default()
        .serve::<Get>(|call| Ok(get(call)))
        .serve::<CreateCoinbaseCharge>(|_| Err(gone()))
}

fn get(call: &Call<'_>) -> Reply {
    let keyring = &call.state.keyring;
    let data = Credits {
        total_credits: number(keyring.account_of(call.key_hash).bought()),
        total_usage: number(keyring.spent(&keyring.account_name(call.key_hash))),
        extra: Extra::default(),
    };
    Reply::ok(&Response { data, extra: Extra::default() })
}

/// Refuses what the service once did.
fn gone() -> Refusal {
    Refusal::anonymous(
        StatusCode::GONE,
        "Credits can no longer be bought by this endpoint; buy them on the web",
    )
}
