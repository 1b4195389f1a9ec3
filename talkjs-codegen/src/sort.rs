//! Sorting that is compiled once. The standard library's sort is much code for each type, and every build of a user
//! compiles it without optimization.

use std::cmp::Ordering;

/// Sorts a list by a key; things with equal keys keep their order.
pub(crate) fn sort_by_key<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    let key = |place: usize| list.get(place).map(&key);
    let order = order(list.len(), &|one, other| key(one).cmp(&key(other)));
    rearrange(&order, &mut |one, other| list.swap(one, other));
}

/// The places of a list in the order of their things.
pub(crate) fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| compare(*one, *other));
    order
}

/// Brings things into an order by swaps, of which each brings one to its place.
fn rearrange(order: &[usize], swap: &mut dyn FnMut(usize, usize)) {
    let mut targets = vec![0; order.len()];
    for (target, place) in order.iter().enumerate() {
        targets.iter_mut().skip(*place).take(1).for_each(|found| *found = target);
    }
    for place in 0..order.len() {
        while let Some(target) = targets.get(place).copied().filter(|target| *target != place) {
            swap(place, target);
            targets.swap(place, target);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::sort_by_key;

    #[test]
    fn a_list_is_sorted_and_equal_things_keep_their_order() {
        for count in 0..40_usize {
            let mut list: Vec<(usize, usize)> = (0..count).map(|place| (place * 7 % 5, place)).collect();
            let mut expected = list.clone();
            expected.sort();
            sort_by_key(&mut list, |(key, _)| *key);
            assert_eq!(list, expected);
        }
    }
}
