//! Rust names by the options `names` and `short_operation_ids`.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a test that cannot prepare itself has failed")]

use talkjs_codegen::{Options, Source, check, generate, outline};

/// As FastAPI writes it, and an operation without an id.
const ITEMS: &str = r##"openapi: 3.1.0
info: { title: Items, version: '1' }
paths:
  /items/{item_id}:
    get:
      operationId: read_item_items__item_id__get
      parameters:
        - { name: item_id, in: path, required: true, schema: { type: string } }
        - { name: q, in: query, schema: { type: string } }
      responses:
        '200':
          description: Item
          content:
            application/json: { schema: { type: object, properties: { owner: { type: object, properties: { id: { type: string } } } } } }
  /files:
    post:
      operationId: upload_file_files_post
      requestBody: { content: { multipart/form-data: { schema: { $ref: '#/components/schemas/Body_upload_file_files_post' } } } }
      responses: { '204': { description: Done } }
  /ping:
    get: { responses: { '204': { description: Done } } }
components:
  schemas:
    Body_upload_file_files_post:
      properties: { file: { type: string, format: binary }, more: { type: object, properties: { note: { type: string } } } }
    Owner: { $ref: '#/paths/~1items~1{item_id}/get/responses/200/content/application~1json/schema/properties/owner' }
    More: { $ref: '#/components/schemas/Body_upload_file_files_post/properties/more' }
    Cat: { properties: { kind: { type: string } }, required: [kind] }
    Dog: { properties: { kind: { type: string } }, required: [kind] }
    Pet:
      oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }]
      discriminator: { propertyName: kind }
"##;

fn source() -> Source {
    Source::new("items.yaml", ITEMS)
}

fn renamed(names: &[(&str, &str)]) -> Options {
    let names = names.iter().map(|(old, new)| ((*old).to_owned(), (*new).to_owned())).collect();
    Options { names, ..Options::default() }
}

fn items(options: &Options) -> String {
    outline(&source(), options).unwrap().join("\n")
}

/// The messages, without the lines of the description.
fn messages(names: &[(&str, &str)]) -> Vec<String> {
    let found = check(&source(), &renamed(names)).unwrap_err();
    found.iter().map(|diagnostic| diagnostic.render(&source()).lines().next().unwrap().to_owned()).collect()
}

#[test]
fn names_of_options_name_methods_and_types() {
    let options = renamed(&[
        ("read_item_items__item_id__get", "read_item"),
        ("Body_upload_file_files_post", "UploadFile"),
        ("get /ping", "ping"),
        ("Cat", "Kitten"),
    ]);
    let items = items(&options);
    for expected in [
        "fn read_item: GET /items/{item_id}\n",
        "-> ReadItemResponse\n",
        "struct ReadItemResponse\n",
        "struct ReadItemResponseOwner\n",
        "fn upload_file_files_post: POST /files\n  body? parts: UploadFile\n",
        "struct UploadFile\n",
        "struct UploadFileMore\n",
        "type More = UploadFileMore\n",
        "fn ping: GET /ping\n",
        "  Kitten(Kitten) by Object, kind is Cat\n",
    ] {
        assert!(items.contains(expected), "{expected}\n{items}");
    }
    for absent in ["ItemsItem", "BodyUpload", "get_ping"] {
        assert!(!items.contains(absent), "{absent}\n{items}");
    }
    let code = generate(&source(), &options).unwrap().tokens.to_string();
    assert!(code.contains("Calls `read_item_items__item_id__get`."), "the documentation has the id");
    assert!(code.contains("pub struct ReadItem ->"), "{code}");
}

#[test]
fn name_of_an_option_comes_before_a_name_of_the_description() {
    let items = items(&renamed(&[("read_item_items__item_id__get", "upload_file_files_post"), ("Cat", "Dog")]));
    for expected in [
        "fn upload_file_files_post: GET /items",
        "fn upload_file_files_post2: POST /files",
        "  Dog(Dog) by Object, kind is Cat",
        "  Dog2(Dog2) by Object, kind is Dog",
    ] {
        assert!(items.contains(expected), "{expected}\n{items}");
    }
}

#[test]
fn entry_that_names_nothing_is_an_error_with_the_nearest_name() {
    let cases = [
        ("read_item_items__item_id_get", "; did you mean `read_item_items__item_id__get`?"),
        ("Body_upload_file_file_post", "; did you mean `Body_upload_file_files_post`?"),
        ("GET /pin", "; did you mean `GET /ping`?"),
        ("POST /files", "; did you mean `upload_file_files_post`?"),
        ("colour", ""),
    ];
    for (old, nearest) in cases {
        let expected = format!("items.yaml:3:1: unknown operation or schema `{old}`{nearest}");
        assert_eq!(messages(&[(old, "other")]), [expected]);
    }
}

