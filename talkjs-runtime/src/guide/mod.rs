//! The guide: one page for one task.
//!
//! | Task | Page |
//! |---|---|
#![cfg_attr(feature = "macros", doc = "| Generate a client of another API | [`another_api`] |")]
#![cfg_attr(feature = "macros", doc = "| Choose what is generated | [`options`] |")]
//! | See what is supported of OpenAPI, and what is not | [`openapi`] |
//! | Edit a description and see what breaks | [`changing_description`] |
//! | Know what a version promises | [`policies`] |

#[cfg(feature = "macros")]
#[doc = include_str!("another_api.md")]
pub mod another_api {}

#[doc = include_str!("changing_description.md")]
pub mod changing_description {}

#[doc = include_str!("openapi.md")]
pub mod openapi {}

#[cfg(feature = "macros")]
#[doc = include_str!("options.md")]
pub mod options {}

#[doc = include_str!("policies.md")]
pub mod policies {}
