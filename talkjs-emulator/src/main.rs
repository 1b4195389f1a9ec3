//! The command `talkjs-emulator`: an emulator of TalkJS that runs until Ctrl-C.

use std::ffi::OsString;
use std::future;
use std::io::{self, Write as _};
use std::net::IpAddr;
use std::process::ExitCode;
use std::str::FromStr;

use talkjs_emulator::{ApiVersion, App, Builder, Decisions, Emulator};

const DEFAULT_PORT: u16 = 4010;
const DEFAULT_APP: &str = "emulated";

const HELP: &str = "\
An emulator of TalkJS that runs until Ctrl-C.

Usage: talkjs-emulator [options]

  --port PORT         port; 0 is any free one (default: 4010)
  --listen ADDRESS    address to listen on (default: 127.0.0.1); in a container 0.0.0.0
  --host-name NAME    another name under which clients may call it; can be repeated
  --app-id ID         id of the app (default: emulated)
  --secret-key KEY    secret key of the app (default: sk_test_emulator)
  --app ID=KEY        a further app with its secret key; can be repeated
  --api-version DATE  version for requests to the first app without one (default: the latest)
  --webhook URL       where events are posted, http only; can be repeated
  --data FILE         keep the state in this file (default: in memory only)
  --decide NAME=VALUE behaviour where that of TalkJS is undocumented, such as
                      refuseLimits=true; can be repeated. All names and values:
                      GET /_control/decisions
  --seed NUMBER       seed of ids and chance (default: the time)
  --check             print deviations from TalkJS' description on stderr
                      (needs the cargo feature `check`)
  --help              this text

When it accepts requests it prints one line `listening on http://127.0.0.1:PORT`
and the environment variables that point a client at it. The inbox page is at
that address.

The environment variable TALKJS_EMULATOR_DECIDE is like --decide, with
spaces between several.
";

/// The environment variable of decisions; arguments override it.
const DECIDE: &str = "TALKJS_EMULATOR_DECIDE";

const WRONG_USAGE: u8 = 2;

fn main() -> ExitCode {
    let done = match read(std::env::args_os().skip(1)) {
        Ok(None) => print(HELP),
        Ok(Some(builder)) => serve(builder),
        Err(wrong) => {
            complain(&format!("{wrong}\n\n{HELP}"));
            return ExitCode::from(WRONG_USAGE);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("cannot run: {error}\n"));
            ExitCode::FAILURE
        }
    }
}

/// The settings in the arguments, or nothing if they ask for help.
fn read(mut arguments: impl Iterator<Item = OsString>) -> Result<Option<Builder>, String> {
    // The first app exists, whichever others are added.
    let mut builder = Emulator::builder().port(DEFAULT_PORT).app_id(DEFAULT_APP);
    let mut decisions = Decisions::default();
    for decision in std::env::var(DECIDE).unwrap_or_default().split_whitespace() {
        decide(&mut decisions, decision).map_err(|wrong| format!("{DECIDE}: {wrong}"))?;
    }
    let mut is_checked = false;
    while let Some(argument) = arguments.next() {
        let argument = text(argument)?;
        let (name, attached) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (argument.as_str(), None),
        };
        let mut value = || match attached.clone() {
            Some(value) => Ok(value),
            None => text(arguments.next().ok_or(format!("`{name}` needs a value"))?),
        };
        builder = match name {
            "--help" | "-h" => return Ok(None),
            "--check" => {
                is_checked = true;
                builder
            }
            "--decide" => {
                decide(&mut decisions, &value()?)?;
                builder
            }
            "--port" => builder.port(parsed(name, "a number from 0 to 65535", &value()?)?),
            "--listen" => builder.listen(parsed::<IpAddr>(name, "an address such as 0.0.0.0", &value()?)?),
            "--host-name" => builder.host_name(value()?),
            "--app" => builder.app(app(&value()?)?),
            "--api-version" => builder.api_version(version(&value()?)?),
            "--webhook" => builder.webhook(value()?),
            "--data" => data(builder, &value()?)?,
            "--seed" => builder.seed(parsed(name, "a whole number", &value()?)?),
            "--app-id" => builder.app_id(value()?),
            "--secret-key" => builder.secret_key(value()?),
            _ => return Err(format!("unknown argument `{name}`")),
        };
    }
    builder = builder.decisions(decisions);
    if is_checked {
        builder = checked(builder)?;
    }
    Ok(Some(builder))
}

