//! [`SoakOptions`]: how much, and what.

/// How much is asked, and how often it fails.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SoakOptions {
    /// Calls in all.
    pub calls: u32,
    /// Calls at a time.
    pub at_once: usize,
    /// How many of a hundred requests meet a fault.
    pub faults: u32,
    /// Streams that are open at the same moment, after the calls.
    pub streams: usize,
    /// What all chance comes from.
    pub seed: u64,
}

impl Default for SoakOptions {
    fn default() -> Self {
        Self { calls: 100_000, at_once: 64, faults: 30, streams: 5_000, seed: 1 }
    }
}

impl SoakOptions {
    /// Reads them from a command line: `--calls N --at-once N --faults N --streams N --seed N`.
    ///
    /// # Errors
    ///
    /// A sentence that names what cannot be read.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut options = Self::default();
        let mut arguments = arguments.into_iter();
        while let Some(flag) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{flag} needs a number"))?;
            let number: u64 =
                value.parse().map_err(|_| format!("{flag} needs a number, and got {value:?}"))?;
            let small = || u32::try_from(number).map_err(|_| format!("{flag} is too large"));
            match flag.as_str() {
                "--calls" => options.calls = small()?,
                "--at-once" => options.at_once = small()?.max(1) as usize,
                "--faults" => options.faults = small()?.min(100),
                "--streams" => options.streams = small()? as usize,
                "--seed" => options.seed = number,
                _ => return Err(format!("no such option: {flag}")),
            }
        }
        Ok(options)
    }

    /// As a command line.
    pub(super) fn arguments(&self) -> Vec<String> {
        let Self { calls, at_once, faults, streams, seed } = self;
        let pairs = [
            ("--calls", u64::from(*calls)),
            ("--at-once", *at_once as u64),
            ("--faults", u64::from(*faults)),
            ("--streams", *streams as u64),
            ("--seed", *seed),
        ];
        pairs.into_iter().flat_map(|(flag, number)| [flag.to_owned(), number.to_string()]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_survive_a_command_line_and_what_is_none_is_named() {
        let arguments = ["--calls", "7", "--at-once", "2", "--faults", "50", "--seed", "9"];
        let options = SoakOptions::parse(arguments.map(str::to_owned)).unwrap();
        assert_eq!((options.calls, options.at_once, options.streams), (7, 2, 5_000));
        let again = SoakOptions::parse(options.arguments()).unwrap();
        assert_eq!(again.arguments(), options.arguments());
        let refused = |arguments: &[&str]| {
            SoakOptions::parse(arguments.iter().map(|it| (*it).to_owned())).unwrap_err()
        };
        assert_eq!(refused(&["--calls"]), "--calls needs a number");
        assert_eq!(refused(&["--calls", "x"]), "--calls needs a number, and got \"x\"");
        assert_eq!(refused(&["--call", "1"]), "no such option: --call");
    }
}
