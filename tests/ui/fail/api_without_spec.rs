talkjs_runtime::api! {}

fn main() {}
