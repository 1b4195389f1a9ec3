talkjs_client::api! { spec = "spec/pets.yaml", strict = true, strict = false }

fn main() {}
