//! What every call with optional parameters can do. For generated code, so that it need not repeat it.

/// The struct that collects the optional parameters of a call, and how it is made. For generated code, which adds
/// the parameters.
#[doc(hidden)]
#[macro_export]
macro_rules! __builder {
    ($(#[$attribute:meta])* pub struct $name:ident -> $answer:ty) => {
        $(#[$attribute])*
        #[derive(Debug)]
        #[must_use = "a call is made by `send`"]
        pub struct $name<'c>(pub(super) $crate::runtime::Call<'c, $answer>);

        impl $name<'_> {
            /// The longest that the call may take, all in all.
            pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
                self.0 = self.0.timeout(timeout);
                self
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
