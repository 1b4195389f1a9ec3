//! Generated code before the compiler, each in a crate of its own.

use serde_json::Value;

use crate::{Outside, workspace};

/// Where generated code is compiled: crates that share what they depend on.
#[derive(Debug)]
pub struct Scratch {
    tmp: String,
    /// The crate whose types the code uses, as a dependency.
    types: &'static str,
}

/// What the compiler said.
#[derive(Debug, Default)]
pub struct Compiled {
    /// Whether it compiled.
    pub ok: bool,
    /// How many warnings there were in the generated code.
    pub warnings: usize,
    /// The first message: an error where there is one, else a warning.
    pub first: Option<String>,
    /// Seconds of processor time.
    pub seconds: f64,
}

impl Scratch {
    /// `types` is the crate whose set of types the code uses, or nothing. `tmp` is a folder inside a target folder, as cargo gives it to tests. What all crates depend on is compiled now,
    /// so that it counts for none of them.
    ///
    /// # Panics
    /// When the runtime does not compile.
    #[must_use]
    pub fn new(tmp: &str, types: &str) -> Self {
        let types = match types {
            "jiff" => "jiff = { version = \"0.2\", default-features = false, features = [\"alloc\", \"serde\"] }\n",
            _ => "",
        };
        let scratch = Self { tmp: tmp.to_owned(), types };
        let compiled = scratch.compile("corpus-nothing", "");
        assert!(compiled.ok, "the runtime does not compile: {}", compiled.first.unwrap_or_default());
        scratch
    }

    /// Checks a file of generated code.
    #[must_use]
    pub fn compile(&self, name: &str, code: &str) -> Compiled {
        let runtime = workspace().join("talkjs-runtime");
        let features = "default-features = false, features = [\"macros\"]";
        let dependency =
            format!("[dependencies]\ntalkjs-runtime = {{ path = {runtime:?}, {features} }}\n{}", self.types);
        let outside = Outside::new(&self.tmp, name, &dependency);
        // The code is generated for this module.
        outside.write("src/lib.rs", "pub mod api;\n");
        outside.write("src/api.rs", code);
        let before = processor_seconds();
        let output = outside.cargo(&["check", "--offline", "--message-format=json"]);
        let seconds = processor_seconds() - before;
        let mut compiled = Compiled { ok: output.status.success(), seconds, ..Compiled::default() };
        compiled.read(&String::from_utf8_lossy(&output.stdout), &outside.path("").to_string_lossy());
        if !compiled.ok && compiled.first.is_none() {
            compiled.first = Some(String::from_utf8_lossy(&output.stderr).trim().to_owned());
        }
        compiled
    }
}

impl Compiled {
    /// Takes what concerns the crate in `folder` out of cargo's messages.
    fn read(&mut self, messages: &str, folder: &str) {
        let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let ours = messages.filter(|message| {
            let manifest = message["manifest_path"].as_str().unwrap_or_default();
            message["reason"] == "compiler-message" && manifest.starts_with(folder)
        });
        for message in ours {
            let level = message["message"]["level"].as_str().unwrap_or_default();
            // The lines that count the others have no place.
            let counting = message["message"]["spans"].as_array().is_none_or(Vec::is_empty);
            self.warnings += usize::from(level == "warning" && !counting);
            if self.first.is_none() || level == "error" && self.ok {
                self.first = message["message"]["rendered"].as_str().map(|text| text.trim().to_owned());
            }
        }
    }
}

/// Processor time of the children that have ended, where the system tells it; else time of day.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program may hold spaces; it stands in brackets before everything else.
    let after_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    let numbers: Vec<u64> = after_name.split(' ').map(|number| number.parse().unwrap_or(0)).collect();
    match numbers.get(13..15) {
        // Hundredths of a second, on every Linux.
        Some([user, system]) => f64::from(u32::try_from(user + system).unwrap_or(u32::MAX)) / 100.0,
        _ => {
            let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            now.unwrap_or_default().as_secs_f64()
        }
    }
}
