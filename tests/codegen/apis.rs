//! The generated code of the descriptions that several tests try, compiled once.

/// TalkJS' own, under the name that it has in the list of the types.
pub use talkjs_client as talkjs;

macro_rules! apis {
    ($($name:ident $spec:literal)*) => {$(
        #[deny(warnings)]
        #[allow(dead_code, missing_docs, unreachable_pub, reason = "generated; the test uses a part")]
        #[allow(deprecated, reason = "some descriptions have mistakes, which the compiler reports so")]
        pub mod $name {
            talkjs_runtime::api! { spec = $spec }
        }
    )*};
}

apis! {
    pets "data/code/pets.yaml"
    edges "data/code/edges.yaml"
    unions "data/code/unions.yaml"
    shapes "data/code/shapes.yaml"
    operations "data/code/operations.yaml"
    orders "data/corpus/orders_3_0.yaml"
    bots "data/corpus/bots_3_1.yaml"
}
