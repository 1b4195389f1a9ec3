talkjs_runtime::api! { spec = "spec/pets.yaml", only = [] }

fn main() {}
