talkjs_runtime::api! { spec = "spec/pets.yaml", references = {} }

fn main() {}