#[test]
fn name_that_no_method_or_type_can_have_is_an_error() {
    let cases = [
        ("GET /ping", "ping-pong", "method name; did you mean `ping_pong`?"),
        ("GET /ping", "Ping", "method name; did you mean `ping`?"),
        ("GET /ping", "loop", "method name; did you mean `loop_`?"),
        ("GET /ping", "1", "method name; did you mean `n1`?"),
        ("GET /ping", "-", "method name"),
        ("Cat", "kitten", "type name; did you mean `Kitten`?"),
        ("Cat", "Client", "type name; did you mean `ClientType`?"),
    ];
    for (old, new, reason) in cases {
        let expected = format!("items.yaml:3:1: `{old}` cannot be named `{new}`: it is not a valid {reason}");
        assert_eq!(messages(&[(old, new)]), [expected]);
    }
}

#[test]
fn new_name_that_is_given_twice_is_an_error() {
    let twice = messages(&[("Cat", "Animal"), ("GET /ping", "animal"), ("Dog", "Animal")]);
    assert_eq!(twice, ["items.yaml:3:1: `Dog` cannot be named `Animal`: `Cat` already has this name"]);
    let of_two_kinds = renamed(&[("Cat", "猫"), ("GET /ping", "猫")]);
    assert_eq!(check(&source(), &of_two_kinds).map(|found| found.len()), Ok(0));
}

#[test]
fn short_operation_ids_name_methods_and_their_types() {
    let short = Options { short_operation_ids: true, ..Options::default() };
    let found = items(&short);
    for expected in ["fn read_item: GET", "-> ReadItemResponse", "fn upload_file: POST", "fn get_ping: GET"] {
        assert!(found.contains(expected), "{expected}\n{found}");
    }
    assert!(items(&Options::default()).contains("fn read_item_items_item_id_get: GET"));
    let both = Options { short_operation_ids: true, ..renamed(&[("GET /ping", "read_item")]) };
    let found = items(&both);
    for expected in ["fn read_item_items_item_id_get: GET", "fn upload_file: POST", "fn read_item: GET /ping"] {
        assert!(found.contains(expected), "{expected}\n{found}");
    }
}

#[test]
fn short_operation_ids_name_the_types_of_bodies() {
    let short = || Options { short_operation_ids: true, ..Options::default() };
    let found = items(&short());
    assert!(found.contains("parts: BodyUploadFile\n"), "{found}");
    assert!(found.contains("struct BodyUploadFileMore\n"), "what stands inside of it\n{found}");
    let chosen = items(&Options { names: renamed(&[("Body_upload_file_files_post", "Upload")]).names, ..short() });
    assert!(chosen.contains("parts: Upload\n"), "{chosen}");
    let method = items(&Options { names: renamed(&[("upload_file_files_post", "send")]).names, ..short() });
    assert!(method.contains("parts: BodySend\n"), "{method}");

    let taken = ITEMS.replace("    Cat:", "    BodyUploadFile: { type: integer, minimum: 1 }\n    Cat:");
    let found = outline(&Source::new("items.yaml", &taken), &short()).unwrap().join("\n");
    assert!(found.contains("parts: BodyUploadFileFilesPost\n"), "the name is a schema's\n{found}");
}

#[test]
fn names_do_not_depend_on_the_selection() {
    let text = "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n  \
                /a: { get: { operationId: read_a_get, responses: { '204': { description: x } } } }\n  \
                /b: { get: { operationId: read_b_get, responses: { '204': { description: x } } } }\n";
    let only = vec!["/a".to_owned()];
    let options = Options { only, short_operation_ids: true, ..renamed(&[("read_b_get", "other")]) };
    let source = Source::new("a.yaml", text);
    assert_eq!(outline(&source, &options).unwrap(), ["fn read: GET /a\n  -> ()"], "an entry for what is left out");
    let options = Options { names: Vec::new(), ..options };
    assert_eq!(outline(&source, &options).unwrap(), ["fn read_a_get: GET /a\n  -> ()"]);
}

#[test]
fn name_of_a_schema_that_is_left_out_is_given_to_no_other() {
    let names = renamed(&[("Pet", "ReadItemItemsItemIdGetResponse")]);
    let only = vec!["/items/{item_id}".to_owned()];
    let found = outline(&source(), &Options { only, ..names }).unwrap().join("\n");
    assert!(found.contains("struct ReadItemItemsItemIdGetResponse2\n"), "{found}");
}

#[test]
fn a_method_for_a_further_body_or_a_stream_takes_no_name_of_an_operation() {
    let text = "{ openapi: 3.0.3, info: { title: T, version: '1' }, paths: {
        /a: { post: { operationId: create, requestBody: { content: { application/json: {}, text/plain: {} } },
                      responses: { '200': { description: ok, content: { application/json: {}, text/event-stream: {} } } } } },
        /b: { post: { operationId: createText, responses: { '204': { description: ok } } } },
        /c: { post: { operationId: createStream, responses: { '204': { description: ok } } } } } }";
    let outline = outline(&Source::new("t.yaml", text), &Options::default()).unwrap().join("\n");
    let methods: Vec<&str> =
        outline.lines().filter_map(|line| line.trim().strip_prefix("fn ")?.split(':').next()).collect();
    assert_eq!(
        methods,
        ["create", "create_text2", "create_stream2", "create_text2_stream", "create_text", "create_stream"]
    );
}
