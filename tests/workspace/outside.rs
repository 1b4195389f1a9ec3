//! Crates outside the workspace: one that depends on `talkjs-client` and tokio, and on nothing else, and those that use the
//! macro for another API.

use talkjs_emulator::Emulator;
use talkjs_tests::{Checked, Outside, workspace};

pub(super) const TMP: &str = env!("CARGO_TARGET_TMPDIR");

/// All crates have this, whether they use it or not: its features reach down to the macros that most crates are compiled
/// with, and with the same ones everything below the client is compiled once for all of them.
pub(super) const TOKIO: &str = "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n";

fn manifest() -> String {
    let client = workspace().join("talkjs-client");
    format!("[dependencies]\ntalkjs-client = {{ path = {client:?} }}\n{TOKIO}")
}

/// For another API, one dependency is enough: nothing here uses tokio.
pub(super) fn other_manifest() -> String {
    let runtime = workspace().join("talkjs-runtime");
    format!("[dependencies]\ntalkjs-runtime = {{ path = {runtime:?}, features = [\"macros\"] }}\n{TOKIO}")
}

/// The first block of Rust in the README.
fn readme_example() -> String {
    let readme = std::fs::read_to_string(workspace().join("README.md")).unwrap();
    let (_, rest) = readme.split_once("```rust,no_run\n").expect("an example in the README");
    rest.split_once("```").unwrap().0.to_owned()
}

#[tokio::test]
async fn the_readme_example_builds_and_sends_its_message() {
    let emulator = Checked::new(Emulator::start().await.unwrap());
    let outside = Outside::new(TMP, "readme-example", &manifest());
    outside.write("src/main.rs", &readme_example());
    outside.build();

    let output = outside
        .command()
        .env("TALKJS_APP_ID", emulator.app_id())
        .env("TALKJS_SECRET_KEY", emulator.secret_key())
        .env("TALKJS_BASE_URL", emulator.base_url())
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(printed.starts_with("msg_"), "{printed}");
    let received: Vec<String> = emulator.requests().iter().map(|request| request.method.clone()).collect();
    assert_eq!(received, ["PUT", "PUT", "PUT", "POST"]);
}

#[test]
fn another_api_is_generated_from_the_users_own_file() {
    let outside = Outside::new(TMP, "other-api", &other_manifest());
    let pets = std::fs::read_to_string(workspace().join("tests/data/code/pets.yaml")).unwrap();
    outside.write("spec/pets.yaml", &pets);
    outside.write(
        "src/main.rs",
        r#"mod pets {
    #![allow(dead_code)]
    talkjs_runtime::api! { spec = "spec/pets.yaml", module = crate::pets }
}

fn main() {
    let name = "Tom";
    let _pet = pets::payload!(NewPet { name, "born": 1_700_000_000_000 });
    let core = talkjs_runtime::ClientCore::builder("https://pets.example.com").build().unwrap();
    let client = pets::Client::with_core(core);
    let pet = pets::NewPet::new("Tom").born(1_700_000_000_000_i64);
    let _call = client.create_pet(pet);
}
"#,
    );
    outside.build();
    let tree = outside.tree();
    assert!(tree.contains("talkjs-runtime v"), "{tree}");
    for absent in ["talkjs-client", "hmac", "sha1", "sha2"] {
        assert!(!tree.contains(&format!("{absent} v")), "{absent} in\n{tree}");
    }
}

