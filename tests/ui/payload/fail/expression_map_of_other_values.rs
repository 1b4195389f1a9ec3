use talkjs_ui::rules::payload;

fn main() {
    let limits = std::collections::HashMap::from([("day", "ten")]);
    payload!(Maps { "limits": limits });
}
