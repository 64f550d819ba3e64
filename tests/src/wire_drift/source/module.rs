//! Modules, and what a name means in each.

use std::collections::BTreeMap;
use std::path::Path;

use syn::{Item, UseTree};

use super::attributes::is_for_tests;

/// The modules of a crate. The first is its root.
pub(crate) struct Sources {
    modules: Vec<Module>,
}

/// A module: what it defines and what it can name.
#[derive(Default)]
pub(crate) struct Module {
    /// From the root, without `crate`.
    path: Vec<String>,
    parent: usize,
    children: BTreeMap<String, usize>,
    /// What `use` brings in: the name here, and the path.
    uses: BTreeMap<String, Vec<String>>,
    types: BTreeMap<String, Definition>,
    pub(crate) impls: Vec<syn::ItemImpl>,
    pub(crate) constants: Vec<syn::ItemConst>,
}

/// The definition of a type.
pub(crate) enum Definition {
    Struct(syn::ItemStruct),
    Enum(syn::ItemEnum),
    /// A call of `open_enum!`: its variants have their spelling as discriminants.
    OpenEnum(syn::ItemEnum),
    Alias(syn::ItemType),
}

/// What a path leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// A type of the crate: its module and its name there.
    Ours(usize, String),
    /// A type of another crate or of the language, by its last name.
    Foreign(String),
}

impl Sources {
    /// Reads a crate from the folder of its `lib.rs`.
    pub(crate) fn read(folder: &Path) -> Result<Self, String> {
        let mut sources = Self { modules: vec![Module::default()] };
        let root = parse_file(&folder.join("lib.rs"))?;
        sources.fill(0, root.items, Some(folder))?;
        Ok(sources)
    }

    /// Reads a crate that is one text, with its modules inline.
    #[cfg(test)]
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let file = syn::parse_file(text).map_err(|error| error.to_string())?;
        let mut sources = Self { modules: vec![Module::default()] };
        sources.fill(0, file.items, None)?;
        Ok(sources)
    }

    pub(crate) fn modules(&self) -> impl Iterator<Item = (usize, &Module)> {
        self.modules.iter().enumerate()
    }

    pub(crate) fn definition(&self, module: usize, name: &str) -> Option<&Definition> {
        self.modules.get(module)?.types.get(name)
    }

    /// What a path means in a module.
    pub(crate) fn find(&self, module: usize, path: &[String]) -> Found {
        let foreign = || Found::Foreign(path.last().cloned().unwrap_or_default());
        self.look_up(module, path, 32)
            .map_or_else(foreign, |(module, name)| Found::Ours(module, name))
    }

    /// The shortest path from the root by which a type can be named.
    pub(crate) fn public_path(&self, module: usize, name: &str) -> String {
        let ours = Some((module, name.to_owned()));
        let Some(defining) = self.modules.get(module) else { return name.to_owned() };
        for length in 0..=defining.path.len() {
            let steps = &defining.path[..length];
            let mut path = vec!["crate".to_owned()];
            path.extend_from_slice(steps);
            path.push(name.to_owned());
            if self.look_up(0, &path, 32) == ours {
                return path[1..].join("::");
            }
        }
        name.to_owned()
    }

    fn look_up(&self, module: usize, path: &[String], depth: usize) -> Option<(usize, String)> {
        let depth = depth.checked_sub(1)?;
        let here = self.modules.get(module)?;
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => return self.look_up(0, rest, depth),
            "super" => return self.look_up(here.parent, rest, depth),
            "self" => return self.look_up(module, rest, depth),
            _ => {}
        }
        if rest.is_empty() && here.types.contains_key(first) {
            return Some((module, first.clone()));
        }
        if let Some(used) = here.uses.get(first) {
            let whole: Vec<String> = used.iter().chain(rest).cloned().collect();
            return self.look_up(module, &whole, depth);
        }
        let child = *here.children.get(first)?;
        if rest.is_empty() { None } else { self.look_up(child, rest, depth) }
    }

    fn fill(&mut self, at: usize, items: Vec<Item>, folder: Option<&Path>) -> Result<(), String> {
        for item in items {
            match item {
                Item::Mod(item) if !is_for_tests(&item.attrs) => self.child(at, item, folder)?,
                item => self.modules[at].add(item)?,
            }
        }
        Ok(())
    }

    fn child(
        &mut self,
        at: usize,
        item: syn::ItemMod,
        folder: Option<&Path>,
    ) -> Result<(), String> {
        let name = item.ident.to_string();
        let inside = folder.map(|folder| folder.join(&name));
        let items = match (item.content, &inside) {
            (Some((_, items)), _) => items,
            (None, Some(inside)) => {
                let file = inside.with_extension("rs");
                let file = if file.is_file() { file } else { inside.join("mod.rs") };
                parse_file(&file)?.items
            }
            (None, None) => return Err(format!("module {name} is not there")),
        };
        let child = self.modules.len();
        let mut path = self.modules[at].path.clone();
        path.push(name.clone());
        self.modules.push(Module { path, parent: at, ..Module::default() });
        self.modules[at].children.insert(name, child);
        self.fill(child, items, inside.as_deref())
    }
}

