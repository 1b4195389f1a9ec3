talkjs_runtime::api! { spec = "data/types/events.yaml", types = { "date-time" = jiff::Timestam } }

fn main() {}
