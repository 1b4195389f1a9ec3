talkjs_runtime::api! { spec = "spec/pets.yaml", derive = [schemars::JsonSchem] }

fn main() {}
