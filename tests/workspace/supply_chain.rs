//! What others wrote and we build: from where, under which licence, and nothing that `deny.toml` bans.
//!
//! Known holes are looked up online by `cargo deny check`; this gate needs no network.

use std::collections::{BTreeMap, BTreeSet};

use semver::{Version, VersionReq};
use serde::Deserialize;
use serde_json::Value;
use talkjs_tests::{cargo, metadata, workspace};

/// Crates that bind to something outside Rust. Each new one is a decision.
const BINDINGS: [&str; 10] = [
    "aws-lc-sys",             // cryptography of rustls
    "core-foundation-sys",    // certificates, macOS alone
    "jni-sys",                // certificates, Android alone
    "js-sys",                 // WebAssembly alone
    "libsqlite3-sys",         // SQLite, in the recipes alone
    "linux-raw-sys",          // files in tests
    "openssl-sys",            // the cargo feature `native-tls`
    "security-framework-sys", // certificates, macOS alone
    "web-sys",                // WebAssembly alone
    "windows-sys",            // Windows alone
];

/// The most crates that a user of `talkjs-client` builds, with TLS and without.
const MOST_CRATES: usize = 105;
const MOST_CRATES_WITHOUT_TLS: usize = 103;

#[derive(Deserialize)]
struct Lock {
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: Version,
    source: Option<String>,
    checksum: Option<String>,
    #[serde(default)]
    dependencies: Vec<String>,
}

/// As much of `deny.toml` as can be checked without a network.
#[derive(Deserialize)]
struct Policy {
    licenses: Licenses,
    bans: Bans,
}

#[derive(Deserialize)]
struct Licenses {
    allow: Vec<String>,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Entry>,
    skip: Vec<Entry>,
}

/// `name`, `name@version` or `name:requirement`.
#[derive(Deserialize)]
struct Entry {
    #[serde(rename = "crate")]
    spec: String,
    #[serde(default)]
    wrappers: Vec<String>,
    reason: String,
}

impl Entry {
    fn name(&self) -> &str {
        self.spec.split(['@', ':']).next().unwrap()
    }

    fn versions(&self) -> VersionReq {
        let exact = self.spec.split_once('@').map(|(_, version)| format!("={version}"));
        let range = self.spec.split_once(':').map(|(_, range)| range.to_owned());
        exact.or(range).map_or(VersionReq::STAR, |versions| versions.parse().unwrap())
    }

    fn is(&self, package: &Package) -> bool {
        self.name() == package.name && self.versions().matches(&package.version)
    }
}

impl Lock {
    fn read(text: &str) -> Self {
        toml::from_str(text).unwrap()
    }

    /// The names of the crates that depend on a crate.
    fn dependents(&self, name: &str) -> impl Iterator<Item = &str> {
        // A dependency is a name, or a name and a version.
        let is = move |dependency: &String| dependency.split(' ').next() == Some(name);
        let dependents = self.package.iter().filter(move |package| package.dependencies.iter().any(is));
        dependents.map(|package| package.name.as_str())
    }
}

/// Everything about a lock file that is not as it should be.
fn problems(lock: &Lock, policy: &Policy) -> Vec<String> {
    [origins(lock), bans(lock, policy), duplicates(lock, policy), bindings(lock)].concat()
}

/// All crates but ours come from one registry, with a checksum. The registry is the one of most crates.
fn origins(lock: &Lock) -> Vec<String> {
    let mut count = BTreeMap::new();
    lock.package.iter().filter_map(|package| package.source.as_deref()).for_each(|source| {
        *count.entry(source).or_insert(0) += 1;
    });
    let registry = count.iter().max_by_key(|(_, count)| **count).map(|(source, _)| *source);
    let problem = |package: &Package| {
        let Package { name, version, .. } = package;
        match package.source.as_deref() {
            None if name.starts_with("talkjs-") => None,
            None => Some(format!("{name} {version} comes from a folder")),
            source if source != registry => Some(format!("{name} {version} comes from elsewhere than most crates")),
            Some(source) if !source.starts_with("registry+") => Some(format!("{name} {version} is from no registry")),
            Some(_) if package.checksum.is_none() => Some(format!("{name} {version} has no checksum")),
            Some(_) => None,
        }
    };
    lock.package.iter().filter_map(problem).collect()
}

/// No crate is banned, unless all that depend on it may.
fn bans(lock: &Lock, policy: &Policy) -> Vec<String> {
    let mut problems = Vec::new();
    for ban in &policy.bans.deny {
        let may = |name: &str| ban.wrappers.iter().any(|wrapper| wrapper == name);
        let (name, reason) = (ban.name(), &ban.reason);
        let users: Vec<_> = lock.dependents(name).filter(|dependent| !may(dependent)).collect();
        if ban.wrappers.is_empty() || !users.is_empty() {
            let banned = lock.package.iter().filter(|package| ban.is(package));
            problems.extend(banned.map(|package| format!("{name} {} is banned: {reason}", package.version)));
        }
    }
    problems
}

