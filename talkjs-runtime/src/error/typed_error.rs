//! Errors of a call with typed bodies, as declared by the description.

use std::error::Error as StdError;
use std::fmt;

use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::error::api_error::ApiError;

/// The reason why a call did not succeed, with the body of a declared error response as `E`. The type depends on the
/// method: it is the only type of all error responses with a schema, or an enum by status in the module `operations`.
///
/// `?` converts it into an [`Error`].
///
/// ```
/// # mod shop {
/// #     talkjs_macros::api! { spec = "tests/shop.yaml" }
/// # }
/// use shop::operations::CreateOrderError;
/// use talkjs_runtime::Error;
/// use talkjs_runtime::error::TypedError;
///
/// /// Returns the next delivery if the product is sold out.
/// async fn buy(shop: &shop::Client) -> Result<Option<String>, Error> {
///     match shop.create_order(shop::Order::new("tea")).send_typed().await {
///         Ok(_) => Ok(None),
///         Err(TypedError::Declared(error)) => match error.body {
///             CreateOrderError::Conflict(sold_out) => Ok(Some(sold_out.next_delivery)),
///             _ => Err(error.raw.into()),
///         },
///         Err(TypedError::Other(error)) => Err(error),
///     }
/// }
/// ```
pub enum TypedError<E> {
    /// The API responded with an error that the description declares, and the body matches the declaration.
    Declared(Box<ErrorResponse<E>>),
    /// Anything else: no response, a status without a declared type, or a body that does not match.
    Other(Error),
}

/// An error response with a body of its declared type.
#[derive(Clone)]
#[non_exhaustive]
pub struct ErrorResponse<E> {
    /// The body.
    pub body: E,
    /// The unchanged response: status, headers, bytes of the body, attempts.
    pub raw: Box<ApiError>,
}

/// The type of a declared error response: a type of the description, or an enum of such types by status.
pub trait DeclaredBody: Sized {
    /// Reads the body of an error response; `None` if it does not match a declared type.
    fn of(error: &ApiError) -> Option<Self>;
}

impl<T: DeserializeOwned + Clone + 'static> DeclaredBody for T {
    fn of(error: &ApiError) -> Option<Self> {
        error.declared().cloned()
    }
}

/// Reads the body of an error response, so that an error from elsewhere, such as a list or a batch, gets its type:
///
/// ```
/// # mod shop {
/// #     talkjs_macros::api! { spec = "tests/shop.yaml" }
/// # }
/// use shop::operations::CreateOrderError;
/// use talkjs_runtime::Error;
/// use talkjs_runtime::error::TypedError;
///
/// fn typed(error: Error) -> TypedError<CreateOrderError> {
///     error.into()
/// }
/// ```
impl<E: DeclaredBody> From<Error> for TypedError<E> {
    fn from(error: Error) -> Self {
        let Error::Api(raw) = error else { return Self::Other(error) };
        match E::of(&raw) {
            Some(body) => Self::Declared(Box::new(ErrorResponse { body, raw })),
            None => Self::Other(Error::Api(raw)),
        }
    }
}

impl<E> From<TypedError<E>> for Error {
    fn from(error: TypedError<E>) -> Self {
        match error {
            TypedError::Declared(response) => Self::Api(response.raw),
            TypedError::Other(error) => error,
        }
    }
}

impl From<Box<ApiError>> for Error {
    fn from(error: Box<ApiError>) -> Self {
        Self::Api(error)
    }
}

impl<E> fmt::Debug for ErrorResponse<E> {
    /// Omits the body, which may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErrorResponse").field("raw", &self.raw).finish_non_exhaustive()
    }
}

impl<E> fmt::Debug for TypedError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Declared(response) => f.debug_tuple("Declared").field(response).finish(),
            Self::Other(error) => f.debug_tuple("Other").field(error).finish(),
        }
    }
}

impl<E> fmt::Display for TypedError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Declared(response) => response.raw.fmt(f),
            Self::Other(error) => error.fmt(f),
        }
    }
}

impl<E> StdError for TypedError<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Declared(_) => None,
            Self::Other(error) => error.source(),
        }
    }
}

/// The enum of the error responses of an operation by status, with aliases for other operations that declare the same.
/// For generated code.
#[doc(hidden)]
#[macro_export]
macro_rules! __error_enum {
    ($name:ident $($same:ident)*: $($status:literal $variant:ident $first:literal..=$last:literal $ty:ty),*) => {
        /// The body of an error response, by status.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = ::core::concat!("Status `", $status, "`.")] $variant($ty)),*
        }

        impl $crate::__private::DeclaredBody for $name {
            fn of(error: &$crate::__private::ApiError) -> ::core::option::Option<Self> {
                match error.status.as_u16() {
                    $($first..=$last => error.declared().cloned().map(Self::$variant),)*
                    _ => ::core::option::Option::None,
                }
            }
        }

        $(
            #[doc = ::core::concat!("The same error responses as [`", ::core::stringify!($name), "`].")]
            pub type $same = $name;
        )*
    };
}

#[doc(hidden)]
pub use crate::__error_enum as error_enum;
