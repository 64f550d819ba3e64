//! To whom guardrails are assigned.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Access, Count, Extra, Method, Operation, Page, operation::paged_by_offset};

/// `GET /guardrails/{id}/assignments/keys`: the keys that a guardrail is assigned to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListKeyAssignments {
    /// Which guardrail.
    #[serde(skip)]
    pub id: String,
    /// How many are passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// How many a page has, up to 100; 50 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

impl ListKeyAssignments {
    /// Creates a question about the keys that have a guardrail.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }
}

impl Operation for ListKeyAssignments {
    const ID: &'static str = "listGuardrailKeyAssignments";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/guardrails/{id}/assignments/keys";
    const ACCESS: Access = Access::Management;
    type Response = Page<KeyAssignment>;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

paged_by_offset!(ListKeyAssignments => KeyAssignment);

/// `GET /guardrails/{id}/assignments/members`: the members that a guardrail is assigned to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListMemberAssignments {
    /// Which guardrail.
    #[serde(skip)]
    pub id: String,
    /// How many are passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// How many a page has, up to 100; 50 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

impl ListMemberAssignments {
    /// Creates a question about the members that have a guardrail.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }
}

impl Operation for ListMemberAssignments {
    const ID: &'static str = "listGuardrailMemberAssignments";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/guardrails/{id}/assignments/members";
    const ACCESS: Access = Access::Management;
    type Response = Page<MemberAssignment>;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

paged_by_offset!(ListMemberAssignments => MemberAssignment);

/// `GET /guardrails/assignments/keys`: the keys that have a guardrail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListAllKeyAssignments {
    /// How many are passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// How many a page has, up to 100; 50 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

impl Operation for ListAllKeyAssignments {
    const ID: &'static str = "listKeyAssignments";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/guardrails/assignments/keys";
    const ACCESS: Access = Access::Management;
    type Response = Page<KeyAssignment>;
}

paged_by_offset!(ListAllKeyAssignments => KeyAssignment);

/// `GET /guardrails/assignments/members`: the members that have a guardrail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListAllMemberAssignments {
    /// How many are passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// How many a page has, up to 100; 50 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

impl Operation for ListAllMemberAssignments {
    const ID: &'static str = "listMemberAssignments";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/guardrails/assignments/members";
    const ACCESS: Access = Access::Management;
    type Response = Page<MemberAssignment>;
}

paged_by_offset!(ListAllMemberAssignments => MemberAssignment);

/// `POST /guardrails/{id}/assignments/keys`: gives keys a guardrail, in place of the one that
/// they have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignKeys {
    /// Which guardrail.
    #[serde(skip)]
    pub id: String,
    /// The keys, by hash; at least one.
    pub key_hashes: Vec<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl AssignKeys {
    /// Creates an assignment of a guardrail to keys.
    pub fn new(id: impl Into<String>, key_hashes: Vec<String>) -> Self {
        Self { id: id.into(), key_hashes, extra: Extra::default() }
    }
}

impl Operation for AssignKeys {
    const ID: &'static str = "bulkAssignKeysToGuardrail";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/guardrails/{id}/assignments/keys";
    const ACCESS: Access = Access::Management;
    type Response = Assigned;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

/// `POST /guardrails/{id}/assignments/keys/remove`: takes a guardrail from keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnassignKeys {
    /// Which guardrail.
    #[serde(skip)]
    pub id: String,
    /// The keys, by hash; at least one.
    pub key_hashes: Vec<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl UnassignKeys {
    /// Creates the end of an assignment to keys.
    pub fn new(id: impl Into<String>, key_hashes: Vec<String>) -> Self {
        Self { id: id.into(), key_hashes, extra: Extra::default() }
    }
}

impl Operation for UnassignKeys {
    const ID: &'static str = "bulkUnassignKeysFromGuardrail";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/guardrails/{id}/assignments/keys/remove";
    const ACCESS: Access = Access::Management;
    type Response = Unassigned;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

/// `POST /guardrails/{id}/assignments/members`: gives members a guardrail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignMembers {
    /// Which guardrail.
    #[serde(skip)]
    pub id: String,
    /// The members; at least one.
    pub member_user_ids: Vec<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl AssignMembers {
    /// Creates an assignment of a guardrail to members.
    pub fn new(id: impl Into<String>, member_user_ids: Vec<String>) -> Self {
        Self { id: id.into(), member_user_ids, extra: Extra::default() }
    }
}

impl Operation for AssignMembers {
    const ID: &'static str = "bulkAssignMembersToGuardrail";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/guardrails/{id}/assignments/members";
    const ACCESS: Access = Access::Management;
    type Response = Assigned;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

/// `POST /guardrails/{id}/assignments/members/remove`: takes a guardrail from members.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnassignMembers {
    /// Which guardrail.
    #[serde(skip)]
    pub id: String,
    /// The members; at least one.
    pub member_user_ids: Vec<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl UnassignMembers {
    /// Creates the end of an assignment to members.
    pub fn new(id: impl Into<String>, member_user_ids: Vec<String>) -> Self {
        Self { id: id.into(), member_user_ids, extra: Extra::default() }
    }
}

impl Operation for UnassignMembers {
    const ID: &'static str = "bulkUnassignMembersFromGuardrail";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/guardrails/{id}/assignments/members/remove";
    const ACCESS: Access = Access::Management;
    type Response = Unassigned;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

/// A key that has a guardrail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyAssignment {
    /// The id of the assignment.
    pub id: String,
    /// The guardrail.
    pub guardrail_id: String,
    /// The key, by hash.
    pub key_hash: String,
    /// The key's name.
    pub key_name: String,
    /// The key's masked characters.
    pub key_label: String,
    /// The user who assigned it.
    pub assigned_by: Option<String>,
    /// When, as an ISO 8601 time.
    pub created_at: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A member that has a guardrail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberAssignment {
    /// The id of the assignment.
    pub id: String,
    /// The guardrail.
    pub guardrail_id: String,
    /// The member.
    pub user_id: String,
    /// The organisation.
    pub organization_id: String,
    /// The user who assigned it.
    pub assigned_by: Option<String>,
    /// When, as an ISO 8601 time.
    pub created_at: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The reply to an assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// How many have the guardrail now that had not before.
    pub assigned_count: Count,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The reply to the end of an assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unassigned {
    /// From how many it was taken.
    pub unassigned_count: Count,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
