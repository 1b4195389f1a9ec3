fn main() {
    harness::run::<hyper_floor::HyperFloor>(harness::time);
}
