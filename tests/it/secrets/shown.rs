//! [`shown!`]: everything that a value says of itself.

use std::error::Error;
use std::fmt::{Debug, Display, Write as _};

use serde::Serialize;

/// A value, printed and written in each way that its type has: `{:?}`, `{:#?}`, `{}`, JSON, and as
/// an error with all of its causes.
macro_rules! shown {
    ($value:expr) => {{
        use $crate::secrets::shown::{Says as _, Shown};
        // What a type has of its own comes before what all have by the trait.
        let shown = Shown(&$value);
        [shown.debug(), shown.text(), shown.json(), shown.causes()].concat()
    }};
}
pub(super) use shown;

pub(super) struct Shown<'a, T: ?Sized>(pub(super) &'a T);

/// What every value says, and nothing in the ways that it may not have.
pub(super) trait Says {
    fn debug(&self) -> String;

    fn text(&self) -> String {
        String::new()
    }

    fn json(&self) -> String {
        String::new()
    }

    fn causes(&self) -> String {
        String::new()
    }
}

impl<T: Debug + ?Sized> Says for Shown<'_, T> {
    fn debug(&self) -> String {
        format!("{:?}\n{:#?}\n", self.0, self.0)
    }
}

impl<T: Display + ?Sized> Shown<'_, T> {
    pub(super) fn text(&self) -> String {
        format!("{}\n{:#}\n", self.0, self.0)
    }
}

impl<T: Serialize + ?Sized> Shown<'_, T> {
    pub(super) fn json(&self) -> String {
        serde_json::to_string(self.0).unwrap_or_else(|error| error.to_string()) + "\n"
    }
}

impl<T: Error> Shown<'_, T> {
    pub(super) fn causes(&self) -> String {
        let mut text = String::new();
        let mut cause = self.0.source();
        while let Some(error) = cause {
            writeln!(text, "{error}\n{error:?}\n{error:#?}").unwrap();
            cause = error.source();
        }
        text
    }
}

/// An error of the provider, with what was sent and what had come.
pub(super) fn shown_error(error: &llm_types::Error) -> String {
    let partial = error.partial().map(|answer| format!("{answer:?}"));
    [shown!(*error), shown!(error.attempts()), partial.unwrap_or_default()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Serialize)]
    struct Written {
        a: u8,
    }

    #[derive(Debug)]
    struct Outer(std::fmt::Error);

    impl Display for Outer {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("outer")
        }
    }

    impl Error for Outer {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }

    #[test]
    fn a_value_shows_all_that_its_type_implements() {
        let shown = shown!(Written { a: 1 });
        assert_eq!(shown, "Written { a: 1 }\nWritten {\n    a: 1,\n}\n{\"a\":1}\n");
        let shown = shown!(Outer(std::fmt::Error));
        assert!(shown.contains("outer\nouter\n"), "{shown}");
        assert!(shown.contains("an error occurred when formatting an argument\n"), "{shown}");
    }
}
