//! Finds cycles in a graph.

/// For each node, the number of its cycle, which all nodes of the cycle share, or `None` if it is in no cycle. Edges
/// are indices into the list. Runs in linear time and without recursion (Tarjan's strongly connected components).
pub(crate) fn cycles(edges: &[Vec<usize>]) -> Vec<Option<usize>> {
    let mut search = Search {
        edges,
        order: vec![None; edges.len()],
        low: vec![0; edges.len()],
        is_open: vec![false; edges.len()],
        open: Vec::new(),
        found: vec![None; edges.len()],
        visited: 0,
    };
    for node in 0..edges.len() {
        search.from(node);
    }
    search.found
}

struct Search<'e> {
    edges: &'e [Vec<usize>],
    /// The order in which nodes were visited.
    order: Vec<Option<usize>>,
    /// The earliest open node that is reachable from each.
    low: Vec<usize>,
    is_open: Vec<bool>,
    open: Vec<usize>,
    found: Vec<Option<usize>>,
    visited: usize,
}

impl Search<'_> {
    fn from(&mut self, root: usize) {
        if self.seen(root).is_some() {
            return;
        }
        self.enter(root);
        let mut path = vec![(root, 0)];
        while let Some((node, next)) = path.pop() {
            if let Some(target) = self.edges.get(node).and_then(|edges| edges.get(next)).copied() {
                path.push((node, next.saturating_add(1)));
                match self.seen(target) {
                    None if target < self.edges.len() => {
                        self.enter(target);
                        path.push((target, 0));
                    }
                    Some(order) if self.is_open.get(target) == Some(&true) => self.lower(node, order),
                    _ => {}
                }
                continue;
            }
            let low = self.low.get(node).copied().unwrap_or_default();
            if let Some((parent, _)) = path.last() {
                self.lower(*parent, low);
            }
            if self.seen(node) == Some(low) {
                self.close(node);
            }
        }
    }

    fn seen(&self, node: usize) -> Option<usize> {
        self.order.get(node).copied().flatten()
    }

    fn enter(&mut self, node: usize) {
        set(&mut self.order, node, Some(self.visited));
        set(&mut self.low, node, self.visited);
        set(&mut self.is_open, node, true);
        self.open.push(node);
        self.visited = self.visited.saturating_add(1);
    }

    fn lower(&mut self, node: usize, order: usize) {
        if let Some(low) = self.low.get_mut(node) {
            *low = (*low).min(order);
        }
    }

    /// Closes a component: all nodes opened since its first node.
    fn close(&mut self, first: usize) {
        let start = self.open.iter().rposition(|node| *node == first).unwrap_or(self.open.len());
        let nodes = self.open.split_off(start);
        let alone = nodes.len() == 1 && self.edges.get(first).is_none_or(|edges| !edges.contains(&first));
        for node in nodes {
            set(&mut self.is_open, node, false);
            set(&mut self.found, node, (!alone).then_some(first));
        }
    }
}

fn set<T>(list: &mut [T], index: usize, value: T) {
    if let Some(place) = list.get_mut(index) {
        *place = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_back_shares_a_number() {
        let found = cycles(&[vec![1], vec![2], vec![1, 3], vec![], vec![4], vec![0]]);
        assert_eq!(found.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true, true, false, true, false]);
        assert_eq!(found[1], found[2]);
        assert_ne!(found[1], found[4]);
    }

    #[test]
    fn long_chains_and_long_cycles_take_no_stack() {
        let chain: Vec<Vec<usize>> = (0..200_000).map(|node| vec![node + 1]).collect();
        assert!(cycles(&chain).iter().all(Option::is_none));
        let cycle: Vec<Vec<usize>> = (0..200_000).map(|node| vec![(node + 1) % 200_000]).collect();
        assert!(cycles(&cycle).iter().all(Option::is_some));
    }
}
