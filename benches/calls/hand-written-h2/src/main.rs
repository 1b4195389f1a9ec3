fn main() {
    harness::run::<hand_written_h2::HandWrittenH2>(harness::time);
}
