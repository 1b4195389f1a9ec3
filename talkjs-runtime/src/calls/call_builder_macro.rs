//! The struct of a call with optional parameters, for generated code.

/// The struct that collects the optional parameters of a call, and how it is made. For generated code, which adds
/// the parameters.
#[doc(hidden)]
#[macro_export]
macro_rules! __builder {
    ($(#[$attribute:meta])* pub struct $name:ident -> $answer:ty $(, error $error:ty)? $(, headers $headers:ty)?) => {
        $(#[$attribute])*
        #[derive(Clone, Debug)]
        #[must_use = "a call is made by `send`"]
        pub struct $name(
            pub(super) $crate::__private::Call<
                $answer,
                $crate::__private::builder!(@declared $($error)?),
                $crate::__private::builder!(@declared $($headers)?),
            >,
        );

        impl $crate::__private::IntoCall for $name {
            type Response = $answer;
            type Error = $crate::__private::builder!(@declared $($error)?);
            type Headers = $crate::__private::builder!(@declared $($headers)?);

            fn into_call(self) -> $crate::__private::Call<Self::Response, Self::Error, Self::Headers> {
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
            pub fn retry(self, policy: $crate::__private::RetryPolicy) -> Self {
                Self(self.0.retry(policy))
            }

            /// A header that the description does not know.
            pub fn header(
                self,
                name: impl ::core::convert::Into<::std::borrow::Cow<'static, str>>,
                value: impl ::std::fmt::Display,
            ) -> Self {
                Self(self.0.header(name, value))
            }

            /// The only credential of the call, whatever security the description declares.
            pub fn credential(self, provider: impl $crate::auth::CredentialProvider + 'static) -> Self {
                Self(self.0.credential(provider))
            }

            /// A path parameter of one or more segments, or none: `/` is not escaped.
            pub fn raw_path(self, name: &'static str, value: impl ::std::fmt::Display) -> Self {
                Self(self.0.raw_path(name, value))
            }

            /// Makes the call.
            ///
            /// # Errors
            /// When the call cannot be made, is refused, or is answered by something else than described.
            pub fn send(
                self,
            ) -> impl ::core::future::Future<Output = ::core::result::Result<$answer, $crate::__private::Error>> {
                self.0.send()
            }

            /// Makes the call and keeps status and headers of the answer.
            ///
            /// # Errors
            /// As for `send`.
            pub fn send_with_response(
                self,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<$crate::__private::http::Response<$answer>, $crate::__private::Error>,
            > {
                self.0.send_with_response()
            }
            $(
                /// Makes the call; the body of a declared error response has its type.
                ///
                /// # Errors
                /// As for `send`, with the body of a declared error response.
                pub fn send_typed(
                    self,
                ) -> impl ::core::future::Future<
                    Output = ::core::result::Result<$answer, $crate::__private::TypedError<$error>>,
                > {
                    self.0.send_typed()
                }
            )?
            $(
                /// Makes the call and keeps the described headers of the response.
                ///
                /// # Errors
                /// As for `send`.
                pub fn send_with_headers(
                    self,
                ) -> impl ::core::future::Future<
                    Output = ::core::result::Result<
                        $crate::__private::TypedResponse<$answer, $headers>,
                        $crate::__private::Error,
                    >,
                > {
                    self.0.send_with_headers()
                }
            )?
        }
    };
    (@declared) => { $crate::__private::Undeclared };
    (@declared $declared:ty) => { $declared };
}

#[doc(hidden)]
pub use crate::__builder as builder;
