//! `/organization`: who belongs to it.

use serde::{Deserialize, Serialize};

use crate::{
    Access, Extra, Method, Operation, Page, open_enum::open_enum, operation::paged_by_offset,
};

/// `GET /organization/members`: the members of the organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListMembers {
    /// How many are passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// How many a page has, up to 100; 50 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

impl Operation for ListMembers {
    const ID: &'static str = "listOrganizationMembers";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/organization/members";
    const ACCESS: Access = Access::Management;
    type Response = Page<Member>;
}

paged_by_offset!(ListMembers => Member);

/// A member of the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The user.
    pub id: String,
    /// The user's address.
    pub email: String,
    /// The user's first name.
    pub first_name: Option<String>,
    /// The user's last name.
    pub last_name: Option<String>,
    /// What the user may do.
    pub role: Role,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// What a member may do.
    pub enum Role {
        /// Everything.
        Admin = "org:admin",
        /// Use the organisation's keys.
        Member = "org:member",
    }
}
