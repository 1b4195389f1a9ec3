//! What is found in exchanges, and that edits of the description leave nothing to find.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot prepare itself has failed"
)]
#![allow(clippy::needless_pass_by_value, clippy::arithmetic_side_effects, reason = "tests are short")]

use serde_json::{Value, json};
use talkjs_drift::{Body, Description, Drift, Exchange, Kind, Part, Path, Report, Unread, Unreadable};

fn api() -> Value {
    serde_json::from_str(include_str!("data/api30.json")).unwrap()
}

/// The same description in OpenAPI 3.1.
fn api_31() -> Value {
    let mut api = api();
    api["openapi"] = json!("3.1.0");
    api
}

fn read(api: Value) -> Description {
    Description::new(vec![("api.json".to_owned(), api)]).unwrap()
}

fn order() -> Value {
    json!({"id": 1, "state": "open", "total": 5})
}

/// An order with other properties.
fn with(properties: Value) -> Value {
    let mut order = order();
    order.as_object_mut().unwrap().extend(properties.as_object().unwrap().clone());
    order
}

fn get(response: Value) -> Exchange {
    answered("GET", "/orders/1", 200, response)
}

fn answered(method: &str, target: &str, status: u16, response: Value) -> Exchange {
    let mut exchange = Exchange::new(method, target, status);
    exchange.response = Body::json(response);
    exchange
}

fn post(status: u16, request: Value) -> Exchange {
    let mut exchange = answered("POST", "/orders", status, order());
    exchange.request = Body::json(request);
    exchange
}

fn report(description: &Description, exchanges: &[Exchange]) -> Report {
    let mut drift = Drift::new(description);
    exchanges.iter().for_each(|exchange| drift.add(exchange));
    drift.report()
}

fn found(exchange: &Exchange) -> Vec<String> {
    read(api()).check(exchange).deviations.iter().map(ToString::to_string).collect()
}

#[test]
fn exchanges_that_match_have_no_finding() {
    let mut list = answered("GET", "/orders?limit=5&state=open&state=paid", 200, json!({"data": [order()]}));
    list.path = Path::Url("https://us.shop.example/v1/orders".to_owned());
    let new = json!({"state": "open", "total": 3, "labels": {"anything": "goes"}});
    let exchanges = [
        get(with(json!({"payment": {"kind": "Card", "last4": "1234"}}))),
        list,
        post(201, new),
        answered("GET", "/orders/7", 404, json!({"code": "gone"})),
        answered("GET", "/unknown", 404, json!({})),
    ];
    let report = report(&read(api()), &exchanges);
    assert_eq!(report.findings, []);
    assert_eq!((report.exchanges.total, report.exchanges.checked, report.exchanges.not_found), (5, 4, 1));
}

