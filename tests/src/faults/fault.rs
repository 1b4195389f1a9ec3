//! What goes wrong with a request on its way.

use std::hash::{DefaultHasher, Hash, Hasher as _};

use crate::random::Random;

/// One thing that goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    /// The connection is reset before anything is read.
    Refused,
    /// It is reset after the request was read and before it is passed on.
    Lost,
    /// It is reset after the request has taken effect.
    Unanswered,
    /// It is reset in the middle of the response.
    Cut,
    /// The request is not passed on, and there is no response.
    Stalled,
    /// The request takes effect when the client has given up.
    Late,
    /// 429 instead of an effect.
    Limited,
    /// 429 instead of an effect, with `Retry-After`.
    LimitedFor,
    /// 500 instead of an effect.
    Broken,
    /// 500 after the effect.
    BrokenAfter,
    /// 503 instead of an effect, with `Retry-After`.
    Unavailable,
    /// After the effect, a response that is half as long as it should be, though whole for HTTP.
    HalfJson,
    /// After the effect, another response.
    WrongJson,
    /// After the effect, the response comes twice at once.
    RespondedTwice,
    /// After the effect, the response comes again, 0 to 5 ms later.
    RespondedAgain,
}

impl Fault {
    /// Those that can be met when there is a connection.
    pub(super) const OF_REQUESTS: [Self; 14] = [
        Self::Lost,
        Self::Unanswered,
        Self::Cut,
        Self::Stalled,
        Self::Late,
        Self::Limited,
        Self::LimitedFor,
        Self::Broken,
        Self::BrokenAfter,
        Self::Unavailable,
        Self::HalfJson,
        Self::WrongJson,
        Self::RespondedTwice,
        Self::RespondedAgain,
    ];

    /// Those in which a response comes more than once.
    pub(super) const REPEATED_RESPONSES: &'static [Self] = Self::OF_REQUESTS.split_at(12).1;

    /// Those after which a client cannot take the response for a success.
    pub(super) const WITHOUT_SUCCESS: &'static [Self] = Self::OF_REQUESTS.split_at(10).0;

    /// Whether the request reaches the server.
    pub(super) fn takes_effect(self) -> bool {
        match self {
            Self::Refused
            | Self::Lost
            | Self::Stalled
            | Self::Limited
            | Self::LimitedFor
            | Self::Broken
            | Self::Unavailable => false,
            Self::Unanswered
            | Self::Cut
            | Self::Late
            | Self::BrokenAfter
            | Self::HalfJson
            | Self::WrongJson
            | Self::RespondedTwice
            | Self::RespondedAgain => true,
        }
    }

    /// The response that replaces that of the server.
    pub(super) fn instead(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Limited => Some(("429 Too Many Requests", "")),
            Self::LimitedFor => Some(("429 Too Many Requests", "retry-after: 1\r\n")),
            Self::Broken | Self::BrokenAfter => Some(("500 Internal Server Error", "")),
            Self::Unavailable => Some(("503 Service Unavailable", "retry-after: 0\r\n")),
            _ => None,
        }
    }
}

/// Which requests meet which fault.
///
/// It depends on the request and on how often it was made, and not on what happens beside it, so that runs with the same
/// seed are alike.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fate {
    pub(super) seed: u64,
    /// The share of requests that meet a fault, in hundredths.
    pub(super) percent: usize,
    /// The faults to choose from.
    pub(super) faults: &'static [Fault],
    /// Whether connections are refused as well.
    pub(super) refuses_connections: bool,
}

impl Fate {
    pub(super) fn is_refused(self, connection: usize) -> bool {
        self.refuses_connections && self.of(&connection, 0).is_some()
    }

    /// A number below a bound that depends on the request.
    pub(super) fn below(self, request: &impl Hash, bound: usize) -> u64 {
        self.random(request, 0).below(bound) as u64
    }

    fn random(self, request: &impl Hash, repeat: usize) -> Random {
        let mut hasher = DefaultHasher::new();
        (self.seed, request, repeat).hash(&mut hasher);
        Random::new(hasher.finish())
    }

    pub(super) fn of(self, request: &impl Hash, repeat: usize) -> Option<Fault> {
        let mut random = self.random(request, repeat);
        (random.below(100) < self.percent).then(|| *random.pick(self.faults))
    }
}
