//! What can be read off Rust sources line by line, which rustfmt makes possible.

use std::collections::BTreeSet;

/// The test functions of a file, with the lines where their names stand.
///
/// A function is a test when the last attribute macro above it is called `test`: `#[test]`,
/// `#[tokio::test]`, `#[tokio::test(start_paused = true)]`.
pub(crate) fn test_functions(source: &str) -> Vec<(usize, &str)> {
    let mut functions = Vec::new();
    let mut after_attribute = false;
    for (index, line) in source.lines().enumerate() {
        let line = line.trim_start();
        if let Some(attribute) = line.strip_prefix("#[") {
            let name = attribute.split(['(', ']', ' ']).next().unwrap_or_default();
            after_attribute |= name.rsplit("::").next() == Some("test");
        } else if let Some(name) = function_name(line).filter(|_| after_attribute) {
            functions.push((index + 1, name));
            after_attribute = false;
        }
    }
    functions
}

/// The name in `fn name(`, whatever stands before `fn`.
fn function_name(line: &str) -> Option<&str> {
    let before = ["fn", "async", "const", "pub", "pub(crate)", "pub(crate)"];
    let mut words = line.split_inclusive(' ').map(str::trim_end);
    words.by_ref().take_while(|word| before.contains(word)).find(|word| *word == "fn")?;
    let name = words.next()?;
    let end = name.find(|c: char| !is_word(c)).unwrap_or(name.len());
    (end > 0).then(|| &name[..end])
}

/// Every word of the code: identifiers, keywords, numbers; comments are left out.
pub(crate) fn words(source: &str) -> BTreeSet<&str> {
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split(|c: char| !is_word(c))).filter(|w| !w.is_empty()).collect()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::{test_functions, words};

    #[test]
    fn tests_of_every_kind_are_read() {
        let source = "#[test]\nfn one() {}\n\
            fn helper() {}\n\
            #[tokio::test(\n    start_paused = true\n)]\nasync fn two() {}\n\
            proptest! {\n    #[test]\n    fn three(x in 0..9) {}\n}\n\
            #[test]\n#[ignore = \"slow\"]\n// Why.\npub(crate) fn four<T>() {}\n\
            #[cfg(test)]\nfn not_a_test() {}\n";
        let expected = [(2, "one"), (7, "two"), (10, "three"), (15, "four")];
        assert_eq!(test_functions(source), expected);
    }

    #[test]
    fn words_are_those_of_the_code() {
        let source = "// KeyPool\n    /// KeyLease\npub struct Health(u8); // said\nx.lease()";
        let words = words(source);
        assert!(["Health", "u8", "lease"].iter().all(|word| words.contains(word)));
        assert!(!words.contains("KeyPool") && !words.contains("KeyLease"));
    }
}
