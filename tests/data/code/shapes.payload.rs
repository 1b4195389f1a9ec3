#[doc(hidden)]
pub use ::talkjs_runtime::__private as __rt;

__rt::members! {
    Endless { next "" } ShapeRequest { id "" size "" kind "" point "" half "" mixed ""
    id_text "" subject "" clear_subject "" secret "" nothing "" end "" circle "" mood ""
    priority "" }
}
__rt::accepted! {
    Endless { next : plain(super::super::Endless)
    "`next` must be an object (`Endless`), found `{Self}`"
    "described at shapes.yaml:20:62"; } ShapeRequest { id : option(::std::string::String)
    "`id` must be a string, found `{Self}`" "described at shapes.yaml:22:41"; size :
    option(super::super::__rt::serde_json::Value)
    "`size` must be any JSON, found `{Self}`" "described at shapes.yaml:22:63"; kind :
    option(super::super::ShapeKind)
    "`kind` must be one of \"round\", \"square\", found `{Self}`"
    "described at shapes.yaml:30:13"; point : plain((::core::primitive::f64,
    ::std::string::String,)) "`point` must be an array of 2 items, found `{Self}`"
    "described at shapes.yaml:32:13"; half : option(::core::primitive::f64)
    "`half` must be a number (`f64`), found `{Self}`" "described at shapes.yaml:33:13";
    mixed : option(super::super::__rt::serde_json::Value)
    "`mixed` must be any JSON, found `{Self}`" "described at shapes.yaml:34:13"; id_text
    : option(::std::string::String) "`id_text` must be a string, found `{Self}`"
    "described at shapes.yaml:35:13"; subject : patch(::std::string::String)
    "`subject` must be a string, found `{Self}`" "described at shapes.yaml:36:13";
    clear_subject : option(::std::string::String)
    "`clear_subject` must be a string, found `{Self}`" "described at shapes.yaml:37:13";
    secret : option(::std::string::String) "`secret` must be a string, found `{Self}`"
    "described at shapes.yaml:38:13"; nothing :
    option(super::super::__rt::serde_json::Value)
    "`nothing` must be any JSON, found `{Self}`" "described at shapes.yaml:39:13"; end :
    option(super::super::Endless) "`end` must be an object (`Endless`), found `{Self}`"
    "described at shapes.yaml:40:13"; circle :
    option(super::super::__rt::serde_json::Value)
    "`circle` must be any JSON, found `{Self}`" "described at shapes.yaml:41:13"; mood :
    patch(super::super::Mood)
    "`mood` must be one of \"good\", \"Good\", \"💬\", \"\", found `{Self}`"
    "described at shapes.yaml:42:13"; priority : option(super::super::Priority)
    "`priority` must be one of 0, 1, -1, found `{Self}`"
    "described at shapes.yaml:43:13"; }
}
__rt::try_from_json!(Endless ShapeRequest);
#[doc(hidden)]
pub use __rt::payload as __checked;
macro_rules! __with_texts {
    ($d:tt $t3:tt $t4:tt $t5:tt $t6:tt $t9:tt $t10:tt) => {
        #[doc(hidden)] #[macro_export] macro_rules! __payload_3try_6shapes { (@ Priority
        $payload : tt) => { $crate::r#try::shapes::__checked! { [$crate::r#try::shapes]
        [$t3] $payload } }; (@ Mood $payload : tt) => { $crate::r#try::shapes::__checked!
        { [$crate::r#try::shapes] [$t4] $payload } }; (@ Endless $payload : tt) => {
        $crate::r#try::shapes::__checked! { [$crate::r#try::shapes] [$t5] $payload } };
        (@ Circle $payload : tt) => { $crate::r#try::shapes::__checked! {
        [$crate::r#try::shapes] [$t6] $payload } }; (@ ShapeKind $payload : tt) => {
        $crate::r#try::shapes::__checked! { [$crate::r#try::shapes] [$t9] $payload } };
        (@ ShapeRequest $payload : tt) => { $crate::r#try::shapes::__checked! {
        [$crate::r#try::shapes] [$t10 $t9 $t5 $t4 $t3] $payload } }; (@ $name : ident
        $payload : tt) => { $crate::r#try::shapes::__checked! {
        "Priority Mood Endless Circle ShapeKind ShapeRequest" $payload } }; ($name :
        ident $d ($d tokens : tt) *) => { $crate::r#try::shapes::payload! { @ $name
        [$name $d ($d tokens) *] } }; ($d ($d tokens : tt) *) => {
        $crate::r#try::shapes::__checked! { $d ($d tokens) * } }; }
    };
}
__with_texts! {
    $r##"{"name":"Priority","place":"shapes.yaml:18:5","kind":{"Integers":[[[0,"Normal"],[1,"High"],[-1,"Low"]],false]}}"##
    r##"{"name":"Mood","place":"shapes.yaml:19:5","kind":{"Texts":[[["good","Good"],["Good","GoodCapital"],["💬","U1F4AC"],["","Empty"]],false]}}"##
    r##"{"name":"Endless","place":"shapes.yaml:20:5","kind":{"Object":{"properties":[{"wire":"next","field":"next","place":"shapes.yaml:20:62","use":{"type":{"Named":0}},"presence":"Always","required":true}]}},"uses":["Endless"]}"##
    r##"{"name":"Circle","place":"shapes.yaml:21:5","kind":{"Alias":{"type":"Any"}}}"##
    r##"{"name":"ShapeKind","place":"shapes.yaml:30:13","kind":{"Texts":[[["round","Round"],["square","Square"]],false]}}"##
    r##"{"name":"ShapeRequest","place":"shapes.yaml:23:5","kind":{"Object":{"properties":[{"wire":"id","field":"id","place":"shapes.yaml:22:41","use":{"type":"Text"},"presence":"Optional"},{"wire":"size","field":"size","place":"shapes.yaml:22:63","use":{"type":"Any"},"presence":"Optional"},{"wire":"kind","field":"kind","place":"shapes.yaml:30:13","use":{"type":{"Named":0}},"presence":"Optional"},{"wire":"point","field":"point","place":"shapes.yaml:32:13","use":{"type":{"Tuple":["F64","Text"]}},"presence":"Always","required":true},{"wire":"half","field":"half","place":"shapes.yaml:33:13","use":{"type":"F64","rules":[{"OneOf":["0.5","1.5"]}]},"presence":"Optional"},{"wire":"mixed","field":"mixed","place":"shapes.yaml:34:13","use":{"type":"Any","rules":[{"OneOf":["1","\"a\"","true"]}]},"presence":"Optional"},{"wire":"id_text","field":"id_text","place":"shapes.yaml:35:13","use":{"type":"Text","rules":[{"MinLength":1},{"MaxLength":5}]},"presence":"Optional"},{"wire":"subject","field":"subject","place":"shapes.yaml:36:13","use":{"type":"Text"},"presence":"Patch","nullable":true},{"wire":"clear_subject","field":"clear_subject","place":"shapes.yaml:37:13","use":{"type":"Text"},"presence":"Optional"},{"wire":"secret","field":"secret","place":"shapes.yaml:38:13","use":{"type":"Text"},"presence":"Optional"},{"wire":"nothing","field":"nothing","place":"shapes.yaml:39:13","use":{"type":"Any"},"presence":"Optional"},{"wire":"end","field":"end","place":"shapes.yaml:40:13","use":{"type":{"Named":1}},"presence":"Optional"},{"wire":"circle","field":"circle","place":"shapes.yaml:41:13","use":{"type":"Any"},"presence":"Optional"},{"wire":"mood","field":"mood","place":"shapes.yaml:42:13","use":{"type":{"Named":2}},"presence":"Patch","nullable":true},{"wire":"priority","field":"priority","place":"shapes.yaml:43:13","use":{"type":{"Named":3}},"presence":"Optional"}],"received_only":[["created",{"words":"Only in responses.","place":"shapes.yaml:31:13"}]]}},"uses":["ShapeKind","Endless","Mood","Priority"]}"##
}
/// Creates a value from JSON that is checked against the description at compile time.
///
/// `payload!(Type { … })` accepts JSON as in the documentation of the API, and also bare keys, Rust
/// expressions as values, a variable with the key's name, `..base` to start from another value, and
/// comments. Violations of the description are compile errors at the offending token.
#[doc(inline)]
#[allow(unused_imports)]
pub use __payload_3try_6shapes as payload;