#[test]
fn each_deviation_is_found_at_its_place() {
    let of = "GET /orders/{orderId} 200: response";
    for (exchange, expected) in [
        (get(with(json!({"color": "red"}))), vec![format!("{of}: undocumented property `color`")]),
        (
            get(with(json!({"customer": {"age": 5, "since": "yesterday"}}))),
            vec![
                format!("{of} at /customer: undocumented property `age`"),
                format!("{of} at /customer/since: broken constraint `format: \"date-time\"`"),
            ],
        ),
        (get(with(json!({"state": "lost"}))), vec![format!("{of} at /state: unlisted enum value `\"lost\"`")]),
        (get(with(json!({"total": 1.5}))), vec![format!("{of} at /total: wrong type, expected integer, found number")]),
        (
            get(with(json!({"customer": null}))),
            vec![format!("{of} at /customer: wrong type, expected object, found null")],
        ),
        (get(json!({"id": 1, "state": "open"})), vec![format!("{of}: missing required property `total`")]),
        (
            get(with(json!({"note": "longer than ten"}))),
            vec![format!("{of} at /note: broken constraint `maxLength: 10`")],
        ),
        (
            get(with(json!({"labels": {"someone": 5}}))),
            vec![format!("{of} at /labels/*: wrong type, expected string, found integer")],
        ),
        (
            get(with(json!({"payment": {"kind": "Card", "number": "1"}}))),
            vec![
                format!("{of} at /payment: missing required property `last4`"),
                format!("{of} at /payment: undocumented property `number`"),
            ],
        ),
        (
            get(with(json!({"payment": 5}))),
            vec![format!("{of} at /payment: wrong type, expected object, found integer")],
        ),
        (
            answered("GET", "/orders/1", 404, json!({"hint": 1})),
            vec!["GET /orders/{orderId} 404: response: undocumented property `hint`".to_owned()],
        ),
        (
            answered("GET", "/orders/1", 500, json!({})),
            vec!["GET /orders/{orderId} 500: response: undocumented status".to_owned()],
        ),
        (
            answered("GET", "/orders?limit=500&page=2", 200, json!({"data": []})),
            vec![
                "GET /orders 200: parameter `limit`: broken constraint `maximum: 100`".to_owned(),
                "GET /orders 200: parameter `page`: undocumented parameter".to_owned(),
            ],
        ),
        (
            answered("DELETE", "/orders/1", 200, json!({})),
            vec!["DELETE /orders/{orderId} 200: operation: undocumented operation".to_owned()],
        ),
        (
            answered("GET", "/carts/123/items", 200, json!({})),
            vec!["GET /carts/{id}/items 200: operation: undocumented operation".to_owned()],
        ),
    ] {
        assert_eq!(found(&exchange), expected);
    }
}

#[test]
fn literal_paths_come_before_templates() {
    let latest = answered("GET", "/orders/latest", 200, with(json!({"color": 1})));
    assert_eq!(found(&latest), ["GET /orders/latest 200: response: undocumented property `color`"]);
}

#[test]
fn bodies_of_other_media_types_are_findings() {
    let mut exchange = get(order());
    exchange.response.content_type = Some("text/html; charset=utf-8".to_owned());
    let expected = "undocumented content type `text/html`, expected `application/json`";
    assert_eq!(found(&exchange), [format!("GET /orders/{{orderId}} 200: response: {expected}")]);
    let mut broken = get(order());
    broken.response.content = talkjs_drift::Content::Bytes(b"{".to_vec());
    assert_eq!(found(&broken), ["GET /orders/{orderId} 200: response: not JSON"]);
}

#[test]
fn rejected_requests_are_mistakes_of_the_client() {
    let wrong = json!({"state": "open", "total": "x"});
    let rejected = report(
        &read(api()),
        &[answered("POST", "/orders", 201, order()), {
            let mut exchange = post(201, wrong.clone());
            exchange.status = 400;
            exchange
        }],
    );
    // The status 400 is undocumented, and the first request has no body.
    let kinds: Vec<(&str, &Part)> = rejected.findings.iter().map(|found| (found.kind.name(), &found.part)).collect();
    assert_eq!(kinds, [("missing", &Part::Request), ("undocumented-status", &Part::Response)]);
    assert_eq!(rejected.rejected.len(), 1);
    let accepted = report(&read(api()), &[post(201, wrong)]);
    assert_eq!((accepted.findings.len(), accepted.rejected.len()), (1, 0));
}

#[test]
fn sensitive_values_are_never_shown() {
    let exchange = get(with(json!({"customer": {"token": "canary", "name": {"canary-key": 1}}})));
    let report = report(&read(api()), &[exchange]);
    assert_eq!(report.findings.len(), 2);
    let here = |_: &talkjs_drift::Place| talkjs_drift::output::Location { file: "a".to_owned(), line: 1, column: 1 };
    let text = talkjs_drift::output::text(&report, &here, true);
    let json = talkjs_drift::output::json(&report, &here).to_string();
    let sarif = talkjs_drift::output::sarif(&report, &here).to_string();
    for shown in [text, json, sarif] {
        assert!(shown.contains("unlisted") && !shown.contains("canary"), "{shown}");
    }
}

