use talkjs_ui::rules::payload;

fn main() {
    payload!(Animal { "species": "cat", "name": "Tom" });
    payload!(Cat { "species": "dog", "lives": 9 });
    let species = "cat";
    payload!(Cat { species, "lives": 9 });
}
