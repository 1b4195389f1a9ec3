//! The same with an allocator that counts, which no other figure is measured with.

fn main() {
    harness::run::<ours_h2::OursH2>(|calls| {
        let counted = allocation_counter::measure(calls);
        serde_json::json!({ "allocations": counted.count_total, "bytes": counted.bytes_total })
    });
}
