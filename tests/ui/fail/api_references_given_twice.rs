talkjs_runtime::api! {
    spec = "spec/pets.yaml",
    references = { "https://example.org/a/" = "spec/a/" },
    references = { "https://example.org/b/" = "spec/b/" },
}

fn main() {}
