//! Checks that formats and schemas with a custom type exist in the description.

use crate::Options;
use crate::diagnostic::{Diagnostics, Kind};
use crate::source::Span;
use crate::suggest::nearest;

/// Reports the entries of `types` and `schemas` that match nothing, at `place`.
pub(super) fn report(
    options: &Options,
    formats: &[&str],
    schemas: &[&str],
    place: Span,
    diagnostics: &mut Diagnostics,
) {
    for ty in options.types.iter().filter(|ty| ty.must_occur && !formats.contains(&ty.name.as_str())) {
        let nearest = nearest(&ty.name, formats.iter().copied()).map(str::to_owned);
        let known = formats.iter().map(|format| (*format).to_owned()).collect();
        diagnostics.report(Kind::UnknownFormat { format: ty.name.clone(), nearest, known }, place);
    }
    for ty in options.schemas.iter().filter(|ty| !schemas.contains(&ty.name.as_str())) {
        let nearest = nearest(&ty.name, schemas.iter().copied()).map(str::to_owned);
        diagnostics.report(Kind::UnknownSchema { name: ty.name.clone(), nearest }, place);
    }
}
