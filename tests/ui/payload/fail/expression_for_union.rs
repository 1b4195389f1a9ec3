use talkjs_ui::rules::payload;

fn main() {
    let address = payload!(Address { street: "High Street 1", city: "London" });
    payload!(Unions { "shape": address });
}
