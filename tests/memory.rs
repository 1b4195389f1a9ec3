//! Answers that are much too large take no more memory than they may. This is a test of its own, as it measures the
//! process.

#[cfg(target_os = "linux")]
#[tokio::test]
async fn no_response_takes_more_than_64_mebibytes() {
    linux::measure().await;
}

#[cfg(target_os = "linux")]
mod linux {
    use std::time::Duration;

    use talkjs_client::retry::RetryPolicy;
    use talkjs_client::{Client, Error};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    const MEBIBYTE: u64 = 1024 * 1024;

    /// The beginning of an answer, what comes behind it, and how many bytes of that.
    type Answer = (&'static str, String, Vec<u8>, u64);

    fn answers() -> Vec<Answer> {
        let fixed = |length: u64| format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
        let packed = bomb();
        let head = format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n", packed.len());
        let length = packed.len() as u64;
        vec![
            ("64 MiB", fixed(64 * MEBIBYTE), b"x".repeat(65_536), 64 * MEBIBYTE),
            ("64 MiB of lists", fixed(64 * MEBIBYTE), b"[".repeat(65_536), 64 * MEBIBYTE),
            ("1 MiB that becomes 160", head, packed, length),
            ("20 MB of one header", "HTTP/1.1 200 OK\r\nx: ".to_owned(), b"x".repeat(65_536), 20_000_000),
            ("20 MB of headers", "HTTP/1.1 200 OK\r\n".to_owned(), b"x-name: value\r\n".repeat(4096), 20_000_000),
            ("64 MiB of interim answers", String::new(), b"HTTP/1.1 100 Go\r\n\r\n".repeat(3449), 64 * MEBIBYTE),
            (
                "64 MiB in chunks",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_owned(),
                chunk(),
                64 * MEBIBYTE,
            ),
        ]
    }

    fn chunk() -> Vec<u8> {
        [b"10000\r\n".to_vec(), b"x".repeat(65_536), b"\r\n".to_vec()].concat()
    }

    /// A gzip stream of a mebibyte, which stands for 160 of zeros: a literal, and then again and again "258 bytes as one
    /// back", 8 and 5 bits in the fixed code of RFC 1951.
    fn bomb() -> Vec<u8> {
        let bits = |code: u32, length: u32| (0..length).rev().map(move |bit| (code >> bit & 1) as u8);
        // Last block, fixed code; the literal 0; and then the length 258, distance 1.
        let start = [1, 1, 0].into_iter().chain(bits(0b0011_0000, 8));
        let again = || bits(0b1100_0101, 8).chain(bits(0, 5));
        let all: Vec<u8> = start.chain((0..8 * MEBIBYTE / 13).flat_map(|_| again())).collect();
        let bytes = all.chunks(8).map(|byte| byte.iter().rev().fold(0, |byte, bit| byte << 1 | bit));
        [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF].into_iter().chain(bytes).collect()
    }

    /// The most memory that this process had at any time, in bytes.
    fn peak() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }

    pub(super) async fn measure() {
        let answers = answers();
        let count = answers.len();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let names: Vec<_> = answers.iter().map(|(name, ..)| *name).collect();
        tokio::spawn(async move {
            for (_, head, piece, length) in answers {
                let (mut stream, _) = listener.accept().await.unwrap();
                let read = stream.read(&mut [0; 4096]).await.unwrap();
                assert!(read > 0);
                let mut left = usize::try_from(length).unwrap();
                // The client hangs up when it has enough.
                let mut sent = stream.write_all(head.as_bytes()).await;
                while left > 0 && sent.is_ok() {
                    let next = left.min(piece.len());
                    sent = stream.write_all(&piece[..next]).await;
                    left -= next;
                }
            }
        });
        let builder = Client::builder().app_id("app").secret_key("sk_test_canary").base_url(origin);
        let client = builder.retry(RetryPolicy::none()).attempt_timeout(Duration::from_secs(5)).build().unwrap();
        let before = peak();
        for name in names {
            let error = client.get_user("a").send().await.unwrap_err();
            let grown = peak() - before;
            println!("{name}: {} KiB more; {error}", grown / 1024);
            assert!(!matches!(error, Error::NotSent { .. }), "{name}: {error:?}");
            assert!(grown <= 64 * MEBIBYTE, "{name}: {grown}");
        }
        assert_eq!(count, 7);
    }
}
