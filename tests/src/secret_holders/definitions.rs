//! [`Definition`]: a type as it stands in the sources.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Expr, GenericArgument, Ident, Item, Lit, Meta, PathArguments, ReturnType, Token,
    TypeParamBound, Visibility,
};

/// A struct or an enum.
#[derive(Debug, Default)]
pub(super) struct Definition {
    /// The package.
    pub(super) of_crate: String,
    pub(super) name: String,
    /// With the crate and all modules, private ones as well.
    pub(super) path: String,
    pub(super) is_public: bool,
    /// Whether its `Debug` is written by hand.
    pub(super) hides: bool,
    pub(super) is_error: bool,
    pub(super) fields: Vec<Field>,
}

/// A field, of a struct or of a variant.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) documentation: String,
    /// The last names of all types and traits in its type.
    pub(super) mentions: BTreeSet<String>,
}

/// The types of a crate, without those of its tests.
pub(super) fn definitions(of_crate: &str, folder: &Path) -> Result<Vec<Definition>, String> {
    let mut reader = Reader::new(of_crate);
    for (file, modules) in files(folder, &[])? {
        let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
        let text = std::fs::read_to_string(&file).map_err(|error| failed(&error))?;
        reader.read(&text, &modules).map_err(|error| failed(&error))?;
    }
    Ok(reader.finish())
}

/// The types of a crate that is one text.
#[cfg(test)]
pub(super) fn parsed(of_crate: &str, text: &str) -> syn::Result<Vec<Definition>> {
    let mut reader = Reader::new(of_crate);
    reader.read(text, &[])?;
    Ok(reader.finish())
}

/// The files of a folder and the modules that they are.
fn files(folder: &Path, modules: &[String]) -> Result<Vec<(PathBuf, Vec<String>)>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let inside = || modules.iter().cloned().chain([name.clone()]).collect::<Vec<_>>();
        match name.as_str() {
            "tests" | "strategies" => {}
            _ if path.is_dir() => files.extend(self::files(&path, &inside())?),
            // Pages and their styles lie among the sources.
            _ if path.extension().is_none_or(|extension| extension != "rs") => {}
            "lib" | "mod" => files.push((path, modules.to_vec())),
            _ => files.push((path.clone(), inside())),
        }
    }
    Ok(files)
}

struct Reader {
    of_crate: String,
    definitions: Vec<Definition>,
    /// Names with an `impl` of `Debug`, and of `Error`, by module.
    hiding: BTreeSet<String>,
    errors: BTreeSet<String>,
}

impl Reader {
    fn new(of_crate: &str) -> Self {
        Self {
            of_crate: of_crate.to_owned(),
            definitions: Vec::new(),
            hiding: BTreeSet::new(),
            errors: BTreeSet::new(),
        }
    }

    fn finish(mut self) -> Vec<Definition> {
        for definition in &mut self.definitions {
            definition.hides |= self.hiding.contains(&definition.path);
            definition.is_error |= self.errors.contains(&definition.path);
        }
        self.definitions
    }

    fn read(&mut self, text: &str, modules: &[String]) -> syn::Result<()> {
        let root = self.of_crate.replace('-', "_");
        let module = [&[root], modules].concat().join("::");
        self.items(&syn::parse_file(text)?.items, &module);
        Ok(())
    }

    fn items(&mut self, items: &[Item], module: &str) {
        for item in items {
            match item {
                Item::Struct(item) => {
                    let fields = item.fields.iter().map(field).collect();
                    self.define(module, &item.ident, &item.vis, &item.attrs, fields);
                }
                Item::Enum(item) => {
                    let fields = item.variants.iter().flat_map(|variant| &variant.fields);
                    let fields = fields.map(field).collect();
                    self.define(module, &item.ident, &item.vis, &item.attrs, fields);
                }
                Item::Impl(item) => {
                    let of =
                        mentions(&item.self_ty).into_iter().map(|name| format!("{module}::{name}"));
                    let implemented = item.trait_.as_ref().and_then(|it| it.1.segments.last());
                    match implemented.map(|last| last.ident.to_string()).as_deref() {
                        Some("Debug") => self.hiding.extend(of),
                        Some("Error" | "StdError") => self.errors.extend(of),
                        _ => {}
                    }
                }
                Item::Macro(item) if item.mac.path.is_ident("hide_secrets") => {
                    let names = Punctuated::<Ident, Token![,]>::parse_terminated;
                    let names = names.parse2(item.mac.tokens.clone()).unwrap_or_default();
                    self.hiding.extend(names.iter().map(|name| format!("{module}::{name}")));
                }
                Item::Mod(item) => {
                    if let (Some((_, items)), false) = (&item.content, item.ident == "tests") {
                        self.items(items, &format!("{module}::{}", item.ident));
                    }
                }
                _ => {}
            }
        }
    }

    fn define(
        &mut self,
        module: &str,
        name: &Ident,
        visibility: &Visibility,
        attributes: &[Attribute],
        fields: Vec<Field>,
    ) {
        self.definitions.push(Definition {
            of_crate: self.of_crate.clone(),
            name: name.to_string(),
            path: format!("{module}::{name}"),
            // What is `pub` can be reached: a lint sees to it.
            is_public: matches!(visibility, Visibility::Public(_)),
            hides: false,
            is_error: derives_error(attributes),
            fields,
        });
    }
}

fn field(field: &syn::Field) -> Field {
    Field {
        name: field.ident.as_ref().map(ToString::to_string).unwrap_or_default(),
        documentation: documentation(&field.attrs),
        mentions: mentions(&field.ty),
    }
}

fn documentation(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    lines.collect()
}

fn derives_error(attributes: &[Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("derive")).any(|attribute| {
        let paths = Punctuated::<syn::Path, Token![,]>::parse_terminated;
        let derived = attribute.parse_args_with(paths).unwrap_or_default();
        derived.iter().filter_map(|path| path.segments.last()).any(|last| last.ident == "Error")
    })
}

/// The last names of all types and traits in a type.
fn mentions(ty: &syn::Type) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    collect(ty, &mut names);
    names
}

fn collect(ty: &syn::Type, names: &mut BTreeSet<String>) {
    match ty {
        syn::Type::Path(ty) => collect_path(&ty.path, names),
        syn::Type::Reference(ty) => collect(&ty.elem, names),
        syn::Type::Paren(ty) => collect(&ty.elem, names),
        syn::Type::Group(ty) => collect(&ty.elem, names),
        syn::Type::Array(ty) => collect(&ty.elem, names),
        syn::Type::Slice(ty) => collect(&ty.elem, names),
        syn::Type::Tuple(ty) => ty.elems.iter().for_each(|ty| collect(ty, names)),
        syn::Type::TraitObject(ty) => {
            for bound in &ty.bounds {
                if let TypeParamBound::Trait(bound) = bound {
                    collect_path(&bound.path, names);
                }
            }
        }
        _ => {}
    }
}

fn collect_path(path: &syn::Path, names: &mut BTreeSet<String>) {
    names.extend(path.segments.last().map(|last| last.ident.to_string()));
    for segment in &path.segments {
        match &segment.arguments {
            PathArguments::None => {}
            PathArguments::AngleBracketed(list) => {
                for argument in &list.args {
                    if let GenericArgument::Type(ty) = argument {
                        collect(ty, names);
                    }
                }
            }
            // A closure: what it is called with, or gives, it may have kept.
            PathArguments::Parenthesized(list) => {
                list.inputs.iter().for_each(|ty| collect(ty, names));
                if let ReturnType::Type(_, ty) = &list.output {
                    collect(ty, names);
                }
            }
        }
    }
}
