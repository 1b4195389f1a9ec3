//! The same with the limiter.

fn main() {
    harness::run::<ours::Limited>(harness::time);
}
