talkjs_runtime::api! { spec = "spec/pets.yaml", strict = true, strict = false }

fn main() {}
