//! What every call with optional parameters can do. For generated code, so that it need not repeat it.

/// The struct that collects the optional parameters of a call, and how it is made. For generated code, which adds
/// the parameters.
#[doc(hidden)]
#[macro_export]
macro_rules! __builder {
    ($(#[$attribute:meta])* pub struct $name:ident -> $answer:ty) => {
        $(#[$attribute])*
        #[derive(Clone, Debug)]
        #[must_use = "a call is made by `send`"]
        pub struct $name(pub(super) $crate::runtime::Call<$answer>);

        impl $crate::runtime::IntoCall for $name {
            type Response = $answer;

            fn into_call(self) -> $crate::runtime::Call<$answer> {
                self.0
            }
        }

        impl $name {
            /// The longest that the call may take from `send` to its end, queue and delays included.
            pub fn timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.timeout(timeout))
            }

            /// The longest that one attempt of the call may take.
            pub fn attempt_timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.attempt_timeout(timeout))
            }

            /// The longest that each attempt may queue for the rate limit, within the time of the call.
            pub fn queue_timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.queue_timeout(timeout))
            }

            /// How often the call is tried, in place of the client's setting.
            pub fn retry(self, policy: $crate::runtime::RetryPolicy) -> Self {
                Self(self.0.retry(policy))
            }

            /// A header that the description does not know.
            pub fn with_header(self, name: &'static str, value: impl ::std::fmt::Display) -> Self {
                Self(self.0.with_header(name, value))
            }

            /// Makes the call.
            ///
            /// # Errors
            /// When the call cannot be made, is refused, or is answered by something else than described.
            pub async fn send(self) -> Result<$answer, $crate::runtime::Error> {
                self.0.send().await
            }

            /// Makes the call and keeps status and headers of the answer.
            ///
            /// # Errors
            /// As for `send`.
            pub async fn response(self) -> Result<$crate::runtime::http::Response<$answer>, $crate::runtime::Error> {
                self.0.response().await
            }
        }
    };
}

#[doc(hidden)]
pub use crate::__builder as builder;
