//! What an operation does not declare.

/// Stands for the type of error responses, or of described headers, where an operation declares none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undeclared {}
