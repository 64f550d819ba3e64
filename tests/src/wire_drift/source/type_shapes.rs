//! The shapes that types give, as serde writes and reads them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use syn::Fields;

use super::super::described::union;
use super::super::shape::{Object, Shape};
use super::attributes::{Serde, derives_serde};
use super::module::{Definition, Sources};
use super::ty::{Arguments, Ty};

/// Types whose serde is written by hand and whose definition does not say what stands in the
/// JSON, each with a type that says it.
const STAND_INS: [(&str, &str); 5] = [
    ("error::ApiError", "FieldsRef"),
    ("chat::ReasoningDetail", "ReasoningView"),
    ("Change", "Option<T>"),
    ("CommaSeparated", "String"),
    ("Upload", "String"),
];

/// Types of one value that the API writes as a number here and as text there.
const EITHER: [&str; 3] = ["Amount", "error::ErrorCode", "responses::FailureCode"];

/// A type, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct TypeAt {
    pub(crate) ty: Ty,
    /// The name of the type, or that of the one around it with the field.
    pub(crate) at: Rc<str>,
}

/// What the types of a crate allow.
pub(crate) struct Types<'a> {
    sources: &'a Sources,
    /// What could not be read.
    complaints: RefCell<BTreeSet<String>>,
}

impl<'a> Types<'a> {
    pub(crate) fn new(sources: &'a Sources) -> Self {
        Self { sources, complaints: RefCell::default() }
    }

    pub(crate) fn complaints(&self) -> BTreeSet<String> {
        self.complaints.borrow().clone()
    }

    /// A type by its path from the root.
    pub(crate) fn by_path(&self, path: &str) -> Option<TypeAt> {
        let ty = syn::parse_str(path).ok()?;
        let ty = self.sources.ty(0, &Arguments::new(), &ty);
        matches!(ty, Ty::Ours { .. }).then(|| TypeAt { ty, at: path.into() })
    }

    /// The name of a type for people, if it has one.
    pub(crate) fn name(&self, ty: &Ty) -> Option<String> {
        match ty {
            Ty::Ours { module, name, .. } => Some(self.sources.public_path(*module, name)),
            Ty::Option(inner) | Ty::List(inner) => self.name(inner),
            _ => None,
        }
    }

    /// The name of the type in a place, or the place if it has none.
    pub(crate) fn name_or_place(&self, place: &TypeAt) -> String {
        let mut ty = &place.ty;
        while let Ty::Option(inner) = ty {
            ty = inner;
        }
        match ty {
            Ty::Ours { .. } => self.name(ty),
            _ => None,
        }
        .unwrap_or_else(|| place.at.to_string())
    }

    /// What a type allows.
    pub(crate) fn shape(&self, place: &TypeAt) -> Shape<TypeAt> {
        let inner = |ty: &Ty, step: &str| TypeAt {
            ty: ty.clone(),
            at: format!("{}{step}", place.at).into(),
        };
        match &place.ty {
            Ty::Anything => Shape::anything(),
            Ty::Nothing => Shape::null(),
            Ty::Boolean => Shape { boolean: true, ..Shape::default() },
            Ty::Integer => Shape { integer: true, ..Shape::default() },
            Ty::Number => Shape { integer: true, number: true, ..Shape::default() },
            Ty::Text => Shape::any_text(),
            Ty::Constant(name) => Shape::names([name.clone()], &place.at),
            Ty::Option(some) => Shape::null().or(self.shape(&inner(some, ""))),
            Ty::List(item) => Shape::list(vec![inner(item, "[]")]),
            Ty::Map(value) => {
                let rest = vec![inner(value, ".*")];
                Shape::object(Object { rest, ..Object::new(&*place.at) })
            }
            Ty::Extra => Shape::object(Object { open: true, ..Object::new(&*place.at) }),
            Ty::Unknown(name) => {
                self.complain(&place.at, &format!("`{name}` is not known to the checker"));
                Shape::anything()
            }
            Ty::Ours { module, name, arguments } => self.defined(*module, name, arguments),
        }
    }

