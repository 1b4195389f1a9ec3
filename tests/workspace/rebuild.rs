//! An edited description is noticed by the next build, without touching any Rust file or cleaning.

use std::path::Path;
use std::process::Command;

use talkjs_tests::{Outside, workspace};

#[test]
fn a_new_property_becomes_a_setter_with_the_next_build() {
    let outside = Outside::new(env!("CARGO_TARGET_TMPDIR"), "rebuild", MANIFEST);
    copy_workspace(&outside.path("copy"));
    outside.write("src/main.rs", MAIN);
    let words = outside.build_fails();
    assert!(words.contains("no method named `nickname` found for struct `UserUpdate`"), "{words}");

    let spec = outside.path("copy/spec/talkjs.yaml");
    let text = std::fs::read_to_string(&spec).unwrap();
    let before = "    UserUpdate:\n";
    let at = text.find(before).expect("the schema");
    let properties = text[at..].find("      properties:\n").expect("its properties") + at + "      properties:\n".len();
    let added = "        nickname: { type: string, nullable: true, description: A name among friends. }\n";
    std::fs::write(&spec, format!("{}{added}{}", &text[..properties], &text[properties..])).unwrap();

    outside.build();
    let binary = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("debug/rebuild");
    let output = Command::new(binary).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "{\"nickname\":\"Ally\"}\n");
}

const MANIFEST: &str = r#"exclude = ["copy"]

[dependencies]
talkjs-client = { path = "copy/talkjs-client", default-features = false }
"#;

const MAIN: &str = r#"fn main() {
    let update = talkjs_client::UserUpdate::new().nickname("Ally");
    println!("{}", talkjs_client::serde_json::to_string(&update).unwrap());
}
"#;

/// The crates that the client is made of, and the description, linked as in the workspace.
fn copy_workspace(to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    let manifest = std::fs::read_to_string(workspace().join("Cargo.toml")).unwrap();
    let members = manifest.lines().find(|line| line.starts_with("members")).unwrap();
    let manifest = manifest.replace(
        members,
        "members = [\"talkjs-rules\", \"talkjs-codegen\", \"talkjs-macros\", \"talkjs-runtime\", \"talkjs-client\"]",
    );
    std::fs::write(to.join("Cargo.toml"), manifest).unwrap();
    for part in ["spec", "talkjs-rules", "talkjs-codegen", "talkjs-macros", "talkjs-runtime", "talkjs-client"] {
        copy(&workspace().join(part), &to.join(part));
    }
    let client = to.join("talkjs-client/Cargo.toml");
    let text = std::fs::read_to_string(&client).unwrap();
    let without_tests = text.replace("talkjs-emulator.workspace = true\n", "");
    std::fs::write(client, without_tests).unwrap();
}

fn copy(from: &Path, to: &Path) {
    if from.is_symlink() {
        #[cfg(unix)]
        std::os::unix::fs::symlink(std::fs::read_link(from).unwrap(), to).unwrap();
    } else if from.is_dir() {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let name = entry.unwrap().file_name();
            copy(&from.join(&name), &to.join(&name));
        }
    } else {
        std::fs::copy(from, to).unwrap();
    }
}
