//! The type of a schema at its use, with what applies only there.

use crate::model::{Rule, TypeRef};

/// A schema at its use.
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

    /// The type including null, for places that cannot express null otherwise.
    pub(super) fn nullable_type(self) -> TypeRef {
        if self.nullable { TypeRef::Nullable(Box::new(self.ty)) } else { self.ty }
    }
}
