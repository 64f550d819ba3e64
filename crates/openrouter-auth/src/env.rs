//! [`Environment`]: what environment variables say. The one place that reads them.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

use crate::{ApiKey, ApiKeyError};

/// What the environment says about OpenRouter.
///
/// | Variable | Means |
/// |---|---|
/// | `OPENROUTER_API_KEY` | a key |
/// | `OPENROUTER_API_KEYS` | more keys, separated by commas or white space |
/// | `OPENROUTER_MANAGEMENT_KEY` | the key that manages the account, which no model answers to |
/// | `OPENROUTER_BASE_URL` | where the API is, if not at OpenRouter's own address |
/// | `OPENROUTER_CREDENTIALS` | the file that keeps what a login gave; no keyring is used then |
///
/// A blank variable counts as absent. One pair of quotes around a value is dropped: some loaders
/// of `.env` files leave them in.
///
/// Where the file of credentials is if nothing is said, the user's configuration folder tells, and
/// that is the one variable that is read elsewhere (`XDG_CONFIG_HOME`).
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Environment {
    /// The keys: the single one first, then the list in its order. May repeat one.
    pub api_keys: Vec<ApiKey>,
    /// The key that manages the account.
    pub management_key: Option<ApiKey>,
    /// The address, as it was written.
    pub base_url: Option<String>,
    /// The file that keeps what a login gave.
    pub credentials_file: Option<PathBuf>,
}

impl Environment {
    /// The variable with one key.
    pub const API_KEY: &'static str = "OPENROUTER_API_KEY";
    /// The variable with a list of keys.
    pub const API_KEYS: &'static str = "OPENROUTER_API_KEYS";
    /// The variable with the key that manages the account.
    pub const MANAGEMENT_KEY: &'static str = "OPENROUTER_MANAGEMENT_KEY";
    /// The variable with the address.
    pub const BASE_URL: &'static str = "OPENROUTER_BASE_URL";
    /// The variable with the path of the file of credentials.
    pub const CREDENTIALS: &'static str = "OPENROUTER_CREDENTIALS";

    /// Reads the process's environment.
    ///
    /// # Errors
    ///
    /// If a variable other than a path is not Unicode, or holds what cannot be a key.
    pub fn from_env() -> Result<Self, EnvironmentError> {
        Self::from_lookup(|variable| std::env::var_os(variable))
    }

    /// As [`from_env`](Self::from_env), from another source of variables.
    ///
    /// # Errors
    ///
    /// As [`from_env`](Self::from_env).
    pub fn from_lookup(
        lookup: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, EnvironmentError> {
        let read = |variable: &'static str| match lookup(variable).map(OsString::into_string) {
            Some(Ok(text)) => Ok(text),
            Some(Err(_)) => Err(EnvironmentError { variable, problem: Problem::NotUnicode }),
            None => Ok(String::new()),
        };
        let (single, list) = (read(Self::API_KEY)?, read(Self::API_KEYS)?);

        let mut api_keys = Vec::new();
        if let Some(text) = content(&single) {
            api_keys.push(ApiKey::new(text).map_err(|source| EnvironmentError {
                variable: Self::API_KEY,
                problem: Problem::Key { number: None, source },
            })?);
        }
        let listed = content(&list).unwrap_or_default();
        let is_separator = |c: char| c == ',' || c.is_whitespace();
        for (index, text) in listed.split(is_separator).filter(|text| !text.is_empty()).enumerate()
        {
            api_keys.push(ApiKey::new(text).map_err(|source| EnvironmentError {
                variable: Self::API_KEYS,
                problem: Problem::Key { number: Some(index + 1), source },
            })?);
        }
        let management = read(Self::MANAGEMENT_KEY)?;
        let management_key = content(&management).map(ApiKey::new).transpose();
        let management_key = management_key.map_err(|source| EnvironmentError {
            variable: Self::MANAGEMENT_KEY,
            problem: Problem::Key { number: None, source },
        })?;
        let base_url = content(&read(Self::BASE_URL)?).map(str::to_owned);
        let credentials_file = lookup(Self::CREDENTIALS).and_then(path);
        Ok(Self { api_keys, management_key, base_url, credentials_file })
    }
}

/// A path that a variable holds, which need not be Unicode.
fn path(text: OsString) -> Option<PathBuf> {
    match text.into_string() {
        Ok(text) => content(&text).map(PathBuf::from),
        Err(text) => Some(PathBuf::from(text)),
    }
}

/// What is left of a variable's text without white space and quotes, if anything is.
fn content(text: &str) -> Option<&str> {
    let text = text.trim();
    let unquoted = ['"', '\'']
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
        .map_or(text, str::trim);
    (!unquoted.is_empty()).then_some(unquoted)
}

/// A variable that cannot be used. Names it, and shows nothing of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvironmentError {
    variable: &'static str,
    problem: Problem,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Problem {
    NotUnicode,
    Key { number: Option<usize>, source: ApiKeyError },
}

impl EnvironmentError {
    /// The variable's name.
    pub const fn variable(&self) -> &'static str {
        self.variable
    }
}

