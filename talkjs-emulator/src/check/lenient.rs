//! Where the emulator accepts what the description does not have, and why.

use talkjs_drift::{Deviation, Kind, Part};

/// Something that the description does not have and the emulator does on purpose.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Lenient {
    /// The operation, such as `PUT /`; empty for all.
    pub operation: &'static str,
    /// What would be reported, without the operation and the status.
    pub reported: &'static str,
    /// Why it is done.
    pub reason: &'static str,
    is_meant: fn(&Deviation) -> bool,
}

/// All of them.
pub const LENIENT: &[Lenient] = &[
    Lenient {
        operation: "PUT /",
        reported: "request body at /custom: wrong type, expected object, found null",
        reason: "null removes a key or all, as in all other custom data; for the app no source says whether it may",
        is_meant: |deviation| deviation.part == Part::Request && deviation.pointer.starts_with("/custom"),
    },
    Lenient {
        operation: "",
        reported: "request body: missing, though required",
        reason: "the vendor's own code sends no body in place of `{}`; `refuse_empty_bodies` refuses it",
        is_meant: |deviation| deviation.part == Part::Request && deviation.kind == Kind::Missing,
    },
    Lenient {
        operation: "",
        reported: "parameter `limit`: broken constraint `maximum: 30`",
        reason: "the vendor's own code asks for more than a page has; `refuse_limits` refuses it",
        is_meant: |deviation| {
            let is_range = matches!(deviation.kind, Kind::BrokenConstraint { .. });
            is_range && deviation.part == Part::Parameter("limit".to_owned())
        },
    },
    Lenient {
        operation: "PUT /conversations/{conversationId}/participants/{userId}",
        reported: "request body at /access: unlisted enum value `\"Write\"`",
        reason: "an example of the vendor's sends it",
        is_meant: |deviation| deviation.part == Part::Request && deviation.pointer == "/access",
    },
    Lenient {
        operation: "POST /import/conversations/{conversationId}/messages",
        reported: "request body at /*: missing required property `createdAt`",
        reason: "older documentation, and code of the vendor's, have `timestamp` in its place",
        is_meant: |deviation| deviation.kind == Kind::MissingProperty { name: "createdAt".to_owned() },
    },
    Lenient {
        operation: "POST /files",
        reported: "response: undocumented property `attachmentToken`",
        reason: "older clients read the token by this name",
        is_meant: |deviation| deviation.kind == Kind::UndocumentedProperty { name: "attachmentToken".to_owned() },
    },
    Lenient {
        operation: "GET /users/{userId}/sessions",
        reported: "operation: undocumented operation",
        reason: "documentation of 2018 has it",
        is_meant: |deviation| deviation.kind == Kind::UndocumentedOperation,
    },
];

/// Why the emulator does this on purpose, if it does.
pub(super) fn lenient(deviation: &Deviation) -> Option<&'static Lenient> {
    LENIENT.iter().find(|lenient| {
        let (method, path) = lenient.operation.split_once(' ').unwrap_or_default();
        let is_operation = method == deviation.method && same_path(path, &deviation.path);
        (lenient.operation.is_empty() || is_operation) && (lenient.is_meant)(deviation)
    })
}

/// Whether a path, which may be that of a request, has the segments of a template.
fn same_path(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    let is_same = |(part, segment): (&&str, &&str)| part == segment || part.starts_with('{');
    template.len() == path.len() && template.iter().zip(&path).all(is_same)
}
