talkjs_runtime::api! { spec = "spec/pets.yaml", strict = 1 }

fn main() {}
