//! Compares constraints of values that are sent, which `payload!` checks in literals.

use crate::model::Rule;

/// Whether a value may satisfy the old constraints and violate the new ones.
pub(super) fn is_tighter(old: &[Rule], new: &[Rule]) -> bool {
    !new.iter().all(|rule| is_implied(old, rule))
}

/// Whether every value that satisfies the old constraints satisfies this one.
fn is_implied(old: &[Rule], new: &Rule) -> bool {
    old.iter().any(|old| old == new || implies(old, new))
        || match new {
            Rule::Items(new) => !is_tighter(Rule::of_items(old), new),
            Rule::Values(new) => !is_tighter(Rule::of_values(old), new),
            Rule::MinLength(0) | Rule::MinItems(0) | Rule::MinProperties(0) => true,
            _ => false,
        }
}

fn implies(old: &Rule, new: &Rule) -> bool {
    match (old, new) {
        (Rule::MinLength(old), Rule::MinLength(new))
        | (Rule::MinItems(old), Rule::MinItems(new))
        | (Rule::MinProperties(old), Rule::MinProperties(new)) => old >= new,
        (Rule::MaxLength(old), Rule::MaxLength(new))
        | (Rule::MaxItems(old), Rule::MaxItems(new))
        | (Rule::MaxProperties(old), Rule::MaxProperties(new)) => old <= new,
        (Rule::Minimum(old) | Rule::ExclusiveMinimum(old), Rule::Minimum(new))
        | (Rule::ExclusiveMinimum(old), Rule::ExclusiveMinimum(new)) => old.as_f64() >= new.as_f64(),
        (Rule::Minimum(old), Rule::ExclusiveMinimum(new)) => old.as_f64() > new.as_f64(),
        (Rule::Maximum(old) | Rule::ExclusiveMaximum(old), Rule::Maximum(new))
        | (Rule::ExclusiveMaximum(old), Rule::ExclusiveMaximum(new)) => old.as_f64() <= new.as_f64(),
        (Rule::Maximum(old), Rule::ExclusiveMaximum(new)) => old.as_f64() < new.as_f64(),
        (Rule::OneOf(old), Rule::OneOf(new)) => old.iter().all(|value| new.contains(value)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use talkjs_rules::Number;

    #[test]
    fn constraints_that_others_imply_are_not_tighter() {
        let cases = [
            (vec![Rule::MinLength(2)], vec![Rule::MinLength(1)], false),
            (vec![Rule::MinLength(1)], vec![Rule::MinLength(2)], true),
            (vec![], vec![Rule::MinLength(0)], false),
            (vec![Rule::MaxItems(3)], vec![], false),
            (vec![], vec![Rule::UniqueItems], true),
            (vec![Rule::Minimum(Number::I64(1))], vec![Rule::ExclusiveMinimum(Number::I64(0))], false),
            (vec![Rule::Minimum(Number::I64(0))], vec![Rule::ExclusiveMinimum(Number::I64(0))], true),
            (vec![Rule::OneOf(vec!["1".into()].into())], vec![Rule::OneOf(vec!["1".into(), "2".into()].into())], false),
            (vec![Rule::OneOf(vec!["1".into(), "2".into()].into())], vec![Rule::OneOf(vec!["1".into()].into())], true),
            (
                vec![Rule::Items(vec![Rule::MaxLength(5)].into())],
                vec![Rule::Items(vec![Rule::MaxLength(4)].into())],
                true,
            ),
            (
                vec![Rule::Items(vec![Rule::MaxLength(4)].into())],
                vec![Rule::Items(vec![Rule::MaxLength(5)].into())],
                false,
            ),
        ];
        for (old, new, tighter) in cases {
            assert_eq!(is_tighter(&old, &new), tighter, "{old:?} → {new:?}");
        }
    }
}