/// Everything that edits can accept, with the same schemas broken in several ways at once.
fn deviations() -> Vec<Exchange> {
    let mut text = get(order());
    text.response.content_type = Some("text/html".to_owned());
    text.response.content = talkjs_drift::Content::Bytes(b"<p>".to_vec());
    let mut cart = answered("PUT", "/carts/123?dry=true", 202, json!({"items": [{"id": 1}, {"id": null}]}));
    cart.request = Body::json(json!({"a": 1}));
    vec![
        get(with(json!({"color": "red", "size": {"width": 1}}))),
        get(with(json!({"color": null, "size": {"width": 1.5, "height": null}}))),
        get(with(json!({"state": "lost", "total": 1.5, "customer": null}))),
        get(with(json!({"state": null, "total": null, "customer": {"age": 5, "since": "yesterday"}}))),
        get(with(json!({"note": "longer than ten", "labels": {"a": 5, "b": null, "c": [1]}}))),
        get(json!({"id": 1})),
        get(with(json!({"payment": {"kind": "Card", "number": "1"}}))),
        get(with(json!({"payment": 5}))),
        get(with(json!({"payment": null}))),
        get(with(json!({"total": {"cents": 5}, "note": 5}))),
        get(with(json!({"customer": "Ann"}))),
        answered("GET", "/orders/1", 404, json!({"hint": 1})),
        answered("GET", "/orders/1", 503, json!({"wait": 5})),
        answered("GET", "/orders?limit=500&page=2", 200, json!({"data": null})),
        answered("GET", "/orders?state=lost", 200, json!({})),
        answered("GET", "/orders/abc", 200, order()),
        answered("DELETE", "/orders/1", 200, json!({"deleted": true})),
        post(201, json!({"state": "open", "total": "x", "extra": [1]})),
        answered("POST", "/orders", 201, order()),
        text,
        cart,
    ]
}

#[test]
fn edited_description_has_no_finding_left() {
    for api in [api(), api_31()] {
        let exchanges = deviations();
        let mut description = read(api);
        let mut rounds = 0;
        loop {
            let report = report(&description, &exchanges);
            if !report.has_drift() {
                break;
            }
            let edits = report.edits(&description);
            let left: Vec<_> =
                report.findings.iter().map(|found| (&found.kind, &found.pointer, &found.place.pointer)).collect();
            assert!(!edits.is_empty() && rounds < 8, "{rounds}: {left:#?}");
            description = description.edited(&edits).unwrap();
            rounds += 1;
        }
        assert!(rounds > 1);
    }
}

