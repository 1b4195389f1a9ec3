//! Compares methods of the client, and the results of their calls.

use super::items::{ArgumentRules, origin};
use super::rust_type::{Known, RustType};
use super::surface::{Call, Item, Origin, Part, Shape};
use super::{Comparison, Spot, witness};
use crate::diff::rules::rust as rules;
use crate::source::Span;

const OF_METHODS: ArgumentRules = ArgumentRules {
    added: &rules::METHOD_ARGUMENT_ADDED,
    removed: &rules::METHOD_ARGUMENT_REMOVED,
    changed: &rules::METHOD_ARGUMENT_TYPE_CHANGED,
    reordered: &rules::METHOD_ARGUMENTS_REORDERED,
};

/// A method of both sides.
struct Method<'p> {
    part: &'p Part,
    name: String,
    old: (Span, Origin),
    new: (Span, Origin),
}

impl Method<'_> {
    fn spot(&self) -> Spot {
        Spot::both(self.old, self.new)
    }
}

impl Comparison<'_> {
    pub(super) fn method(&mut self, (old, part): (&Item, &Part), (new, other): (&Item, &Part)) {
        let (Shape::Method(was, before), Shape::Method(is, after)) = (&part.shape, &other.shape) else { return };
        let places = ((part.place, origin(old, part)), (other.place, origin(new, other)));
        let method = Method { part, name: old.part(&part.name), old: places.0, new: places.1 };
        if part.name != other.name {
            let sentence = format!("the method `{}` was renamed to `{}`", method.name, new.part(&other.name));
            self.add(&rules::METHOD_RENAMED, method.spot(), sentence, witness::calling(old, part, false));
        }
        self.arguments((old, part, was), (new, other, is), &OF_METHODS);
        if let (Some(before), Some(after)) = (before, after) {
            self.call(&method, before, after);
        }
    }

    fn call(&mut self, method: &Method<'_>, old: &Call, new: &Call) {
        let name = &method.name;
        if old.builder.is_some() != new.builder.is_some() {
            let words = |call: &Call| call.builder.clone().unwrap_or_else(|| "Call".to_owned());
            let sentence = format!("`{name}` returned `{}` and returns `{}`", words(old), words(new));
            let witness = witness::storing(self.old, method.part);
            self.add(&rules::CALL_TYPE_CHANGED, method.spot(), sentence, witness);
        }
        if !self.is_same(&old.response, &new.response) {
            let sentence =
                format!("a call of `{name}` returned {} and returns {}", words(&old.response), words(&new.response));
            let result = format!("Result<{}, _>", old.response.code());
            let witness = witness::sending(method.part, "send().await", &result);
            self.add(&rules::RESPONSE_TYPE_CHANGED, method.spot(), sentence, Some(witness));
        }
        self.errors(method, old.error.as_ref(), new.error.as_ref());
        self.headers(method, old, new);
        self.list_items(method, old.items.as_ref(), new.items.as_ref());
    }

    fn errors(&mut self, method: &Method<'_>, old: Option<&RustType>, new: Option<&RustType>) {
        let name = &method.name;
        match (old, new) {
            (Some(old), Some(new)) if !self.is_same(old, new) => {
                let sentence = format!("the error responses of `{name}` were `{old}` and are `{new}`");
                let result = format!("Result<_, talkjs_runtime::error::TypedError<{}>>", old.code());
                let witness = witness::sending(method.part, "send_typed().await", &result);
                self.add(&rules::ERROR_TYPE_CHANGED, method.spot(), sentence, Some(witness));
            }
            (Some(old), None) => {
                let sentence = format!("the error responses of `{name}` were `{old}` and no longer have a type");
                let witness = witness::sending(method.part, "send_typed().await", "");
                self.add(&rules::TYPED_ERRORS_REMOVED, method.spot(), sentence, Some(witness));
            }
            (None, Some(new)) => {
                let sentence = format!("the error responses of `{name}` are `{new}` now");
                self.add(&rules::TYPED_ERRORS_ADDED, method.spot(), sentence, None);
            }
            _ => {}
        }
    }

    fn headers(&mut self, method: &Method<'_>, old: &Call, new: &Call) {
        let name = &method.name;
        match (&old.headers, &new.headers) {
            (Some(_), None) => {
                let sentence = format!("the response headers of `{name}` are no longer described");
                let witness = witness::sending(method.part, "send_with_headers().await", "");
                self.add(&rules::TYPED_HEADERS_REMOVED, method.spot(), sentence, Some(witness));
            }
            (None, Some(_)) => {
                let sentence = format!("the response headers of `{name}` are described now");
                self.add(&rules::TYPED_HEADERS_ADDED, method.spot(), sentence, None);
            }
            _ => {}
        }
    }

    fn list_items(&mut self, method: &Method<'_>, old: Option<&RustType>, new: Option<&RustType>) {
        let name = &method.name;
        match (old, new) {
            (Some(old), Some(new)) if !self.is_same(old, new) => {
                let sentence = format!("the items of `{name}` were `{old}` and are `{new}`");
                let result = format!("talkjs_runtime::Items<_, {}>", old.code());
                let witness = witness::sending(method.part, "stream()", &result);
                self.add(&rules::STREAM_ITEM_CHANGED, method.spot(), sentence, Some(witness));
            }
            (Some(_), None) => {
                let sentence = format!("`{name}` is no longer paginated by the client");
                let witness = witness::sending(method.part, "stream()", "");
                self.add(&rules::STREAM_REMOVED, method.spot(), sentence, Some(witness));
            }
            (None, Some(_)) => {
                let sentence = format!("`{name}` is paginated by the client");
                self.add(&rules::STREAM_ADDED, method.spot(), sentence, None);
            }
            _ => {}
        }
    }
}

/// The name of a response type.
fn words(response: &RustType) -> String {
    match response {
        RustType::Tuple(items) if items.is_empty() => "nothing".to_owned(),
        RustType::Known(Known::Download, _) => "bytes".to_owned(),
        ty => format!("`{ty}`"),
    }
}
