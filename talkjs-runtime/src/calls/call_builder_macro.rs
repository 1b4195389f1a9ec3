//! The struct of a call with optional parameters, for generated code.

/// The struct with the optional parameters of a call, and its methods. For generated code, which adds the parameters.
#[doc(hidden)]
#[macro_export]
macro_rules! __builder {
    ($(#[$attribute:meta])* pub struct $name:ident -> $response:ty $(, error $error:ty)? $(, headers $headers:ty)?) => {
        $(#[$attribute])*
        #[derive(Clone, Debug)]
        #[must_use = "nothing is sent before `.send().await`"]
        pub struct $name(
            pub(super) $crate::__private::Call<
                $response,
                $crate::__private::builder!(@declared $($error)?),
                $crate::__private::builder!(@declared $($headers)?),
            >,
        );

        impl $crate::__private::IntoCall for $name {
            type Response = $response;
            type Error = $crate::__private::builder!(@declared $($error)?);
            type Headers = $crate::__private::builder!(@declared $($headers)?);

            fn into_call(self) -> $crate::__private::Call<Self::Response, Self::Error, Self::Headers> {
                self.0
            }
        }

        impl $name {
            /// Sets how long the call may take from `send` to its end, including queue and delays.
            pub fn timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.timeout(timeout))
            }

            /// Sets how long one attempt of the call may take.
            pub fn attempt_timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.attempt_timeout(timeout))
            }

            /// Sets how long each attempt may queue for the rate limit, within the timeout of the call.
            pub fn queue_timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.queue_timeout(timeout))
            }

            /// Sets the retry policy of the call, instead of the client's setting.
            pub fn retry(self, policy: $crate::__private::RetryPolicy) -> Self {
                Self(self.0.retry(policy))
            }

            /// Adds a header that the description does not have.
            pub fn header(
                self,
                name: impl ::core::convert::Into<::std::borrow::Cow<'static, str>>,
                value: impl ::std::fmt::Display,
            ) -> Self {
                Self(self.0.header(name, value))
            }

            /// Sets the only credential of the call, whatever security the description declares.
            pub fn credential(self, provider: impl $crate::auth::CredentialProvider + 'static) -> Self {
                Self(self.0.credential(provider))
            }

            /// Sets a path parameter to any number of segments: `/` is not escaped.
            pub fn raw_path(self, name: &'static str, value: impl ::std::fmt::Display) -> Self {
                Self(self.0.raw_path(name, value))
            }

            /// Sends the call.
            ///
            /// # Errors
            /// If the call cannot be sent, is rejected, or has a response that does not match the description.
            pub fn send(
                self,
            ) -> impl ::core::future::Future<Output = ::core::result::Result<$response, $crate::__private::Error>> {
                self.0.send()
            }

            /// Sends the call and returns status and headers of the response as well.
            ///
            /// # Errors
            /// The same as for `send`.
            pub fn send_with_response(
                self,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<$crate::__private::http::Response<$response>, $crate::__private::Error>,
            > {
                self.0.send_with_response()
            }
            $(
                /// Sends the call; the body of a declared error response has its type.
                ///
                /// # Errors
                /// The same as for `send`, with the body of a declared error response.
                pub fn send_typed(
                    self,
                ) -> impl ::core::future::Future<
                    Output = ::core::result::Result<$response, $crate::__private::TypedError<$error>>,
                > {
                    self.0.send_typed()
                }
            )?
            $(
                /// Sends the call and returns the described headers of the response as well.
                ///
                /// # Errors
                /// The same as for `send`.
                pub fn send_with_headers(
                    self,
                ) -> impl ::core::future::Future<
                    Output = ::core::result::Result<
                        $crate::__private::TypedResponse<$response, $headers>,
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
