talkjs_runtime::api! {
    spec = "data/types/events.yaml",
    types = jiff,
    schemas = { Money = String },
    module = crate,
}

fn main() {
    let id = "01234567-89ab-cdef-0123-456789abcdef";
    let _ = Change::new().at("2024-01-31T12:00:00Z");
    let _ = payload!(Change { at: id });
    let _ = payload!(Change { at: "2024-01-32T12:00:00Z" });
    let _ = payload!(Change { at: 5 });
    let _ = payload!(Event { id, at: id, ended: id, days: [id], seen: { "x": id }, ..todo!() });
}
