//! What the macro makes of a small description: the code, read by people, and what it does, compiled.
//!
//! `UPDATE_GOLDENS=1 cargo test -p talkjs-tests --test codegen code::` writes the code anew; read the difference.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;
use talkjs_codegen::{Options, Source, format, generate};
use talkjs_tests::{files, golden, listing, type_name, workspace};

use crate::apis::{edges, pets, shapes, unions};

#[test]
fn the_generated_code_is_as_it_was_read() {
    let cases = files("data/code", &["yaml"]);
    assert!(!cases.is_empty());
    let differing: Vec<String> = cases.iter().filter_map(|file| golden(file, "rs", &expand(file))).collect();
    assert!(differing.is_empty(), "{}", differing.join("\n\n"));
}

fn expand(file: &Path) -> String {
    expand_with(file, &Options::default())
}

fn expand_with(file: &Path, options: &Options) -> String {
    let name = file.file_name().unwrap().to_str().unwrap();
    let source = Source::new(name, std::fs::read_to_string(file).unwrap());
    format(&generate(&source, options).unwrap().tokens)
}

/// What `module` adds; the rest of the code is the same.
#[test]
fn the_code_for_payload_is_as_it_was_read() {
    let cases = [("pets", "crate"), ("shapes", "crate::r#try::shapes")];
    let differing = cases.iter().filter_map(|(name, module)| {
        let file = workspace().join(format!("tests/data/code/{name}.yaml"));
        let options = Options { module: Some(syn::parse_str(module).unwrap()), ..Options::default() };
        let (plain, whole) = (expand(&file), expand_with(&file, &options));
        let common = plain.strip_prefix("use ::talkjs_runtime::__private as __rt;\n").unwrap();
        let (import, added) = whole.split_once(common).expect("the same code");
        golden(&file.with_file_name(format!("{name}.payload.rs")), "rs", &format!("{import}\n{added}"))
    });
    let differing: Vec<String> = differing.collect();
    assert!(differing.is_empty(), "{}", differing.join("\n\n"));
}

/// `tests/workspace/plain.rs` compiles it.
#[test]
fn plain_code_calls_no_macro_of_the_runtime_but_those_of_payload() {
    for file in files("data/code", &["yaml"]) {
        let module = Some(syn::parse_str("crate").unwrap());
        let options = Options { plain: true, module, ..Options::default() };
        let code = expand_with(&file, &options);
        let calls = code.lines().filter(|line| line.contains("__rt::") && line.contains("!"));
        let calls: Vec<&str> = calls.map(str::trim).collect();
        assert_eq!(calls, ["__rt::members! {", "__rt::accepted! {"], "{}", file.display());
    }
}

/// The descriptions that `round_trip.rs` tries, with the names of their modules there.
const DESCRIPTIONS: [(&str, &str); 8] = [
    ("talkjs", "spec/talkjs.yaml"),
    ("pets", "tests/data/code/pets.yaml"),
    ("edges", "tests/data/code/edges.yaml"),
    ("unions", "tests/data/code/unions.yaml"),
    ("shapes", "tests/data/code/shapes.yaml"),
    ("operations", "tests/data/code/operations.yaml"),
    ("orders", "tests/data/corpus/orders_3_0.yaml"),
    ("bots", "tests/data/corpus/bots_3_1.yaml"),
];

#[test]
fn the_types_that_go_round_are_those_of_the_descriptions() {
    let mut list =
        "// Which types `round_trip.rs` tries. `UPDATE_GOLDENS=1 cargo test -p talkjs-tests --test codegen code::` writes \
                    it.\ndescriptions! {\n"
            .to_owned();
    for (module, path) in DESCRIPTIONS {
        let file = workspace().join(path);
        list.push_str(&format!("    {module} {path:?} {{\n"));
        let code = expand(&file);
        for (schema, ty) in listing(&std::fs::read_to_string(&file).unwrap(), &code) {
            let request = format!("{ty}Request");
            let sent =
                if code.contains(&format!("impl ::core::convert::From<{ty}> for {request} ")) { &request } else { &ty };
            list.push_str(&format!("        {schema:?} {ty} {sent},\n"));
        }
        list.push_str("    }\n");
    }
    list.push_str("}\n");
    let differing = golden(&workspace().join("tests/data/round_trip.rs"), "rs", &list);
    assert!(differing.is_none(), "{}", differing.unwrap_or_default());
}

