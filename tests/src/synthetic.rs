//! Descriptions of any size that are made to be hard: whatever takes more than its share of time, memory or stack shows
//! when one of them is made twice as large.

use std::fmt::Write;

/// A shape of descriptions.
pub struct Shape {
    /// What it is called.
    pub name: &'static str,
    /// A description of it, of about a size.
    pub make: fn(usize) -> String,
    /// The size at which it is tested.
    pub size: usize,
}

/// All shapes.
pub const SHAPES: &[Shape] = &[
    shape("chain of required members", chain, 800),
    shape("circle of required members", circle, 800),
    shape("star", star, 800),
    shape("chain of references", references, 1500),
    shape("chain of lists", lists, 1500),
    shape("chain of wrapped references", wrapped, 1500),
    shape("chain of parts", parts, 200),
    shape("many parts", many_parts, 800),
    shape("diamonds of parts", diamonds, 60),
    shape("diamonds of unions", union_diamonds, 60),
    shape("diamonds of members", member_diamonds, 60),
    shape("diamonds of words", word_diamonds, 60),
    shape("diamonds of scalars", scalar_diamonds, 60),
    shape("unions of all unions", union_clique, 40),
    shape("tagged unions of all unions", tagged_clique, 40),
    shape("one part in many", shared_part, 100),
    shape("unions beside unions", union_product, 20),
    shape("named unions beside unions", named_union_product, 20),
    shape("unions in unions with members beside", nested_unions, 20),
    shape("unions in themselves", union_circles, 40),
    shape("parts and unions in a circle", mixed_circle, 40),
    shape("dense references", dense, 40),
    shape("distinct branches", distinct_branches, 200),
    shape("indistinct branches", indistinct_branches, 200),
    shape("tagged branches", tagged_branches, 200),
    shape("branches with members beside", merged_branches, 200),
    shape("discriminator", discriminator, 400),
    shape("operations", operations, 300),
    shape("operations without names", unnamed_operations, 300),
    shape("operations of one name", colliding_operations, 300),
    shape("parameters", parameters, 500),
    shape("answers", answers, 400),
    shape("words", words, 5000),
    shape("words of one name", colliding_words, 5000),
    shape("numbers", numbers, 5000),
    shape("references that lead nowhere", dangling, 1000),
    shape("unknown keys", unknown_keys, 1000),
    shape("references into depths", into_depths, 300),
    shape("references along references", along_references, 500),
    shape("references to the whole", to_the_whole, 300),
    shape("path items behind path items", path_items, 500),
    shape("one path item many times", shared_path_item, 30),
    shape("deep JSON", deep_json, 1000),
    shape("deep blocks", deep_blocks, 1000),
    shape("deep flow", deep_flow, 1000),
    shape("deep objects", deep_objects, 36),
    shape("deep lists", deep_lists, 122),
    shape("deep type lists", deep_types, 30),
    shape("deep parts", deep_parts, 60),
    shape("deep example", deep_example, 100),
    shape("aliases", aliases, 20),
    shape("merge keys", merge_keys, 300),
    shape("long text", long_text, 300_000),
    shape("many lines of text", long_lines, 10_000),
    shape("many small schemas", small_schemas, 800),
    shape("large example", large_example, 4000),
    shape("long names", long_names, 2_000),
    shape("required names that are not there", required, 1500),
    shape("security schemes", security, 400),
    shape("patterns", patterns, 1000),
    shape("positions", positions, 1000),
    shape("type lists", type_lists, 300),
    shape("repeated keys", repeated_keys, 1500),
];

const fn shape(name: &'static str, make: fn(usize) -> String, size: usize) -> Shape {
    Shape { name, make, size }
}

/// A description that consists of schemas, one a line.
fn schemas(version: &str, count: usize, mut schema: impl FnMut(usize) -> String) -> String {
    let mut text =
        format!("openapi: {version}\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n");
    for index in 0..count {
        let _ = writeln!(text, "    {}", schema(index));
    }
    text
}

/// A description that consists of paths, and whatever else.
fn paths(count: usize, rest: &str, mut path: impl FnMut(usize) -> String) -> String {
    let mut text = format!("openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\n{rest}paths:\n");
    for index in 0..count {
        let _ = writeln!(text, "  {}", path(index));
    }
    text
}

