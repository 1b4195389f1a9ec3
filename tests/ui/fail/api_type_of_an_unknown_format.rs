talkjs_runtime::api! { spec = "data/types/events.yaml", types = { "date-tim" = String } }

fn main() {}
