//! What the generator makes of whole descriptions, measured: of those in this package, and of any folder of real ones
//! by the command `corpus`.

mod compile;
mod fields;
mod measure;

pub use self::compile::{Compiled, Scratch};
pub use self::fields::Fields;
pub use self::measure::{Code, Measured, measure};