#[test]
fn shapes_are_checked_without_values() {
    let mut exchange = get(Value::Null);
    exchange.response.content = talkjs_drift::Content::Shape(json!({
        "id": "integer", "state": "string", "total": "string", "note": "null", "color": "string",
        "payment": {"kind": "string", "last4": "string"}
    }));
    let of = "GET /orders/{orderId} 200: response";
    // In the order of the keys, which depends on what another crate lets `serde_json` keep.
    let mut found = found(&exchange);
    found.sort();
    let mut expected = [
        format!("{of}: undocumented property `color`"),
        format!("{of} at /note: wrong type, expected string, found null"),
        format!("{of} at /total: wrong type, expected integer, found string"),
    ];
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn hidden_values_are_checked_for_their_type_only() {
    let mut exchange = get(Value::Null);
    let content = |value: Value| talkjs_drift::Content::Json { value, hidden: vec!["/note".to_owned()] };
    exchange.response.content = content(with(json!({"note": "eleven chars"})));
    assert_eq!(found(&exchange), [] as [&str; 0]);
    exchange.response.content = content(with(json!({"note": 5})));
    assert_eq!(found(&exchange).len(), 1);
}

#[test]
fn coverage_counts_what_was_never_seen() {
    let report = report(&read(api()), &[get(with(json!({"labels": {}})))]);
    let coverage = &report.coverage;
    assert_eq!((coverage.operations.seen, coverage.operations.described), (1, 4));
    assert_eq!((coverage.statuses.seen, coverage.statuses.described), (1, 5));
    assert_eq!((coverage.parameters.seen, coverage.parameters.described), (1, 3));
    assert_eq!((coverage.values.seen, coverage.values.described), (1, 3));
    let unseen: Vec<&str> = coverage.properties.unseen.iter().map(|unseen| unseen.name.as_str()).collect();
    assert!(unseen.contains(&"customer") && !unseen.contains(&"labels"), "{unseen:?}");
}

#[test]
fn references_to_other_files_are_resolved() {
    let api = json!({"openapi": "3.1.0", "paths": {"/a": {"$ref": "parts/a.yaml#/item"}}});
    let part = json!({
        "item": {"get": {"responses": {"200": {"description": "", "content": {"application/json": {
            "schema": {"$ref": "#/schema"}}}}}}},
        "schema": {"type": "object", "properties": {"next": {"$ref": "#/schema"}}}
    });
    let files = vec![("x/api.yaml".to_owned(), api), ("x/parts/a.yaml".to_owned(), part)];
    let description = Description::new(files).unwrap();
    let checked = description.check(&answered("GET", "/a", 200, json!({"next": {"next": {"last": 1}}})));
    assert_eq!(checked.deviations.len(), 1);
    assert_eq!(checked.deviations[0].place, {
        let mut place = talkjs_drift::Place::new("/schema");
        place.file = 1;
        place
    });
    let open = json!({"openapi": "3.1.0", "paths": {"/a": {"$ref": "gone.yaml#/a"}}});
    let error = Description::new(vec![("api.yaml".to_owned(), open)]).unwrap_err();
    assert!(error.to_string().contains("reference not found: `gone.yaml#/a` at /paths/~1a"), "{error}");
}

#[test]
fn deep_values_are_checked_on_a_small_stack() {
    let node = json!({"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/Inner"}]});
    let inner = json!({"type": "object", "required": ["of"], "properties": {"of": {"type": "array",
        "items": {"anyOf": [{"$ref": "#/components/schemas/Node"}]}}}});
    let description = read(json!({
        "openapi": "3.1.0",
        "paths": {"/a": {"get": {"responses": {"200": {"description": "", "content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/Node"}}}}}}}},
        "components": {"schemas": {"Node": node, "Inner": inner}},
    }));
    let check = |depth: usize, leaf: Value| {
        let nested = (0..depth).fold(leaf, |inner, _| json!({"of": [inner]}));
        let checked = description.check(&answered("GET", "/a", 200, nested));
        (checked.deviations.len(), checked.unread)
    };
    assert_eq!(check(63, json!("a")), (0, vec![]));
    assert_eq!(check(63, json!(1)), (1, vec![]));
    assert_eq!(check(64, json!(1)), (0, vec![Unread::Depth]));
    assert_eq!(check(500, json!(1)), (0, vec![Unread::Depth]));
}

#[test]
fn unreadable_patterns_are_named_and_the_rest_is_checked() {
    let mut api = api();
    api["components"]["schemas"]["Order"]["properties"]["note"]["pattern"] = json!("(?=a)");
    let description = read(api);
    assert_eq!(description.unchecked().len(), 1);
    assert_eq!(description.check(&get(with(json!({"note": "longer than ten"})))).deviations.len(), 1);
}

#[test]
fn other_versions_are_an_error() {
    let error = Description::new(vec![("a.json".to_owned(), json!({"swagger": "2.0"}))]).unwrap_err();
    assert_eq!(error, Unreadable::Version { found: None });
}

#[test]
fn same_differences_are_one_finding() {
    let exchanges = [get(with(json!({"color": "red"}))), get(order()), get(with(json!({"color": null})))];
    let report = report(&read(api()), &exchanges);
    let [finding] = &report.findings[..] else { panic!("{:?}", report.findings) };
    assert_eq!(
        (finding.count, finding.first.number, finding.seen.to_string()),
        (2, 1, "null ×1, string ×1".to_owned())
    );
    assert_eq!(finding.kind, Kind::UndocumentedProperty { name: "color".to_owned() });
}
