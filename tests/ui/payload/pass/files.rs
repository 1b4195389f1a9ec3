//! Files in forms.

use talkjs_client::types::Upload;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let picture = payload!(Picture { title: "A cat", file: Upload::new("meow") });
    assert_eq!(picture.title, "A cat");
    let picture = payload!(Picture { title: "A cat", file: b"meow".to_vec() });
    assert_eq!(picture.title, "A cat");
}
