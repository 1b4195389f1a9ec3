//! `show FILE`: the description that an input of the target `pipeline` stands for.

fn main() {
    let file = std::env::args().nth(1).expect("the file of an input");
    let bytes = std::fs::read(file).expect("a file that can be read");
    println!("{}", talkjs_fuzz::description(&bytes));
}
