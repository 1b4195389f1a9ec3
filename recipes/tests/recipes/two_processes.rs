//! Two processes with one rate limit, on a Redis server of their own.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use crate::{Folder, command, output};

#[test]
fn two_processes_together_keep_to_the_limit_of_the_app() {
    let Some(redis) = Redis::start() else { return };
    let output = output(command(env!("CARGO_BIN_EXE_two_processes")).env("REDIS_URL", &redis.url));
    assert!(output.contains("80 requests, 0 rejected\n"), "{output}");
    assert!(!output.contains("Redis is away"), "{output}");
}

/// A server that ends with it.
struct Redis {
    process: Child,
    url: String,
    _folder: Folder,
}

impl Redis {
    /// Starts a server, or says that there is none, as the tests of `talkjs-redis` do.
    fn start() -> Option<Self> {
        let program = std::env::var("TALKJS_REDIS_SERVER").unwrap_or_else(|_| "redis-server".to_owned());
        for _ in 0..10 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let folder = Folder::new("redis");
            let mut server = Command::new(&program);
            server.args(["--bind", "127.0.0.1", "--save", "", "--port", &port.to_string(), "--dir"]).arg(&folder.0);
            let mut process = match server.stdin(Stdio::null()).stdout(Stdio::piped()).spawn() {
                Ok(process) => process,
                Err(error) => {
                    let left_out = "two processes were not tried on Redis: install Debian's `redis-server`\n";
                    assert_ne!(std::env::var("TALKJS_REDIS").as_deref(), Ok("required"), "{left_out}{error}");
                    // Past the test harness, which shows only what failing tests print.
                    std::io::stderr().write_all(left_out.as_bytes()).unwrap();
                    return None;
                }
            };
            let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
            let is_ready = lines.any(|line| line.contains("Ready to accept connections"));
            std::thread::spawn(move || lines.count()); // or the server fails to write
            let redis = Self { process, url: format!("redis://127.0.0.1:{port}"), _folder: folder };
            if is_ready {
                return Some(redis);
            }
        }
        panic!("the server does not start");
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
