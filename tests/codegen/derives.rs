//! Derives of the caller's on generated types.

use std::collections::HashSet;

use serde_json::{Value, json};

/// Types that each have another form: structs with changes, enums, unions, files.
macro_rules! derived {
    ($($name:ident $spec:literal)*) => {$(
        #[deny(warnings)]
        #[allow(dead_code, missing_docs, unreachable_pub, reason = "generated; the test uses a part")]
        #[allow(deprecated, reason = "some descriptions have mistakes, which the compiler reports so")]
        mod $name {
            talkjs_runtime::api! { spec = $spec, derive = [schemars::JsonSchema, Hash] }
        }
    )*};
}

derived! {
    pets "data/code/pets.yaml"
    unions "data/code/unions.yaml"
    operations "data/code/operations.yaml"
    orders "data/corpus/orders_3_0.yaml"
}

#[allow(dead_code, missing_docs, unreachable_pub, reason = "generated; the test uses a part")]
mod ordered {
    talkjs_runtime::api! { spec = "data/code/pets.yaml", derive = { Owner = [PartialOrd, Ord], "*" = [Eq] } }
}

fn schema<T: schemars::JsonSchema>() -> Value {
    serde_json::to_value(schemars::schema_for!(T)).unwrap()
}

#[test]
fn a_schema_by_schemars_has_the_names_of_json() {
    let found = schema::<pets::Pet>();
    let properties = found["properties"].as_object().unwrap();
    for name in ["born", "tags", "type", "owner"] {
        assert!(properties.contains_key(name), "{name}: {found:#}");
    }
    assert!(!properties.contains_key("type_"), "{found:#}");
}

#[test]
fn a_schema_by_schemars_takes_what_the_type_writes() {
    let check = |schema: Value, value: Value| {
        let mut schemas = boon::Schemas::new();
        let mut compiler = boon::Compiler::new();
        compiler.add_resource("schema.json", schema).unwrap();
        let index = compiler.compile("schema.json", &mut schemas).unwrap();
        schemas.validate(&value, index).map_err(|error| error.to_string()).unwrap();
    };
    check(schema::<pets::Kind>(), json!("cat"));
    check(schema::<pets::Kind>(), json!("a value that came later"));
    check(schema::<pets::Owner>(), serde_json::to_value(pets::Owner::new("x")).unwrap());
}

#[test]
fn types_without_floats_can_be_kept_in_sets() {
    let owners = HashSet::from([pets::Owner::new("a"), pets::Owner::new("b"), pets::Owner::new("a")]);
    assert_eq!(owners.len(), 2);
}

#[test]
fn a_derive_for_one_type_is_on_that_type() {
    assert!(ordered::Owner::new("a") < ordered::Owner::new("b"));
}
