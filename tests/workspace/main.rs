//! The workspace as a whole: its crates as users build them, its dependencies, and its promises. These tests start cargo.

mod budget;
mod outside;
mod package;
mod programs;
mod promises;
mod reliability;
mod supply_chain;
mod ui;
