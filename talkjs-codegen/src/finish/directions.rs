//! Properties of one direction: `readOnly` ones are in responses only, `writeOnly` ones in requests only.

use crate::model::{Answer, Content, Model, TypeKind, TypeRef};

/// A `readOnly` property is not required in requests, nor a `writeOnly` one in responses.
pub(super) fn loosen(model: &mut Model) {
    for ty in &mut model.types {
        let (sent, received) = (ty.sent, ty.received);
        if let TypeKind::Struct(object) = &mut ty.kind {
            for member in &mut object.members {
                member.required &= !((sent && member.read_only) || (received && member.write_only));
            }
        }
    }
    let loosened = |model: &Model, ty: &TypeRef, wire: &str| match model.resolve(ty) {
        TypeRef::Named(id) => match model.get(*id).map(|ty| &ty.kind) {
            Some(TypeKind::Struct(object)) => {
                object.members.iter().find(|member| member.name.wire == wire).map(|member| member.required)
            }
            _ => None,
        },
        _ => None,
    };
    let mut operations = std::mem::take(&mut model.operations);
    for operation in &mut operations {
        let (Some(page), Answer::One(Content::Json(answer))) = (&mut operation.page, &operation.answer) else {
            continue;
        };
        let items = loosened(model, answer, &page.items.name.wire);
        let id = loosened(model, &page.item, &page.id.name.wire);
        page.items.required = items.unwrap_or(page.items.required);
        page.id.required = id.unwrap_or(page.id.required);
    }
    model.operations = operations;
}
