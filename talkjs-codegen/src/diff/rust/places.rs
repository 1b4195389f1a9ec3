//! Maps places to those that the other comparisons use.

use std::collections::HashMap;

use super::surface::Origin;
use crate::diff::side::Side;
use crate::source::Span;

/// The places of things for which the model has no place, or another one than the other comparisons.
pub(super) struct Places {
    /// Operations by their `operationId`, and parameters by their names.
    named: HashMap<Span, Span>,
    server: Option<Span>,
}

impl Places {
    pub(super) fn of(side: &Side<'_>) -> Self {
        let operations = side.document.operations.iter();
        let operations = operations.filter_map(|operation| Some((operation.id?.place.value, operation.place.name)));
        let parameters = side.document.parameters.iter().map(|parameter| parameter.name.place);
        let parameters = parameters.map(|place| (place.value, place.name));
        let server = side.document.servers.first().map(|server| server.place.name);
        Self { named: operations.chain(parameters).collect(), server }
    }

    pub(super) fn find(&self, spot: Option<(Span, Origin)>) -> Option<Span> {
        let (place, _) = spot?;
        if place == Span::default() {
            return self.server;
        }
        Some(self.named.get(&place).copied().unwrap_or(place))
    }
}
