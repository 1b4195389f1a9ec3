talkjs_runtime::api! { spec = "spec/pets.yaml", skip = [getPet] }

fn main() {}
