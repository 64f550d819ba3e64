//! Choice of upstreams.

use proptest::{collection, prelude::*};

use super::{
    maybe,
    scalar::{amount, extra, name, number, object, texts},
};
use crate::chat::{
    DataCollection, MaxPrice, Partition, Percentiles, ProviderPreferences, Quantization, Sort,
    SortConfig, SortKey, Threshold,
};

pub(super) fn provider_preferences() -> BoxedStrategy<ProviderPreferences> {
    let quantizations = collection::vec(name(Quantization::NAMES), 0..3);
    (
        (maybe(texts()), maybe(texts()), maybe(texts())),
        (maybe(any::<bool>()), maybe(any::<bool>()), maybe(name(DataCollection::NAMES))),
        (maybe(any::<bool>()), maybe(any::<bool>()), maybe(quantizations)),
        (maybe(sort()), maybe(threshold()), maybe(threshold()), maybe(max_price())),
        (maybe(object()), extra()),
    )
        .prop_map(|(who, must, data, prefer, (options, extra))| ProviderPreferences {
            order: who.0,
            only: who.1,
            ignore: who.2,
            allow_fallbacks: must.0,
            require_parameters: must.1,
            data_collection: must.2,
            zdr: data.0,
            enforce_distillable_text: data.1,
            quantizations: data.2,
            sort: prefer.0,
            preferred_min_throughput: prefer.1,
            preferred_max_latency: prefer.2,
            max_price: prefer.3,
            options,
            extra,
        })
        .boxed()
}

fn sort() -> impl Strategy<Value = Sort> {
    let config = (maybe(name(SortKey::NAMES)), maybe(name(Partition::NAMES)), extra())
        .prop_map(|(by, partition, extra)| SortConfig { by, partition, extra });
    prop_oneof![name(SortKey::NAMES).prop_map(Sort::By), config.prop_map(Sort::Config)]
}

fn threshold() -> impl Strategy<Value = Threshold> {
    let percentiles = (maybe(number()), maybe(number()), maybe(number()), maybe(number()), extra())
        .prop_map(|(p50, p75, p90, p99, extra)| Percentiles { p50, p75, p90, p99, extra });
    prop_oneof![number().prop_map(Threshold::Median), percentiles.prop_map(Threshold::Percentiles)]
}

fn max_price() -> impl Strategy<Value = MaxPrice> {
    (maybe(amount()), maybe(amount()), maybe(amount()), maybe(amount()), maybe(amount()), extra())
        .prop_map(|(prompt, completion, request, image, audio, extra)| MaxPrice {
            prompt,
            completion,
            request,
            image,
            audio,
            extra,
        })
}
