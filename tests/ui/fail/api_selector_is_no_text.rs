talkjs_client::api! { spec = "spec/pets.yaml", skip = [getPet] }

fn main() {}
