//! Names of types that the description does not name, made of the place where they stand.

/// The longest name that is made up.
const MAX_NAME: usize = 80;

/// The name of a type that stands inside another: `Pet` and `photoUrl` give `PetPhotoUrl`. Of a name
/// that would be too long, the beginning and the end are kept.
pub(super) fn nested_type_name(owner: &str, wire: &str) -> String {
    let tail: String = capital(wire).chars().take(MAX_NAME / 2).collect();
    let room = MAX_NAME.saturating_sub(tail.chars().count());
    let head: String =
        if owner.chars().count() > room { owner.chars().take(room / 2).collect() } else { owner.to_owned() };
    format!("{head}{tail}")
}

/// The name of a type in a component that is no schema: `Page` and `Response` give `PageResponse`.
pub(super) fn component_type(component: &str, kind: &str) -> String {
    let name = capital(component);
    if name.to_ascii_lowercase().ends_with(&kind.to_ascii_lowercase()) { name } else { format!("{name}{kind}") }
}

/// `photoUrl` as the tail of a type's name.
pub(super) fn capital(wire: &str) -> String {
    let mut chars = wire.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
