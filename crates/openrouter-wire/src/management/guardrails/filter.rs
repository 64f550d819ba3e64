//! What is looked for in prompts.

use serde::{Deserialize, Serialize};

use crate::{Extra, open_enum::open_enum};

/// Looks for text of one's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatternFilter {
    /// What is done with a request that has it.
    pub action: FilterAction,
    /// A regular expression; not empty.
    pub pattern: String,
    /// What stands in the place of what was found, and in errors; up to 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Looks for text of a kind that the service knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuiltinFilter {
    /// What is done with a request that has it.
    pub action: FilterAction,
    /// The kind.
    pub slug: Builtin,
    /// What stands in the place of what was found, such as `[EMAIL]`. The service sets it;
    /// in a request it is ignored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Whose messages are looked at; for [`Builtin::RegexPromptInjection`] only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scan_scope: Option<ScanScope>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// What is done with a request in which something was found.
    pub enum FilterAction {
        /// It is replaced.
        Redact = "redact",
        /// The request is refused.
        Block = "block",
        /// It is noted, and nothing else.
        Flag = "flag",
    }
}

open_enum! {
    /// The kinds of text that the service knows.
    pub enum Builtin {
        /// Addresses of electronic mail.
        Email = "email",
        /// Telephone numbers.
        Phone = "phone",
        /// Social security numbers of the United States.
        Ssn = "ssn",
        /// Numbers of payment cards.
        CreditCard = "credit-card",
        /// Addresses of machines.
        IpAddress = "ip-address",
        /// Names of people.
        PersonName = "person-name",
        /// Addresses of places.
        Address = "address",
        /// Attempts to give the model other instructions.
        RegexPromptInjection = "regex-prompt-injection",
    }
}

open_enum! {
    /// Whose messages are looked at.
    pub enum ScanScope {
        /// The user's.
        UserOnly = "user_only",
        /// Everybody's.
        AllMessages = "all_messages",
    }
}
