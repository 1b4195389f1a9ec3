talkjs_runtime::api! { spec = "data/types/events.yaml", types = { "date-time" = String, "date-time" = String } }

fn main() {}
