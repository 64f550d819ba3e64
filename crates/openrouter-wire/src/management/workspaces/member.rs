//! Who is in a workspace.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    Access, Count, Extra, Method, Operation, Page, open_enum::open_enum, operation::paged_by_offset,
};

/// `GET /workspaces/{id}/members`: the members of a workspace. In the default one that is
/// everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListMembers {
    /// Which workspace, by id or slug.
    #[serde(skip)]
    pub id: String,
    /// How many are passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// How many a page has, up to 100; 50 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

impl ListMembers {
    /// Creates a question about the members of a workspace.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }
}

impl Operation for ListMembers {
    const ID: &'static str = "listWorkspaceMembers";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/workspaces/{id}/members";
    const ACCESS: Access = Access::Management;
    type Response = Page<Member>;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

paged_by_offset!(ListMembers => Member);

/// `POST /workspaces/{id}/members/add`: adds members of the organisation, with the role that
/// they have there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddMembers {
    /// Which workspace, by id or slug.
    #[serde(skip)]
    pub id: String,
    /// The users, 1 to 100.
    pub user_ids: Vec<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl AddMembers {
    /// Creates an addition of members to a workspace.
    pub fn new(id: impl Into<String>, user_ids: Vec<String>) -> Self {
        Self { id: id.into(), user_ids, extra: Extra::default() }
    }
}

impl Operation for AddMembers {
    const ID: &'static str = "bulkAddWorkspaceMembers";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/workspaces/{id}/members/add";
    const ACCESS: Access = Access::Management;
    type Response = Added;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

/// `POST /workspaces/{id}/members/remove`: removes members. Those who have keys in the
/// workspace, or come by SCIM, cannot be removed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveMembers {
    /// Which workspace, by id or slug.
    #[serde(skip)]
    pub id: String,
    /// The users, 1 to 100.
    pub user_ids: Vec<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl RemoveMembers {
    /// Creates a removal of members from a workspace.
    pub fn new(id: impl Into<String>, user_ids: Vec<String>) -> Self {
        Self { id: id.into(), user_ids, extra: Extra::default() }
    }
}

impl Operation for RemoveMembers {
    const ID: &'static str = "bulkRemoveWorkspaceMembers";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/workspaces/{id}/members/remove";
    const ACCESS: Access = Access::Management;
    type Response = Removed;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

/// A member of a workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The id of the membership.
    pub id: String,
    /// The workspace.
    pub workspace_id: String,
    /// The user.
    pub user_id: String,
    /// What the user may do.
    pub role: Role,
    /// Since when, as an ISO 8601 time.
    pub created_at: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// What a member may do.
    pub enum Role {
        /// Everything.
        Admin = "admin",
        /// Use the workspace.
        Member = "member",
    }
}

/// The reply to new members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// How many memberships were made or changed.
    pub added_count: Count,
    /// The memberships.
    pub data: Vec<Member>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The reply to the removal of members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// How many were removed.
    pub removed_count: Count,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
