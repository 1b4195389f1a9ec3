//! Decides what depends on the whole model. Each file is one pass over all types with one decision.

mod aliases;
mod boxes;
mod checks;
mod conversions;
mod dedup;
mod derives;
mod discriminate;
mod endless;
mod equality;
mod holders;
mod shared;
mod usage;
mod views;

use crate::Options;
use crate::diagnostic::Diagnostics;
use crate::lower::Lowered;
use crate::model::Model;

/// Completes the model.
pub(crate) fn finish(lowered: Lowered, options: &Options, diagnostics: &mut Diagnostics) -> Model {
    let Lowered { mut model, mut named, mut names } = lowered;
    aliases::cut_circles(&mut model, diagnostics);
    usage::mark(&mut model);
    views::split(&mut model, &mut names, &mut named, &options.lenient_responses);
    discriminate::find_signs(&mut model, diagnostics);
    usage::mark(&mut model);
    dedup::share_types(&mut model, &named);
    usage::mark(&mut model);
    boxes::break_cycles(&mut model);
    conversions::mark(&mut model);
    checks::mark(&mut model);
    equality::mark(&mut model);
    derives::add(&mut model, options, diagnostics);
    shared::make(&mut model);
    endless::report(&model, diagnostics);
    model
}
