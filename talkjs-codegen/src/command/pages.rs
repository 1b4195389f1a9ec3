//! The pages of the rules of `diff`. Written by `UPDATE_GOLDENS=1 cargo test -p talkjs-codegen --test changes`.

/// Each page by the id of its rule.
pub(crate) const PAGES: &[(&str, &str)] = &[];
