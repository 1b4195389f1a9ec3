//! Where the emulator accepts what the description does not have, with the reasons.

use talkjs_drift::{Deviation, Kind, Part};

/// An operation, such as `PUT /`, or all operations if empty; and its deviations that are on purpose.
type Lenient = (&'static str, fn(&Deviation) -> bool);

const LENIENT: &[Lenient] = &[
    // `null` removes a key or all, as in all other custom data; for the app this is undocumented.
    ("PUT /", |it| it.part == Part::Request && it.pointer.starts_with("/custom")),
    // The vendor's own code sends no body instead of `{}`; `refuse_empty_bodies` refuses it.
    ("", |it| it.part == Part::Request && it.kind == Kind::Missing),
    // The vendor's own code asks for more than a page has; `refuse_limits` refuses it.
    ("", |it| it.part == Part::Parameter("limit".to_owned()) && matches!(it.kind, Kind::BrokenConstraint { .. })),
    // An example of the vendor's sends `Write`.
    ("PUT /conversations/{conversationId}/participants/{userId}", |it| {
        it.part == Part::Request && it.pointer == "/access"
    }),
    // Older documentation, and code of the vendor's, have `timestamp` instead.
    ("POST /import/conversations/{conversationId}/messages", |it| {
        it.kind == Kind::MissingProperty { name: "createdAt".to_owned() }
    }),
    // Older clients read the token by this name.
    ("POST /files", |it| it.kind == Kind::UndocumentedProperty { name: "attachmentToken".to_owned() }),
    // Documentation of 2018 has it.
    ("GET /users/{userId}/sessions", |it| it.kind == Kind::UndocumentedOperation),
];

pub(super) fn is_lenient(deviation: &Deviation) -> bool {
    LENIENT.iter().any(|(operation, is_meant)| {
        let (method, path) = operation.split_once(' ').unwrap_or_default();
        let is_operation = method == deviation.method && same_path(path, &deviation.path);
        (operation.is_empty() || is_operation) && is_meant(deviation)
    })
}

/// Whether a path, which may be that of a request, has the segments of a template.
fn same_path(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    let is_same = |(part, segment): (&&str, &&str)| part == segment || part.starts_with('{');
    template.len() == path.len() && template.iter().zip(&path).all(is_same)
}
