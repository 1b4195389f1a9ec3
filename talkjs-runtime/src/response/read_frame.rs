//! Reads one event or value of a stream.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::response::frame::Frame;
use crate::response::json_splitter::cut_off;
use crate::response::read::{Mismatch, NO_JSON, given_json};

/// Reads one event or value.
pub(crate) type ReadFrame<T> = fn(&Frame) -> Result<T, Mismatch>;

/// Reads the data as JSON.
pub(crate) fn json<T: DeserializeOwned>(frame: &Frame) -> Result<T, Mismatch> {
    given_json(frame.data.as_bytes()).map_err(about_data)
}

/// Returns the data unchanged.
pub(crate) fn text(frame: &Frame) -> Result<String, Mismatch> {
    Ok(frame.data.clone())
}

/// Reads a record, which must be complete.
pub(crate) fn record<T: DeserializeOwned>(frame: &Frame) -> Result<T, Mismatch> {
    cut_off(&frame.data).map_or_else(|| json(frame), Err)
}

/// Reads the event as an object with the properties `data`, `event`, `id` and `retry`, as far as the stream has set
/// them. The data are JSON if the type accepts that, and otherwise a string. If neither matches, the data may be the
/// object itself: a schema with the single property `data` is ambiguous in this respect.
pub(crate) fn whole<T: DeserializeOwned>(frame: &Frame) -> Result<T, Mismatch> {
    let text = || object(frame, Value::String(frame.data.clone()));
    match serde_json::from_str(&frame.data) {
        Ok(data) => object(frame, data).or_else(|mismatch| text().or_else(|_| json(frame)).map_err(|_| mismatch)),
        Err(_) => text(),
    }
}

fn object<T: DeserializeOwned>(frame: &Frame, data: Value) -> Result<T, Mismatch> {
    let mut event = Map::new();
    for (name, text) in [("event", &frame.event), ("id", &frame.id)] {
        if !text.is_empty() {
            event.insert(name.to_owned(), Value::String(text.clone()));
        }
    }
    if let Some(retry) = frame.retry.and_then(|retry| u64::try_from(retry.as_millis()).ok()) {
        event.insert("retry".to_owned(), Value::from(retry));
    }
    event.insert("data".to_owned(), data);
    // Text has lines and columns, from which the place of a mismatch is found.
    given_json(Value::Object(event).to_string().as_bytes())
}

/// Replaces "body" by "data" in the reason.
fn about_data(mismatch: Mismatch) -> Mismatch {
    let reason = match mismatch.reason.strip_prefix(NO_JSON) {
        Some(rest) => format!("the data are not JSON{rest}"),
        None if mismatch.reason == "expected JSON, found an empty body" => "expected JSON, found no data".to_owned(),
        None => mismatch.reason,
    };
    Mismatch { reason, ..mismatch }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Tick {
        event: Option<String>,
        id: Option<String>,
        data: Vec<i64>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Text {
        data: String,
    }

    fn frame(event: &str, id: &str, data: &str) -> Frame {
        Frame { event: event.to_owned(), id: id.to_owned(), data: data.to_owned(), retry: None }
    }

    #[test]
    fn a_whole_event_has_what_the_stream_sets() {
        let tick = |event: Option<&str>, id: Option<&str>| Tick {
            event: event.map(str::to_owned),
            id: id.map(str::to_owned),
            data: vec![1],
        };
        assert_eq!(whole(&frame("tick", "7", "[1]")), Ok(tick(Some("tick"), Some("7"))));
        assert_eq!(whole(&frame("", "", "[1]")), Ok(tick(None, None)));
        assert_eq!(whole::<Tick>(&frame("", "", "[1, \"a\"]")).unwrap_err().pointer, "/data/1");
    }

    #[test]
    fn data_of_a_whole_event_are_text_where_the_type_takes_text() {
        for data in ["hello", "12", "{\"a\":1}", ""] {
            assert_eq!(whole(&frame("", "", data)), Ok(Text { data: data.to_owned() }));
        }
    }

    #[test]
    fn an_object_with_the_one_property_data_may_be_the_data() {
        assert_eq!(
            whole(&frame("", "", "{\"data\":\"a\"}")).map(|text: Text| text.data),
            Ok("{\"data\":\"a\"}".to_owned())
        );
        assert_eq!(whole(&frame("", "", "{\"data\":[1]}")).map(|tick: Tick| tick.data), Ok(vec![1]));
    }

    #[test]
    fn an_error_speaks_of_the_data() {
        let reason = |data| json::<i64>(&frame("", "", data)).unwrap_err().reason;
        assert!(reason("x").starts_with("the data are not JSON: "), "{}", reason("x"));
        assert_eq!(reason(""), "expected JSON, found no data");
        assert_eq!(
            record::<i64>(&frame("", "", "12")).unwrap_err().reason,
            "the record is cut off: a line end must follow it"
        );
    }
}
