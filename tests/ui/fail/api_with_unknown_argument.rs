talkjs_client::api! { specification = "spec/pets.yaml" }

fn main() {}
