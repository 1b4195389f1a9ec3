//! `payload_growth`: how the expansion of `payload!` grows with its literal. What a thousand uses cost is in `benches`.

use talkjs_codegen::payload::{expand, schemas};
use talkjs_codegen::{Options, Source};
use talkjs_tests::workspace;

/// The time of one expansion for literals of 10, 100 and 1,000 parts.
fn main() {
    let path = workspace().join("spec/talkjs.yaml");
    let source = Source::new("spec/talkjs.yaml", std::fs::read_to_string(path).unwrap());
    let schemas = schemas(&source, &Options::default()).unwrap();
    let entries = |count: usize| {
        let entries = (0..count).map(|n| format!("\"key {n}\": \"value {n}\""));
        format!("{{ \"custom\": {{ {} }} }}", entries.collect::<Vec<_>>().join(", "))
    };
    let messages = |count: usize| {
        let message = |n| format!("{{ \"type\": \"UserMessage\", \"sender\": \"u{n}\", \"text\": \"Hello {n}\" }}");
        format!("[{}]", (0..count).map(message).collect::<Vec<_>>().join(", "))
    };
    println!("expansion of a literal, in microseconds of processor time for each of its parts");
    grows("members of a map", "UserUpdate", &schemas, &entries);
    grows("messages of a list", "NewMessages", &schemas, &messages);
}

fn grows(what: &str, name: &str, schemas: &[(String, String)], literal: &dyn Fn(usize) -> String) {
    let (_, texts) = schemas.iter().find(|(known, _)| known == name).unwrap();
    let texts: String = texts.lines().map(|text| format!("{text:?} ")).collect();
    let time = |parts: usize| {
        let input: proc_macro2::TokenStream =
            format!("[::talkjs_client] [{texts}] [{name} {}]", literal(parts)).parse().unwrap();
        let _ = expand(input.clone(), |_| (0, 0));
        let repetitions = 10_000 / parts;
        let mut times: Vec<f64> = (0..5)
            .map(|_| {
                let before = own_time();
                for _ in 0..repetitions {
                    std::hint::black_box(expand(input.clone(), |_| (0, 0)));
                }
                (own_time() - before) / repetitions as f64
            })
            .collect();
        median(&mut times)
    };
    let (ten, hundred, thousand) = (time(10), time(100), time(1_000));
    println!(
        "  {what}: {:.2} with 10, {:.2} with 100, {:.2} with 1,000; from 100 to 1,000 the whole grows with the power {:.2}",
        ten * 1e6 / 10.0,
        hundred * 1e6 / 100.0,
        thousand * 1e6 / 1_000.0,
        (thousand / hundred).log10(),
    );
}

/// The processor time of this thread, in seconds.
fn own_time() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("this runs on Linux");
    text.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}

fn median(numbers: &mut [f64]) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}