    /// The fields that serde skips: values in the path, in the query of a body, of a form.
    pub(crate) fn skipped(&self, ty: &Ty) -> BTreeMap<String, TypeAt> {
        let Ty::Ours { module, name, .. } = ty else { return BTreeMap::new() };
        let Some(Definition::Struct(item)) = self.sources.definition(*module, name) else {
            return BTreeMap::new();
        };
        let at = self.sources.public_path(*module, name);
        let fields = item.fields.iter().filter(|field| self.serde(&at, &field.attrs).skip);
        let named = fields.filter_map(|field| Some((field.ident.as_ref()?.to_string(), &field.ty)));
        let place = |(field, ty): (String, &syn::Type)| {
            let ty = self.sources.ty(*module, &Arguments::new(), ty);
            let at = format!("{at}.{field}").into();
            (field, TypeAt { ty, at })
        };
        named.map(place).collect()
    }

    fn defined(&self, module: usize, name: &str, given: &[Ty]) -> Shape<TypeAt> {
        let at = self.sources.public_path(module, name);
        let Some(definition) = self.sources.definition(module, name) else {
            return Shape::anything();
        };
        let (generics, attributes) = match definition {
            Definition::Struct(item) => (&item.generics, &item.attrs),
            Definition::Enum(item) => (&item.generics, &item.attrs),
            Definition::Alias(item) => (&item.generics, &item.attrs),
            Definition::OpenEnum(item) => return self.open_enum(&at, item),
        };
        let parameters = generics.type_params().map(|parameter| parameter.ident.to_string());
        let scope =
            Scope { module, at: &at, arguments: parameters.zip(given.iter().cloned()).collect() };
        let serde = self.serde(&at, attributes);
        let stand_in = STAND_INS.iter().find(|(path, _)| *path == at).map(|(_, text)| *text);
        if let Some(text) = stand_in.or(serde.by_way_of.as_deref()) {
            let Ok(ty) = syn::parse_str(text) else { return Shape::anything() };
            let mut shape = self.shape(&self.place(&scope, &ty, ""));
            shape.objects.iter_mut().for_each(|object| object.at.clone_from(&at));
            return shape;
        }
        match definition {
            Definition::Alias(item) => self.shape(&self.place(&scope, &item.ty, "")),
            _ if !derives_serde(attributes) => {
                self.complain(&at, "its serde is written by hand, and no stand-in says how");
                Shape::anything()
            }
            Definition::Struct(item) => self.fields(&scope, &serde, &item.fields, None),
            Definition::Enum(item) => {
                let variants = item.variants.iter();
                let shape = union(variants.map(|variant| self.variant(&scope, &serde, variant)));
                Shape { either: EITHER.contains(&at.as_str()), ..shape }
            }
            Definition::OpenEnum(_) => Shape::anything(),
        }
    }

    fn open_enum(&self, at: &str, item: &syn::ItemEnum) -> Shape<TypeAt> {
        let names = item.variants.iter().filter_map(|variant| {
            let (_, value) = variant.discriminant.as_ref()?;
            let syn::Expr::Lit(literal) = value else { return None };
            let syn::Lit::Str(text) = &literal.lit else { return None };
            Some(text.value())
        });
        let names: Vec<String> = names.collect();
        if names.len() != item.variants.len() {
            self.complain(at, "a variant has no text");
        }
        Shape::names(names, at)
    }

