//! The API whose payloads the cases beside this crate write. A crate of its own, since trybuild compiles everything that the
//! crate of the cases depends on once more.

/// Types that have every rule, of `data/payload/rules.yaml`.
#[allow(missing_docs)]
pub mod rules {
    talkjs_runtime::api! { spec = "data/payload/rules.yaml", strict = true, module = crate::rules }
}

/// The compiler whose words the expectations have, as the beginning of its version. Others word their own messages differently.
pub const COMPILER: &str = "rustc 1.95.";

/// Returns the version of the compiler that runs the tests.
///
/// # Errors
///
/// If it does not start.
pub fn compiler() -> std::io::Result<String> {
    let output = std::process::Command::new("rustc").arg("--version").output()?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
