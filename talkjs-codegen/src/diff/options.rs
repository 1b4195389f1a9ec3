//! Adapts options to the old description.

use crate::diagnostic::Kind;
use crate::source::Source;
use crate::{Lenient, Options};

/// The options without those for things that the old description does not have yet: a name for a new schema, a type for
/// a new format. In the new description they are errors as usual.
pub(super) fn applicable(old: &Source, options: &Options) -> Options {
    let mut options = options.clone();
    if options.count() == 0 {
        return options;
    }
    while let Err(found) = crate::check(old, &options) {
        let mut is_changed = false;
        for diagnostic in &found {
            is_changed |= options.forget(&diagnostic.kind);
        }
        if !is_changed {
            break;
        }
    }
    options
}

impl Options {
    /// Removes the option that an error is about; returns whether there was one.
    fn forget(&mut self, error: &Kind) -> bool {
        let before = self.count();
        match error {
            Kind::UnknownSelection { selector, .. } => {
                self.skip.retain(|known| known != selector);
                // Without selectors, all operations would be read.
                if self.only.len() > 1 {
                    self.only.retain(|known| known != selector);
                }
            }
            Kind::UnknownName { name, .. } | Kind::NewName { name, .. } => self.names.retain(|(old, _)| old != name),
            Kind::UnknownFormat { format, .. } => self.types.retain(|ty| ty.name != *format),
            Kind::UnknownSchema { name, .. } => {
                self.schemas.retain(|ty| ty.name != *name);
                if let Lenient::Schemas(schemas) = &mut self.lenient_responses {
                    schemas.retain(|schema| schema != name);
                }
            }
            Kind::UnknownType { name, .. } => self.derives.retain(|derives| derives.of.as_ref() != Some(name)),
            _ => {}
        }
        self.count() < before
    }

    fn count(&self) -> usize {
        let lenient = if let Lenient::Schemas(schemas) = &self.lenient_responses { schemas.len() } else { 0 };
        let lists = [self.only.len(), self.skip.len(), self.names.len(), self.types.len(), self.schemas.len()];
        lists.into_iter().chain([self.derives.len(), lenient]).fold(0, usize::saturating_add)
    }
}