impl Module {
    fn add(&mut self, item: Item) -> Result<(), String> {
        match item {
            Item::Struct(item) => self.define(&item.ident.clone(), Definition::Struct(item)),
            Item::Enum(item) => self.define(&item.ident.clone(), Definition::Enum(item)),
            Item::Type(item) => self.define(&item.ident.clone(), Definition::Alias(item)),
            Item::Impl(item) => self.impls.push(item),
            Item::Const(item) => self.constants.push(item),
            Item::Use(item) => self.bring(&mut Vec::new(), &item.tree),
            Item::Macro(item) if item.mac.path.is_ident("open_enum") => {
                let read: syn::ItemEnum =
                    item.mac.parse_body().map_err(|error| format!("an open enum: {error}"))?;
                self.define(&read.ident.clone(), Definition::OpenEnum(read));
            }
            _ => {}
        }
        Ok(())
    }

    fn define(&mut self, name: &syn::Ident, definition: Definition) {
        self.types.insert(name.to_string(), definition);
    }

    fn bring(&mut self, path: &mut Vec<String>, tree: &UseTree) {
        match tree {
            UseTree::Path(step) => {
                path.push(step.ident.to_string());
                self.bring(path, &step.tree);
                path.pop();
            }
            UseTree::Name(name) => {
                let name = name.ident.to_string();
                if name == "self" {
                    if let Some(last) = path.last().cloned() {
                        self.uses.insert(last, path.clone());
                    }
                } else {
                    self.name(path, &name, &name);
                }
            }
            UseTree::Rename(rename) => {
                self.name(path, &rename.ident.to_string(), &rename.rename.to_string());
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.bring(path, tree)),
            UseTree::Glob(_) => {}
        }
    }

    fn name(&mut self, path: &[String], name: &str, here: &str) {
        let whole: Vec<String> =
            path.iter().map(String::as_str).chain([name]).map(str::to_owned).collect();
        // A name that stands for itself leads nowhere.
        if whole != [here] {
            self.uses.insert(here.to_owned(), whole);
        }
    }
}

fn parse_file(path: &Path) -> Result<syn::File, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    syn::parse_file(&text).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::{Found, Sources};

    const CRATE: &str = "
        pub mod a { mod inner; }
    ";

    const NESTED: &str = "
        mod count { pub struct Count(u8); }
        pub use count::Count;
        pub mod a {
            mod inner {
                use crate::Count;
                use super::super::count as other;
                use serde_json::{Value, Number as N};
                pub struct Own;
            }
            pub use inner::{Own, Own as Renamed};
        }
        #[cfg(test)]
        mod tests { struct Hidden; }
        #[cfg(any(test, feature = \"test-util\"))]
        pub mod strategies { pub struct Hidden; }
    ";

    fn find(sources: &Sources, module: usize, path: &str) -> Found {
        let path: Vec<String> = path.split("::").map(str::to_owned).collect();
        sources.find(module, &path)
    }

    #[test]
    fn a_name_leads_to_its_definition() {
        let sources = Sources::parse(NESTED).unwrap();
        let paths: Vec<_> = sources.modules().map(|(_, module)| module.path.join("::")).collect();
        assert_eq!(paths, ["", "count", "a", "a::inner"]);
        let count = Found::Ours(1, "Count".to_owned());
        let own = Found::Ours(3, "Own".to_owned());
        for (module, path, expected) in [
            (3, "Count", &count),
            (3, "other::Count", &count),
            (3, "super::super::Count", &count),
            (2, "crate::count::Count", &count),
            (3, "Own", &own),
            (0, "a::Renamed", &own),
        ] {
            assert_eq!(&find(&sources, module, path), expected, "{path}");
        }
        for (path, name) in [("Value", "Value"), ("N", "N"), ("std::vec::Vec", "Vec")] {
            assert_eq!(find(&sources, 3, path), Found::Foreign(name.to_owned()));
        }
    }

    #[test]
    fn a_type_is_called_by_its_shortest_path() {
        let sources = Sources::parse(NESTED).unwrap();
        assert_eq!(sources.public_path(1, "Count"), "Count");
        assert_eq!(sources.public_path(3, "Own"), "a::Own");
    }

    #[test]
    fn a_module_that_is_missing_is_named() {
        let error = Sources::parse(CRATE).err().unwrap();
        assert!(error.contains("inner"), "{error}");
    }
}