#[test]
fn methods_are_grouped_by_the_first_of_their_tags() {
    let operation = |id: &str, tags: &str| {
        format!("  /{id}: {{ get: {{ operationId: {id}, {tags}responses: {{ '204': {{ description: Done }} }} }} }}\n")
    };
    let text = format!(
        "openapi: 3.0.3\ninfo: {{ title: T, version: '1' }}\ntags: [{{ name: pets, description: All pets. }}]\npaths:\n{}{}{}{}",
        operation("a", "tags: [owners], "),
        operation("b", "tags: [pets, owners], "),
        operation("c", ""),
        operation("d", "tags: [owners], ")
    );
    let code = format(&generate(&Source::new("a.yaml", text), &Options::default()).unwrap().tokens);
    let (_, methods) = code.split_once("pub fn core").unwrap();
    let order = [
        "pub fn c(",
        "/// ## pets\n///\n/// All pets.\nimpl Client",
        "pub fn b(",
        "/// ## owners\nimpl Client",
        "pub fn a(",
        "pub fn d(",
    ];
    let places: Vec<usize> =
        order.iter().map(|part| methods.find(part).unwrap_or_else(|| panic!("{part}\n{code}"))).collect();
    assert!(places.is_sorted(), "{places:?}\n{code}");
}

/// The code of a description whose paths and components are these.
fn code_of(head: &str, paths: &str, schemas: &str) -> String {
    let text = format!(
        "openapi: 3.0.3\ninfo: {{ title: T, version: '1' }}\n{head}paths:\n{paths}components:\n  schemas:\n{schemas}"
    );
    format(&generate(&Source::new("a.yaml", text), &Options::default()).unwrap().tokens)
}

#[test]
fn methods_say_their_statuses_and_what_is_optional() {
    let paths = "  /a/{id}:\n    get:\n      operationId: getA\n      parameters:\n        - { name: id, in: path, required: true, \
                 schema: { type: string } }\n        - { name: type, in: query, schema: { type: string } }\n      requestBody: { \
                 content: { text/plain: { schema: { type: string } } } }\n      responses:\n        '200': { description: The \
                 a. More of it. }\n        '204': { description: 'See [b].' }\n        '404': { description: None }\n  /b:\n    \
                 get: { operationId: getB, responses: { '302': { description: Elsewhere } } }\n";
    let code = code_of("", paths, "    A: { type: string }\n");
    let expected = r"
    /// `GET /a/{id}` → `200` The a; `204` See \[b\].
    /// Optional, set on [`GetA`](operations::GetA): `type_`, `body`.
    ///
    /// # Errors
    /// - `404`: None
";
    assert!(code.contains(expected), "{code}");
    assert!(code.contains("    /// `GET /b` → `302` Elsewhere.\n    ///\n    /// Described at"), "{code}");
}

#[test]
fn the_front_page_of_a_client_says_what_is_where() {
    let operation = |id: &str, tag: &str| {
        format!(
            "  /{id}: {{ get: {{ operationId: {id}, tags: [{tag}], parameters: [{{ name: q, in: query, schema: {{ type: string }} }}], \
             responses: {{ '204': {{ description: Done }} }} }} }}\n"
        )
    };
    let head = "servers: [{ url: 'https://a.example.com' }, { url: 'https://b.example.com' }]\n";
    let schemas = "    A: { type: string }\n  securitySchemes: { token: { type: http, scheme: bearer } }\n";
    let paths = format!("{}{}{}", operation("a", "x"), operation("b", "y"), operation("c", "y"));
    let code = code_of(head, &paths, schemas);
    let expected = "
/// A client of T. Clones share their connections.
///
/// - Server: [`SERVER_URL`], `https://a.example.com`, and 1 more in [`SERVERS`]
/// - Credentials, in [`security`]: [`token`](security::token)
/// - Calls with optional parameters: the structs of [`operations`]
/// - Methods by tag: `x` 1, `y` 2
#[derive";
    assert!(code.contains(expected), "{code}");
    let nothing =
        code_of("", "  /a: { get: { operationId: a, responses: { '204': { description: Done } } } }\n", schemas);
    let expected = "\n///\n/// - Credentials, in [`security`]: [`token`](security::token)\n#[derive";
    assert!(nothing.contains(expected), "{nothing}");
}

