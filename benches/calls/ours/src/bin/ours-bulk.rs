//! Many users by `bulk_upsert_users`.

use ours::Ours;
use talkjs_client::UserUpdate;

fn main() {
    harness::write_users(async |server, users| {
        let ours = Ours::with(server, |client| client);
        let user = |n| {
            let user = UserUpdate::new().name(format!("User {n}")).email([format!("u{n}@example.com")]).role("buyer");
            (format!("u{n}"), user)
        };
        let written = ours.client().bulk_upsert_users((0..users).map(user)).send().await.done().expect("all of them");
        assert_eq!(written, users);
    });
}
