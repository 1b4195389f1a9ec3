talkjs_runtime::api! { spec = "spec/pets.yaml", references = { "" = "spec/vendor/" } }

fn main() {}