#[test]
fn a_type_without_a_description_says_what_it_is() {
    let schemas = "    Id: { type: string, minLength: 1 }\n    Pet: { type: object, properties: { id: { type: string } } }\n    \
                   Kind: { type: string, enum: [a] }\n    Size: { type: integer, enum: [1, 2] }\n    Pets: { type: array, items: { \
                   $ref: '#/components/schemas/Pet' } }\n    Or: { oneOf: [{ type: string }, { type: integer }] }\n    Other: { $ref: \
                   '#/components/schemas/Pet' }\n    Told: { type: string, description: Told. }\n";
    let code = code_of("", "  {}\n", schemas);
    for (words, item) in [
        ("A string.", "pub struct Id("),
        ("An object.", "pub struct Pet {"),
        ("A list.", "pub type Pets ="),
        ("One of 2 types.", "pub enum Or {"),
        ("Alias of [`Pet`].", "pub type Other ="),
    ] {
        let (docs, _) = code.split_once(item).unwrap_or_else(|| panic!("{item}\n{code}"));
        let line = docs.lines().rev().find(|line| line.starts_with("///")).unwrap();
        assert!(line.starts_with(&format!("/// {words} Described at `a.yaml:")), "{item}: {line}");
    }
    for enumeration in ["A string with 1 known value. Described", "An integer with 2 known values. Described"] {
        assert!(code.contains(enumeration), "{code}");
    }
    assert!(code.contains("/// Told.\n///\n/// Described at `a.yaml:"), "{code}");
}

#[test]
fn the_types_of_a_schema_for_both_directions_link_each_other() {
    let pet = "{ content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }";
    let paths = format!(
        "  /a: {{ put: {{ operationId: a, requestBody: {pet}, responses: {{ '200': {} }} }} }}\n",
        pet.replacen('{', "{ description: A pet,", 1)
    );
    let schemas = "    Pet: { type: object, properties: { id: { type: string, readOnly: true } } }\n";
    let code = code_of("", &paths, schemas);
    let (response, request) = ("In requests: [`PetRequest`].", "The request form of [`Pet`].");
    for (words, item) in [(response, "pub struct Pet {"), (request, "pub struct PetRequest {")] {
        let (docs, _) = code.split_once(item).unwrap_or_else(|| panic!("{item}\n{code}"));
        let line = docs.lines().rev().find(|line| line.starts_with("///")).unwrap();
        assert!(line.ends_with(words), "{item}: {line}");
    }
}

#[test]
fn the_same_description_gives_the_same_tokens() {
    let spec = workspace().join("spec/talkjs.yaml");
    let source = Source::new("talkjs.yaml", std::fs::read_to_string(spec).unwrap());
    let once = generate(&source, &Options::default()).unwrap().tokens.to_string();
    let again = generate(&source, &Options::default()).unwrap().tokens.to_string();
    assert_eq!(once, again);
    assert!(once.len() > 10_000);
}

#[test]
fn names_stay_when_something_else_is_added() {
    const ADDED: &str = "  schemas:\n    PetFriendsItem: { type: object, properties: { extra: { type: object, properties: { a: \
                         { type: string } } } } }\n";
    for file in files("data/code", &["yaml"]) {
        let text = std::fs::read_to_string(&file).unwrap();
        let more = text.replacen("  schemas:\n", ADDED, 1);
        assert_ne!(text, more, "{}", file.display());
        let (before, after) = (item_names(&text), item_names(&more));
        let lost: Vec<&String> = before.difference(&after).collect();
        assert!(lost.is_empty(), "{}: {lost:?}", file.display());
    }
}

