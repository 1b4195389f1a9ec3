//! The sender of a value, and changes of the allowed values.

use crate::diff::rules::Rule;
use crate::diff::rules::wire as rules;

/// The sender of a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Direction {
    /// The client.
    Request,
    /// The server.
    Response,
}

/// How the allowed values changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shift {
    Same,
    /// Fewer values are allowed.
    Narrowed,
    /// More values are allowed.
    Widened,
    /// Some values are new and others are no longer allowed.
    Changed,
}

/// The rules for a kind of change: values that are no longer allowed break requests, and new values break responses.
pub(super) struct Kind {
    request_narrowed: &'static Rule,
    request_widened: &'static Rule,
    response_narrowed: &'static Rule,
    response_widened: &'static Rule,
}

macro_rules! kind {
    ($name:ident: $request_narrowed:ident $request_widened:ident $response_narrowed:ident $response_widened:ident) => {
        pub(super) static $name: Kind = Kind {
            request_narrowed: &rules::$request_narrowed,
            request_widened: &rules::$request_widened,
            response_narrowed: &rules::$response_narrowed,
            response_widened: &rules::$response_widened,
        };
    };
}

kind!(TYPE: REQUEST_TYPE_NARROWED REQUEST_TYPE_WIDENED RESPONSE_TYPE_NARROWED RESPONSE_TYPE_WIDENED);
kind!(FORMAT: REQUEST_FORMAT_NARROWED REQUEST_FORMAT_WIDENED RESPONSE_FORMAT_NARROWED RESPONSE_FORMAT_WIDENED);
kind!(NULL: REQUEST_NULL_REMOVED REQUEST_NULL_ADDED RESPONSE_NULL_REMOVED RESPONSE_NULL_ADDED);
kind!(ENUM: REQUEST_ENUM_VALUE_REMOVED REQUEST_ENUM_VALUE_ADDED RESPONSE_ENUM_VALUE_REMOVED RESPONSE_ENUM_VALUE_ADDED);
kind!(CONSTRAINT: REQUEST_CONSTRAINT_TIGHTENED REQUEST_CONSTRAINT_LOOSENED
    RESPONSE_CONSTRAINT_TIGHTENED RESPONSE_CONSTRAINT_LOOSENED);
kind!(OBJECT: REQUEST_OBJECT_CLOSED REQUEST_OBJECT_OPENED RESPONSE_OBJECT_CLOSED RESPONSE_OBJECT_OPENED);
kind!(BRANCH: REQUEST_BRANCH_REMOVED REQUEST_BRANCH_ADDED RESPONSE_BRANCH_REMOVED RESPONSE_BRANCH_ADDED);
kind!(PATTERN: REQUEST_PATTERN_CHANGED REQUEST_PATTERN_CHANGED RESPONSE_PATTERN_CHANGED RESPONSE_PATTERN_CHANGED);
kind!(KEYWORD: REQUEST_KEYWORD_CHANGED REQUEST_KEYWORD_CHANGED RESPONSE_KEYWORD_CHANGED RESPONSE_KEYWORD_CHANGED);
kind!(DISCRIMINATOR: REQUEST_DISCRIMINATOR_CHANGED REQUEST_DISCRIMINATOR_CHANGED
    RESPONSE_DISCRIMINATOR_CHANGED RESPONSE_DISCRIMINATOR_CHANGED);

impl Kind {
    /// The rule for a shift in a direction. If some values are new and others are no longer allowed, the more severe
    /// rule is used.
    pub(super) fn rule(&self, direction: Direction, shift: Shift) -> Option<&'static Rule> {
        match (direction, shift) {
            (_, Shift::Same) => None,
            (Direction::Request, Shift::Widened) => Some(self.request_widened),
            (Direction::Request, Shift::Narrowed | Shift::Changed) => Some(self.request_narrowed),
            (Direction::Response, Shift::Narrowed) => Some(self.response_narrowed),
            (Direction::Response, Shift::Widened | Shift::Changed) => Some(self.response_widened),
        }
    }
}

impl Shift {
    /// The shift, from whether each side allows all values of the other.
    pub(super) fn of(new_allows_old: bool, old_allows_new: bool) -> Self {
        match (new_allows_old, old_allows_new) {
            (true, true) => Self::Same,
            (true, false) => Self::Widened,
            (false, true) => Self::Narrowed,
            (false, false) => Self::Changed,
        }
    }

    /// The same shift from the new description to the old.
    pub(super) fn reversed(self) -> Self {
        match self {
            Self::Narrowed => Self::Widened,
            Self::Widened => Self::Narrowed,
            Self::Same | Self::Changed => self,
        }
    }
}

impl Direction {
    /// One of two, by the direction.
    pub(super) fn choose<T>(self, request: T, response: T) -> T {
        match self {
            Self::Request => request,
            Self::Response => response,
        }
    }
}