fn list(count: usize, item: impl FnMut(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(", ")
}

fn to(name: impl std::fmt::Display) -> String {
    format!("{{$ref: '#/components/schemas/{name}'}}")
}

/// A reference to the next of `count`, or a text.
fn next(index: usize, count: usize) -> String {
    if index + 1 < count { to(format!("A{}", index + 1)) } else { "{type: string}".to_owned() }
}

fn chain(n: usize) -> String {
    schemas("3.0.3", n, |i| format!("A{i}: {{type: object, required: [next], properties: {{next: {}}}}}", next(i, n)))
}

fn circle(n: usize) -> String {
    let next = |i| to(format!("A{}", (i + 1) % n));
    schemas("3.0.3", n, |i| format!("A{i}: {{type: object, required: [next], properties: {{next: {}}}}}", next(i)))
}

fn star(n: usize) -> String {
    let members = list(n, |i| format!("m{i}: {}", to(format!("A{}", i + 1))));
    let required = list(n, |i| format!("m{i}"));
    schemas("3.0.3", n + 1, |i| match i {
        0 => format!("A0: {{type: object, required: [{required}], properties: {{{members}}}}}"),
        _ => format!("A{i}: {{type: object, properties: {{x: {{type: string}}}}}}"),
    })
}

fn references(n: usize) -> String {
    schemas("3.0.3", n, |i| format!("A{i}: {}", next(i, n)))
}

fn lists(n: usize) -> String {
    schemas("3.0.3", n, |i| format!("A{i}: {{type: array, items: {}}}", next(i, n)))
}

fn wrapped(n: usize) -> String {
    schemas("3.0.3", n, |i| format!("A{i}: {{nullable: {}, allOf: [{}]}}", i % 2 == 0, next(i, n)))
}

/// Each has the properties of all before it: what is said grows with the square, unless there is a limit.
fn parts(n: usize) -> String {
    schemas("3.0.3", n, |i| match i {
        0 => "A0: {type: object, properties: {x: {type: string}}}".to_owned(),
        _ => format!("A{i}: {{allOf: [{}, {{properties: {{m{i}: {{type: string}}}}}}]}}", to(format!("A{}", i - 1))),
    })
}

fn many_parts(n: usize) -> String {
    let all = list(n, |i| to(format!("A{}", i + 1)));
    schemas("3.0.3", n + 1, |i| match i {
        0 => format!("A0: {{allOf: [{all}]}}"),
        _ => format!("A{i}: {{type: object, required: [m{i}], properties: {{m{i}: {{type: string}}}}}}"),
    })
}

fn diamonds(n: usize) -> String {
    schemas("3.0.3", n, |i| match i {
        0 => "A0: {type: object, properties: {x: {type: string}}}".to_owned(),
        _ => format!("A{i}: {{allOf: [{0}, {0}, {{required: [x]}}]}}", to(format!("A{}", i - 1))),
    })
}

fn union_diamonds(n: usize) -> String {
    schemas("3.0.3", n, |i| match i {
        0 => "A0: {type: object, properties: {x: {type: string}}}".to_owned(),
        _ => format!("A{i}: {{oneOf: [{0}, {0}, {{allOf: [{0}]}}]}}", to(format!("A{}", i - 1))),
    })
}

fn member_diamonds(n: usize) -> String {
    let object = |below: &str| {
        format!(
            "{{type: object, required: [a, b], properties: {{a: {below}, b: {{type: array, items: {below}}}, c: {{allOf: [{below}], description: x}}}}}}"
        )
    };
    schemas("3.0.3", n, |i| match i {
        0 => "A0: {type: object, properties: {x: {type: string}}}".to_owned(),
        _ => format!("A{i}: {}", object(&to(format!("A{}", i - 1)))),
    })
}

fn word_diamonds(n: usize) -> String {
    schemas("3.0.3", n, |i| match i {
        0 => "A0: {type: string, enum: [a, b]}".to_owned(),
        _ => format!(
            "A{i}: {{anyOf: [{0}, {{oneOf: [{0}, {{type: string, enum: [w{i}]}}]}}]}}",
            to(format!("A{}", i - 1))
        ),
    })
}

fn scalar_diamonds(n: usize) -> String {
    schemas("3.0.3", n, |i| match i {
        0 => "A0: {type: string, format: date, maxLength: 10}".to_owned(),
        _ => format!(
            "A{i}: {{allOf: [{0}, {{anyOf: [{0}, {{allOf: [{0}, {{maxLength: {i}}}]}}]}}], minLength: 1}}",
            to(format!("A{}", i - 1))
        ),
    })
}

fn union_clique(n: usize) -> String {
    schemas("3.0.3", n, |i| {
        let all = list(n, |j| to(format!("A{j}")));
        format!("A{i}: {{oneOf: [{all}, {{type: object, properties: {{p{i}: {{type: string}}}}}}]}}")
    })
}

fn tagged_clique(n: usize) -> String {
    schemas("3.0.3", n, |i| {
        let all = list(n, |j| to(format!("A{j}")));
        let own = format!("{{type: object, required: [kind], properties: {{kind: {{type: string, enum: [k{i}]}}}}}}");
        format!("A{i}: {{oneOf: [{all}, {own}], discriminator: {{propertyName: kind}}}}")
    })
}

/// An object of many properties, a part of many: what is said grows with the square.
fn shared_part(n: usize) -> String {
    let members = list(n, |i| format!("m{i}: {{type: string}}"));
    schemas("3.0.3", n, |i| match i {
        0 => format!("A0: {{type: object, properties: {{{members}}}}}"),
        _ => format!("A{i}: {{allOf: [{}, {{properties: {{p{i}: {{type: string}}}}}}]}}", to("A0")),
    })
}

fn ten_branches(union: usize) -> String {
    list(10, |i| format!("{{type: object, required: [u{union}_{i}], properties: {{u{union}_{i}: {{type: string}}}}}}"))
}

fn union_product(n: usize) -> String {
    let all = list(n, |i| format!("{{oneOf: [{}]}}", ten_branches(i)));
    schemas("3.0.3", 1, |_| format!("A: {{type: object, properties: {{x: {{type: string}}}}, allOf: [{all}]}}"))
}

fn named_union_product(n: usize) -> String {
    let all = list(n, |i| to(format!("A{}", i + 1)));
    schemas("3.0.3", n + 1, |i| match i {
        0 => format!("A0: {{allOf: [{all}], anyOf: [{}], oneOf: [{}]}}", ten_branches(n + 1), ten_branches(n + 2)),
        _ => format!("A{i}: {{properties: {{p{i}: {{type: string}}}}, oneOf: [{}]}}", ten_branches(i)),
    })
}

fn nested_unions(n: usize) -> String {
    schemas("3.0.3", n, |i| match i {
        0 => format!("A0: {{oneOf: [{}]}}", ten_branches(0)),
        _ => format!(
            "A{i}: {{type: object, properties: {{p{i}: {{type: string}}}}, oneOf: [{0}, {{allOf: [{0}], properties: {{q{i}: {{type: string}}}}}}]}}",
            to(format!("A{}", i - 1))
        ),
    })
}

fn union_circles(n: usize) -> String {
    schemas("3.0.3", n, |i| {
        let all = list(n, |j| to(format!("A{j}")));
        format!("A{i}: {{properties: {{p{i}: {{type: string}}}}, oneOf: [{all}]}}")
    })
}

fn mixed_circle(n: usize) -> String {
    let at = |i: usize| to(format!("A{}", i % n));
    schemas("3.0.3", n, |i| {
        format!(
            "A{i}: {{allOf: [{}, {}], oneOf: [{}, {{allOf: [{}, {{anyOf: [{}, {}]}}]}}], properties: {{p{i}: {}}}}}",
            at(i + 1),
            at(i + 7),
            at(i + 2),
            at(i + 3),
            at(i + 5),
            at(i),
            at(i + 4)
        )
    })
}

fn dense(n: usize) -> String {
    schemas("3.0.3", n, |i| {
        let members = list(n, |j| format!("m{j}: {}", to(format!("A{j}"))));
        let required = list(n, |j| format!("m{j}"));
        format!("A{i}: {{type: object, required: [{required}], properties: {{{members}}}}}")
    })
}

fn distinct_branches(n: usize) -> String {
    let all = list(n, |i| format!("{{type: object, required: [m{i}], properties: {{m{i}: {{type: string}}}}}}"));
    schemas("3.0.3", 1, |_| format!("A: {{oneOf: [{all}]}}"))
}

fn indistinct_branches(n: usize) -> String {
    let all = list(n, |i| format!("{{type: object, properties: {{a: {{type: string}}, m{i}: {{type: string}}}}}}"));
    schemas("3.0.3", 1, |_| format!("A: {{oneOf: [{all}]}}"))
}

fn tagged_branches(n: usize) -> String {
    let all = list(n, |i| {
        format!(
            "{{type: object, required: [kind], properties: {{kind: {{type: string, enum: [k{i}]}}, m: {{type: string}}}}}}"
        )
    });
    schemas("3.0.3", 1, |_| format!("A: {{oneOf: [{all}]}}"))
}

fn merged_branches(n: usize) -> String {
    let all = list(n, |i| format!("{{type: object, required: [m{i}], properties: {{m{i}: {{type: string}}}}}}"));
    let members = list(n, |i| format!("p{i}: {{type: string}}"));
    schemas("3.0.3", 1, |_| format!("A: {{type: object, properties: {{{members}}}, oneOf: [{all}]}}"))
}

fn discriminator(n: usize) -> String {
    let all = list(n, |i| to(format!("A{}", i + 1)));
    let mapping = list(n, |i| format!("k{i}: '#/components/schemas/A{}'", i + 1));
    schemas("3.0.3", n + 1, |i| match i {
        0 => format!("A0: {{oneOf: [{all}], discriminator: {{propertyName: kind, mapping: {{{mapping}}}}}}}"),
        _ => format!("A{i}: {{type: object, required: [kind], properties: {{kind: {{type: string}}}}}}"),
    })
}

fn operations(n: usize) -> String {
    paths(n, "", |i| {
        format!(
            "/a{i}/{{id}}: {{get: {{operationId: get{i}, tags: [t{i}], parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}], responses: {{'200': {{description: ok, content: {{application/json: {{schema: {{type: object, properties: {{x: {{type: string}}}}}}}}}}}}}}}}}}"
        )
    })
}

fn unnamed_operations(n: usize) -> String {
    paths(n, "", |i| format!("/a{i}/b: {{get: {{responses: {{'200': {{description: ok}}}}}}}}"))
}

fn colliding_operations(n: usize) -> String {
    paths(n, "", |i| {
        format!(
            "/é{i}: {{get: {{operationId: same, responses: {{'200': {{description: ok}}}}}}, put: {{responses: {{'200': {{description: ok}}}}}}}}"
        )
    })
}

fn parameters(n: usize) -> String {
    let all =
        list(n, |i| format!("{{name: p{}, in: {}, schema: {{type: string}}}}", i / 2, ["query", "header"][i % 2]));
    paths(1, "", |_| {
        format!("/a: {{parameters: [{all}], get: {{parameters: [{all}], responses: {{'200': {{description: ok}}}}}}}}")
    })
}

fn answers(n: usize) -> String {
    let all = list(n.min(499), |i| {
        format!(
            "'{}': {{description: x, content: {{application/json: {{schema: {{type: object, properties: {{m{i}: {{type: string}}}}}}}}}}}}",
            i + 100
        )
    });
    let types = list(n, |i| format!("application/x{i}: {{schema: {{type: string}}}}"));
    paths(1, "", |_| format!("/a: {{post: {{requestBody: {{content: {{{types}}}}}, responses: {{{all}}}}}}}"))
}

fn words(n: usize) -> String {
    schemas("3.0.3", 1, |_| format!("A: {{type: string, enum: [{}]}}", list(n, |i| format!("word{i}"))))
}

fn colliding_words(n: usize) -> String {
    let word = |i: usize| format!("'{}'", "é".repeat(1 + i % 40) + &"ü".repeat(1 + i / 40));
    schemas("3.0.3", 1, |_| format!("A: {{type: string, enum: [{}]}}", list(n, word)))
}

fn numbers(n: usize) -> String {
    schemas("3.0.3", 1, |_| format!("A: {{type: integer, enum: [{}]}}", list(n, |i| i.to_string())))
}

fn dangling(n: usize) -> String {
    schemas("3.0.3", n, |i| format!("A{i}: {{type: object, properties: {{x: {}}}}}", to(format!("Missing{i}"))))
}

fn unknown_keys(n: usize) -> String {
    schemas("3.0.3", n, |i| format!("A{i}: {{type: object, propertys{i}: {{}}, requird: [x], descripton: x}}"))
}

fn into_depths(n: usize) -> String {
    let members = list(n, |i| {
        format!(
            "m{i}: {{type: object, properties: {{b: {{type: array, items: {{type: object, properties: {{c: {{type: string}}}}}}}}}}}}"
        )
    });
    schemas("3.0.3", n + 1, |i| match i {
        0 => format!("A: {{type: object, properties: {{{members}}}}}"),
        _ => format!(
            "B{i}: {{type: object, properties: {{x: {}}}}}",
            to(format!("A/properties/m{}/properties/b/items", i - 1))
        ),
    })
}

/// Each place that is referred to lies behind another reference.
fn along_references(n: usize) -> String {
    schemas("3.0.3", n, |i| {
        format!(
            "A{i}: {{type: object, properties: {{x: {}, y: {{type: object, properties: {{z: {}}}}}}}}}",
            to(format!("A{}/properties/x", i + 1)),
            to(format!("A{}/properties/y", (i + 1) % n))
        )
    })
}

fn to_the_whole(n: usize) -> String {
    let places = ["#", "#/", "#/components", "#/components/schemas", "#/paths", "#/info"];
    schemas("3.1.0", n, |i| {
        format!("A{i}: {{type: object, properties: {{x: {{$ref: '{}'}}}}}}", places[i % places.len()])
    })
}

fn path_items(n: usize) -> String {
    paths(n, "", |i| match i + 1 < n {
        true => format!("/a{i}: {{$ref: '#/paths/~1a{}'}}", i + 1),
        false => format!("/a{i}: {{get: {{responses: {{'200': {{description: ok}}}}}}}}"),
    })
}

/// A path item of `n` responses, at `n` paths: what is said grows with the square.
fn shared_path_item(n: usize) -> String {
    let all = list(n, |i| {
        format!(
            "'{}': {{description: x, content: {{application/json: {{schema: {{type: object, properties: {{m{i}: {{type: string}}}}}}}}}}}}",
            200 + i % 300
        )
    });
    let rest = format!("components: {{pathItems: {{P: {{get: {{responses: {{{all}}}}}}}}}}}\n");
    paths(n, &rest, |i| format!("/a{i}: {{$ref: '#/components/pathItems/P'}}"))
}

fn deep_json(n: usize) -> String {
    format!("{{\"openapi\": \"3.0.3\", \"x-deep\": {}{}}}", "[".repeat(n), "]".repeat(n))
}

fn deep_blocks(n: usize) -> String {
    let mut text = String::from("openapi: 3.0.3\nx-deep:\n");
    for depth in 1..=n {
        let _ = writeln!(text, "{}a:", " ".repeat(depth));
    }
    text
}

fn deep_flow(n: usize) -> String {
    format!("openapi: 3.0.3\nx-deep: {}{}\n", "{a: ".repeat(n), "}".repeat(n))
}

fn deep_objects(n: usize) -> String {
    let open = "{type: object, required: [member], properties: {member: ".repeat(n);
    schemas("3.0.3", 1, |_| format!("A: {open}{{type: string}}{}", "}}".repeat(n)))
}

fn deep_lists(n: usize) -> String {
    schemas("3.0.3", 1, |_| format!("A: {}{{type: string}}{}", "{type: array, items: ".repeat(n), "}".repeat(n)))
}

fn deep_types(n: usize) -> String {
    let mut schema = "{type: string}".to_owned();
    for _ in 0..n {
        schema = format!(
            "{{type: [object, array], properties: {{a: {schema}}}, items: {{$ref: '#/components/schemas/B'}}}}"
        );
    }
    schemas("3.1.0", 2, |i| {
        match i {
        0 => format!("A: {schema}"),
        _ => "B: {type: [object, array, string, 'null'], properties: {b: {type: [object, array], properties: {c: {type: string}}, items: {type: [string, integer, array], items: {type: [string, boolean]}}}}, items: {type: [object, array]}}".to_owned(),
    }
    })
}

fn deep_parts(n: usize) -> String {
    let open = "{properties: {x: {type: string}}, allOf: [".repeat(n);
    schemas("3.0.3", 1, |_| format!("A: {open}{{type: object, properties: {{y: {{type: string}}}}}}{}", "]}".repeat(n)))
}

fn deep_example(n: usize) -> String {
    schemas("3.0.3", 1, |_| {
        format!("A: {{type: object, default: {0}1{1}, example: {0}1{1}}}", "[".repeat(n), "]".repeat(n))
    })
}

fn aliases(n: usize) -> String {
    let mut text = String::from("openapi: 3.0.3\nx-0: &a0 [x, x]\n");
    for index in 1..=n {
        let _ = writeln!(text, "x-{index}: &a{index} [*a{0}, *a{0}, *a{0}]", index - 1);
    }
    text
}

fn merge_keys(n: usize) -> String {
    let mut text = String::from("openapi: 3.0.3\nx-0: &a0 {k: v}\n");
    for index in 1..=n {
        let _ = writeln!(text, "x-{index}: &a{index} {{<<: *a{}, k{index}: v}}", index - 1);
    }
    text
}

fn long_text(n: usize) -> String {
    schemas("3.0.3", 1, |_| {
        format!("A: {{type: object, description: \"{}\"}}", "A <b>word</b> `and` [another](x). ".repeat(n / 34))
    })
}

fn long_lines(n: usize) -> String {
    let line = "      Some text with a list:\n\n      * one\n      * `two\n";
    schemas("3.0.3", 1, |_| {
        format!("A:\n      type: object\n      description: |\n{}", line.replace("      ", "        ").repeat(n / 4))
    })
}

fn small_schemas(n: usize) -> String {
    schemas("3.0.3", n, |i| {
        format!(
            "A{i}: {{type: object, description: Some text., properties: {{x: {{type: string, maxLength: 5}}, y: {{type: integer}}}}}}"
        )
    })
}

fn large_example(n: usize) -> String {
    let example = list(n, |i| format!("{{id: {i}, name: 'name {i}'}}"));
    schemas("3.0.3", 1, |_| format!("A: {{type: object, default: {{x: [{example}]}}, example: [{example}]}}"))
}

fn long_names(n: usize) -> String {
    let name = "abcd ".repeat(n / 5);
    let (name, member) = (name.trim(), "MemberName".repeat(n / 10));
    let all = format!(
        "{{type: object, required: [{member}], properties: {{{member}: {{type: object, properties: {{{member}: {{type: string, enum: [{member}, {name}]}}}}}}}}}}"
    );
    schemas("3.0.3", 2, |i| match i {
        0 => format!("{member}: {all}"),
        _ => format!("B: {{oneOf: [{all}, {all}, {}]}}", to(&member)),
    })
}

fn required(n: usize) -> String {
    schemas("3.0.3", 1, |_| {
        format!(
            "A: {{type: object, required: [{}], properties: {{{}}}}}",
            list(n, |i| format!("m{i}")),
            list(n, |i| format!("n{i}: {{type: string}}"))
        )
    })
}

fn security(n: usize) -> String {
    let schemes = list(n, |i| format!("s{i}: {{type: apiKey, in: header, name: X-{i}}}"));
    let all = list(n, |i| format!("{{s{i}: []}}"));
    paths(n, &format!("components: {{securitySchemes: {{{schemes}}}}}\nsecurity: [{all}]\n"), |i| {
        format!("/a{i}: {{get: {{operationId: get{i}, responses: {{'200': {{description: ok}}}}}}}}")
    })
}

fn patterns(n: usize) -> String {
    let all = list(n, |i| format!("'^p{i}': {{type: object, properties: {{x: {{type: string}}}}}}"));
    schemas("3.1.0", 1, |_| format!("A: {{type: object, patternProperties: {{{all}}}}}"))
}

fn positions(n: usize) -> String {
    let all = list(n, |i| format!("{{type: object, properties: {{x{i}: {{type: string}}}}}}"));
    schemas("3.1.0", 1, |_| format!("A: {{type: array, prefixItems: [{all}], items: false}}"))
}

fn type_lists(n: usize) -> String {
    let all = list(n, |i| {
        format!("{{type: [string, integer, 'null', array], items: {{type: [string, number]}}, enum: [a, {i}]}}")
    });
    schemas("3.1.0", 1, |_| format!("A: {{anyOf: [{all}], type: [string, integer, object]}}"))
}

fn repeated_keys(n: usize) -> String {
    schemas("3.0.3", n, |i| format!("A{}: {{type: string}}", i / 2))
}

/// Files that refer to each other; the first is the description.
#[must_use]
pub fn files(count: usize) -> Vec<(String, String)> {
    let other = |i: usize| {
        let text = format!(
            "A: {{type: object, properties: {{x: {{type: string}}, next: {{$ref: 'f{}.yaml#/A'}}, far: {{$ref: 'f{}.yaml#/A'}}}}}}\n",
            (i + 1) % count,
            (i * 7) % count
        );
        (format!("f{i}.yaml"), text)
    };
    let first = schemas("3.0.3", 1, |_| "Root: {type: object, properties: {x: {$ref: 'f0.yaml#/A'}}}".to_owned());
    std::iter::once(("api.yaml".to_owned(), first)).chain((0..count).map(other)).collect()
}
