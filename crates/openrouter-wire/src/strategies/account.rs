//! Credits and activity of an account.

use proptest::{array::uniform, collection::vec, prelude::*};

use super::{
    maybe,
    scalar::{count, extra, number, text},
};
use crate::{activity, credits};

/// Makes a reply with credits.
pub fn credits() -> BoxedStrategy<credits::Response> {
    let data = (number(), number(), extra()).prop_map(|(total_credits, total_usage, extra)| {
        credits::Credits { total_credits, total_usage, extra }
    });
    (data, extra()).prop_map(|(data, extra)| credits::Response { data, extra }).boxed()
}

/// Makes a reply with activity.
pub fn activity() -> BoxedStrategy<activity::Response> {
    (vec(row(), 0..3), extra()).prop_map(|(data, extra)| activity::Response { data, extra }).boxed()
}

fn row() -> impl Strategy<Value = activity::Activity> {
    (
        uniform::<_, 6>(maybe(text())),
        uniform::<_, 4>(maybe(count())),
        uniform::<_, 2>(maybe(number())),
        extra(),
    )
        .prop_map(|(names, counts, amounts, extra)| {
            let [date, model, model_permaslug, endpoint_id, provider_name, workspace_id] = names;
            let [requests, prompt_tokens, completion_tokens, reasoning_tokens] = counts;
            let [usage, byok_usage_inference] = amounts;
            activity::Activity {
                date,
                model,
                model_permaslug,
                endpoint_id,
                provider_name,
                requests,
                prompt_tokens,
                completion_tokens,
                reasoning_tokens,
                usage,
                byok_usage_inference,
                workspace_id,
                extra,
            }
        })
}