/// No crate has two versions, unless the older one is in `skip`; and nothing is in `skip` for nothing.
fn duplicates(lock: &Lock, policy: &Policy) -> Vec<String> {
    let mut kept = BTreeMap::<_, Vec<_>>::new();
    for package in &lock.package {
        if !policy.bans.skip.iter().any(|skip| skip.is(package)) {
            kept.entry(&package.name).or_default().push(package.version.to_string());
        }
    }
    let twice = kept.iter().filter(|(_, versions)| versions.len() > 1);
    let twice = twice.map(|(name, versions)| format!("{name} is there as {}", versions.join(" and ")));
    let unused = policy.bans.skip.iter().filter(|skip| !lock.package.iter().any(|package| skip.is(package)));
    twice.chain(unused.map(|skip| format!("{} is in `skip` and not in the lock file", skip.spec))).collect()
}

fn bindings(lock: &Lock) -> Vec<String> {
    let names = lock.package.iter().map(|package| package.name.as_str());
    let new = names.filter(|name| name.ends_with("-sys") && !BINDINGS.contains(name));
    new.map(|name| format!("{name} binds to something outside Rust and is not listed")).collect()
}

/// Whether a licence expression can be met with the licences that are allowed.
fn is_allowed(expression: Option<&str>, policy: &Policy) -> bool {
    let Some(expression) = expression else { return false };
    // An older way to write `OR` is a slash.
    let expression = spdx::Expression::parse_mode(expression, spdx::ParseMode::LAX);
    let allowed = |requirement: &spdx::LicenseReq| policy.licenses.allow.contains(&requirement.to_string());
    expression.is_ok_and(|expression| expression.evaluate(allowed))
}

fn lock_text() -> String {
    std::fs::read_to_string(workspace().join("Cargo.lock")).unwrap()
}

fn policy() -> Policy {
    toml::from_str(&std::fs::read_to_string(workspace().join("deny.toml")).unwrap()).unwrap()
}

/// The lock file with another crate, from where the others are.
fn with(name: &str, version: &str) -> Lock {
    let mut lock = Lock::read(&lock_text());
    let source = lock.package.iter().find_map(|package| package.source.clone());
    let (name, version, checksum) = (name.to_owned(), version.parse().unwrap(), Some("00".to_owned()));
    lock.package.push(Package { name, version, source, checksum, dependencies: Vec::new() });
    lock
}

#[test]
fn the_lock_file_is_as_deny_toml_says() {
    let lock = Lock::read(&lock_text());
    println!("{} crates in the lock file", lock.package.len());
    assert!(lock.package.len() > 100, "the lock file is read");
    let problems = problems(&lock, &policy());
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn a_banned_crate_in_the_lock_file_is_found() {
    let policy = policy();
    for ban in policy.bans.deny.iter().filter(|ban| ban.wrappers.is_empty() && ban.versions() == VersionReq::STAR) {
        let expected = format!("{} 1.2.3 is banned: {}", ban.name(), ban.reason);
        assert!(problems(&with(ban.name(), "1.2.3"), &policy).contains(&expected), "{expected}");
    }
}

#[test]
fn a_too_old_version_in_the_lock_file_is_found_and_the_first_good_one_is_not() {
    let policy = policy();
    let is_banned = |name: &str, version: &str| {
        let words = format!("{name} {version} is banned: ");
        problems(&with(name, version), &policy).iter().any(|problem| problem.starts_with(&words))
    };
    let minima = [
        ("aws-lc-sys", "0.38.9", "0.39.0"),
        ("h2", "0.4.15", "0.4.16"),
        ("idna", "0.5.0", "1.0.0"),
        ("rustls-webpki", "0.103.12", "0.103.13"),
    ];
    for (name, old, good) in minima {
        assert!(is_banned(name, old), "{name} {old}");
        assert!(!is_banned(name, good), "{name} {good}");
    }

    let webpki = lock_text()
        .replace("name = \"rustls-webpki\"\nversion = \"0.103.", "name = \"rustls-webpki\"\nversion = \"0.102.");
    assert_ne!(webpki, lock_text(), "the lock file names it");
    let found = problems(&Lock::read(&webpki), &policy);
    assert!(found.len() == 1 && found[0].starts_with("rustls-webpki 0.102."), "{found:?}");
}

#[test]
fn a_crate_that_some_may_use_is_banned_for_others() {
    let (policy, mut lock) = (policy(), with("stranger", "1.0.0"));
    assert_eq!(problems(&lock, &policy), [""; 0]);
    lock.package.last_mut().unwrap().dependencies = vec!["openssl-sys".to_owned()];
    let found = problems(&lock, &policy);
    assert!(found.len() == 1 && found[0].ends_with("is banned: rustls is the default"), "{found:?}");
}

#[test]
fn another_source_a_second_version_and_a_new_binding_are_found() {
    let policy = policy();
    let changed = |change: fn(&mut Package)| {
        let mut lock = with("stranger", "1.0.0");
        lock.package.iter_mut().filter(|package| package.name == "stranger").for_each(change);
        problems(&lock, &policy).concat()
    };
    assert_eq!(changed(|_| ()), "");
    let git = changed(|package| package.source = Some("git+ssh://example.com/stranger".to_owned()));
    assert_eq!(git, "stranger 1.0.0 comes from elsewhere than most crates");
    assert_eq!(changed(|package| package.source = None), "stranger 1.0.0 comes from a folder");
    assert_eq!(changed(|package| package.checksum = None), "stranger 1.0.0 has no checksum");
    let binding = changed(|package| package.name = "stranger-sys".to_owned());
    assert_eq!(binding, "stranger-sys binds to something outside Rust and is not listed");
    let all_from_git = lock_text().replace("\"registry+", "\"git+");
    assert!(problems(&Lock::read(&all_from_git), &policy).concat().contains(" is from no registry"));

    let second = problems(&with("tokio", "0.9.0"), &policy).concat();
    assert!(second.starts_with("tokio is there as ") && second.ends_with(" and 0.9.0"), "{second}");
    let boon_is_gone = lock_text().replace("version = \"0.22.1\"", "version = \"0.23.1\"");
    assert!(problems(&Lock::read(&boon_is_gone), &policy).concat().contains("base64@0.22.1 is in `skip` and not in"));
}

#[test]
fn every_crate_has_a_licence_that_is_allowed() {
    let (metadata, policy) = (metadata(), policy());
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100, "only {} crates are known", packages.len());
    for package in packages {
        let licence = package["license"].as_str();
        assert!(is_allowed(licence, &policy), "{} {}: {licence:?}", package["name"], package["version"]);
    }
}

