fn main() {
    harness::run::<ours_h2::OursH2>(harness::time);
}
