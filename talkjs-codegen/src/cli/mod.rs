//! Subcommands with arguments of their own.

pub(crate) mod drift;
