//! "Did you mean": the most similar candidate, or none if no candidate is similar.

/// The longest name that is compared, in bytes; misspellings of longer names would not be found anyway.
const MAX_WORD: usize = 100;
/// The most names that all searches of one sort compare.
const MAX_COMPARED: usize = 50_000;

/// Searches whose number grows with the description. The limit on their comparisons prevents quadratic time for a list
/// of mistakes beside a list of names.
#[derive(Debug)]
pub(crate) struct Search {
    left: usize,
}

impl Default for Search {
    fn default() -> Self {
        Self { left: MAX_COMPARED }
    }
}

impl Search {
    /// The same as [`nearest`], until the limit is reached.
    pub(crate) fn nearest<'c>(
        &mut self,
        word: &str,
        candidates: impl ExactSizeIterator<Item = &'c str>,
    ) -> Option<&'c str> {
        self.left = self.left.checked_sub(candidates.len())?;
        nearest(word, candidates)
    }
}

/// The candidate most similar to `word`: the same name in another case or style, or else the one with the fewest edits,
/// if they are few for the name's length.
pub(crate) fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    nearest_of(word, &mut candidates.into_iter())
}

/// The same for one type of iterator, so that it is compiled once.
fn nearest_of<'c>(word: &str, candidates: &mut dyn Iterator<Item = &'c str>) -> Option<&'c str> {
    if word.len() > MAX_WORD {
        return None;
    }
    let folded = fold(word);
    let allowed = (folded.chars().count() / 3).clamp(1, 3);
    candidates
        .filter(|candidate| *candidate != word && candidate.len() <= MAX_WORD)
        .map(|candidate| (edits(&folded, &fold(candidate)), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `photoUrl`, `photo_url` and `Photo-URL` are equal.
fn fold(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '_' | '-' | ' ' | '.')).flat_map(char::to_lowercase).collect()
}

/// Insertions, deletions, replacements and swaps of neighbours that turn `from` into `to`.
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    let mut previous_char = None;
    for (row, from_char) in from.chars().enumerate() {
        let mut current = vec![row.saturating_add(1)];
        for (column, to_char) in to.iter().enumerate() {
            let at = |cells: &[usize], index: usize| cells.get(index).copied().unwrap_or(usize::MAX);
            let replaced = at(&last, column).saturating_add(usize::from(from_char != *to_char));
            let removed = at(&last, column.saturating_add(1)).saturating_add(1);
            let added = at(&current, column).saturating_add(1);
            let mut best = replaced.min(removed).min(added);
            let neighbour = column.checked_sub(1).and_then(|index| to.get(index).map(|c| (index, c)));
            if let Some((index, to_before)) = neighbour
                && previous_char == Some(*to_char)
                && *to_before == from_char
            {
                best = best.min(at(&before_last, index).saturating_add(1));
            }
            current.push(best);
        }
        previous_char = Some(from_char);
        before_last = std::mem::replace(&mut last, current);
    }
    last.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_candidate_wins_and_a_far_one_is_not_offered() {
        let known = ["string", "integer", "number", "boolean"];
        assert_eq!(nearest("strin", known), Some("string"));
        assert_eq!(nearest("integre", known), Some("integer"));
        assert_eq!(nearest("photo_url", ["photoUrl", "subject"]), Some("photoUrl"));
        assert_eq!(nearest("partcipants", ["participants", "subject"]), Some("participants"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("x", ["y1234"]), None);
    }

    #[test]
    fn long_words_and_too_many_words_are_not_compared() {
        let (long, typo) = ("x".repeat(2 * MAX_WORD), "x".repeat(2 * MAX_WORD - 1));
        assert_eq!(nearest(&typo, [long.as_str()]), None);
        let mut search = Search { left: 3 };
        assert_eq!(search.nearest("strin", ["string", "number"].into_iter()), Some("string"));
        assert_eq!(search.nearest("strin", ["string", "number"].into_iter()), None);
    }
}
