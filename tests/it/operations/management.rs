//! What those ask for who manage an organisation.

use openrouter_wire::management::{
    analytics, benchmarks, byok, classifications, datasets, guardrails, observability,
    organization, scim, workspaces,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::sent::{Sent, call};

pub(super) async fn all() -> Vec<Sent> {
    let mut all = figures().await;
    all.extend(guards().await);
    all.extend(upstream_keys_and_traces().await);
    all.extend(places().await);
    all.extend(groups().await);
    all
}

fn id() -> String {
    "x".to_owned()
}

fn of<T: DeserializeOwned>(fields: Value) -> T {
    serde_json::from_value(fields).unwrap()
}

async fn figures() -> Vec<Sent> {
    vec![
        call(analytics::Meta::default()).await,
        call(analytics::Query::default()).await,
        call(benchmarks::Get::default()).await,
        call(classifications::Tasks::default()).await,
        call(datasets::AppRankings::default()).await,
        call(datasets::DailyRankings::default()).await,
        call(datasets::SessionCosts::default()).await,
    ]
}

async fn guards() -> Vec<Sent> {
    use guardrails::{
        AssignKeys, AssignMembers, ListKeyAssignments, ListMemberAssignments, UnassignKeys,
        UnassignMembers,
    };
    vec![
        call(guardrails::Create::new("g")).await,
        call(guardrails::Delete::new("x")).await,
        call(guardrails::Get::new("x")).await,
        call(guardrails::List::default()).await,
        call(guardrails::ListAllKeyAssignments::default()).await,
        call(guardrails::ListAllMemberAssignments::default()).await,
        call(guardrails::Update::new("x")).await,
        call(AssignKeys { id: id(), ..AssignKeys::default() }).await,
        call(AssignMembers { id: id(), ..AssignMembers::default() }).await,
        call(ListKeyAssignments { id: id(), ..ListKeyAssignments::default() }).await,
        call(ListMemberAssignments { id: id(), ..ListMemberAssignments::default() }).await,
        call(UnassignKeys { id: id(), ..UnassignKeys::default() }).await,
        call(UnassignMembers { id: id(), ..UnassignMembers::default() }).await,
    ]
}

async fn upstream_keys_and_traces() -> Vec<Sent> {
    let destination =
        json!({"name": "d", "type": "webhook", "config": {"url": "https://example.org"}});
    vec![
        call(byok::Create::new("acme", "k")).await,
        call(byok::Delete::new("x")).await,
        call(byok::Get::new("x")).await,
        call(byok::List::default()).await,
        call(byok::Update::new("x")).await,
        call(of::<observability::Create>(destination)).await,
        call(observability::Delete { id: id() }).await,
        call(observability::Get { id: id() }).await,
        call(observability::List::default()).await,
        call(observability::Update::new("x")).await,
    ]
}

async fn places() -> Vec<Sent> {
    use workspaces::{
        AddMembers, BudgetInterval, DeleteBudget, GetBudget, ListMembers, RemoveMembers, SetBudget,
    };
    let interval = BudgetInterval::Monthly;
    let budget: SetBudget = of(json!({"limit_usd": 5}));
    vec![
        call(workspaces::Create::new("Team", "team")).await,
        call(workspaces::Delete::new("x")).await,
        call(workspaces::Get::new("x")).await,
        call(workspaces::List::default()).await,
        call(workspaces::ListBudgets::new("x")).await,
        call(workspaces::Update::new("x")).await,
        call(AddMembers { id: id(), ..AddMembers::default() }).await,
        call(DeleteBudget { id: id(), interval: interval.clone() }).await,
        call(GetBudget { id: id(), interval: interval.clone() }).await,
        call(ListMembers { id: id(), ..ListMembers::default() }).await,
        call(RemoveMembers { id: id(), ..RemoveMembers::default() }).await,
        call(SetBudget { id: id(), interval, ..budget }).await,
    ]
}

async fn groups() -> Vec<Sent> {
    let update: scim::UpdateMapping = of(json!({"role": "admin"}));
    let create = json!({"scim_group_id": "g", "workspace_id": "w", "role": "member"});
    vec![
        call(organization::ListMembers::default()).await,
        call(of::<scim::CreateMapping>(create)).await,
        call(scim::DeleteMapping { id: id(), keep_members: true }).await,
        call(scim::GetMapping { id: id() }).await,
        call(scim::ListGroups::default()).await,
        call(scim::ListMappings::default()).await,
        call(scim::UpdateMapping { id: id(), ..update }).await,
    ]
}
