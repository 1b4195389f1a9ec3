fn main() {
    harness::run::<by_progenitor::Progenitor>(harness::time);
}
