//! `GET /providers`: the upstreams.

use openrouter_wire::{
    Data, Extra,
    providers::{List, Provider},
};

use crate::{catalogue::UPSTREAMS, reply::Reply, server::Routes};

use super::models::cached;

pub(super) fn routes() -> Routes {
    Routes::default().serve::<List>(|_| Ok(list()))
}

fn list() -> Reply {
    let providers = UPSTREAMS.iter().map(|upstream| {
        let page = |name: &str| Some(format!("https://{}.example/{name}", upstream.slug));
        Provider {
            name: upstream.name.to_owned(),
            slug: upstream.slug.to_owned(),
            privacy_policy_url: page("privacy"),
            terms_of_service_url: page("terms"),
            status_page_url: page("status"),
            headquarters: Some(upstream.headquarters.to_owned()),
            datacenters: Some(upstream.datacenters.iter().map(|&code| code.to_owned()).collect()),
            extra: Extra::default(),
        }
    });
    let data: Vec<_> = providers.collect();
    cached(Reply::ok(&Data { data, extra: Extra::default() }))
}
