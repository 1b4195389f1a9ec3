//! The four calls of TalkJS' guide, one after another.

use hand_written::Guide;

fn main() {
    harness::start_conversations(async |server| Guide::new(server), async |guide| guide.start_conversation().await);
}
