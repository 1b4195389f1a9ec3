talkjs_runtime::api! { spec = "data/types/events.yaml", types = { "date-time" = absent::Timestamp } }

fn main() {}
