//! Compares deprecation, sunset and stability.

use super::{Behaviour, about};
use crate::diff::rules::{Rule, behaviour as rules};
use crate::diff::side::Change;
use crate::diff::wire::{Matched, label};
use crate::openapi::{Annotations, Operation};
use crate::tree::Node;

/// The rules for deprecation: for the start, and for the end.
type Rules = (&'static Rule, &'static Rule);

const OPERATION: Rules = (&rules::OPERATION_DEPRECATED, &rules::OPERATION_UNDEPRECATED);
const PARAMETER: Rules = (&rules::PARAMETER_DEPRECATED, &rules::PARAMETER_UNDEPRECATED);
const HEADER: Rules = (&rules::HEADER_DEPRECATED, &rules::HEADER_UNDEPRECATED);
const PROPERTY: Rules = (&rules::PROPERTY_DEPRECATED, &rules::PROPERTY_UNDEPRECATED);

/// The levels of `x-stability-level`, the lowest first.
const LEVELS: [&str; 4] = ["draft", "alpha", "beta", "stable"];

impl<'d> Behaviour<'_, 'd, '_> {
    pub(super) fn lifecycle(&mut self, matched: &Matched<'d>) {
        for (old, new) in &matched.operations {
            let change = about(old, new, String::new());
            self.deprecation(OPERATION, (old.deprecated, new.deprecated), change);
            self.sunset(old, new);
            self.stability(old, new);
        }
        for named in &matched.named {
            let change = Change {
                subject: named.subject.clone(),
                old: Some(named.places.0),
                new: Some(named.places.1),
                operations: vec![named.operation.clone()],
                ..Change::default()
            };
            self.deprecation(if named.is_header { HEADER } else { PARAMETER }, named.deprecated, change);
        }
        for pair in &matched.schemas {
            let (old, new) = matched.annotations(pair);
            let is_deprecated = |notes: &[&Annotations<'_>]| notes.iter().any(|notes| notes.deprecated);
            let deprecated = (is_deprecated(&old), is_deprecated(&new));
            if deprecated.0 == deprecated.1 {
                continue;
            }
            let change = Change {
                subject: pair.subject.clone(),
                old: Some(pair.places.0),
                new: Some(pair.places.1),
                operations: matched.operations_of(pair),
                ..Change::default()
            };
            self.deprecation(PROPERTY, deprecated, change);
        }
    }

    fn deprecation(&mut self, rules: Rules, deprecated: (bool, bool), change: Change) {
        let (rule, how) = match deprecated {
            (false, true) => (rules.0, "is deprecated now"),
            (true, false) => (rules.1, "is no longer deprecated"),
            _ => return,
        };
        let sentence = format!("`{}` {how}", change.subject);
        self.add(rule, Change { sentence, ..change });
    }

    /// `x-sunset`: dates such as `2027-01-31`, which sort as strings.
    fn sunset(&mut self, old: &Operation<'_>, new: &Operation<'_>) {
        let date =
            |operation: &Operation<'_>| operation.written.get("x-sunset").and_then(Node::text).map(str::to_owned);
        let name = label(old);
        let (rule, sentence) = match (date(old), date(new)) {
            (was, Some(is)) if was.as_ref().is_none_or(|was| is < *was) => {
                (&rules::SUNSET_MOVED_UP, format!("`{name}` ends on {is}"))
            }
            (Some(was), Some(is)) if is > was => {
                (&rules::SUNSET_MOVED_BACK, format!("`{name}` ends on {is}, not on {was}"))
            }
            (Some(was), None) => (&rules::SUNSET_MOVED_BACK, format!("`{name}` no longer ends on {was}")),
            _ => return,
        };
        self.add(rule, about(old, new, sentence));
    }

    /// `x-stability-level`. The default is stable.
    fn stability(&mut self, old: &Operation<'_>, new: &Operation<'_>) {
        let level = |operation: &Operation<'_>| {
            let said = operation.written.get("x-stability-level").and_then(Node::text).unwrap_or("stable");
            LEVELS.iter().position(|level| *level == said)
        };
        let (Some(was), Some(is)) = (level(old), level(new)) else { return };
        let rule = match is.cmp(&was) {
            std::cmp::Ordering::Less => &rules::STABILITY_LOWERED,
            std::cmp::Ordering::Greater => &rules::STABILITY_RAISED,
            std::cmp::Ordering::Equal => return,
        };
        let name = |level: usize| LEVELS.get(level).copied().unwrap_or_default();
        let sentence = format!("the stability of `{}` changed from {} to {}", label(old), name(was), name(is));
        self.add(rule, about(old, new, sentence));
    }
}
