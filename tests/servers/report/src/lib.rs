//! What a program found out about a server, as the line that `run` prints.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::{Debug, Display};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use talkjs_runtime::{ClientCore, ClientCoreBuilder};

/// The least number of different operations that a program calls with success.
const OPERATIONS: usize = 15;

/// What was called, and what the server does against its own description.
#[derive(Debug)]
pub struct Report {
    server: &'static str,
    succeeded: Arc<Mutex<BTreeSet<&'static str>>>,
    streams: usize,
    files: usize,
    faults: Vec<String>,
}

impl Report {
    /// An empty report on the server of this name.
    #[must_use]
    pub fn new(server: &'static str) -> Self {
        Self { server, succeeded: Arc::default(), streams: 0, files: 0, faults: Vec::new() }
    }

    /// The address of the server.
    ///
    /// # Panics
    /// If the script `run` has not set `SERVER_URL`.
    #[must_use]
    pub fn url() -> String {
        std::env::var("SERVER_URL").expect("the script `run` sets SERVER_URL")
    }

    /// A client of the server that counts the operations with a status of success.
    #[must_use]
    pub fn core(&self) -> ClientCoreBuilder {
        let succeeded = Arc::clone(&self.succeeded);
        ClientCore::builder(Self::url()).on_response(move |response| {
            if response.result.is_ok_and(|head| head.status.is_success()) {
                succeeded.lock().unwrap().insert(response.request.operation);
            }
        })
    }

    /// Counts a stream that was read to its end.
    pub fn stream(&mut self) {
        self.streams += 1;
    }

    /// Counts a file that was sent or received.
    pub fn file(&mut self) {
        self.files += 1;
    }

    /// A call that cannot succeed, as the server breaks its description: `fault` says how, and what a user does about it.
    ///
    /// # Panics
    /// If the call succeeds, which means that the server has been repaired.
    pub fn server_fault<T: Debug>(&mut self, result: Result<T, impl Display>, fault: &str) {
        match result {
            Ok(value) => panic!("no fault of the server any more: {fault}\n{value:?}"),
            Err(error) => self.faults.push(format!("{fault}\n      error: {error}")),
        }
    }

    /// What had to be done for calls to succeed, as an argument of `api!`.
    pub fn remedy(&mut self, fault: &str) {
        self.faults.push(fault.to_owned());
    }

    /// Prints the report. Fails if a call has failed, or if there were too few.
    pub fn finish(self, result: Result<(), Box<dyn Error>>) -> ExitCode {
        let operations = self.succeeded.lock().unwrap().len();
        let failed = match &result {
            Ok(()) if operations < OPERATIONS => format!("FAILED: at least {OPERATIONS} operations are expected"),
            Ok(()) => "ok".to_owned(),
            Err(error) => format!("FAILED: {error}"),
        };
        let Self { server, streams, files, faults, .. } = self;
        println!(
            "{server}: {operations} operations, {streams} streams, {files} files, {} faults of the server; {failed}",
            faults.len()
        );
        for fault in &faults {
            println!("    - {fault}");
        }
        if failed == "ok" { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
