//! Types as they are written, with every name resolved.

use std::collections::BTreeMap;

use syn::{GenericArgument, PathArguments, Type};

use super::module::{Found, Sources};

/// A type. Those of the crate are named and not taken apart, as they may contain themselves.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ty {
    /// `serde_json::Value` and the like.
    Anything,
    Nothing,
    Boolean,
    Integer,
    Number,
    Text,
    Option(Box<Self>),
    List(Box<Self>),
    Map(Box<Self>),
    /// Fields that have no name.
    Extra,
    /// A text that is always the same: the tag of a variant.
    Constant(String),
    /// A type of the crate.
    Ours {
        module: usize,
        name: String,
        arguments: Vec<Self>,
    },
    /// A type of another crate that is not known here.
    Unknown(String),
}

/// What the parameters of a generic type stand for.
pub(crate) type Arguments = BTreeMap<String, Ty>;

impl Sources {
    /// Reads a type that stands in a module.
    pub(crate) fn ty(&self, module: usize, arguments: &Arguments, ty: &Type) -> Ty {
        let inner = |ty: &Type| self.ty(module, arguments, ty);
        match ty {
            Type::Path(path) => self.named(module, arguments, &path.path),
            Type::Reference(reference) => inner(&reference.elem),
            Type::Paren(paren) => inner(&paren.elem),
            Type::Group(group) => inner(&group.elem),
            Type::Array(array) => Ty::List(Box::new(inner(&array.elem))),
            Type::Slice(slice) => Ty::List(Box::new(inner(&slice.elem))),
            Type::Tuple(tuple) if tuple.elems.is_empty() => Ty::Nothing,
            _ => Ty::Unknown("a type that is not a name".to_owned()),
        }
    }

    fn named(&self, module: usize, arguments: &Arguments, path: &syn::Path) -> Ty {
        let names: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        let given: Vec<Ty> = path.segments.last().map_or_else(Vec::new, |segment| {
            let PathArguments::AngleBracketed(list) = &segment.arguments else { return Vec::new() };
            let types = list.args.iter().filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(self.ty(module, arguments, ty)),
                _ => None,
            });
            types.collect()
        });
        let parameter = match (names.as_slice(), given.as_slice()) {
            ([name], []) => arguments.get(name),
            _ => None,
        };
        if let Some(ty) = parameter {
            return ty.clone();
        }
        match self.find(module, &names) {
            Found::Ours(module, name) if self.public_path(module, &name) == "Extra" => Ty::Extra,
            Found::Ours(module, name) => Ty::Ours { module, name, arguments: given },
            Found::Foreign(name) => foreign(&name, given.last()),
        }
    }
}

/// A type of the language or of another crate.
fn foreign(name: &str, given: Option<&Ty>) -> Ty {
    let boxed = |inner: &Ty| Box::new(inner.clone());
    match (name, given) {
        ("Value" | "RawValue", None) => Ty::Anything,
        ("bool", None) => Ty::Boolean,
        ("u8" | "u16" | "u32" | "u64" | "usize", None) => Ty::Integer,
        ("i8" | "i16" | "i32" | "i64" | "isize", None) => Ty::Integer,
        ("f32" | "f64" | "Number", None) => Ty::Number,
        ("String" | "str" | "char", None) => Ty::Text,
        ("Option", Some(inner)) => Ty::Option(boxed(inner)),
        ("Box" | "Cow" | "Rc" | "Arc", Some(inner)) => inner.clone(),
        ("Vec" | "VecDeque" | "BTreeSet", Some(inner)) => Ty::List(boxed(inner)),
        ("BTreeMap" | "HashMap" | "IndexMap" | "Map", Some(value)) => Ty::Map(boxed(value)),
        (_, _) => Ty::Unknown(name.to_owned()),
    }
}
