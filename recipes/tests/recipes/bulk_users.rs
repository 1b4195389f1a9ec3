//! Many users with a progress bar.

#[allow(dead_code, reason = "a program has more than a test needs")]
#[path = "../../src/bin/bulk_users.rs"]
mod recipe;

use std::collections::BTreeSet;

use indicatif::ProgressBar;
use talkjs_client::NewUser;
use talkjs_emulator::Emulator;
use talkjs_recipes::App;

use crate::{Folder, command, output};

#[test]
fn without_a_file_all_made_up_users_are_written() {
    let output = output(&mut command(env!("CARGO_BIN_EXE_bulk_users")));
    assert_eq!(output, "20000 of 20000 users are written\n");
}

#[tokio::test]
async fn the_bar_counts_written_and_failed_users() {
    let app = App::emulated(Emulator::builder()).await.unwrap();
    let bar = ProgressBar::hidden();
    // An id that no URL can carry.
    let ids = (0..250).map(|number| if number == 120 { "..".to_owned() } else { format!("user_{number}") });
    let report = recipe::write(&app.talkjs, ids.map(|id| (id, NewUser::new("Alice"))), &bar).await;
    assert_eq!((report.written, report.failed.len(), report.stop), (249, 1, None));
    assert_eq!((bar.position(), bar.message().as_str()), (250, "1 failed"));

    let mut found = BTreeSet::new();
    let mut users = app.talkjs.list_users().stream();
    while let Some(user) = users.next().await {
        found.insert(user.unwrap().id.to_string());
    }
    assert_eq!(found, (0..250).filter(|number| *number != 120).map(|number| format!("user_{number}")).collect());
}

#[test]
fn the_users_of_a_file_are_written() {
    let folder = Folder::new("users");
    std::fs::write(folder.file("users.csv"), "12081,Alice\n8029, Sebastian, the seller\n").unwrap();
    let output = output(command(env!("CARGO_BIN_EXE_bulk_users")).arg(folder.file("users.csv")));
    assert_eq!(output, "2 of 2 users are written\n");
    let users: Vec<_> = recipe::read(folder.file("users.csv")).unwrap().collect();
    assert_eq!(users[1], ("8029".to_owned(), NewUser::new("Sebastian, the seller")));
}

#[test]
fn a_line_that_is_no_user_is_named_before_anything_is_sent() {
    let folder = Folder::new("no-users");
    std::fs::write(folder.file("users.csv"), "12081,Alice\n8029\n").unwrap();
    let output = command(env!("CARGO_BIN_EXE_bulk_users")).arg(folder.file("users.csv")).output().unwrap();
    assert!(!output.status.success() && output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("line 2 is not `ID,NAME`"));
}
