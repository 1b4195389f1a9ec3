talkjs_runtime::api! {
    spec = "spec/pets.yaml",
    references = { "https://example.org/" = "spec/a/", "https://example.org/" = "spec/b/" },
}

fn main() {}
