//! The operations of management.

use openrouter_wire::management::{
    analytics, benchmarks, byok, classifications, datasets, guardrails, observability,
    organization, scim, workspaces,
};

use super::Row;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = security();
    rows.extend(organisation());
    rows.extend(data());
    rows
}

fn security() -> Vec<Row> {
    vec![
        Row::json::<guardrails::List>(),
        Row::json::<guardrails::Get>(),
        Row::json::<guardrails::Create>(),
        Row::json::<guardrails::Update>(),
        Row::json::<guardrails::Delete>(),
        Row::json::<guardrails::ListKeyAssignments>(),
        Row::json::<guardrails::ListMemberAssignments>(),
        Row::json::<guardrails::ListAllKeyAssignments>(),
        Row::json::<guardrails::ListAllMemberAssignments>(),
        Row::json::<guardrails::AssignKeys>(),
        Row::json::<guardrails::UnassignKeys>(),
        Row::json::<guardrails::AssignMembers>(),
        Row::json::<guardrails::UnassignMembers>(),
        Row::json::<byok::List>(),
        Row::json::<byok::Get>(),
        Row::json::<byok::Create>(),
        Row::json::<byok::Update>(),
        Row::json::<byok::Delete>(),
    ]
}

fn organisation() -> Vec<Row> {
    vec![
        Row::json::<workspaces::List>(),
        Row::json::<workspaces::Get>(),
        Row::json::<workspaces::Create>(),
        Row::json::<workspaces::Update>(),
        Row::json::<workspaces::Delete>(),
        Row::json::<workspaces::ListBudgets>(),
        Row::json::<workspaces::GetBudget>(),
        Row::json::<workspaces::SetBudget>(),
        Row::json::<workspaces::DeleteBudget>(),
        Row::json::<workspaces::ListMembers>(),
        Row::json::<workspaces::AddMembers>(),
        Row::json::<workspaces::RemoveMembers>(),
        Row::json::<organization::ListMembers>(),
        Row::json::<scim::ListGroups>(),
        Row::json::<scim::ListMappings>(),
        Row::json::<scim::GetMapping>(),
        Row::json::<scim::CreateMapping>(),
        Row::json::<scim::UpdateMapping>(),
        Row::json::<scim::DeleteMapping>(),
    ]
}

fn data() -> Vec<Row> {
    vec![
        Row::json::<observability::List>(),
        Row::json::<observability::Get>(),
        Row::json::<observability::Create>(),
        Row::json::<observability::Update>(),
        Row::json::<observability::Delete>(),
        Row::json::<analytics::Meta>(),
        Row::json::<analytics::Query>(),
        Row::json::<datasets::AppRankings>(),
        Row::json::<datasets::DailyRankings>(),
        Row::json::<datasets::SessionCosts>(),
        Row::json::<benchmarks::Get>(),
        Row::json::<classifications::Tasks>(),
    ]
}
