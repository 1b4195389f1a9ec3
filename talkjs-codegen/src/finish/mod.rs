//! What only the whole model tells, one pass a file: each looks at all types and decides one thing.

mod aliases;
mod boxes;
mod checks;
mod dedup;
mod derives;
mod directions;
mod discriminate;
mod endless;
mod equality;
mod usage;

use std::collections::HashSet;

use crate::Options;
use crate::diagnostic::Diagnostics;
use crate::model::{Model, TypeId};

/// Completes the model, of which some types have names in the description.
pub(crate) fn finish(model: &mut Model, named: &HashSet<TypeId>, options: &Options, diagnostics: &mut Diagnostics) {
    aliases::cut_circles(model, diagnostics);
    discriminate::find_signs(model, diagnostics);
    usage::mark(model);
    dedup::share_types(model, named);
    usage::mark(model);
    directions::loosen(model);
    boxes::break_cycles(model);
    checks::mark(model);
    equality::mark(model);
    derives::add(model, options, diagnostics);
    endless::report(model, diagnostics);
}
