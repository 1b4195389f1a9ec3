//! What is published builds for those who get it: the description is inside, no path leads out. An edited description is
//! noticed by the next build, without touching any Rust file or cleaning.

use std::path::{Path, PathBuf};
use std::process::Command;

use talkjs_tests::{Outside, workspace};

use super::outside::{TMP, TOKIO};

const CRATES: [&str; 6] =
    ["talkjs-rules", "talkjs-drift", "talkjs-codegen", "talkjs-macros", "talkjs-runtime", "talkjs-client"];

const MAIN: &str = r#"fn main() {
    let update = talkjs_client::UserUpdate::new().nickname("Ally");
    println!("{}", talkjs_client::serde_json::to_string(&update).unwrap());
}
"#;

/// One test, as these crates take long to compile.
#[test]
fn the_published_crates_build_and_a_new_property_becomes_a_setter_with_the_next_build() {
    let packages = Path::new(TMP).join("packages");
    let _ = std::fs::remove_dir_all(&packages);
    package(&packages);
    let unpacked = unpack(&packages);

    let inside = std::fs::read(unpacked.join("talkjs-client-0.1.0/spec/talkjs.yaml")).unwrap();
    assert_eq!(inside, std::fs::read(workspace().join("spec/talkjs.yaml")).unwrap(), "the description is inside");
    let inside = std::fs::read(unpacked.join("talkjs-codegen-0.1.0/macros/union.rs")).unwrap();
    let of_runtime = std::fs::read(workspace().join("talkjs-runtime/src/types/union.rs")).unwrap();
    assert_eq!(inside, of_runtime, "the macros that `--plain` expands are inside");
    let spec = link(&unpacked).join("talkjs.yaml");

    let patch = |name| format!("{name} = {{ path = {:?} }}\n", unpacked.join(format!("{name}-0.1.0")));
    let patches: String = CRATES.iter().map(patch).collect();
    let manifest = format!("[dependencies]\ntalkjs-client = \"0.1\"\n{TOKIO}\n[patch.crates-io]\n{patches}");
    let outside = Outside::new(TMP, "from-package", &manifest);
    outside.write("src/main.rs", "fn main() {\n    let _ = talkjs_client::NewUser::new(\"Alice\");\n}\n");
    outside.build();
    outside.write("src/main.rs", MAIN);
    let words = outside.build_fails();
    assert!(words.contains("no method named `nickname` found for struct `UserUpdate`"), "{words}");

    add_a_property(&spec);
    outside.build();
    let output = outside.command().output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "{\"nickname\":\"Ally\"}\n");
}

fn package(target: &Path) {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace()).args(["package", "--workspace"]);
    command.args(["--exclude", "talkjs-recipes", "--exclude", "talkjs-tests", "--exclude", "talkjs-ui"]);
    command.args(["--offline", "--no-verify", "--allow-dirty", "--target-dir"]).arg(target);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn unpack(packages: &Path) -> PathBuf {
    let unpacked = packages.join("unpacked");
    std::fs::create_dir_all(&unpacked).unwrap();
    for name in CRATES {
        let file = packages.join("package").join(format!("{name}-0.1.0.crate"));
        // All files of a package have the same old time, by which cargo would take those of the last run for unchanged.
        let status = Command::new("tar").arg("xzmf").arg(&file).arg("-C").arg(&unpacked).status().unwrap();
        assert!(status.success(), "tar could not unpack {}", file.display());
    }
    unpacked
}

/// Makes the description's folder a link, where there are links, as it is one in the workspace; returns the folder.
fn link(unpacked: &Path) -> PathBuf {
    let inside = unpacked.join("talkjs-client-0.1.0/spec");
    #[cfg(unix)]
    {
        let folder = unpacked.join("spec");
        std::fs::rename(&inside, &folder).unwrap();
        std::os::unix::fs::symlink("../spec", &inside).unwrap();
        folder
    }
    #[cfg(not(unix))]
    inside
}

/// Adds a property to the schema `UserUpdate`.
fn add_a_property(spec: &Path) {
    let text = std::fs::read_to_string(spec).unwrap();
    let schema = text.find("    UserUpdate:\n").expect("the schema");
    let properties = "      properties:\n";
    let at = schema + text[schema..].find(properties).expect("its properties") + properties.len();
    let added = "        nickname: { type: string, nullable: true, description: A name among friends. }\n";
    std::fs::write(spec, format!("{}{added}{}", &text[..at], &text[at..])).unwrap();
}
