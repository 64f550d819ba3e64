//! The operations of the crate: the types that implement its traits.

use syn::{Expr, ImplItem, Lit};

use super::module::Sources;
use super::ty::{Arguments, Ty};
use super::type_shapes::TypeAt;

/// An operation, as its `impl` has it.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) request: TypeAt,
    pub(crate) response: TypeAt,
    /// What a stream of it consists of, if it can be streamed.
    pub(crate) event: Option<TypeAt>,
    /// Whether its body is made by hand, and so is no JSON.
    pub(crate) is_form: bool,
    /// Whether the query of what has a body is made by hand, of its fields.
    has_query: bool,
}

impl Sent {
    pub(crate) fn has_body(&self) -> bool {
        !matches!(self.method.as_str(), "GET" | "DELETE")
    }

    /// Whether the fields that serde does not skip are the query, and not the body.
    pub(crate) fn asks_in_query(&self) -> bool {
        self.has_query || !self.has_body()
    }
}

/// Every operation, in the order of the sources.
pub(crate) fn operations(sources: &Sources) -> Result<Vec<Sent>, String> {
    let mut found = Vec::new();
    let mut events = Vec::new();
    for (module, item) in implementations(sources) {
        if implements(item, "Operation") {
            found.push(operation(sources, module, item)?);
        } else if implements(item, "StreamedOperation") {
            let place = |ty| place(sources, module, ty);
            let event = associated(item, "Event");
            events.extend(event.map(|event| (place(&item.self_ty), place(event))));
        }
    }
    for (ty, event) in events {
        let operation = found.iter_mut().find(|operation| operation.request.ty == ty.ty);
        let operation =
            operation.ok_or_else(|| format!("{} streams, but is no operation", ty.at))?;
        operation.event = Some(event);
    }
    Ok(found)
}

/// The text of every constant of the crate that is one: names of headers, among others.
pub(crate) fn texts(sources: &Sources) -> Vec<String> {
    let constants = sources.modules().flat_map(|(_, module)| &module.constants);
    constants.filter_map(|constant| text(&constant.expr)).collect()
}

fn implementations(sources: &Sources) -> impl Iterator<Item = (usize, &syn::ItemImpl)> {
    sources.modules().flat_map(|(at, module)| module.impls.iter().map(move |item| (at, item)))
}

fn operation(sources: &Sources, module: usize, item: &syn::ItemImpl) -> Result<Sent, String> {
    let request = place(sources, module, &item.self_ty);
    let lacks = |what: &str| format!("{}: the operation has no {what}", request.at);
    let constant = |name| constant(sources, module, item, name);
    let method = match constant("METHOD") {
        Some(Expr::Path(path)) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    };
    let response = associated(item, "Response").ok_or_else(|| lacks("response"))?;
    Ok(Sent {
        id: constant("ID").and_then(text).ok_or_else(|| lacks("id"))?,
        method: method.ok_or_else(|| lacks("method"))?.to_uppercase(),
        path: constant("PATH").and_then(text).ok_or_else(|| lacks("path"))?,
        response: place(sources, module, response),
        event: None,
        is_form: overrides(item, "payload"),
        has_query: overrides(item, "query"),
        request,
    })
}

fn place(sources: &Sources, module: usize, ty: &syn::Type) -> TypeAt {
    let ty = sources.ty(module, &Arguments::new(), ty);
    let at = match &ty {
        Ty::Ours { module, name, .. } => sources.public_path(*module, name),
        other => format!("{other:?}"),
    };
    TypeAt { ty, at: at.into() }
}

/// The value of a constant, also where it is that of another operation: `List::ID`.
fn constant<'a>(
    sources: &'a Sources,
    module: usize,
    item: &'a syn::ItemImpl,
    name: &str,
) -> Option<&'a Expr> {
    let value = item.items.iter().find_map(|item| match item {
        ImplItem::Const(constant) if constant.ident == name => Some(&constant.expr),
        _ => None,
    })?;
    let Expr::Path(path) = value else { return Some(value) };
    let segments = &path.path.segments;
    if segments.last().is_none_or(|last| last.ident != name) {
        return Some(value);
    }
    let names: Vec<String> = segments.iter().map(|segment| segment.ident.to_string()).collect();
    let other = sources.find(module, &names[..names.len() - 1]);
    let mut others = implementations(sources).filter(|(_, item)| implements(item, "Operation"));
    let (module, other) = others.find(|(module, item)| match &*item.self_ty {
        syn::Type::Path(ty) => {
            let names: Vec<String> = ty.path.segments.iter().map(|s| s.ident.to_string()).collect();
            sources.find(*module, &names) == other
        }
        _ => false,
    })?;
    constant(sources, module, other, name)
}

/// Whether it is the implementation of a trait.
fn implements(item: &syn::ItemImpl, name: &str) -> bool {
    let path = item.trait_.as_ref().map(|(_, path, _)| path);
    path.and_then(|path| path.segments.last()).is_some_and(|last| last.ident == name)
}

fn overrides(item: &syn::ItemImpl, name: &str) -> bool {
    item.items.iter().any(|item| matches!(item, ImplItem::Fn(method) if method.sig.ident == name))
}

fn associated<'a>(item: &'a syn::ItemImpl, name: &str) -> Option<&'a syn::Type> {
    item.items.iter().find_map(|item| match item {
        ImplItem::Type(ty) if ty.ident == name => Some(&ty.ty),
        _ => None,
    })
}

fn text(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}
