//! Which Rust type each schema of a description became.

use std::collections::HashMap;

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
    let mut described = None;
    for line in code.lines() {
        if let Some(place) = line.strip_prefix("/// Described at `") {
            described = place.rsplit_once(':').and_then(|(_, line)| line.strip_suffix("`.")?.parse::<usize>().ok());
        }
        let item = ["pub struct ", "pub enum ", "pub type "].into_iter().find_map(|start| line.strip_prefix(start));
        if let (Some(item), Some(number)) = (item, described.take_if(|_| line.starts_with("pub "))) {
            let name: String = item.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            found.entry(number).or_insert(name);
        }
    }
    found
}