/// The same messages as inside the workspace, with places in a file that this crate has not got.
#[test]
fn code_as_a_file_builds_with_the_runtime_alone() {
    let (runtime, codegen) = (workspace().join("talkjs-runtime"), workspace().join("talkjs-codegen"));
    let manifest = format!(
        "[dependencies]\ntalkjs-runtime = {{ path = {runtime:?} }}\n{TOKIO}[build-dependencies]\ntalkjs-codegen = {{ path = {codegen:?} }}\n"
    );
    let outside = Outside::new(TMP, "file-api", &manifest);
    outside.write("spec/pets.yaml", &std::fs::read_to_string(workspace().join("tests/data/code/pets.yaml")).unwrap());
    outside.write(
        "build.rs",
        "fn main() {\n    if let Err(error) = talkjs_codegen::Builder::new(\"spec/pets.yaml\").write(\"pets.rs\") {\n        \
         panic!(\"{error}\");\n    }\n}\n",
    );
    let spec = outside.path("spec/pets.yaml");
    let source = talkjs_codegen::build::open(spec.to_str().unwrap(), &[]).unwrap();
    let (code, _) = talkjs_codegen::build::code(&source, &talkjs_codegen::Options::default(), "Generated.").unwrap();
    outside.write("src/written.rs", &code);
    outside.write(
        "src/main.rs",
        r#"#![allow(dead_code)]
mod written;
mod built {
    include!(concat!(env!("OUT_DIR"), "/pets.rs"));
}

fn main() {
    let core = || talkjs_runtime::ClientCore::builder("https://pets.example.com").build().unwrap();
    let _call = written::Client::with_core(core()).create_pet(written::NewPet::new("Tom"));
    let _call = built::Client::with_core(core()).create_pet(built::NewPet::new("Tom"));
}
"#,
    );
    outside.build();
    // A mistake in the description is the error of the build.
    outside.write("spec/pets.yaml", "openapi: 3.0.3\ninfo: { title: T, version: '1' }\npaths: { /a: { get: 1 } }\n");
    let errors = outside.build_fails();
    assert!(errors.contains("spec/pets.yaml:3:"), "{errors}");
}

#[test]
fn a_wrong_literal_is_refused_with_the_places_of_the_description() {
    let case = workspace().join("tests/ui/fail/payload_of_the_readme");
    let outside = Outside::new(TMP, "wrong-payload", &manifest());
    outside.write("src/main.rs", &std::fs::read_to_string(case.with_extension("rs")).unwrap());
    let words = outside.build_fails();
    let expected = std::fs::read_to_string(case.with_extension("stderr")).unwrap();
    let expected = expected.replace("fail/payload_of_the_readme.rs", "src/main.rs");
    assert!(words.contains(expected.trim()), "{words}\n-- expected\n{expected}");
}

/// The compiler evaluates `Self::CODE` when it generates code, so this is no case of `ui.rs`, which only checks.
#[test]
fn a_constant_of_self_is_refused_when_code_is_generated() {
    let outside = Outside::new(TMP, "constant-of-self", &other_manifest());
    let rules = std::fs::read_to_string(workspace().join("tests/data/payload/rules.yaml")).unwrap();
    outside.write("spec/rules.yaml", &rules);
    outside.write(
        "src/main.rs",
        r#"mod rules {
    #![allow(dead_code)]
    talkjs_runtime::api! { spec = "spec/rules.yaml", module = crate::rules }
}

struct Own;

impl Own {
    const CODE: &str = "abcdef";

    fn send() {
        rules::payload!(Texts { "code": Self::CODE });
    }
}

fn main() {
    Own::send();
}
"#,
    );
    let words = outside.build_fails();
    let message = "error[E0080]: evaluation panicked: `code` must be at most 5 characters long, found 6\n  \
                   --> src/main.rs:12:41\n";
    assert!(words.contains(message), "{words}");
}

#[test]
fn every_mistake_in_a_description_is_a_compile_error_with_its_place() {
    let outside = Outside::new(TMP, "wrong-api", &other_manifest());
    outside.write(
        "spec/wrong.yaml",
        "openapi: 3.0.3\ninfo: { titel: Pets, version: '1' }\npaths: {}\ncomponents:\n  schemas:\n    Pet: { type: objekt }\n",
    );
    outside.write("src/main.rs", "talkjs_runtime::api! { spec = \"spec/wrong.yaml\", strict = true }\nfn main() {}\n");
    let words = outside.build_fails();
    assert!(
        words.contains("error: spec/wrong.yaml:2:9: unknown key `titel` in Info Object; did you mean `title`?"),
        "{words}"
    );
    assert!(words.contains("error: spec/wrong.yaml:6:18: unknown type `objekt`; did you mean `object`?"), "{words}");
    assert!(words.contains("--> src/main.rs:1:31"), "{words}");

    outside.write("src/main.rs", "talkjs_runtime::api! { spec = \"spec/wrong.yaml\" }\nfn main() {}\n");
    let words = outside.build_warned();
    assert!(
        words.contains("spec/wrong.yaml:2:9: warning: unknown key `titel` in Info Object; did you mean"),
        "{words}"
    );
    assert!(words.contains("spec/wrong.yaml:6:18: warning: unknown type `objekt`; did you mean `object`?"), "{words}");
    assert!(words.contains("--> src/main.rs:1:31"), "{words}");
}

