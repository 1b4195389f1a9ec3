fn main() {
    harness::run::<ours_on_hyper::OursOnHyper>(harness::time);
}
