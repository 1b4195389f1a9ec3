//! Compares bodies, responses, headers, and their media types.

use std::collections::HashMap;

use super::direction::Direction;
use super::operations::{about, label};
use super::pairing::pair;
use super::walk::Pair;
use super::{Named, Wire};
use crate::diff::finding::Verdict;
use crate::diff::rules::wire as rules;
use crate::diff::side::Change;
use crate::openapi::{Encoding, MediaType, Operation, Response, Spanned, Status, Style};
use crate::source::Span;

/// The contents of a body or response on both sides.
struct Contents<'d> {
    old: &'d [MediaType<'d>],
    new: &'d [MediaType<'d>],
    direction: Direction,
    subject: String,
    /// The operation.
    operation: String,
    /// The places of the body or response.
    places: (Span, Span),
}

impl<'d> Wire<'d> {
    pub(super) fn bodies(&mut self, old: &'d Operation<'d>, new: &'d Operation<'d>) {
        let (before, after) = (old.body.map(|id| &self.old.bodies[id]), new.body.map(|id| &self.new.bodies[id]));
        let operation = label(old);
        let subject = format!("{operation}.body");
        let places = (
            before.and_then(|body| body.content_place).map_or(old.place.name, |place| place.name),
            after.and_then(|body| body.content_place).map_or(new.place.name, |place| place.name),
        );
        let change = |sentence: String| Change { subject: subject.clone(), ..about(old, sentence) };
        let both = |sentence| Change { old: Some(places.0), new: Some(places.1), ..change(sentence) };
        match (before, after) {
            (None, None) => {}
            (Some(_), None) => {
                let change = Change { old: Some(places.0), ..change(format!("the body of `{operation}` was removed")) };
                self.found(&rules::REQUEST_BODY_REMOVED, change);
            }
            (None, Some(body)) => {
                let (rule, how) = if body.required {
                    (&rules::REQUEST_REQUIRED_BODY_ADDED, ", and is required")
                } else {
                    (&rules::REQUEST_OPTIONAL_BODY_ADDED, "")
                };
                let sentence = format!("a body was added to `{operation}`{how}");
                self.found(rule, Change { new: Some(places.1), ..change(sentence) });
            }
            (Some(before), Some(after)) => {
                if !before.required && after.required {
                    let sentence = format!("the body of `{operation}` is required now");
                    self.found(&rules::REQUEST_BODY_BECAME_REQUIRED, both(sentence));
                } else if before.required && !after.required {
                    let sentence = format!("the body of `{operation}` is no longer required");
                    self.found(&rules::REQUEST_BODY_BECAME_OPTIONAL, both(sentence));
                }
                let (old, new, direction) = (&*before.content, &*after.content, Direction::Request);
                let subject = match before.component {
                    Some(name) if after.component == Some(name) => format!("requestBodies.{name}"),
                    _ => subject,
                };
                self.contents(&Contents { old, new, direction, subject, operation, places });
            }
        }
    }

    pub(super) fn responses(&mut self, old: &'d Operation<'d>, new: &'d Operation<'d>) {
        let operation = label(old);
        let mut known: Vec<Status<'_>> = Vec::new();
        for (status, id) in &old.responses {
            match covering(&new.responses, status.value) {
                Some((found, other)) => {
                    known.push(found.value);
                    let (before, after) = (&self.old.responses[*id], &self.new.responses[*other]);
                    self.response(&operation, (status, before), (found, after));
                }
                None => self.status(old, status, (Some(status.place.name), None)),
            }
        }
        for (status, id) in new.responses.iter().filter(|(status, _)| !known.contains(&status.value)) {
            match covering(&old.responses, status.value) {
                Some((found, other)) => {
                    let (before, after) = (&self.old.responses[*other], &self.new.responses[*id]);
                    self.response(&operation, (found, before), (status, after));
                }
                None => self.status(new, status, (None, Some(status.place.name))),
            }
        }
    }

