//! Generated code beside things of the user with the same names, under other paths, and twice in one crate.

use serde_json::json;

/// What a module may have that generated code is called in: each of these names is another thing than in the prelude.
macro_rules! beside_others {
    ($($name:ident $spec:literal)*) => {$(
        #[deny(warnings)]
        #[allow(dead_code, missing_docs, unreachable_pub, reason = "generated; the test uses a part")]
        #[allow(deprecated, reason = "some descriptions have mistakes, which the compiler reports so")]
        mod $name {
            pub type Result<T> = (T,);
            pub struct Option;
            pub struct String;
            pub struct Vec;
            pub struct Box;
            pub struct BTreeMap;
            pub struct Some;
            pub struct None;
            pub struct Ok;
            pub struct Err;
            pub trait Into {}
            pub trait From {}
            pub trait Default {}
            pub trait ToString {}
            pub trait AsRef {}
            pub trait PartialEq {}
            pub mod std {}
            pub mod core {}
            #[allow(unused_macros)]
            macro_rules! concat { () => {}; }
            #[allow(unused_macros)]
            macro_rules! env { () => {}; }
            #[allow(unused_macros)]
            macro_rules! stringify { () => {}; }
            #[allow(unused_macros)]
            macro_rules! include_bytes { () => {}; }
            #[allow(unused_macros)]
            macro_rules! compile_error { () => {}; }

            talkjs_runtime::api! { spec = $spec, module = crate::beside::$name }
        }
    )*};
}

beside_others! {
    pets "data/code/pets.yaml"
    edges "data/code/edges.yaml"
    unions "data/code/unions.yaml"
    shapes "data/code/shapes.yaml"
    operations "data/code/operations.yaml"
    refinements "data/code/refinements.yaml"
}

#[test]
fn names_of_the_prelude_can_be_others_things() {
    let pet = pets::payload!(NewPet { name: "Tom", owner: { name: "Ann" } });
    assert_eq!(serde_json::to_value(pet).unwrap(), json!({ "name": "Tom", "owner": { "name": "Ann" } }));
}

/// A path with a raw name in it.
mod r#try {
    pub use talkjs_runtime as rt;
}

macro_rules! generated_by_a_macro {
    ($name:ident) => {
        #[allow(dead_code, missing_docs, unreachable_pub, reason = "generated; the test uses a part")]
        mod $name {
            talkjs_runtime::api! {
                spec = "data/code/refinements.yaml",
                runtime = $crate::beside::r#try::rt,
                macros = $crate::beside::r#try::rt::__private,
            }
        }
    };
}

generated_by_a_macro!(by_a_macro);

#[allow(dead_code, missing_docs, unreachable_pub, reason = "generated; the test uses a part")]
mod raw {
    talkjs_runtime::api! { spec = "data/code/refinements.yaml", runtime = crate::beside::r#try::rt }
}

#[test]
fn the_runtime_has_the_path_that_is_written() {
    assert_eq!(serde_json::to_value(by_a_macro::Author::new().name("Ann")).unwrap(), json!({ "name": "Ann" }));
    assert_eq!(serde_json::to_value(raw::Author::new().name("Ann")).unwrap(), json!({ "name": "Ann" }));
}

#[allow(dead_code, missing_docs, unreachable_pub, reason = "generated; the test uses a part")]
mod a {
    pub mod b {
        talkjs_runtime::api! { spec = "data/code/refinements.yaml", module = crate::beside::a::b }
    }
}

#[allow(dead_code, missing_docs, unreachable_pub, reason = "generated; the test uses a part")]
mod a_b {
    talkjs_runtime::api! { spec = "data/code/pets.yaml", module = crate::beside::a_b }
}

#[allow(dead_code, missing_docs, unreachable_pub, reason = "generated; the test uses a part")]
mod r#loop {
    talkjs_runtime::api! { spec = "data/code/refinements.yaml", module = crate::beside::r#loop }
}

#[test]
fn each_module_has_a_payload_macro_of_its_own() {
    let (author, owner) = (a::b::payload!(Author { name: "Ann" }), a_b::payload!(Owner { name: "Ann" }));
    assert_eq!(serde_json::to_value(author).unwrap(), serde_json::to_value(owner).unwrap());
    let author = r#loop::payload!(Author { name: "Ann" });
    assert_eq!(author.name.as_deref(), Some("Ann"));
}

#[test]
fn a_required_property_is_null_by_a_plain_none() {
    use refinements::{Author, FullNote, Note};
    let note = FullNote::new(None, None, None, None, 5);
    let sent = json!({ "text": null, "author": null, "parent": null, "tags": null, "size": 5 });
    assert_eq!(serde_json::to_value(&note).unwrap(), sent);
    let full = FullNote::new("a", Author::new(), Some(Note::new(None)), ["b"], 5);
    let sent = json!({ "text": "a", "author": {}, "parent": { "parent": null }, "tags": ["b"], "size": 5 });
    assert_eq!(serde_json::to_value(&full).unwrap(), sent);
}

#[test]
fn a_refinement_of_what_can_be_null_converts() {
    use refinements::{FullNote, Note};
    let note = Note::from(FullNote::new(None, None, Note::new(None), ["b"], 5));
    let sent = json!({ "text": null, "author": null, "parent": { "parent": null }, "tags": ["b"], "size": 5 });
    assert_eq!(serde_json::to_value(&note).unwrap(), sent);
}