#[test]
fn the_first_ten_warnings_are_shown_and_the_others_counted() {
    let outside = Outside::new(TMP, "warned-api", &other_manifest());
    let schemas: String = (1..=13).map(|number| format!("    Pet{number}: {{ type: strin }}\n")).collect();
    let head = "openapi: 3.0.3\ninfo: { title: Pets, version: '1' }\npaths: {}\ncomponents:\n  schemas:\n";
    outside.write("spec/pets.yaml", &format!("{head}{schemas}"));
    outside.write("src/main.rs", "talkjs_runtime::api! { spec = \"spec/pets.yaml\" }\nfn main() {}\n");
    let words = outside.build_warned();
    assert_eq!(words.matches("warning: unknown type `strin`").count(), 10, "{words}");
    assert!(words.contains("spec/pets.yaml: 3 more warnings; `talkjs-codegen check spec/pets.yaml` shows"), "{words}");
}

/// The option `names` keeps the old Rust name of a schema that the old description does not have under its new one.
#[test]
fn changes_that_break_callers_of_the_baseline_are_warnings_with_both_places() {
    let manifest = other_manifest().replace("[\"macros\"]", "[\"baseline\"]");
    let outside = Outside::new(TMP, "baseline-api", &manifest);
    let released = "openapi: 3.0.3\ninfo: { title: Pets, version: '1' }\npaths:\n  /pets:\n    get:\n      \
                    operationId: getPet\n      responses:\n        '200':\n          description: The pet.\n          \
                    content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } }\ncomponents:\n  \
                    schemas:\n    Pet:\n      type: object\n      properties:\n        age: { type: integer }\n";
    let edited =
        released.replace("type: integer", "type: string").replace("Pet:", "Animal:").replace("/Pet'", "/Animal'");
    outside.write("spec/released.yaml", released);
    outside.write("spec/pets.yaml", &edited);
    let spec = "spec = \"spec/pets.yaml\", baseline = \"spec/released.yaml\"";
    let call = format!("#![allow(dead_code)]\ntalkjs_runtime::api! {{ {spec}, names = {{ \"Animal\" = \"Pet\" }} }}\n");
    outside.write("src/main.rs", &format!("{call}fn main() {{}}\n"));
    let words = outside.build_warned();
    let warning = "spec/pets.yaml:16:9: the type of `getPet.200.age` changed from `integer` to `string`; the field \
                   `Pet::age` was `Option<i64>` and is `Option<String>`";
    assert!(words.contains(warning), "{words}");
    assert!(words.contains("it was at spec/released.yaml:16:9"), "{words}");
    assert!(words.contains("--> src/main.rs:2:60"), "{words}");

    // An edit of the baseline alone is noticed.
    outside.write("spec/released.yaml", &edited.replace("Animal", "Pet"));
    let words = outside.build_warned();
    assert!(!words.contains("spec/"), "{words}");

    let without = Outside::new(TMP, "no-baseline-api", &other_manifest());
    without.write("spec/released.yaml", released);
    without.write("spec/pets.yaml", released);
    without.write("src/main.rs", &format!("talkjs_runtime::api! {{ {spec} }}\nfn main() {{}}\n"));
    let words = without.build_fails();
    assert!(words.contains("error: `baseline` needs the cargo feature `baseline`: `talkjs-runtime"), "{words}");
}

#[test]
fn operations_that_are_not_selected_are_not_judged() {
    let outside = Outside::new(TMP, "part-of-api", &other_manifest());
    outside.write(
        "spec/pets.yaml",
        "openapi: 3.0.3\ninfo: { title: Pets, version: '1' }\npaths:\n  \
         /pets: { get: { operationId: listPets, responses: { '200': { description: Pets } } } }\n  /broken: { get: 5 }\n",
    );
    let main = |arguments: &str| {
        let call = format!("talkjs_runtime::api! {{ spec = \"spec/pets.yaml\", {arguments} }}\n");
        outside.write("src/main.rs", &format!("#![allow(dead_code)]\n{call}fn main() {{}}\n"));
    };
    main("strict = true, only = [\"listPets\"]");
    outside.build();
    main("strict = true, skip = [\"/broken\"]");
    outside.build();

    main("skip = [\"/broken\"], only = [\"listPet\"]");
    let words = outside.build_fails();
    let message = "error: spec/pets.yaml: unknown selector `listPet`; did you mean `listPets`?";
    assert!(words.contains(message), "{words}");
    assert!(words.contains("--> src/main.rs:2:77"), "{words}");
}

