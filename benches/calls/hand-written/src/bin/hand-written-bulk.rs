//! Many users, a hundred with each request, one after another.

use hand_written::Guide;

fn main() {
    harness::write_users(async |server, users| Guide::new(server).write_users(users).await);
}
