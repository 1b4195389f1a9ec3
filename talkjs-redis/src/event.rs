//! Events of a limiter, for the caller.

use std::fmt;
use std::time::{Duration, SystemTime};

use crate::failure::Failure;

/// An event of a limiter, passed to the hook of [`on_event`](crate::RedisLimiterBuilder::on_event).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Event<'e> {
    /// A request may be sent now.
    #[non_exhaustive]
    Admitted {
        /// The name of the bucket; `None` for the general limit.
        bucket: Option<&'e str>,
        /// The time of its place, from which on it could be sent, by Redis' clock. `None` if it was let through without
        /// Redis.
        place: Option<SystemTime>,
        /// How long it has waited.
        waited: Duration,
    },
    /// Redis is unavailable. From now on [`WhenUnavailable`](crate::WhenUnavailable) applies.
    #[non_exhaustive]
    Unavailable {
        /// The reason.
        failure: &'e Failure,
    },
    /// Redis is available again.
    #[non_exhaustive]
    Available {
        /// The duration of the outage.
        outage: Duration,
        /// The number of requests that this process let through in that time.
        admitted: u64,
    },
}

type Hook = Box<dyn Fn(Event<'_>) + Send + Sync>;

/// All hooks of a limiter, in the order in which they were added.
#[derive(Default)]
pub(crate) struct Observers(Vec<Hook>);

impl Observers {
    pub(crate) fn add(&mut self, hook: impl Fn(Event<'_>) + Send + Sync + 'static) {
        self.0.push(Box::new(hook));
    }

    pub(crate) fn show(&self, event: Event<'_>) {
        #[cfg(feature = "tracing")]
        trace(event);
        self.0.iter().for_each(|hook| hook(event));
    }
}

impl fmt::Debug for Observers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} hooks", self.0.len())
    }
}

/// Emits an event of `tracing`, within the span of the call.
#[cfg(feature = "tracing")]
fn trace(event: Event<'_>) {
    const TARGET: &str = "talkjs_redis";
    let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    match event {
        Event::Admitted { place: Some(_), .. } => {}
        Event::Admitted { bucket, place: None, waited } => {
            let wait_ms = milliseconds(waited);
            tracing::debug!(target: TARGET, bucket, wait_ms, "let through without Redis");
        }
        Event::Unavailable { failure } => tracing::warn!(target: TARGET, %failure, "Redis is not available"),
        Event::Available { outage, admitted } => {
            let outage_ms = milliseconds(outage);
            tracing::info!(target: TARGET, outage_ms, admitted, "Redis is available again");
        }
    }
}

#[cfg(test)]
#[cfg(feature = "tracing")]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing::span::{Attributes, Id, Record};
    use tracing::{Level, Metadata, Subscriber};

    use super::*;

    /// The level of each event.
    #[derive(Clone, Default)]
    struct Levels(Arc<Mutex<Vec<Level>>>);

    impl Subscriber for Levels {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            metadata.target() == "talkjs_redis"
        }

        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }

        fn record(&self, _: &Id, _: &Record<'_>) {}

        fn record_follows_from(&self, _: &Id, _: &Id) {}

        fn event(&self, event: &tracing::Event<'_>) {
            self.0.lock().unwrap().push(*event.metadata().level());
        }

        fn enter(&self, _: &Id) {}

        fn exit(&self, _: &Id) {}
    }

    #[test]
    fn an_outage_and_what_is_let_through_in_it_are_traced_and_nothing_else() {
        let levels = Levels::default();
        let admitted = |place| Event::Admitted { bucket: None, place, waited: Duration::ZERO };
        tracing::subscriber::with_default(levels.clone(), || {
            let observers = Observers::default();
            observers.show(admitted(Some(SystemTime::now())));
            observers.show(Event::Unavailable { failure: &Failure::Connection });
            observers.show(admitted(None));
            observers.show(Event::Available { outage: Duration::ZERO, admitted: 1 });
        });
        assert_eq!(*levels.0.lock().unwrap(), [Level::WARN, Level::DEBUG, Level::INFO]);
    }
}
