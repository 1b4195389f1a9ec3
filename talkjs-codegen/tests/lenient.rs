//! The option `lenient_responses`: what responses may lack.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a test that cannot prepare itself has failed")]

use talkjs_codegen::{Lenient, Options, Source, check, generate, outline};

const USERS: &str = r##"openapi: 3.0.3
info: { title: Users, version: '1' }
paths:
  /users:
    post:
      operationId: addUser
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/User' } } } }
      responses: { '201': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/User' } } } } }
components:
  schemas:
    User: { type: object, required: [name, team], properties: { name: { type: string }, team: { $ref: '#/components/schemas/Team' } } }
    Team: { type: object, required: [title], properties: { title: { type: string } } }
"##;

fn options(lenient_responses: Lenient) -> Options {
    Options { lenient_responses, ..Options::default() }
}

fn items(lenient: Lenient) -> Vec<String> {
    outline(&Source::new("users.yaml", USERS), &options(lenient)).unwrap()
}

#[test]
fn responses_may_lack_required_properties_and_requests_may_not() {
    let items = items(Lenient::All);
    assert_eq!(
        items[..4],
        [
            "struct User\n  name?: String\n  team?: Team",
            "struct Team\n  title?: String",
            "struct UserRequest\n  name: String\n  team: TeamRequest",
            "struct TeamRequest\n  title: String",
        ]
    );
    // A response that lacks a property makes no request.
    assert!(!items.iter().any(|item| item.starts_with("impl")), "{items:?}");
}

#[test]
fn only_the_schemas_that_are_named_are_lenient() {
    let items = items(Lenient::Schemas(vec!["Team".to_owned()]));
    assert_eq!(items[0], "struct User\n  name: String\n  team: Team");
    assert_eq!(items[1], "struct Team\n  title?: String");
    let plain = outline(&Source::new("users.yaml", USERS), &Options::default()).unwrap();
    assert_eq!(plain.len(), 3, "{plain:?}");
}

#[test]
fn a_schema_that_does_not_exist_is_an_error() {
    let source = Source::new("users.yaml", USERS);
    let found = check(&source, &options(Lenient::Schemas(vec!["Teams".to_owned()]))).unwrap_err();
    let [only] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(only.kind.to_string(), "unknown schema `Teams`; did you mean `Team`?");
}

#[test]
fn the_code_reads_the_property_as_an_option() {
    let code = generate(&Source::new("users.yaml", USERS), &options(Lenient::All)).unwrap().tokens.to_string();
    assert!(code.contains("0 \"name\" name optional ; 1 \"team\" team optional"), "{code}");
}
