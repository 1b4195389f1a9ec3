//! In methods, closures, threads and iterators.

use serde_json::json;
use talkjs_ui::rules::{Person, payload};

struct User {
    name: String,
}

impl User {
    const AGE: i64 = 5;

    fn payload(&self) -> Person {
        payload!(Person { name: &self.name, age: Self::AGE })
    }
}

impl From<User> for Person {
    fn from(user: User) -> Self {
        payload!(Person { name: user.name })
    }
}

#[test]
fn compiles() {
    let user = User { name: "Alice".to_owned() };
    super::sends(user.payload(), &json!({ "name": "Alice", "age": 5 }));
    let make = |name: &str| payload!(Person { name });
    super::sends(make("Bob"), &json!({ "name": "Bob" }));
    let all: Vec<Person> = ["A", "B"].into_iter().map(|name| payload!(Person { name })).collect();
    super::sends(all, &json!([{ "name": "A" }, { "name": "B" }]));
    let there = std::thread::spawn(move || Person::from(user)).join().unwrap();
    super::sends(there, &json!({ "name": "Alice" }));
}
