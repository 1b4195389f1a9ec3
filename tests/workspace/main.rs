//! The workspace as a whole: its crates as users build them, its dependencies, and its promises. These tests start cargo.

mod budget;
mod comparison;
mod decisions;
mod documentation;
mod outside;
mod package;
mod pages;
mod plain;
mod programs;
mod promises;
mod reliability;
mod supply_chain;
mod ui;
mod words;
