//! Forms with files: `multipart/form-data`.

use crate::percent;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) filename: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) bytes: Vec<u8>,
}

/// The boundary between the parts, if a content type is that of a form.
pub(crate) fn boundary(content_type: &str) -> Option<String> {
    let (media, parameters) = content_type.split_once(';')?;
    let is_form = media.trim().eq_ignore_ascii_case("multipart/form-data");
    parameter(parameters, "boundary").filter(|boundary| is_form && !boundary.is_empty())
}

/// The parts of a form, or nothing if it is not a form.
pub(crate) fn parts(body: &[u8], boundary: &str) -> Option<Vec<Part>> {
    let delimiter = format!("\r\n--{boundary}");
    // The first delimiter may be at the very start, with no line before it.
    let body = [b"\r\n", body].concat();
    let (_, mut rest) = split_once(&body, delimiter.as_bytes())?;
    let mut parts = Vec::new();
    while !rest.starts_with(b"--") {
        let (padding, part) = split_once(rest, b"\r\n")?;
        let (part, next) = split_once(part, delimiter.as_bytes())?;
        parts.push(part_of(part).filter(|_| padding.trim_ascii().is_empty())?);
        rest = next;
    }
    Some(parts)
}

fn part_of(part: &[u8]) -> Option<Part> {
    let (headers, bytes) = split_once(part, b"\r\n\r\n")?;
    let headers = std::str::from_utf8(headers).ok()?;
    let header = |name: &str| {
        let mut headers = headers.lines().filter_map(|line| line.split_once(':'));
        headers.find(|(known, _)| known.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    };
    let (kind, parameters) = header("content-disposition")?.split_once(';')?;
    Some(Part {
        name: parameter(parameters, "name").filter(|_| kind.trim().eq_ignore_ascii_case("form-data"))?,
        filename: extended_parameter(parameters, "filename*").or_else(|| parameter(parameters, "filename")),
        content_type: header("content-type").map(str::to_owned),
        bytes: bytes.to_owned(),
    })
}

/// A parameter such as `name="a \"b\""`, without its quotes.
fn parameter(parameters: &str, name: &str) -> Option<String> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let mut pieces = parameters.split(|letter| {
        is_quoted ^= letter == '"' && !is_escaped;
        is_escaped = letter == '\\' && !is_escaped;
        letter == ';' && !is_quoted
    });
    let (_, value) = pieces.find_map(|piece| {
        let (known, value) = piece.split_once('=')?;
        known.trim().eq_ignore_ascii_case(name).then_some((known, value.trim()))
    })?;
    let unquoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    Some(unquoted.map_or_else(|| value.to_owned(), |text| text.replace("\\\"", "\"").replace("\\\\", "\\")))
}

/// A parameter such as `filename*=UTF-8''na%C3%AFve.txt`.
fn extended_parameter(parameters: &str, name: &str) -> Option<String> {
    let value = parameter(parameters, name)?;
    let (charset, text) = value.split_once("''")?;
    percent::decode(text).filter(|_| charset.eq_ignore_ascii_case("utf-8"))
}

fn split_once<'b>(bytes: &'b [u8], separator: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let at = bytes.windows(separator.len()).position(|window| window == separator)?;
    let (before, rest) = bytes.split_at_checked(at)?;
    Some((before, rest.strip_prefix(separator)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boundary_is_a_parameter_of_the_content_type() {
        assert_eq!(boundary("multipart/form-data; boundary=ab").as_deref(), Some("ab"));
        assert_eq!(boundary("Multipart/Form-Data; charset=x; boundary=\"a b\"").as_deref(), Some("a b"));
        for wrong in ["multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=ab", ""] {
            assert_eq!(boundary(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn parts_have_names_and_bytes_as_they_are() {
        let body = b"preamble\r\n--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--y\r\n--x \r\n\
            content-type: image/png\r\ncontent-disposition: form-data; name=file; filename=\"a;\\\"b.png\"\r\n\r\n\xff\0\r\n\
            --x--\r\nepilogue";
        let parts = parts(body, "x").unwrap();
        let [first, second] = parts.as_slice() else { panic!("{parts:?}") };
        assert_eq!((first.name.as_str(), first.bytes.as_slice()), ("a", b"1\r\n--y".as_slice()));
        assert_eq!((&first.filename, &first.content_type), (&None, &None));
        assert_eq!((second.name.as_str(), second.bytes.as_slice()), ("file", b"\xff\0".as_slice()));
        assert_eq!(second.filename.as_deref(), Some("a;\"b.png"));
        assert_eq!(second.content_type.as_deref(), Some("image/png"));
    }

    #[test]
    fn names_of_files_may_be_in_any_script() {
        let body = b"--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"_\"; filename*=utf-8''%C3%A9\r\n\r\n\r\n--x--";
        assert_eq!(parts(body, "x").unwrap()[0].filename.as_deref(), Some("é"));
    }

    #[test]
    fn what_is_no_form_has_no_parts() {
        for body in [
            "",
            "--x",
            "--y--",
            "--x\r\n\r\n--x--",
            "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n",
            "--x\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--x--",
            "--x\r\nContent-Disposition: form-data; filename=\"a\"\r\n\r\n1\r\n--x--",
            "--xy\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--xy--",
        ] {
            assert_eq!(parts(body.as_bytes(), "x"), None, "{body}");
        }
        assert_eq!(parts(b"--x--", "x"), Some(Vec::new()));
    }
}
