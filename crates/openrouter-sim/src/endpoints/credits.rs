//! `/credits`: what the account has bought and spent.

use http::StatusCode;
use openrouter_wire::{
    Extra,
    credits::{CreateCoinbaseCharge, Credits, Get, Response},
};
use rust_decimal::Decimal;

use crate::{
    money::number,
    refusal::Refusal,
    reply::Reply,
    server::{Call, Routes},
};

/// What the account has bought if nobody says, in US dollars.
const BOUGHT: Decimal = Decimal::ONE_THOUSAND;

pub(super) fn routes() -> Routes {
    Routes::default()
        .serve::<Get>(|call| Ok(get(call)))
        .serve::<CreateCoinbaseCharge>(|_| Err(gone()))
}

fn get(call: &Call<'_>) -> Reply {
    let keyring = &call.state.keyring;
    let data = Credits {
        total_credits: number(keyring.credits().unwrap_or(BOUGHT)),
        total_usage: number(keyring.spent()),
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