#[test]
fn a_licence_that_asks_for_more_is_refused() {
    let policy = policy();
    let cases = [
        (Some("MIT"), true),
        (Some("MIT/Apache-2.0"), true),
        (Some("GPL-3.0-only OR MIT"), true),
        (Some("(MIT OR Apache-2.0) AND Unicode-3.0"), true),
        (Some("GPL-3.0-only"), false),
        (Some("MIT AND GPL-3.0-only"), false),
        (Some("MPL-2.0"), false),
        (Some("as you like"), false),
        (None, false),
    ];
    for (licence, allowed) in cases {
        assert_eq!(is_allowed(licence, &policy), allowed, "{licence:?}");
    }
}

#[test]
fn no_crate_of_ours_has_a_build_script() {
    let metadata = metadata();
    let ours = |package: &&Value| package["source"].is_null();
    let packages: Vec<_> = metadata["packages"].as_array().unwrap().iter().filter(ours).collect();
    assert!(packages.len() >= 5, "{} crates are ours", packages.len());
    for package in packages {
        let targets = package["targets"].as_array().unwrap();
        let is_script = |target: &Value| target["kind"].as_array().unwrap().contains(&"custom-build".into());
        assert!(!targets.iter().any(is_script), "{} has a build script", package["name"]);
    }
}

/// The crates that a user of the client builds on this platform, macros included.
fn built_by_users(arguments: &[&str]) -> BTreeSet<String> {
    let mut command = cargo();
    command.args(["tree", "-p", "talkjs-client", "-e", "normal", "--prefix", "none", "--format", "{p}"]);
    let output = command.args(["--offline", "--locked"]).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    // `name v1.2.3`, and what else there is to say of it.
    text.lines().map(|line| line.splitn(3, ' ').take(2).collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn users_of_the_client_build_no_more_than_so_many_crates() {
    let cases: [(&str, &[&str], usize); 2] = [
        ("with TLS, spans and webhooks", &["--features", "tracing,webhooks"], MOST_CRATES),
        ("without TLS", &["--no-default-features", "--features", "rust-crypto"], MOST_CRATES_WITHOUT_TLS),
    ];
    for (name, arguments, most) in cases {
        let crates = built_by_users(arguments);
        println!("{name}: {} crates, at most {most}", crates.len());
        assert!(crates.len() > 10 && crates.len() <= most, "{name}: {crates:#?}");
        let has_hashes = crates.iter().any(|found| found.starts_with("hmac ") || found.starts_with("sha2 "));
        assert_eq!(has_hashes, name == "without TLS", "{name}: with TLS, its library has the hashes");
        for optional in ["native-tls", "openssl", "openssl-sys", "serde_yaml_ng", "unsafe-libyaml"] {
            let prefix = format!("{optional} ");
            assert!(!crates.iter().any(|found| found.starts_with(&prefix)), "{name}: {optional}");
        }
    }
}