    fn variant(&self, scope: &Scope<'_>, of: &Serde, variant: &syn::Variant) -> Shape<TypeAt> {
        let serde = self.serde(scope.at, &variant.attrs);
        if serde.skip {
            return Shape::default();
        }
        let rename_fields = serde.rename_all.clone().or_else(|| of.rename_all_fields.clone());
        let inside = Serde { rename_all: rename_fields, ..Serde::default() };
        if of.untagged || serde.untagged {
            return match &variant.fields {
                Fields::Unit => Shape::null(),
                fields => self.fields(scope, &inside, fields, None),
            };
        }
        let name = serde.variant_name(&variant.ident.to_string(), of.rename_all.as_deref());
        let constant = TypeAt { ty: Ty::Constant(name.clone()), at: scope.at.into() };
        match (&of.tag, &of.content) {
            (Some(tag), None) => {
                self.fields(scope, &inside, &variant.fields, Some((tag, constant)))
            }
            (Some(tag), Some(content)) => {
                let mut object = Object::new(scope.at);
                object.fields.insert(tag.clone(), vec![constant]);
                if let Some(place) = self.only_field(scope, &variant.fields) {
                    object.fields.insert(content.clone(), vec![place]);
                }
                Shape::object(object)
            }
            (None, _) if matches!(variant.fields, Fields::Unit) => Shape::names([name], scope.at),
            (None, _) => {
                let mut object = Object::new(scope.at);
                object
                    .fields
                    .extend(self.only_field(scope, &variant.fields).map(|at| (name, vec![at])));
                Shape::object(object)
            }
        }
    }

    fn only_field(&self, scope: &Scope<'_>, fields: &Fields) -> Option<TypeAt> {
        match (fields, fields.iter().next()) {
            (Fields::Unnamed(_), Some(field)) if fields.len() == 1 => {
                Some(self.place(scope, &field.ty, ""))
            }
            (Fields::Unit, _) => None,
            _ => {
                self.complain(scope.at, "a variant with several fields has no place here");
                None
            }
        }
    }

    /// What stands in a struct or in a variant, with the variant's tag.
    fn fields(
        &self,
        scope: &Scope<'_>,
        serde: &Serde,
        fields: &Fields,
        tag: Option<(&String, TypeAt)>,
    ) -> Shape<TypeAt> {
        let Fields::Named(named) = fields else {
            let mut shape = match fields.iter().next() {
                Some(_) if fields.len() > 1 => Shape::list(
                    fields.iter().map(|field| self.place(scope, &field.ty, "[]")).collect(),
                ),
                Some(field) => self.shape(&self.place(scope, &field.ty, "")),
                None if tag.is_some() => Shape::object(Object::new(scope.at)),
                None => Shape::null(),
            };
            if let Some((tag, constant)) = tag {
                for object in &mut shape.objects {
                    object.fields.insert(tag.clone(), vec![constant.clone()]);
                }
            }
            return shape;
        };
        let mut own = Object::new(scope.at);
        own.fields.extend(tag.map(|(tag, constant)| (tag.clone(), vec![constant])));
        let mut forms = vec![own];
        for field in &named.named {
            let attributes = self.serde(scope.at, &field.attrs);
            let ident = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
            if attributes.skip {
                continue;
            }
            if serde.transparent {
                return self.shape(&self.place(scope, &field.ty, ""));
            }
            if attributes.flatten {
                let inner = self.shape(&self.place(scope, &field.ty, ""));
                if !inner.objects.is_empty() {
                    forms = forms
                        .iter()
                        .flat_map(|form| inner.objects.iter().map(move |o| form.and(o)))
                        .collect();
                }
                continue;
            }
            let name = attributes.field_name(&ident, serde.rename_all.as_deref());
            let place = self.place(scope, &field.ty, &format!(".{name}"));
            for form in &mut forms {
                form.fields.entry(name.clone()).or_default().push(place.clone());
            }
        }
        Shape { objects: forms, ..Shape::default() }
    }

    fn place(&self, scope: &Scope<'_>, ty: &syn::Type, step: &str) -> TypeAt {
        let ty = self.sources.ty(scope.module, &scope.arguments, ty);
        TypeAt { ty, at: format!("{}{step}", scope.at).into() }
    }

    fn serde(&self, at: &str, attributes: &[syn::Attribute]) -> Serde {
        Serde::read(attributes).unwrap_or_else(|error| {
            self.complain(at, &error);
            Serde::default()
        })
    }

    fn complain(&self, at: &str, about: &str) {
        self.complaints.borrow_mut().insert(format!("{at}: {about}"));
    }
}

/// Where a definition stands.
struct Scope<'a> {
    module: usize,
    /// Its name, for people.
    at: &'a str,
    arguments: Arguments,
}
