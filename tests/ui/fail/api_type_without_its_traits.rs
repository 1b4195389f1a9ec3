talkjs_runtime::api! { spec = "data/types/events.yaml", types = { "date-time" = std::sync::Mutex<u8> } }

fn main() {}
