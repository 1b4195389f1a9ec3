talkjs_runtime::api! { spec = "spec/pets.yaml", derive = { Pett = [Ord] } }

fn main() {}