    fn status(
        &mut self,
        operation: &Operation<'d>,
        status: &Spanned<Status<'d>>,
        places: (Option<Span>, Option<Span>),
    ) {
        let (is_success, is_old) = (is_success(status.value), places.0.is_some());
        let rule = match (is_success, is_old) {
            (true, true) => &rules::RESPONSE_SUCCESS_STATUS_REMOVED,
            (true, false) => &rules::RESPONSE_SUCCESS_STATUS_ADDED,
            (false, true) => &rules::RESPONSE_ERROR_STATUS_REMOVED,
            (false, false) => &rules::RESPONSE_ERROR_STATUS_ADDED,
        };
        let how = if is_old { "removed" } else { "added" };
        let (label, text) = (label(operation), text(status.value));
        let sentence = format!("the status {text} of `{label}` was {how}");
        let subject = format!("{label}.{text}");
        self.found(rule, Change { subject, old: places.0, new: places.1, ..about(operation, sentence) });
    }

    fn response(
        &mut self,
        operation: &str,
        (status, old): (&Spanned<Status<'d>>, &'d Response<'d>),
        (other, new): (&Spanned<Status<'d>>, &'d Response<'d>),
    ) {
        let subject = match old.component {
            Some(name) if new.component == Some(name) => format!("responses.{name}"),
            _ => format!("{operation}.{}", text(status.value)),
        };
        let places = (status.place.name, other.place.name);
        self.headers(operation, &subject, old, new);
        let (old, new, direction) = (&*old.content, &*new.content, Direction::Response);
        let operation = operation.to_owned();
        self.contents(&Contents { old, new, direction, subject, operation, places });
    }

    fn headers(&mut self, operation: &str, subject: &str, old: &'d Response<'d>, new: &'d Response<'d>) {
        let change = |sentence, subject: &str, old, new| Change {
            sentence,
            subject: subject.to_owned(),
            old,
            new,
            operations: vec![operation.to_owned()],
            ..Change::default()
        };
        let paired = pair(&old.headers, &new.headers, |(name, _), _| Some(name.value.to_ascii_lowercase()));
        for (name, id) in paired.removed {
            let subject = format!("{subject}.header.{}", name.value);
            let verdict = if self.old.headers[*id].required { Verdict::Breaks } else { Verdict::MayBreak };
            let sentence = format!("the header `{subject}` was removed");
            let change = change(sentence, &subject, Some(name.place.name), None);
            self.see(&rules::RESPONSE_HEADER_REMOVED, verdict, change);
        }
        for (name, _) in paired.added {
            let subject = format!("{subject}.header.{}", name.value);
            let sentence = format!("the header `{subject}` was added");
            self.found(&rules::RESPONSE_HEADER_ADDED, change(sentence, &subject, None, Some(name.place.name)));
        }
        for ((name, id), (other_name, other_id)) in paired.both {
            let (header, place) = (&self.old.headers[*id], name.place.name);
            let (other, other_place) = (&self.new.headers[*other_id], other_name.place.name);
            let subject = format!("{subject}.header.{}", name.value);
            let required = match (header.required, other.required) {
                (true, false) => Some((&rules::RESPONSE_HEADER_BECAME_OPTIONAL, "is no longer required")),
                (false, true) => Some((&rules::RESPONSE_HEADER_BECAME_REQUIRED, "is always present now")),
                _ => None,
            };
            if let Some((rule, how)) = required {
                let sentence = format!("the header `{subject}` {how}");
                self.found(rule, change(sentence, &subject, Some(place), Some(other_place)));
            }
            self.named.push(Named {
                is_header: true,
                subject: subject.clone(),
                operation: operation.to_owned(),
                places: (place, other_place),
                deprecated: (header.deprecated, other.deprecated),
            });
            self.walk.add(Pair {
                old: Vec::from_iter(header.schema),
                new: Vec::from_iter(other.schema),
                direction: Direction::Response,
                is_text: header.range.is_none() && other.range.is_none(),
                subject,
                places: (place, other_place),
            });
        }
    }

    fn contents(&mut self, contents: &Contents<'d>) {
        let direction = contents.direction;
        let change = |sentence, media: &MediaType<'d>, old, new| Change {
            sentence,
            subject: format!("{}.{}", contents.subject, essence(media.range.value)),
            old,
            new,
            operations: vec![contents.operation.clone()],
            ..Change::default()
        };
        let paired = pair(contents.old, contents.new, |media, _| Some(essence(media.range.value)));
        for (media, other) in paired.both {
            self.media_type(contents, &essence(media.range.value), media, other);
        }
        for media in paired.removed {
            let rule = direction.choose(&rules::REQUEST_MEDIA_TYPE_REMOVED, &rules::RESPONSE_MEDIA_TYPE_REMOVED);
            let sentence = format!("the media type `{}` of `{}` was removed", media.range.value, contents.subject);
            self.found(rule, change(sentence, media, Some(media.range.place.name), Some(contents.places.1)));
        }
        for media in paired.added {
            let rule = direction.choose(&rules::REQUEST_MEDIA_TYPE_ADDED, &rules::RESPONSE_MEDIA_TYPE_ADDED);
            let sentence = format!("the media type `{}` of `{}` was added", media.range.value, contents.subject);
            self.found(rule, change(sentence, media, Some(contents.places.0), Some(media.range.place.name)));
        }
    }

    fn media_type(&mut self, contents: &Contents<'d>, name: &str, old: &'d MediaType<'d>, new: &'d MediaType<'d>) {
        let several = contents.old.len() > 1 && contents.new.len() > 1;
        let subject = if several { format!("{}.{name}", contents.subject) } else { contents.subject.clone() };
        let places = (old.range.place.name, new.range.place.name);
        let is_text = name.contains("xml") || name.contains("form");
        let direction = contents.direction;
        let pair = Pair {
            old: Vec::from_iter(old.schema),
            new: Vec::from_iter(new.schema),
            direction,
            is_text,
            subject: subject.clone(),
            places,
        };
        self.walk.add(pair.clone());
        let items = (Vec::from_iter(old.item_schema), Vec::from_iter(new.item_schema));
        self.walk.add(Pair { old: items.0, new: items.1, subject: format!("{subject}[]"), ..pair });
        if direction == Direction::Request {
            self.encodings(contents, &subject, old, new);
        }
    }

    fn encodings(&mut self, contents: &Contents<'d>, subject: &str, old: &'d MediaType<'d>, new: &'d MediaType<'d>) {
        let nothing = Encoding::default();
        let by_name = |media: &'d MediaType<'d>| media.encoding.iter().map(|(name, encoding)| (*name, encoding));
        let (before, after) =
            (HashMap::<&str, _>::from_iter(by_name(old)), HashMap::<&str, _>::from_iter(by_name(new)));
        let names = by_name(old).chain(by_name(new).filter(|(name, _)| !before.contains_key(name)));
        for (name, _) in names {
            let of = |side: &HashMap<&str, &'d Encoding<'d>>| written(side.get(name).copied().unwrap_or(&nothing));
            if of(&before) == of(&after) {
                continue;
            }
            let subject = format!("{subject}.{name}");
            let sentence = format!("the encoding of the part `{subject}` changed");
            let change = Change {
                sentence,
                subject,
                old: Some(old.range.place.name),
                new: Some(new.range.place.name),
                operations: vec![contents.operation.clone()],
                ..Change::default()
            };
            self.found(&rules::REQUEST_ENCODING_CHANGED, change);
        }
    }
}

/// The encoding of a part, with defaults.
fn written<'e>(encoding: &Encoding<'e>) -> (Option<&'e str>, &'static str, bool, bool) {
    let style = encoding.style.map_or(Style::Form, |style| style.value);
    let explode = encoding.explode.unwrap_or(style == Style::Form);
    let content_type = encoding.content_type.map(|content_type| content_type.value);
    (content_type, style.name(), explode, encoding.allow_reserved.unwrap_or_default())
}

/// A media type without its parameters.
fn essence(range: &str) -> String {
    range.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The response for a status: for the status itself, for its range, or the default.
fn covering<'r, 'd, T>(
    responses: &'r [(Spanned<Status<'d>>, T)],
    status: Status<'d>,
) -> Option<&'r (Spanned<Status<'d>>, T)> {
    let find = |wanted: &str| {
        let is_wanted =
            |status: &Status<'_>| matches!(status, Status::Codes(codes) if codes.eq_ignore_ascii_case(wanted));
        responses.iter().find(|(status, _)| is_wanted(&status.value))
    };
    let default = || responses.iter().find(|(status, _)| status.value == Status::Default);
    match status {
        Status::Codes(codes) => {
            let range = codes.chars().next().map(|class| format!("{class}XX")).unwrap_or_default();
            find(codes).or_else(|| find(&range)).or_else(default)
        }
        Status::Default => default(),
    }
}

fn is_success(status: Status<'_>) -> bool {
    matches!(status, Status::Codes(codes) if codes.starts_with(['1', '2', '3']))
}

fn text(status: Status<'_>) -> &str {
    match status {
        Status::Codes(codes) => codes,
        Status::Default => "default",
    }
}
