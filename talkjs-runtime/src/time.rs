//! Clocks and timers. They are all in this module, since those of tokio and std panic in a browser.

use std::time::SystemTime;

use crate::boxed::BoxError;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use tokio::time::{Instant, Sleep, sleep, sleep_until, timeout};

#[cfg(target_arch = "wasm32")]
pub(crate) use wasmtimer::{
    std::Instant,
    tokio::{Sleep, sleep, sleep_until, timeout},
};

/// Checks that timers work here.
///
/// # Errors
///
/// Outside of tokio's runtime, where they panic.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn timers() -> Result<(), BoxError> {
    Ok(tokio::runtime::Handle::try_current().map(drop)?)
}

/// The timers of a browser always work.
#[cfg(target_arch = "wasm32")]
#[allow(clippy::unnecessary_wraps, reason = "on other targets they may not work")]
pub(crate) fn timers() -> Result<(), BoxError> {
    Ok(())
}

/// The time of this machine's clock.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn system_time() -> SystemTime {
    SystemTime::now()
}

/// The time of the browser's clock.
#[cfg(target_arch = "wasm32")]
pub(crate) fn system_time() -> SystemTime {
    let since = wasmtimer::std::SystemTime::now().duration_since(wasmtimer::std::UNIX_EPOCH).unwrap_or_default();
    SystemTime::UNIX_EPOCH.checked_add(since).unwrap_or(SystemTime::UNIX_EPOCH)
}