#[test]
fn what_is_written_out_twice_in_the_same_words_is_one_type_with_two_names() {
    let schema =
        |words: &str, members: &str| format!("{{ type: object, description: {words}, properties: {{ {members} }} }}");
    let twice = "kind: { type: string, enum: [a, b] }, size: { type: integer }";
    let text = format!(
        "openapi: 3.0.3\ninfo: {{ title: T, version: '1' }}\npaths: {{}}\ncomponents:\n  schemas:\n    Named: {named}\n    \
         Owner:\n      type: object\n      properties:\n        first: {first}\n        second: {second}\n        other: {other}\n",
        named = schema("One.", twice),
        first = schema("One.", twice),
        second = schema("Two.", twice),
        other = schema("One.", "kind: { type: string, enum: [a, b] }, size: { type: number }"),
    );
    let output = generate(&Source::new("a.yaml", text.as_str()), &Options::default()).unwrap();
    let code = format(&output.tokens);
    let says = |line: &str| code.contains(line);
    assert!(says("pub type OwnerSecond = OwnerFirst;"), "{code}");
    assert!(says("/// Two."), "each name keeps what is said about it");
    assert!(says("pub type OwnerSecondKind = ") && says("pub type OwnerOtherKind = "), "parts are shared as well");
    for own in ["Named", "OwnerFirst", "OwnerOther"] {
        assert!(
            says(&format!("pub struct {own} {{")),
            "{own}: named by the description, the first, or of other members"
        );
    }
}

/// The types and modules of a description's code, and the methods of its client.
fn item_names(text: &str) -> BTreeSet<String> {
    let output = generate(&Source::new("a.yaml", text), &Options::default()).unwrap();
    let file: syn::File = syn::parse2(output.tokens).unwrap();
    let name = |item: &syn::Item| match item {
        syn::Item::Impl(item) => item.items.iter().filter_map(method).collect::<Vec<_>>(),
        item => type_name(item).into_iter().collect::<Vec<_>>(),
    };
    file.items.iter().flat_map(name).collect()
}

fn method(item: &syn::ImplItem) -> Option<String> {
    let syn::ImplItem::Fn(function) = item else { return None };
    Some(format!("{}()", function.sig.ident))
}

