//! What is published builds for those who get it: the description is inside, no path leads out.

use std::path::Path;
use std::process::Command;

use talkjs_tests::{Outside, workspace};

const TMP: &str = env!("CARGO_TARGET_TMPDIR");
const CRATES: [&str; 5] = ["talkjs-rules", "talkjs-codegen", "talkjs-macros", "talkjs-runtime", "talkjs-client"];

#[test]
fn the_published_crates_build_outside_the_workspace() {
    let packages = Path::new(TMP).join("packages");
    let _ = std::fs::remove_dir_all(&packages);
    package(&packages);
    let unpacked = unpack(&packages);

    let inside = unpacked.join("talkjs-client-0.1.0/spec/talkjs.yaml");
    let ours = workspace().join("spec/talkjs.yaml");
    assert_eq!(std::fs::read(inside).unwrap(), std::fs::read(ours).unwrap(), "the description is inside");

    let patches: Vec<String> = CRATES
        .iter()
        .map(|name| format!("{name} = {{ path = {:?} }}\n", unpacked.join(format!("{name}-0.1.0"))))
        .collect();
    let manifest = format!(
        "[dependencies]\ntalkjs-client = {{ version = \"0.1\", default-features = false }}\n\n[patch.crates-io]\n{}",
        patches.concat()
    );
    let outside = Outside::new(TMP, "from-package", &manifest);
    outside.write("src/main.rs", "fn main() {\n    let _ = talkjs_client::NewUser::new(\"Alice\");\n}\n");
    outside.build();
}

fn package(target: &Path) {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace()).args(["package", "--workspace", "--exclude", "talkjs-tests"]);
    command.args(["--offline", "--no-verify", "--allow-dirty", "--target-dir"]).arg(target);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn unpack(packages: &Path) -> std::path::PathBuf {
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
