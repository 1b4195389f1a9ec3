//! What is asserted: literals with a cursor, and what the editor has to show there.

/// A literal, and what the editor shows.
pub(crate) struct Case {
    pub(crate) shows: &'static str,
    /// Rust code with the cursor as `$0`, where the editor is asked about a place.
    pub(crate) literal: &'static str,
    pub(crate) expected: Expected,
}

pub(crate) enum Expected {
    /// Completion proposes these texts, not those, and one has these words in its documentation.
    Proposals { these: &'static [&'static str], not: &'static [&'static str], documentation: &'static str },
    /// Hover has these words.
    Hover(&'static str),
    /// Exactly these mistakes: the text each is under, and words of its message.
    Mistakes(&'static [(&'static str, &'static str)]),
}

/// Words of the description of `photoUrl`.
const PHOTO_URL: &str = "The URL of the user's picture.";

/// Words of the description of `EmailSettings`' `inboxUrl`.
const INBOX_URL: &str = "Where the recipient finds the conversation.";

pub(crate) const CASES: &[Case] = &[
    Case {
        shows: "completion of a bare key that was begun",
        literal: r#"payload!(UserUpdate { ph$0 })"#,
        expected: Expected::Proposals {
            these: &["photoUrl", "phone", "email", "name"],
            not: &[],
            documentation: PHOTO_URL,
        },
    },
    Case {
        shows: "completion of a key in an empty literal",
        literal: r#"payload!(UserUpdate { $0 })"#,
        expected: Expected::Proposals { these: &["photoUrl", "email", "name"], not: &[], documentation: PHOTO_URL },
    },
    Case {
        shows: "completion of a key after other members",
        literal: r#"payload!(UserUpdate { "name": "Alice", "photoUrl": null, ro$0 })"#,
        expected: Expected::Proposals { these: &["role"], not: &[], documentation: "" },
    },
    Case {
        shows: "completion of a key after a trailing comma",
        literal: r#"payload!(UserUpdate { "name": "Alice", $0 })"#,
        expected: Expected::Proposals { these: &["photoUrl", "email"], not: &[], documentation: PHOTO_URL },
    },
    Case {
        shows: "completion of a key with a value",
        literal: r#"payload!(UserUpdate { ph$0: null, "name": "Alice" })"#,
        expected: Expected::Proposals { these: &["photoUrl", "email"], not: &[], documentation: PHOTO_URL },
    },
    Case {
        shows: "completion beside a mistake",
        literal: r#"payload!(UserUpdate { "nmae": "Alice", ph$0 })"#,
        expected: Expected::Proposals { these: &["photoUrl", "email"], not: &[], documentation: PHOTO_URL },
    },
    Case {
        shows: "completion in a nested object",
        literal: r#"payload!(NotificationRequest { "channels": ["EMAIL"], "emailSettings": { in$0 } })"#,
        expected: Expected::Proposals { these: &["inboxUrl", "header"], not: &["channels"], documentation: INBOX_URL },
    },
    Case {
        shows: "completion in a value of a map",
        literal: r#"payload!(UserBatch { "alice": { ph$0 } })"#,
        expected: Expected::Proposals { these: &["photoUrl", "email"], not: &[], documentation: PHOTO_URL },
    },
    Case {
        shows: "completion in a branch of a union",
        literal: r#"payload!(UserMessage { "sender": "alice", "content": [{ "type": "text", ch$0 }] })"#,
        expected: Expected::Proposals { these: &["children"], not: &["fileToken"], documentation: "" },
    },
    Case {
        shows: "completion of a variable in a value",
        literal: r#"{ let user_name = String::new(); payload!(UserUpdate { "name": user_$0 }) }"#,
        expected: Expected::Proposals { these: &["user_name"], not: &["photoUrl"], documentation: "" },
    },
    Case {
        shows: "hover on a quoted key",
        literal: r#"payload!(UserUpdate { "photo$0Url": null })"#,
        expected: Expected::Hover(PHOTO_URL),
    },
    Case {
        shows: "hover on a bare key",
        literal: r#"payload!(UserUpdate { photo$0Url: null })"#,
        expected: Expected::Hover(PHOTO_URL),
    },
    Case {
        shows: "hover on a key of a nested object",
        literal: r#"payload!(NotificationRequest { "channels": ["EMAIL"], "emailSettings": { "inbox$0Url": "u" } })"#,
        expected: Expected::Hover(INBOX_URL),
    },
    Case {
        shows: "hover beside a mistake",
        literal: r#"payload!(UserUpdate { "nmae": "Alice", "photo$0Url": null })"#,
        expected: Expected::Hover(PHOTO_URL),
    },
    Case {
        shows: "a right literal has no mistakes",
        literal: r#"payload!(UserUpdate { "name": "Alice", "photoUrl": null, "email": ["alice@example.com"] })"#,
        expected: Expected::Mistakes(&[]),
    },
    Case {
        shows: "every mistake is under its own token",
        literal: r#"payload!(UserUpdate { "nmae": "Alice", "photoUrl": 5 })"#,
        expected: Expected::Mistakes(&[("\"nmae\"", "nmae"), ("5", "")]),
    },
    Case {
        shows: "mistakes of different kinds are all there",
        literal: r#"payload!(NewUser { "emial": [], "email": ["a", 5], "role": true })"#,
        expected: Expected::Mistakes(&[
            ("\"emial\"", "did you mean `email`?"),
            ("5", "`email[1]` must be a string"),
            ("true", "`role` must be a string"),
            ("NewUser", "missing required property `name` in `NewUser`"),
        ]),
    },
    Case {
        shows: "a type that is not there is under its name",
        literal: r#"payload!(UserUpdat { "name": "Alice" })"#,
        expected: Expected::Mistakes(&[("UserUpdat", "did you mean `UserUpdate`?")]),
    },
];
