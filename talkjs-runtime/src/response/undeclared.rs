//! A placeholder for types that an operation does not declare.

/// The type of error responses or of described headers, if an operation declares none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undeclared {}
