fn main() {
    harness::run::<ours::Ours>(harness::time);
}
