#[doc(hidden)]
pub use ::talkjs_runtime::__private as __rt;

__rt::members! {
    PetBase { born " Unix time in milliseconds" tags "" r#type " A keyword as a name"
    owner " Who feeds it" chip "" size "" } NewPet { born " Unix time in milliseconds"
    tags "" r#type " A keyword as a name" owner " Who feeds it" chip "" size "" name ""
    kind "" } Owner { name "" } Named { born " Unix time in milliseconds" tags "" r#type
    " A keyword as a name" owner " Who feeds it" chip "" size "" } Circle { shape
    " Always `circle`." radius "" } Square { shape " Always `square`." side "" }
    PetBaseSize { width "" height "" }
}
__rt::accepted! {
    PetBase { born : patch(::core::primitive::i64)
    "`born` must be an integer (`i64`), found `{Self}`" "described at pets.yaml:55:9";
    tags : option(::std::vec::Vec < ::std::string::String >)
    "`tags` must be an array of strings, found `{Self}`" "described at pets.yaml:56:9";
    type_ : option(::std::string::String) "`type` must be a string, found `{Self}`"
    "described at pets.yaml:57:9"; owner : patch(super::super::Owner)
    "`owner` must be an object (`Owner`), found `{Self}`" "described at pets.yaml:58:9";
    chip : option(::std::string::String) "`chip` must be a string, found `{Self}`"
    "described at pets.yaml:59:9"; size : option(super::super::PetBaseSize)
    "`size` must be an object (`PetBaseSize`), found `{Self}`"
    "described at pets.yaml:60:9"; } NewPet { born : patch(::core::primitive::i64)
    "`born` must be an integer (`i64`), found `{Self}`" "described at pets.yaml:55:9";
    tags : option(::std::vec::Vec < ::std::string::String >)
    "`tags` must be an array of strings, found `{Self}`" "described at pets.yaml:56:9";
    type_ : option(::std::string::String) "`type` must be a string, found `{Self}`"
    "described at pets.yaml:57:9"; owner : patch(super::super::Owner)
    "`owner` must be an object (`Owner`), found `{Self}`" "described at pets.yaml:58:9";
    chip : option(::std::string::String) "`chip` must be a string, found `{Self}`"
    "described at pets.yaml:59:9"; size : option(super::super::PetBaseSize)
    "`size` must be an object (`PetBaseSize`), found `{Self}`"
    "described at pets.yaml:60:9"; name : plain(::std::string::String)
    "`name` must be a string, found `{Self}`" "described at pets.yaml:66:59"; kind :
    option(super::super::Kind)
    "`kind` must be one of \"cat\", \"dog\", \"+1\", \"unknown\", \"self\", found `{Self}`"
    "described at pets.yaml:66:97"; } Owner { name : plain(::std::string::String)
    "`name` must be a string, found `{Self}`" "described at pets.yaml:78:60"; } Named {
    born : patch(::core::primitive::i64)
    "`born` must be an integer (`i64`), found `{Self}`" "described at pets.yaml:55:9";
    tags : option(::std::vec::Vec < ::std::string::String >)
    "`tags` must be an array of strings, found `{Self}`" "described at pets.yaml:56:9";
    type_ : plain(::std::string::String) "`type` must be a string, found `{Self}`"
    "described at pets.yaml:57:9"; owner : patch(super::super::Owner)
    "`owner` must be an object (`Owner`), found `{Self}`" "described at pets.yaml:58:9";
    chip : option(::std::string::String) "`chip` must be a string, found `{Self}`"
    "described at pets.yaml:59:9"; size : option(super::super::PetBaseSize)
    "`size` must be an object (`PetBaseSize`), found `{Self}`"
    "described at pets.yaml:60:9"; } Circle { radius : plain(::core::primitive::f64)
    "`radius` must be a number (`f64`), found `{Self}`" "described at pets.yaml:84:111";
    } Square { side : plain(::core::primitive::f64)
    "`side` must be a number (`f64`), found `{Self}`" "described at pets.yaml:85:109"; }
    PetBaseSize { width : option(::core::primitive::f64)
    "`width` must be a number (`f64`), found `{Self}`" "described at pets.yaml:62:25";
    height : option(::core::primitive::f64)
    "`height` must be a number (`f64`), found `{Self}`" "described at pets.yaml:62:86"; }
}
__rt::try_from_json!(PetBase NewPet Owner Named Circle Square PetBaseSize);
#[doc(hidden)]
pub use __rt::payload as __checked;
macro_rules! __with_texts {
    ($d:tt $t0:tt $t1:tt $t2:tt $t3:tt $t5:tt $t7:tt $t8:tt $t9:tt $t10:tt $t12:tt) => {
        #[doc(hidden)] #[macro_export] macro_rules! __payload { (@ PetId $payload : tt)
        => { $crate::__checked! { [$crate] [$t0] $payload } }; (@ Kind $payload : tt) =>
        { $crate::__checked! { [$crate] [$t1] $payload } }; (@ PetBase $payload : tt) =>
        { $crate::__checked! { [$crate] [$t2 $t5 $t12] $payload } }; (@ NewPet $payload :
        tt) => { $crate::__checked! { [$crate] [$t3 $t5 $t12 $t1] $payload } }; (@ Owner
        $payload : tt) => { $crate::__checked! { [$crate] [$t5] $payload } }; (@ Named
        $payload : tt) => { $crate::__checked! { [$crate] [$t7 $t5 $t12] $payload } }; (@
        Shape $payload : tt) => { $crate::__checked! { [$crate] [$t8 $t9 $t10] $payload }
        }; (@ Circle $payload : tt) => { $crate::__checked! { [$crate] [$t9] $payload }
        }; (@ Square $payload : tt) => { $crate::__checked! { [$crate] [$t10] $payload }
        }; (@ PetBaseSize $payload : tt) => { $crate::__checked! { [$crate] [$t12]
        $payload } }; (@ $name : ident $payload : tt) => { $crate::__checked! {
        "PetId Kind PetBase NewPet Owner Named Shape Circle Square PetBaseSize" $payload
        } }; ($name : ident $d ($d tokens : tt) *) => { $crate::payload! { @ $name [$name
        $d ($d tokens) *] } }; ($d ($d tokens : tt) *) => { $crate::__checked! { $d ($d
        tokens) * } }; }
    };
}
__with_texts! {
    $r##"{"name":"PetId","place":"pets.yaml:50:5","kind":{"Newtype":{"type":"Text","rules":[{"MinLength":1}]}}}"##
    r##"{"name":"Kind","place":"pets.yaml:51:5","kind":{"Texts":[[["cat","Cat"],["dog","Dog"],["+1","Plus1"],["unknown","UnknownValue"],["self","SelfValue"]],false]}}"##
    r##"{"name":"PetBase","place":"pets.yaml:52:5","kind":{"Object":{"properties":[{"wire":"born","field":"born","words":"Unix time in milliseconds","place":"pets.yaml:55:9","use":{"type":"I64"},"presence":"Patch","nullable":true},{"wire":"tags","field":"tags","place":"pets.yaml:56:9","use":{"type":{"List":"Text"},"rules":["UniqueItems",{"Items":[{"MaxLength":20}]}]},"presence":"Optional"},{"wire":"type","field":"type_","words":"A keyword as a name","place":"pets.yaml:57:9","use":{"type":"Text"},"presence":"Optional"},{"wire":"owner","field":"owner","words":"Who feeds it","place":"pets.yaml:58:9","use":{"type":{"Named":0}},"presence":"Patch","nullable":true},{"wire":"chip","field":"chip","place":"pets.yaml:59:9","use":{"type":"Text"},"presence":"Optional"},{"wire":"size","field":"size","place":"pets.yaml:60:9","use":{"type":{"Named":1}},"presence":"Optional"}]}},"uses":["Owner","PetBaseSize"]}"##
    r##"{"name":"NewPet","place":"pets.yaml:63:5","kind":{"Object":{"properties":[{"wire":"born","field":"born","words":"Unix time in milliseconds","place":"pets.yaml:55:9","use":{"type":"I64"},"presence":"Patch","nullable":true},{"wire":"tags","field":"tags","place":"pets.yaml:56:9","use":{"type":{"List":"Text"},"rules":["UniqueItems",{"Items":[{"MaxLength":20}]}]},"presence":"Optional"},{"wire":"type","field":"type_","words":"A keyword as a name","place":"pets.yaml:57:9","use":{"type":"Text"},"presence":"Optional"},{"wire":"owner","field":"owner","words":"Who feeds it","place":"pets.yaml:58:9","use":{"type":{"Named":0}},"presence":"Patch","nullable":true},{"wire":"chip","field":"chip","place":"pets.yaml:59:9","use":{"type":"Text"},"presence":"Optional"},{"wire":"size","field":"size","place":"pets.yaml:60:9","use":{"type":{"Named":1}},"presence":"Optional"},{"wire":"name","field":"name","place":"pets.yaml:66:59","use":{"type":"Text","rules":[{"MinLength":1}]},"presence":"Always","required":true},{"wire":"kind","field":"kind","place":"pets.yaml:66:97","use":{"type":{"Named":2}},"presence":"Optional"}]}},"uses":["Owner","PetBaseSize","Kind"]}"##
    r##"{"name":"Owner","place":"pets.yaml:78:5","kind":{"Object":{"properties":[{"wire":"name","field":"name","place":"pets.yaml:78:60","use":{"type":"Text"},"presence":"Always","required":true}]}}}"##
    r##"{"name":"Named","place":"pets.yaml:80:5","kind":{"Object":{"properties":[{"wire":"born","field":"born","words":"Unix time in milliseconds","place":"pets.yaml:55:9","use":{"type":"I64"},"presence":"Patch","nullable":true},{"wire":"tags","field":"tags","place":"pets.yaml:56:9","use":{"type":{"List":"Text"},"rules":["UniqueItems",{"Items":[{"MaxLength":20}]}]},"presence":"Optional"},{"wire":"type","field":"type_","words":"A keyword as a name","place":"pets.yaml:57:9","use":{"type":"Text"},"presence":"Always","required":true},{"wire":"owner","field":"owner","words":"Who feeds it","place":"pets.yaml:58:9","use":{"type":{"Named":0}},"presence":"Patch","nullable":true},{"wire":"chip","field":"chip","place":"pets.yaml:59:9","use":{"type":"Text"},"presence":"Optional"},{"wire":"size","field":"size","place":"pets.yaml:60:9","use":{"type":{"Named":1}},"presence":"Optional"}]}},"uses":["Owner","PetBaseSize"]}"##
    r##"{"name":"Shape","place":"pets.yaml:81:5","kind":{"Union":[{"name":"Circle","use":{"type":{"Named":0}},"kinds":["Object"],"tag":["shape",["circle"]]},{"name":"Square","use":{"type":{"Named":1}},"kinds":["Object"],"tag":["shape",["square"]]}]},"uses":["Circle","Square"]}"##
    r##"{"name":"Circle","place":"pets.yaml:84:5","kind":{"Object":{"properties":[{"wire":"radius","field":"radius","place":"pets.yaml:84:111","use":{"type":"F64"},"presence":"Always","required":true}],"tag":["shape","circle"]}}}"##
    r##"{"name":"Square","place":"pets.yaml:85:5","kind":{"Object":{"properties":[{"wire":"side","field":"side","place":"pets.yaml:85:109","use":{"type":"F64"},"presence":"Always","required":true}],"tag":["shape","square"]}}}"##
    r##"{"name":"PetBaseSize","place":"pets.yaml:60:9","kind":{"Object":{"properties":[{"wire":"width","field":"width","place":"pets.yaml:62:25","use":{"type":"F64","rules":[{"ExclusiveMinimum":{"I64":0}}]},"presence":"Optional"},{"wire":"height","field":"height","place":"pets.yaml:62:86","use":{"type":"F64"},"presence":"Optional"}]}}}"##
}
/// Creates a value from JSON that is checked against the description at compile time.
///
/// `payload!(Type { … })` accepts JSON as in the documentation of the API, and also bare keys, Rust
/// expressions as values, a variable with the key's name, `..base` to start from another value, and
/// comments. Violations of the description are compile errors at the offending token.
#[doc(inline)]
#[allow(unused_imports)]
pub use __payload as payload;
