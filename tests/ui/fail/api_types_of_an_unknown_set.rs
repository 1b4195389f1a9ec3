talkjs_runtime::api! { spec = "data/types/events.yaml", types = { jif } }

fn main() {}
