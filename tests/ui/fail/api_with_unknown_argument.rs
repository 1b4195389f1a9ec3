talkjs_runtime::api! { specification = "spec/pets.yaml" }

fn main() {}