impl fmt::Display for EnvironmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.variable)?;
        match &self.problem {
            Problem::NotUnicode => f.write_str(" is not Unicode"),
            Problem::Key { number: None, .. } => f.write_str(" is not an API key"),
            Problem::Key { number: Some(number), .. } => {
                write!(f, ": key number {number} is not an API key")
            }
        }
    }
}

impl std::error::Error for EnvironmentError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.problem {
            Problem::NotUnicode => None,
            Problem::Key { source, .. } => Some(source),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Environment, EnvironmentError> {
        Environment::from_lookup(|name| {
            let (_, value) = variables.iter().find(|(variable, _)| *variable == name)?;
            Some(OsString::from(value))
        })
    }

    #[track_caller]
    fn check_keys(variables: &[(&str, &str)], expected: &[&str]) {
        let environment = read(variables).unwrap();
        let keys: Vec<_> = environment.api_keys.iter().map(ApiKey::expose).collect();
        assert_eq!(keys, expected);
    }

    #[test]
    fn keys_come_from_both_variables_and_the_single_one_is_first() {
        check_keys(&[], &[]);
        check_keys(&[("OPENROUTER_API_KEY", " key-first\n")], &["key-first"]);
        check_keys(
            &[
                ("OPENROUTER_API_KEYS", "key-second,key-third , ,\nkey-fourth,"),
                ("OPENROUTER_API_KEY", "key-first"),
            ],
            &["key-first", "key-second", "key-third", "key-fourth"],
        );
    }

    #[test]
    fn the_management_key_is_none_of_the_keys_for_models() {
        let variables = [("OPENROUTER_MANAGEMENT_KEY", " key-manager ")];
        check_keys(&variables, &[]);
        let key = read(&variables).unwrap().management_key.unwrap();
        assert_eq!(key.expose(), "key-manager");
    }

    #[test]
    fn a_blank_variable_counts_as_absent() {
        let blank = [
            ("OPENROUTER_API_KEY", ""),
            ("OPENROUTER_API_KEYS", " , \n"),
            ("OPENROUTER_MANAGEMENT_KEY", "''"),
            ("OPENROUTER_BASE_URL", "  "),
            ("OPENROUTER_CREDENTIALS", " \"\""),
        ];
        check_keys(&blank, &[]);
        assert_eq!(read(&blank).unwrap().base_url, None);
        assert!(read(&blank).unwrap().management_key.is_none());
        assert_eq!(read(&blank).unwrap().credentials_file, None);
    }

    #[test]
    fn quotes_that_a_loader_left_in_are_dropped() {
        check_keys(&[("OPENROUTER_API_KEY", "\"key-first\"")], &["key-first"]);
        check_keys(
            &[("OPENROUTER_API_KEYS", "'key-first key-second'")],
            &["key-first", "key-second"],
        );
        let url = [("OPENROUTER_BASE_URL", " 'http://localhost:8080/api/v1' ")];
        assert_eq!(read(&url).unwrap().base_url.as_deref(), Some("http://localhost:8080/api/v1"));
    }

    #[test]
    fn a_bad_key_is_named_by_variable_and_number_and_not_shown() {
        let check = |variables: &[(&str, &str)], message: &str| {
            let error = read(variables).unwrap_err();
            assert_eq!(error.to_string(), message);
            assert!(std::error::Error::source(&error).is_some());
            assert!(!format!("{error:?}").contains("canary"));
        };
        check(&[("OPENROUTER_API_KEY", "Bearer canary")], "OPENROUTER_API_KEY is not an API key");
        check(
            &[("OPENROUTER_API_KEYS", "key-first, canary")],
            "OPENROUTER_API_KEYS: key number 2 is not an API key",
        );
        check(
            &[("OPENROUTER_MANAGEMENT_KEY", "a canary")],
            "OPENROUTER_MANAGEMENT_KEY is not an API key",
        );
    }

    #[test]
    fn the_file_of_credentials_is_a_path_of_any_spelling() {
        let variables = [("OPENROUTER_CREDENTIALS", "'/a b/credentials.json'\n")];
        let path = read(&variables).unwrap().credentials_file;
        assert_eq!(path.unwrap().as_os_str(), "/a b/credentials.json");
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStringExt as _;
            let raw = OsString::from_vec(vec![b'/', 0xff]);
            let environment = Environment::from_lookup(|name| {
                (name == Environment::CREDENTIALS).then(|| raw.clone())
            });
            assert_eq!(environment.unwrap().credentials_file.unwrap().as_os_str(), raw);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_variable_that_is_not_unicode_is_an_error() {
        use std::os::unix::ffi::OsStringExt as _;
        let error = Environment::from_lookup(|_| Some(OsString::from_vec(vec![0x6b, 0xff])));
        assert_eq!(error.unwrap_err().to_string(), "OPENROUTER_API_KEY is not Unicode");
    }

    #[test]
    fn debug_shows_no_key() {
        let environment = read(&[("OPENROUTER_API_KEY", "key-canary")]).unwrap();
        assert!(!format!("{environment:?}").contains("canary"));
    }
}