#[test]
fn mistake_in_a_name_is_shown_at_the_option() {
    let outside = Outside::new(TMP, "renamed-api", &other_manifest());
    outside.write(
        "spec/pets.yaml",
        "openapi: 3.1.0\ninfo: { title: Pets, version: '1' }\npaths:\n  \
         /pets: { get: { operationId: list_pets_get, responses: { '204': { description: Pets } } } }\n  \
         /dogs: { get: { responses: { '204': { description: Dogs } } } }\n\
         components: { schemas: { Pet_x: { type: object, properties: { a: { type: string } } } } }\n",
    );
    let main = |arguments: &str| {
        let call = format!("talkjs_runtime::api! {{ spec = \"spec/pets.yaml\", {arguments} }}\n");
        let uses = "fn main() { let _ = (Client::list, Client::dogs, None::<Pet>); }\n";
        outside.write("src/main.rs", &format!("#![allow(dead_code)]\n{call}{uses}"));
    };
    main("short_operation_ids = true, names = { \"GET /dogs\" = \"dogs\", \"Pet_x\" = \"Pet\" }");
    outside.build();

    main("names = {\n\"list_pet_get\" = \"list\",\n\"GET /dogs\" = \"list dogs\",\n\"Pet_x\" = \"Pet\",\n}");
    let words = outside.build_fails();
    let unknown = "spec/pets.yaml: unknown operation or schema `list_pet_get`; did you mean `list_pets_get`?\n \
                   --> src/main.rs:3:1\n";
    let unfit = "spec/pets.yaml: `GET /dogs` cannot be named `list dogs`: it is not a valid method name; did you mean \
                 `list_dogs`?\n --> src/main.rs:4:15\n";
    for message in [unknown, unfit] {
        assert!(words.contains(message), "{message}\n{words}");
    }
}

/// Each is one error, however many uses the type has.
#[test]
fn mistake_in_a_type_of_the_callers_is_one_error_at_the_option() {
    let jiff = "jiff = { version = \"0.2\", default-features = false, features = [\"alloc\", \"serde\"] }\n";
    let outside = Outside::new(TMP, "external-types", &format!("{}{jiff}", other_manifest()));
    outside.write("spec/events.yaml", include_str!("../data/types/events.yaml"));
    let errors = |arguments: &str, uses: &str| {
        let call = format!("talkjs_runtime::api! {{\nspec = \"spec/events.yaml\",\n{arguments}\n}}\n");
        outside.write("src/main.rs", &format!("#![allow(dead_code)]\n{call}fn main() {{ {uses} }}\n"));
        let words = outside.build_fails();
        let errors = words.split("\nerror").skip(1).map(|error| format!("error{error}"));
        errors.filter(|error| !error.starts_with("error: could not compile")).collect::<Vec<_>>()
    };
    for (arguments, message, place) in [
        ("types = { \"date-tim\" = u8 }", "unknown format `date-tim`; did you mean `date-time`?", "4:11"),
        ("types = { \"date-time\" = jiff::Timestam }", "cannot find type `Timestam` in crate `jiff`", "4:31"),
        ("types = chrono", "cannot find `chrono`", "4:9"),
        ("schemas = { Mony = u8 }", "unknown schema `Mony`; did you mean `Money`?", "4:13"),
        ("derive = { Evnt = [Ord] }", "unknown type `Evnt`; did you mean `Event`?", "4:12"),
        ("derive = [absent::Derive]", "cannot find module or crate `absent`", "4:11"),
    ] {
        let found = errors(arguments, "");
        let [only] = found.as_slice() else { panic!("{arguments}: {found:#?}") };
        assert!(only.contains(message) && only.contains(&format!("--> src/main.rs:{place}\n")), "{arguments}: {only}");
    }

    let text = "let id = \"x\"; let _ = payload!(Change { at: id });";
    let found = errors("types = jiff, module = crate", text);
    let [only] = found.as_slice() else { panic!("{found:#?}") };
    assert!(only.contains("`at` must be a `jiff::Timestamp`, found `&str`"), "{only}");
    let found = errors("types = jiff, module = crate", "let _ = payload!(Change { at: \"2024-01-32T12:00:00Z\" });");
    let [only] = found.as_slice() else { panic!("{found:#?}") };
    assert!(only.contains("`at` must be a date and time such as 2024-01-31T12:00:00Z"), "{only}");
    let found = errors("types = { \"date-time\" = std::sync::Mutex<u8> }", "");
    let needs = |error: &String| error.contains("--> src/main.rs:4:25") && error.contains("DeserializeOwned");
    assert!(found.iter().any(|error| needs(error) || error.contains("required by a bound in")), "{found:#?}");
}

