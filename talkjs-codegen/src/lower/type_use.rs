//! The type of a schema where it is used, and what holds there only.

use crate::model::{Rule, TypeRef};

/// A schema where it is used.
pub(super) struct TypeUse {
    pub(super) ty: TypeRef,
    pub(super) rules: Vec<Rule>,
    pub(super) nullable: bool,
}

impl TypeUse {
    /// Any value.
    pub(super) fn any() -> Self {
        Self { ty: TypeRef::Any, rules: Vec::new(), nullable: false }
    }

    /// The type with its null, for places that have no other way to say it.
    pub(super) fn nullable_type(self) -> TypeRef {
        if self.nullable { TypeRef::Nullable(Box::new(self.ty)) } else { self.ty }
    }
}
