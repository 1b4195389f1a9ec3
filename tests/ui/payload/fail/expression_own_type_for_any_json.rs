use talkjs_tests::rules::payload;

struct Data;

fn main() {
    payload!(Maps { "data": Data });
}