#[test]
fn a_file_that_the_description_refers_to_is_noticed_when_it_changes() {
    let outside = Outside::new(TMP, "split-api", &other_manifest());
    outside.write(
        "spec/pets.yaml",
        "openapi: 3.0.3\ninfo: { title: Pets, version: '1' }\npaths: {}\ncomponents:\n  schemas:\n    \
         Pet: { $ref: 'parts/pet.yaml' }\n",
    );
    outside.write("spec/parts/pet.yaml", "type: object\nproperties: { nickname: { type: string } }\n");
    outside.write(
        "src/main.rs",
        "#![allow(dead_code)]\ntalkjs_runtime::api! { spec = \"spec/pets.yaml\" }\n\
         fn main() { let _pet = Pet::new().nickname(\"Tom\"); }\n",
    );
    outside.build();
    // After a build that succeeds: one that fails is repeated whatever has changed.
    outside.write("spec/parts/pet.yaml", "type: object\nproperties: { name: { type: string } }\n");
    let words = outside.build_fails();
    assert!(words.contains("no method named `nickname` found"), "{words}");
}

#[test]
fn references_to_the_network_are_read_from_local_copies_that_are_noticed_when_they_change() {
    let outside = Outside::new(TMP, "copied-api", &other_manifest());
    outside.write(
        "spec/pets.yaml",
        "openapi: 3.0.3\ninfo: { title: Pets, version: '1' }\npaths: {}\ncomponents:\n  schemas:\n    \
         Pet: { $ref: 'https://example.org/schemas/pet.json' }\n",
    );
    let main = |arguments: &str| {
        let call = format!("talkjs_runtime::api! {{ spec = \"spec/pets.yaml\", {arguments} }}\n");
        let main = "fn main() { let _pet = Pet::new().tag(Tag::new().colour(\"red\")); }\n";
        outside.write("src/main.rs", &format!("#![allow(dead_code)]\n{call}{main}"));
    };
    main("");
    let words = outside.build_fails();
    let help = "references = { \"https://example.org/schemas/\" = \"path/of/the/copy/\" }";
    assert!(words.contains(help), "{words}");

    let copies = "references = { \"https://example.org/schemas/\" = \"vendor/\", \"https://example.com/\" = \"x/\", },";
    main(copies);
    let words = outside.build_fails();
    assert!(words.contains("`https://example.org/schemas/pet.json` cannot be read: `vendor/pet.json`: "), "{words}");

    outside.write(
        "vendor/pet.json",
        r#"{ "type": "object", "properties": { "tag": { "$ref": "tag.json#/$defs/Tag" } } }"#,
    );
    let tag = |property: &str| {
        let text = format!(
            "{{ \"$defs\": {{ \"Tag\": {{ \"properties\": {{ \"{property}\": {{ \"type\": \"string\" }} }} }} }} }}"
        );
        outside.write("vendor/tag.json", &text);
    };
    tag("colour");
    outside.build();
    // After a build that succeeds: one that fails is repeated whatever has changed.
    tag("color");
    let words = outside.build_fails();
    assert!(words.contains("no method named `colour` found"), "{words}");
}