#[test]
fn a_request_tells_absent_null_and_value_apart() {
    let kept = pets::NewPet::new("Tom");
    assert_eq!(serde_json::to_string(&kept).unwrap(), r#"{"name":"Tom"}"#);
    let changed = pets::NewPet::new("Tom").clear_born().owner(pets::Owner::new("Ann")).type_("x");
    assert_eq!(
        serde_json::to_string(&changed).unwrap(),
        r#"{"born":null,"type":"x","owner":{"name":"Ann"},"name":"Tom"}"#
    );
}

#[test]
fn a_response_keeps_undocumented_values() {
    let answer = json!({
        "id": "p1", "name": "Tom", "mother": null, "colour": "black",
        "friends": [{ "id": "p2", "name": "Kit", "mother": { "id": "p3", "name": "Old", "mother": null } }],
    });
    let pet: pets::Pet = serde_json::from_value(answer.clone()).unwrap();
    assert_eq!(pet.additional_properties["colour"], "black");
    let friend = &pet.friends.as_ref().unwrap()[0];
    assert_eq!(friend.mother.as_ref().unwrap().id, "p3");
    assert_eq!(serde_json::to_value(&pet).unwrap(), answer);
}

#[test]
fn an_unknown_word_goes_round() {
    let kind: pets::Kind = serde_json::from_value(json!("axolotl")).unwrap();
    assert_eq!(kind.as_str(), "axolotl");
    assert_eq!(serde_json::to_value(&kind).unwrap(), json!("axolotl"));
    assert_eq!(pets::Kind::from("unknown"), pets::Kind::UnknownValue);
    assert_eq!(pets::Kind::from("+1").to_string(), "+1");
}

#[test]
fn unions_are_told_apart_by_tag_or_by_json_type() {
    let circle: pets::Shape = serde_json::from_value(json!({ "shape": "circle", "radius": 2.5 })).unwrap();
    assert_eq!(circle, pets::Shape::from(pets::Circle::new(2.5)));
    assert_eq!(serde_json::to_value(&circle).unwrap(), json!({ "shape": "circle", "radius": 2.5 }));
    let later = json!({ "shape": "star", "points": 5 });
    let star: pets::Shape = serde_json::from_value(later.clone()).unwrap();
    assert_eq!(serde_json::to_value(&star).unwrap(), later);

    let amounts = [json!(5), json!("five"), json!([1, 2, 2])];
    for amount in amounts {
        let decoded: pets::Amount = serde_json::from_value(amount.clone()).unwrap();
        assert_eq!(serde_json::to_value(&decoded).unwrap(), amount);
    }
    assert_eq!(serde_json::to_value(pets::Amount::Exact(5)).unwrap(), json!(5));
}

#[test]
fn what_is_sensitive_does_not_show() {
    let pet = pets::NewPet::new("Tom").chip("chip-4711");
    let shown = format!("{pet:?}");
    assert!(!shown.contains("4711") && shown.contains("Tom"), "{shown}");
}

#[test]
fn a_type_that_only_requires_more_converts() {
    let named = pets::Named::new("cat").born(5);
    let base = pets::PetBase::from(named);
    assert_eq!(serde_json::to_value(&base).unwrap(), json!({ "type": "cat", "born": 5 }));
}

#[test]
fn a_refinement_of_a_type_that_holds_itself_converts() {
    let linked = edges::Linked::new(edges::Link::new().clear_note());
    let link = edges::Link::from(linked);
    assert_eq!(serde_json::to_value(&link).unwrap(), json!({ "next": { "note": null } }));
}

fn goes_round<T: DeserializeOwned + Serialize>(value: serde_json::Value) -> T {
    let read: T = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), value);
    read
}

#[test]
fn mixed_branches_are_distinguished_by_type_and_then_by_a_property() {
    use unions::Content;
    assert!(matches!(goes_round(json!("hi")), Content::String(_)));
    assert!(matches!(goes_round(json!({ "kind": "file", "url": "u" })), Content::File(_)));
    assert!(matches!(goes_round(json!({ "kind": "text", "text": "t" })), Content::Text(_)));
    let later: Content = goes_round(json!({ "kind": "poll" }));
    assert!(!matches!(later, Content::String(_) | Content::File(_) | Content::Text(_)));
}

#[test]
fn branches_are_told_apart_by_what_only_one_requires_or_by_trial() {
    use unions::{OutcomeAmount, OutcomeAnswer, OutcomeThing};
    assert!(matches!(goes_round(json!({ "result": 1.5 })), OutcomeAnswer::Success(_)));
    assert!(matches!(goes_round(json!({ "error": "no" })), OutcomeAnswer::Failure(_)));
    assert!(matches!(goes_round(json!({ "name": "a" })), OutcomeThing::Short(_)));
    assert!(matches!(goes_round(json!({ "name": "a", "size": 5 })), OutcomeThing::Long(_)));
    assert!(matches!(goes_round(json!(5)), OutcomeAmount::Integer(5)));
    assert!(matches!(goes_round(json!(5.5)), OutcomeAmount::Number(_)));
}

#[test]
fn properties_beside_branches_belong_to_each() {
    let said = unions::Event::from(unions::EventSaid::new("1", unions::Content::from("hi".to_owned())));
    assert_eq!(serde_json::to_value(&said).unwrap(), json!({ "id": "1", "content": "hi" }));
    assert!(matches!(goes_round(json!({ "id": "1", "reason": "x" })), unions::Event::Left(_)));
}

