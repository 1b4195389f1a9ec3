//! The generated client: its requests, and what it does with the emulator's responses.

mod compiles;
mod drift;
mod end_to_end;
mod faults;
mod guide;
mod inputs;
mod operations;
mod webhooks;
