//! A user's participation in a conversation.

use serde::{Deserialize, Serialize};
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Access {
    ReadWrite,
    Read,
    None,
}

impl Access {
    pub(crate) const ALL: [Self; 3] = [Self::ReadWrite, Self::Read, Self::None];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ReadWrite => "ReadWrite",
            Self::Read => "Read",
            Self::None => "None",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Notify {
    Always,
    Never,
    MentionsOnly,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Participation {
    pub(crate) access: Access,
    pub(crate) notify: Notify,
    pub(crate) joined_at: i64,
    pub(crate) read_until: Option<i64>,
    /// The furthest position of the read marker: nothing is read for the first time again.
    pub(crate) furthest_read: Option<i64>,
    /// From when on the user receives nothing new.
    pub(crate) cut_off_at: Option<i64>,
    /// Mail to this address is posted as the participant; anyone who knows it can write.
    pub(crate) email_address: String,
}

impl Participation {
    pub(crate) fn new(now: i64, secret: &str) -> Self {
        Self {
            access: Access::ReadWrite,
            notify: Notify::Always,
            joined_at: now,
            read_until: None,
            furthest_read: None,
            cut_off_at: None,
            email_address: format!("{secret}@mail.talkjs-emulator.invalid"),
        }
    }

    /// Moves the read marker, never back.
    pub(crate) fn has_read(&mut self, until: i64) {
        self.read_until = self.read_until.max(Some(until));
    }

    /// Applies an update. A user without access receives nothing newer than `now`.
    pub(crate) fn update(&mut self, update: &ParticipationUpdate, now: i64) {
        if let Some(access) = update.access {
            self.set_access(access, now);
        }
        self.notify = update.notify.unwrap_or(self.notify);
        self.read_until = update.read_until.or(self.read_until);
    }

    pub(crate) fn set_access(&mut self, access: Access, now: i64) {
        self.access = access;
        self.cut_off_at = (access == Access::None).then_some(self.cut_off_at.unwrap_or(now));
    }

    /// Whether the user receives what was sent at a time.
    pub(crate) fn gets(&self, time: i64) -> bool {
        self.cut_off_at.is_none_or(|end| time <= end)
    }

    /// The interval that the read marker has passed for the first time since the last call: after the one time, up to
    /// the other.
    pub(crate) fn newly_read(&mut self) -> Option<(i64, i64)> {
        let (before, now) = (self.furthest_read, self.read_until);
        self.furthest_read = before.max(now);
        (now > before).then_some((before.unwrap_or(0), now?))
    }
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ParticipationUpdate {
    pub(crate) access: Option<Access>,
    pub(crate) notify: Option<Notify>,
    pub(crate) read_until: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_read_for_the_first_time_twice() {
        let mut participation = Participation::new(0, "secret");
        assert_eq!(participation.newly_read(), None);
        participation.has_read(10);
        assert_eq!(participation.newly_read(), Some((0, 10)));
        assert_eq!(participation.newly_read(), None);
        for (marker, expected) in [(3, None), (10, None), (12, Some((10, 12)))] {
            participation
                .update(&ParticipationUpdate { read_until: Some(marker), ..ParticipationUpdate::default() }, 9);
            assert_eq!(participation.newly_read(), expected);
        }
    }

    #[test]
    fn who_has_no_access_gets_what_came_before() {
        let mut participation = Participation::new(0, "secret");
        participation.set_access(Access::None, 5);
        participation.set_access(Access::None, 9);
        assert_eq!([5, 6].map(|time| participation.gets(time)), [true, false]);
        participation.set_access(Access::Read, 9);
        assert!(participation.gets(6));
    }
}
