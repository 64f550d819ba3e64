//! What serde's attributes say.

use syn::parse::ParseStream;
use syn::{Attribute, LitStr, Token};

/// The attributes of a container, a variant or a field, those that change the JSON.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an attribute without a value")]
pub(crate) struct Serde {
    pub(crate) rename: Option<String>,
    pub(crate) rename_all: Option<String>,
    pub(crate) rename_all_fields: Option<String>,
    pub(crate) tag: Option<String>,
    pub(crate) content: Option<String>,
    /// `from`, `try_from` or `into`: the type that stands in the JSON.
    pub(crate) by_way_of: Option<String>,
    pub(crate) untagged: bool,
    pub(crate) transparent: bool,
    pub(crate) flatten: bool,
    pub(crate) skip: bool,
}

impl Serde {
    pub(crate) fn read(attributes: &[Attribute]) -> Result<Self, String> {
        let mut serde = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
            attribute
                .parse_nested_meta(|meta| {
                    let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
                    match name.as_str() {
                        "untagged" => serde.untagged = true,
                        "transparent" => serde.transparent = true,
                        "flatten" => serde.flatten = true,
                        "skip" => serde.skip = true,
                        _ => {
                            let value = value(meta.input)?;
                            serde.set(&name, value);
                        }
                    }
                    Ok(())
                })
                .map_err(|error| format!("a serde attribute: {error}"))?;
        }
        Ok(serde)
    }

    fn set(&mut self, name: &str, value: Option<String>) {
        match name {
            "rename" => self.rename = value,
            "rename_all" => self.rename_all = value,
            "rename_all_fields" => self.rename_all_fields = value,
            "tag" => self.tag = value,
            "content" => self.content = value,
            "from" | "try_from" | "into" => self.by_way_of = value,
            _ => {}
        }
    }

    /// The name in JSON of a variant.
    pub(crate) fn variant_name(&self, name: &str, rename_all: Option<&str>) -> String {
        let written =
            || rename_all.map_or_else(|| name.to_owned(), |rule| variant_case(name, rule));
        self.rename.clone().unwrap_or_else(written)
    }

    /// The name in JSON of a field.
    pub(crate) fn field_name(&self, name: &str, rename_all: Option<&str>) -> String {
        let plain = name.strip_prefix("r#").unwrap_or(name);
        let written =
            || rename_all.map_or_else(|| plain.to_owned(), |rule| field_case(plain, rule));
        self.rename.clone().unwrap_or_else(written)
    }
}

/// Whether an item is there only for tests.
pub(crate) fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).any(|attribute| {
        let mut found = false;
        let read = attribute.parse_nested_meta(|meta| {
            found |= meta.path.is_ident("test");
            if meta.path.is_ident("any") {
                meta.parse_nested_meta(|meta| {
                    found |= meta.path.is_ident("test");
                    value(meta.input).map(drop)
                })?;
            } else {
                value(meta.input).map(drop)?;
            }
            Ok(())
        });
        // A condition that is not understood is none on tests.
        read.is_ok() && found
    })
}

/// Whether an item derives serde's traits, or one of them.
pub(crate) fn derives_serde(attributes: &[Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("derive")).any(|attribute| {
        let mut found = false;
        let read = attribute.parse_nested_meta(|meta| {
            let last = meta.path.segments.last().map(|segment| segment.ident.to_string());
            found |= matches!(last.as_deref(), Some("Serialize" | "Deserialize"));
            Ok(())
        });
        read.is_ok() && found
    })
}

/// What stands after a name: `= "…"`, a list in parentheses, or nothing.
fn value(input: ParseStream<'_>) -> syn::Result<Option<String>> {
    if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        return Ok(Some(input.parse::<LitStr>()?.value()));
    }
    if input.peek(syn::token::Paren) {
        let inside;
        syn::parenthesized!(inside in input);
        // `rename(serialize = "…", deserialize = "…")` and the like do not occur here.
        return Err(inside.error("a list that is not understood"));
    }
    Ok(None)
}

fn variant_case(name: &str, rule: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for character in name.chars() {
        match words.last_mut() {
            Some(word) if !character.is_uppercase() => word.push(character),
            _ => words.push(character.to_string()),
        }
    }
    cased(&words, rule)
}

fn field_case(name: &str, rule: &str) -> String {
    let words: Vec<String> = name.split('_').map(str::to_owned).collect();
    cased(&words, rule)
}

fn cased(words: &[String], rule: &str) -> String {
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let pascal = || lower.iter().map(|word| capitalised(word)).collect::<String>();
    match rule {
        "lowercase" => lower.concat(),
        "UPPERCASE" => lower.concat().to_uppercase(),
        "snake_case" => lower.join("_"),
        "SCREAMING_SNAKE_CASE" => lower.join("_").to_uppercase(),
        "kebab-case" => lower.join("-"),
        "SCREAMING-KEBAB-CASE" => lower.join("-").to_uppercase(),
        "camelCase" => {
            let whole = pascal();
            let mut characters = whole.chars();
            let first = characters.next().map(|first| first.to_lowercase().to_string());
            first.unwrap_or_default() + characters.as_str()
        }
        _ => pascal(),
    }
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + characters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> syn::ItemStruct {
        syn::parse_str(text).unwrap()
    }

    #[test]
    fn attributes_are_read() {
        let item = parsed(
            r#"#[derive(Debug, serde::Serialize)]
            #[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
            #[serde(untagged, crate = "x", bound = "T: X")]
            struct A;"#,
        );
        let serde = Serde::read(&item.attrs).unwrap();
        let (tag, case) = (serde.tag.as_deref(), serde.rename_all.as_deref());
        assert_eq!((tag, case), (Some("kind"), Some("kebab-case")));
        assert!(serde.untagged && !serde.skip && derives_serde(&item.attrs));
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        let item = parsed(r#"#[serde(rename(serialize = "a"))] struct A;"#);
        assert!(Serde::read(&item.attrs).is_err());
    }

    #[test]
    fn names_are_cased_as_serde_does() {
        for (rule, expected) in [
            ("snake_case", "image_url2"),
            ("kebab-case", "image-url2"),
            ("lowercase", "imageurl2"),
            ("camelCase", "imageUrl2"),
            ("PascalCase", "ImageUrl2"),
            ("SCREAMING_SNAKE_CASE", "IMAGE_URL2"),
        ] {
            assert_eq!(variant_case("ImageUrl2", rule), expected);
        }
        assert_eq!(field_case("job_id", "camelCase"), "jobId");
    }

    #[test]
    fn items_for_tests_are_told_apart() {
        for (text, expected) in [
            ("#[cfg(test)] struct A;", true),
            (r#"#[cfg(any(test, feature = "x"))] struct A;"#, true),
            (r#"#[cfg(feature = "test")] struct A;"#, false),
            ("struct A;", false),
        ] {
            assert_eq!(is_for_tests(&parsed(text).attrs), expected, "{text}");
        }
    }
}
