fn main() {
    harness::run::<hand_written::HandWritten>(harness::time);
}
