//! What a workspace may spend.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::key::ResetInterval;
use crate::{Access, Deleted, Extra, Method, Operation, open_enum::open_enum};

/// `GET /workspaces/{id}/budgets`: the budgets of a workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListBudgets {
    /// Which workspace, by id or slug.
    #[serde(skip)]
    pub id: String,
}

impl ListBudgets {
    /// Creates a question about the budgets of a workspace.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for ListBudgets {
    const ID: &'static str = "listWorkspaceBudgets";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/workspaces/{id}/budgets";
    const ACCESS: Access = Access::Management;
    type Response = Budgets;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

/// `GET /workspaces/{id}/budgets/{interval}`: one budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetBudget {
    /// Which workspace, by id or slug.
    #[serde(skip)]
    pub id: String,
    /// Which of its budgets.
    #[serde(skip)]
    pub interval: BudgetInterval,
}

impl GetBudget {
    /// Creates a question about a budget of a workspace.
    pub fn new(id: impl Into<String>, interval: BudgetInterval) -> Self {
        Self { id: id.into(), interval }
    }
}

impl Operation for GetBudget {
    const ID: &'static str = "getWorkspaceBudget";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/workspaces/{id}/budgets/{interval}";
    const ACCESS: Access = Access::Management;
    type Response = BudgetResponse;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into(), self.interval.as_str().into()]
    }
}

/// `PUT /workspaces/{id}/budgets/{interval}`: makes or changes a budget. A shorter interval
/// must have the smaller limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetBudget {
    /// Which workspace, by id or slug.
    #[serde(skip)]
    pub id: String,
    /// Which of its budgets.
    #[serde(skip)]
    pub interval: BudgetInterval,
    /// What may be spent, in US dollars; more than 0.
    pub limit_usd: Number,
    /// Whether spending through the user's own upstream keys counts: for all budgets of the
    /// workspace, not for this one alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_byok_in_budgets: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl SetBudget {
    /// Creates a budget of a workspace.
    pub fn new(
        id: impl Into<String>,
        interval: BudgetInterval,
        limit_usd: impl Into<Number>,
    ) -> Self {
        Self {
            id: id.into(),
            interval,
            limit_usd: limit_usd.into(),
            include_byok_in_budgets: None,
            extra: Extra::default(),
        }
    }
}

impl Operation for SetBudget {
    const ID: &'static str = "upsertWorkspaceBudget";
    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/workspaces/{id}/budgets/{interval}";
    const ACCESS: Access = Access::Management;
    type Response = BudgetResponse;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into(), self.interval.as_str().into()]
    }
}

/// `DELETE /workspaces/{id}/budgets/{interval}`: removes a budget. One that is not there is no
/// error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteBudget {
    /// Which workspace, by id or slug.
    #[serde(skip)]
    pub id: String,
    /// Which of its budgets.
    #[serde(skip)]
    pub interval: BudgetInterval,
}

impl DeleteBudget {
    /// Creates the removal of a budget of a workspace.
    pub fn new(id: impl Into<String>, interval: BudgetInterval) -> Self {
        Self { id: id.into(), interval }
    }
}

impl Operation for DeleteBudget {
    const ID: &'static str = "deleteWorkspaceBudget";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/workspaces/{id}/budgets/{interval}";
    const ACCESS: Access = Access::Management;
    type Response = Deleted;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into(), self.interval.as_str().into()]
    }
}

open_enum! {
    /// After what time a budget starts anew.
    pub enum BudgetInterval {
        /// Every day.
        Daily = "daily",
        /// Every week.
        Weekly = "weekly",
        /// Every month.
        Monthly = "monthly",
        /// Never.
        Lifetime = "lifetime",
    }
}

/// One day, which is the first that the service lists.
impl Default for BudgetInterval {
    fn default() -> Self {
        Self::Daily
    }
}

/// The budgets of a workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budgets {
    /// The budgets, one for each interval at most.
    pub data: Vec<Budget>,
    /// Whether spending through the user's own upstream keys counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_byok_in_budgets: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One budget of a workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetResponse {
    /// The budget.
    pub data: Budget,
    /// Whether spending through the user's own upstream keys counts, for all budgets of the
    /// workspace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_byok_in_budgets: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a workspace may spend in an interval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// Its id.
    pub id: String,
    /// The workspace.
    pub workspace_id: String,
    /// What may be spent, in US dollars.
    pub limit_usd: Number,
    /// When it starts anew; none is never, which addresses spell `lifetime`.
    pub reset_interval: Option<ResetInterval>,
    /// When it was made, as an ISO 8601 time.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_found_by_workspace_and_interval() {
        let set = SetBudget {
            id: "team".to_owned(),
            interval: BudgetInterval::Lifetime,
            limit_usd: 50.into(),
            include_byok_in_budgets: None,
            extra: Extra::default(),
        };
        assert_eq!(set.path().unwrap(), "/workspaces/team/budgets/lifetime");
        assert_eq!(set.payload().unwrap().unwrap().bytes, br#"{"limit_usd":50}"#);
    }
}
