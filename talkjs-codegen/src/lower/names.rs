//! Names of types without a name in the description, derived from their places.

/// The longest derived name, in characters.
const MAX_NAME: usize = 80;

/// The name of a nested type: `Pet` and `photoUrl` give `PetPhotoUrl`. A name that is too long keeps its beginning and
/// its end.
pub(super) fn nested_type_name(owner: &str, wire: &str) -> String {
    let tail: String = capital(wire).chars().take(MAX_NAME / 2).collect();
    let room = MAX_NAME.saturating_sub(tail.chars().count());
    let head: String =
        if owner.chars().count() > room { owner.chars().take(room / 2).collect() } else { owner.to_owned() };
    format!("{head}{tail}")
}

/// The name of a type in a component that is not a schema: `Page` and `Response` give `PageResponse`.
pub(super) fn component_type(component: &str, kind: &str) -> String {
    let name = capital(component);
    if name.to_ascii_lowercase().ends_with(&kind.to_ascii_lowercase()) { name } else { format!("{name}{kind}") }
}

/// `photoUrl` as the end of a type name.
pub(super) fn capital(wire: &str) -> String {
    let mut chars = wire.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