#[test]
fn a_description_that_is_not_there_is_named_with_the_place_where_it_was_looked_for() {
    let outside = Outside::new(TMP, "no-file", &other_manifest());
    outside.write("src/main.rs", "talkjs_runtime::api! { spec = \"spec/none.yaml\" }\nfn main() {}\n");
    let words = outside.build_fails();
    assert!(words.contains("error: spec/none.yaml: cannot read the description: "), "{words}");
    assert!(words.contains(outside.path("spec/none.yaml").to_str().unwrap()), "{words}");
}

/// Uses of all that an API has, as a program is full of.
const USES: &str = r#"mod pets {
    talkjs_runtime::api! { spec = "spec/pets.yaml", strict = true, module = crate::pets }
}

use pets::{Client, NewPet, Pets};

#[derive(Clone, Debug)]
struct Shop {
    client: Client,
    last: Option<pets::NewPet>,
}

impl From<&str> for Shop {
    fn from(name: &str) -> Self {
        let core = talkjs_runtime::ClientCore::builder(pets::SERVER_URL).build().unwrap();
        Self { client: Client::with_core(core), last: Some(NewPet::new(name).born(5)) }
    }
}

async fn sell(shop: &mut Shop, name: &str) -> Result<Pets, talkjs_runtime::Error> {
    let pet: NewPet = pets::payload!(NewPet { name, "born": 1_700_000_000_000 });
    let name = pet.name.clone();
    shop.last = Some(pet.clone());
    shop.client.create_pet(pet).send().await?;
    let pets: pets::operations::ListPets = shop.client.list_pets().limit(5);
    println!("{name} {:?}", shop);
    let page = pets.send().await?;
    for pet in page.pets.iter().flatten() {
        if let Some(friends) = &pet.friends {
            println!("{}", friends.len());
        }
    }
    Ok(page)
}

fn main() {
    let mut shop = Shop::from("Tom");
    drop(sell(&mut shop, "Kit"));
}
"#;

#[test]
fn uses_of_a_description_with_a_mistake_are_no_errors_of_their_own() {
    let outside = Outside::new(TMP, "mistake-and-uses", &other_manifest());
    outside.write("src/main.rs", USES);
    let pets = std::fs::read_to_string(workspace().join("tests/data/code/pets.yaml")).unwrap();
    let cases = [
        ("an error by `strict` alone", "title: Pets", "titel: Pets", "unknown key `titel`"),
        ("found by the last stage", ", maximum: 50 }", " }", "`limit` needs a `maximum`"),
        ("found while references are resolved", "in: query, schema", "in: quary, schema", "unknown parameter location"),
    ];
    for (what, right, wrong, message) in cases {
        assert!(pets.contains(right), "{what}");
        outside.write("spec/pets.yaml", &pets.replacen(right, wrong, 1));
        let words = outside.build_fails();
        let errors: Vec<&str> = words.lines().filter(|line| line.starts_with("error")).collect();
        assert!(errors.iter().any(|error| error.contains(message)), "{what}: {words}");
        let others = errors.iter().filter(|error| !error.starts_with("error: spec/pets.yaml:"));
        assert_eq!(others.count(), 1, "{what}: only cargo says that it could not compile\n{words}");
    }
}

/// Of a file that is no YAML, no type has a name.
#[test]
fn a_client_and_literals_are_no_errors_when_the_description_cannot_be_read() {
    let outside = Outside::new(TMP, "no-description", &other_manifest());
    let program = r#"mod pets {
    talkjs_runtime::api! { spec = "spec/pets.yaml", module = crate::pets }
}

fn main() {
    let core = talkjs_runtime::ClientCore::builder(pets::SERVER_URL).build().unwrap();
    let client = pets::Client::with_core(core);
    drop(client.create_pet(pets::payload!(NewPet { name: "Tom" })).send());
}
"#;
    outside.write("src/main.rs", program);
    for text in [Some("openapi: ["), None] {
        match text {
            Some(text) => outside.write("spec/pets.yaml", text),
            None => std::fs::remove_file(outside.path("spec/pets.yaml")).unwrap(),
        }
        let words = outside.build_fails();
        let errors: Vec<&str> = words.lines().filter(|line| line.starts_with("error")).collect();
        assert_eq!(errors.len(), 2, "{words}");
        assert!(errors[0].starts_with("error: spec/pets.yaml:"), "{words}");
    }
}
