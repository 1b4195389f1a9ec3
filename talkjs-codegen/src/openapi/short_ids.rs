//! Shortens operation ids that repeat path and method, as FastAPI makes them: `read_item_items__item_id__get` for the
//! function `read_item` of `GET /items/{item_id}`.

use std::collections::HashMap;

use super::made_up_name;
use super::select::Candidate;
use crate::model::Namer;

/// The short id of each operation that has one. `given` holds the operations' names from the option `names`.
///
/// An id stays long if another operation has the short one, as its own long or short id or in `given`. So names do not
/// depend on the order of the operations.
pub(super) fn short_ids<'t>(candidates: &[Candidate<'t>], given: &[Option<&str>]) -> Vec<Option<&'t str>> {
    let shorts: Vec<Option<&'t str>> =
        candidates.iter().zip(given).map(|(candidate, given)| short(candidate).filter(|_| given.is_none())).collect();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for ((candidate, given), short) in candidates.iter().zip(given).zip(&shorts) {
        for name in possible_names(candidate, *given, *short) {
            let count = counts.entry(name).or_default();
            *count = count.saturating_add(1);
        }
    }
    let is_unique = |short: &&str| method(short).is_some_and(|name| counts.get(&name) == Some(&1));
    shorts.into_iter().map(|short| short.filter(is_unique)).collect()
}

/// The possible names of a method.
fn possible_names(candidate: &Candidate<'_>, given: Option<&str>, short: Option<&str>) -> Vec<String> {
    if let Some(given) = given {
        return vec![given.to_owned()];
    }
    let long = candidate.id.and_then(method).or_else(|| method(&made_up_name(candidate.method, candidate.path)));
    let short = short.and_then(method).filter(|short| long.as_ref() != Some(short));
    long.into_iter().chain(short).collect()
}

/// An id without the end that repeats path and method; `None` if it has no such end, or nothing before it.
fn short<'t>(candidate: &Candidate<'t>) -> Option<&'t str> {
    let word = |c: char| if c.is_alphanumeric() || c == '_' { c } else { '_' };
    let path: String = candidate.path.chars().map(word).collect();
    let end = format!("{path}_{}", candidate.method.to_ascii_lowercase());
    candidate.id?.strip_suffix(&end).filter(|short| method(short).is_some())
}

fn method(id: &str) -> Option<String> {
    Namer::Method.name(id).map(|name| name.rust().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The short ids of operations that are `METHOD /path id`.
    fn shorts(operations: &[&'static str]) -> Vec<Option<&'static str>> {
        let candidate = |operation: &&'static str| {
            let mut parts = operation.split(' ');
            let (method, path) = (parts.next().unwrap(), parts.next().unwrap());
            Candidate { path, method, id: parts.next(), tags: Vec::new() }
        };
        let candidates: Vec<_> = operations.iter().map(candidate).collect();
        short_ids(&candidates, &vec![None; candidates.len()])
    }

    #[test]
    fn end_that_repeats_path_and_method_is_dropped() {
        let ids = [
            ("GET /items/{item_id} read_item_items__item_id__get", Some("read_item")),
            ("POST /items-x/ create_item_items_x__post", Some("create_item")),
            ("GET / root__get", Some("root")),
            ("GET /имя/ß read_имя_ß_get", Some("read")),
            ("PUT /items/{item_id} read_item_items__item_id__get", None),
            ("GET /items/{id} read_item_items__item_id__get", None),
            ("GET /items/{item_id} _items__item_id__get", None),
            ("GET /items/{item_id} readItem", None),
            ("GET /items/{item_id}", None),
        ];
        for (operation, short) in ids {
            assert_eq!(shorts(&[operation]), [short], "{operation}");
        }
    }

    #[test]
    fn ids_that_would_be_equal_stay_long() {
        let equal = ["GET /a read_a_get", "GET /b read_b_get", "GET /c other_c_get"];
        assert_eq!(shorts(&equal), [None, None, Some("other")]);
        assert_eq!(shorts(&["GET /a read_item_a_get", "GET /b readItem_b_get"]), [None, None], "one name in Rust");
        assert_eq!(shorts(&["GET /a read_a_get", "GET /b read"]), [None, None], "the long id of another");
        assert_eq!(shorts(&["GET /a get_b_a_get", "GET /b"]), [None, None], "the name made of another's path");
        assert_eq!(shorts(&["GET /a a_a_get", "POST /b a_a_get_b_post"]), [Some("a"), None], "a long id that is short");
    }

    #[test]
    fn given_name_is_no_short_id() {
        let candidates = ["/a", "/b"].map(|path| Candidate { path, method: "GET", id: None, tags: Vec::new() });
        let [first, second] = candidates;
        let candidates =
            [Candidate { id: Some("read_a_get"), ..first }, Candidate { id: Some("read_b_get"), ..second }];
        assert_eq!(short_ids(&candidates, &[Some("list"), None]), [None, Some("read")]);
        assert_eq!(short_ids(&candidates, &[Some("read"), None]), [None, None]);
    }
}
