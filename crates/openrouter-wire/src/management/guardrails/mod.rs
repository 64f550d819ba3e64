//! `/guardrails`: what keys and members may spend, use and say.
//!
//! A guardrail does nothing until it is assigned to keys or members; the workspace that it is in
//! is only where it is kept.

mod assignment;
mod change;
mod filter;
mod guardrail;

pub use assignment::{
    AssignKeys, AssignMembers, Assigned, KeyAssignment, ListAllKeyAssignments,
    ListAllMemberAssignments, ListKeyAssignments, ListMemberAssignments, MemberAssignment,
    UnassignKeys, UnassignMembers, Unassigned,
};
pub use change::{Create, Delete, Update};
pub use filter::{Builtin, BuiltinFilter, FilterAction, PatternFilter, ScanScope};
pub use guardrail::{Get, Guardrail, List};