#[test]
fn numbers_are_open_enums_too() {
    assert_eq!(goes_round::<unions::Level>(json!(2)), unions::Level::High);
    assert_eq!(goes_round::<unions::Level>(json!(7)).as_i64(), 7);
    assert_eq!(shapes::Priority::from(-1), shapes::Priority::Low);
    assert_eq!(unions::Colour::from("red"), unions::Colour::Red);
}

#[test]
fn read_only_properties_are_not_required_in_requests() {
    let shape = shapes::ShapeRequest::new((1.5, "a")).size(3).clear_subject("x").clear_subject2();
    let sent = json!({ "size": 3, "point": [1.5, "a"], "subject": null, "clear_subject": "x" });
    assert_eq!(serde_json::to_value(&shape).unwrap(), sent);
}

#[test]
fn a_reference_into_what_is_left_out_finds_the_same_tags() {
    let text = "openapi: 3.0.3\ninfo: { title: T, version: '1' }\npaths:\n  /a:\n    get:\n      operationId: getA\n      \
                responses:\n        '200':\n          description: A\n          content: { application/json: { schema: { $ref: \
                '#/paths/~1b/get/responses/200/content/application~1json/schema' } } }\n  /b:\n    get:\n      operationId: \
                getB\n      responses:\n        '200':\n          description: B\n          content: { application/json: { \
                schema: { oneOf: [{ $ref: '#/components/schemas/my_cat' }, { $ref: '#/components/schemas/my_dog' }], \
                discriminator: { propertyName: kind } } } }\ncomponents:\n  schemas:\n    my_cat: { type: object, required: \
                [kind], properties: { kind: { type: string }, lives: { type: integer } } }\n    my_dog: { type: object, \
                required: [kind], properties: { kind: { type: string }, size: { type: integer } } }\n";
    let code = |only: &[&str]| {
        let options = Options { only: only.iter().map(|word| (*word).to_owned()).collect(), ..Options::default() };
        format(&generate(&Source::new("a.yaml", text), &options).unwrap().tokens)
    };
    for code in [code(&[]), code(&["getA"])] {
        assert!(code.contains("\"my_cat\"") && code.contains("\"my_dog\""), "{code}");
    }
}

#[test]
fn a_path_that_is_a_reference_stays_when_others_are_skipped() {
    let operation = |id: &str| format!("get: {{ operationId: {id}, responses: {{ '200': {{ description: Done }} }} }}");
    let text = format!(
        "openapi: 3.0.3\ninfo: {{ title: T, version: '1' }}\npaths:\n  /a: {{ {} }}\n  /b: {{ $ref: '#/x-parts/b' }}\nx-parts: \
         {{ b: {{ {} }} }}\n",
        operation("getA"),
        operation("getB"),
    );
    let options = Options { skip: vec!["getA".to_owned()], ..Options::default() };
    let code = format(&generate(&Source::new("a.yaml", text), &options).unwrap().tokens);
    assert!(code.contains("fn get_b") && !code.contains("fn get_a"), "{code}");
}

#[test]
fn a_component_of_another_file_keeps_the_name_that_a_discriminator_goes_by() {
    let text = "openapi: 3.0.3\ninfo: { title: T, version: '1' }\npaths: {}\ncomponents:\n  schemas:\n    Pet: { oneOf: [{ $ref: \
                'pets.yaml#/components/schemas/my_cat' }, { $ref: 'pets.yaml#/components/schemas/my_dog' }], discriminator: { \
                propertyName: kind } }\n";
    let pet = "{ type: object, required: [kind], properties: { kind: { type: string } } }";
    let pets = format!("components: {{ schemas: {{ my_cat: {pet}, my_dog: {pet} }} }}\n");
    let read = |path: &str| if path == "pets.yaml" { Ok(pets.clone()) } else { Ok::<_, String>(text.to_owned()) };
    let code = format(&generate(&Source::open("a.yaml", read).unwrap(), &Options::default()).unwrap().tokens);
    assert!(code.contains("\"my_cat\"") && code.contains("\"my_dog\""), "{code}");
}
