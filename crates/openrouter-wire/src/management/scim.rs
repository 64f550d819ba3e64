//! `/scim`: groups of an identity provider (SCIM, RFC 7643), and the workspaces that they give access to.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::workspaces::Role;
use crate::{Access, Data, Deleted, Extra, Method, Operation, Page, operation::paged_by_offset};

/// `GET /scim/groups`: the groups that the identity provider has told of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListGroups {
    /// How many are passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// How many a page has, up to 100; 50 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

impl Operation for ListGroups {
    const ID: &'static str = "listScimGroups";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/scim/groups";
    const ACCESS: Access = Access::Management;
    type Response = Page<Group>;
}

paged_by_offset!(ListGroups => Group);

/// A group of the identity provider.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// The organisation.
    pub organization_id: String,
    /// Its id at the identity provider.
    pub external_id: Option<String>,
    /// Its name.
    pub display_name: String,
    /// When it was made, as an ISO 8601 time.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// `GET /scim/group-mappings`: the workspaces that groups give access to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListMappings {
    /// How many are passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// How many a page has, up to 100; 50 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

impl Operation for ListMappings {
    const ID: &'static str = "listScimGroupMappings";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/scim/group-mappings";
    const ACCESS: Access = Access::Management;
    type Response = Page<Mapping>;
}

paged_by_offset!(ListMappings => Mapping);

/// `GET /scim/group-mappings/{id}`: one mapping.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetMapping {
    /// Which one.
    #[serde(skip)]
    pub id: String,
}

impl GetMapping {
    /// Creates a question about a mapping.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for GetMapping {
    const ID: &'static str = "getScimGroupMapping";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/scim/group-mappings/{id}";
    const ACCESS: Access = Access::Management;
    type Response = Data<Mapping>;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

/// `POST /scim/group-mappings`: gives a group access to a workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateMapping {
    /// The group.
    pub scim_group_id: String,
    /// The workspace.
    pub workspace_id: String,
    /// What its members may do there.
    pub role: Role,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl CreateMapping {
    /// Creates access of a group to a workspace.
    pub fn new(
        scim_group_id: impl Into<String>,
        workspace_id: impl Into<String>,
        role: Role,
    ) -> Self {
        Self {
            scim_group_id: scim_group_id.into(),
            workspace_id: workspace_id.into(),
            role,
            extra: Extra::default(),
        }
    }
}

impl Operation for CreateMapping {
    const ID: &'static str = "createScimGroupMapping";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/scim/group-mappings";
    const ACCESS: Access = Access::Management;
    type Response = Data<Mapping>;
}

/// `PATCH /scim/group-mappings/{id}`: changes what the members of a group may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateMapping {
    /// Which mapping.
    #[serde(skip)]
    pub id: String,
    /// What its members may do there.
    pub role: Role,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl UpdateMapping {
    /// Creates a change of the role that a mapping gives.
    pub fn new(id: impl Into<String>, role: Role) -> Self {
        Self { id: id.into(), role, extra: Extra::default() }
    }
}

impl Operation for UpdateMapping {
    const ID: &'static str = "updateScimGroupMapping";
    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/scim/group-mappings/{id}";
    const ACCESS: Access = Access::Management;
    type Response = Data<Mapping>;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

/// `DELETE /scim/group-mappings/{id}`: takes the access away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteMapping {
    /// Which mapping.
    #[serde(skip)]
    pub id: String,
    /// Whether those who have access by it keep it, as members like any other. The service
    /// has no default for it, on purpose.
    pub keep_members: bool,
}

impl DeleteMapping {
    /// Creates the removal of a mapping after which those who have access by it keep it.
    pub fn keeping_members(id: impl Into<String>) -> Self {
        Self { id: id.into(), keep_members: true }
    }

    /// Creates the removal of a mapping and of those who have access by it.
    pub fn removing_members(id: impl Into<String>) -> Self {
        Self { id: id.into(), keep_members: false }
    }
}

impl Operation for DeleteMapping {
    const ID: &'static str = "deleteScimGroupMapping";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/scim/group-mappings/{id}";
    const ACCESS: Access = Access::Management;
    type Response = Deleted;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

/// A workspace that a group gives access to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// Its id.
    pub id: String,
    /// The organisation.
    pub organization_id: String,
    /// The group.
    pub scim_group_id: String,
    /// The workspace.
    pub workspace_id: String,
    /// What its members may do there.
    pub role: Role,
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
    fn a_deletion_says_what_becomes_of_the_members() {
        let delete = DeleteMapping::removing_members("m");
        assert_eq!(delete.path().unwrap(), "/scim/group-mappings/m");
        assert_eq!(delete.query().unwrap(), "keep_members=false");
        let delete = DeleteMapping::keeping_members("m");
        assert_eq!(delete.query().unwrap(), "keep_members=true");
    }
}
