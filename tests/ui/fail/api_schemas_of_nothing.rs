talkjs_runtime::api! { spec = "data/types/events.yaml", schemas = {} }

fn main() {}