/// Prints one line for each mismatch.
#[cfg(feature = "check")]
fn checked(builder: Builder) -> Result<Builder, String> {
    let description = talkjs_emulator::check::Description::talkjs().map_err(|error| error.to_string())?;
    Ok(builder.on_request(move |request| {
        for mismatch in description.check(request) {
            complain(&format!("{mismatch}\n"));
        }
    }))
}

#[cfg(not(feature = "check"))]
fn checked(_: Builder) -> Result<Builder, String> {
    Err("`--check` needs a build with `--features check`".to_owned())
}

fn text(argument: OsString) -> Result<String, String> {
    argument.into_string().map_err(|argument| format!("the argument `{}` is not Unicode", argument.display()))
}

fn parsed<T: FromStr>(name: &str, expected: &str, value: &str) -> Result<T, String> {
    value.parse().map_err(|_| format!("`{name}` must be {expected}, not `{value}`"))
}

fn app(value: &str) -> Result<App, String> {
    // The key is not shown, as it may be a real one.
    let (id, key) = value.split_once('=').ok_or("`--app` must be an id, `=` and a secret key")?;
    Ok(App::new(id, key))
}

fn decide(decisions: &mut Decisions, text: &str) -> Result<(), String> {
    let (name, value) = text.split_once('=').ok_or("`--decide` must be a name, `=` and a value")?;
    decisions.set(name, value).map_err(|error| error.to_string())
}

fn version(value: &str) -> Result<ApiVersion, String> {
    ApiVersion::from_date(value).ok_or_else(|| {
        let dates: Vec<_> = ApiVersion::ALL.iter().map(|version| version.date()).collect();
        format!("`--api-version` must be one of {}, not `{value}`", dates.join(", "))
    })
}

#[cfg(feature = "data")]
#[expect(clippy::unnecessary_wraps, reason = "without the cargo feature it is refused")]
fn data(builder: Builder, path: &str) -> Result<Builder, String> {
    Ok(builder.data(path))
}

#[cfg(not(feature = "data"))]
fn data(_: Builder, _: &str) -> Result<Builder, String> {
    Err("`--data` needs the cargo feature `data`, which this command was built without".to_owned())
}

fn serve(builder: Builder) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let emulator = builder.start().await?;
        tokio::select! {
            // In this order: a client that sees that it listens can stop it.
            biased;
            stopped = tokio::signal::ctrl_c() => stopped,
            stopped = terminated() => stopped,
            failed = greet(&emulator) => failed,
        }
    })
}

/// Containers are stopped with this signal, which their first process must handle itself.
#[cfg(unix)]
async fn terminated() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    signal(SignalKind::terminate())?.recv().await;
    Ok(())
}

#[cfg(not(unix))]
async fn terminated() -> io::Result<()> {
    future::pending().await
}

/// Ends only if nobody reads the greeting.
async fn greet(emulator: &Emulator) -> io::Result<()> {
    print(&greeting(emulator))?;
    future::pending().await
}

fn greeting(emulator: &Emulator) -> String {
    format!(
        "listening on {url}\n\
         TALKJS_BASE_URL={url}\n\
         TALKJS_APP_ID={app_id}\n\
         TALKJS_SECRET_KEY={secret_key}\n",
        url = emulator.base_url(),
        app_id = emulator.app_id(),
        secret_key = emulator.secret_key(),
    )
}

fn print(text: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(text.as_bytes())?;
    output.flush()
}

/// Nobody can be informed if this fails.
fn complain(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
