talkjs_runtime::api! { spec = "spec/pets.yaml", baseline = "spec/pets.yaml" }

fn main() {}
