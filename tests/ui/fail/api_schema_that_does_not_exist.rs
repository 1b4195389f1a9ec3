talkjs_runtime::api! { spec = "spec/pets.yaml", schemas = { Pett = String } }

fn main() {}
