//! `/workspaces`: parts of an organisation, each with its keys, budgets and members.

mod budget;
mod change;
mod member;
mod workspace;

pub use budget::{
    Budget, BudgetInterval, BudgetResponse, Budgets, DeleteBudget, GetBudget, ListBudgets,
    SetBudget,
};
pub use change::{Create, Delete, Update};
pub use member::{AddMembers, Added, ListMembers, Member, RemoveMembers, Removed, Role};
pub use workspace::{Get, List, Workspace};
