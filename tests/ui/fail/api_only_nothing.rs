talkjs_client::api! { spec = "spec/pets.yaml", only = [] }

fn main() {}
