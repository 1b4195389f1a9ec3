//! Which Rust type each schema of a description became.

use std::collections::HashMap;

use proc_macro2::TokenTree;
use quote::ToTokens as _;
use syn::Item;

/// The names of the schemas of a description in YAML, in its order, each with the name of its type in the code that the
/// generator made of it.
///
/// Both name the line, so that no rule of the generator's for names is repeated here.
#[must_use]
pub fn listing(description: &str, code: &str) -> Vec<(String, String)> {
    let types = types(code);
    let schemas = schemas(description).into_iter();
    schemas.filter_map(|(line, name)| Some((name, types.get(&line)?.clone()))).collect()
}

/// The schemas, which stand two levels below `components`, with their lines.
fn schemas(description: &str) -> Vec<(usize, String)> {
    let lines = description.lines().enumerate().map(|(index, line)| (index + 1, line));
    let lines = lines.skip_while(|(_, line)| *line != "  schemas:").skip(1);
    let lines = lines.take_while(|(_, line)| line.is_empty() || line.starts_with("   "));
    let name = |line: &str| {
        let rest = line.strip_prefix("    ")?;
        let (name, _) = rest.split_once(':')?;
        (!name.starts_with([' ', '#', '-'])).then(|| name.to_owned())
    };
    lines.filter_map(|(number, line)| Some((number, name(line)?))).collect()
}

/// The first type that the code says to be described at each line: later ones stand inside it.
fn types(code: &str) -> HashMap<usize, String> {
    let mut found = HashMap::new();
    for item in syn::parse_file(code).expect("generated code").items {
        if let (Some(name), Some(line)) = (type_name(&item), described_at(&item.to_token_stream().to_string())) {
            found.entry(line).or_insert(name);
        }
    }
    found
}

/// The name of the type that an item of generated code is; enums of texts and numbers are macros.
#[must_use]
pub fn type_name(item: &Item) -> Option<String> {
    let name = match item {
        Item::Struct(item) => item.ident.clone(),
        Item::Enum(item) => item.ident.clone(),
        Item::Type(item) => item.ident.clone(),
        Item::Macro(item) => {
            let called = &item.mac.path.segments.last()?.ident;
            let words = item.mac.tokens.clone().into_iter();
            let mut words = words.filter_map(|word| if let TokenTree::Ident(word) = word { Some(word) } else { None });
            words.next().filter(|_| called == "text_enum" || called == "integer_enum")?
        }
        _ => return None,
    };
    Some(name.to_string())
}

/// The line that an item's documentation ends with.
fn described_at(item: &str) -> Option<usize> {
    let (_, place) = item.split_once("Described at `")?;
    let (place, _) = place.split_once('`')?;
    place.rsplit_once(':')?.1.parse().ok()
}
