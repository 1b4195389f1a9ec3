talkjs_runtime::api! { spec = "data/types/events.yaml", types = {} }

fn main() {}
