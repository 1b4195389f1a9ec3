//! A success response with its described headers.

use http::{HeaderMap, StatusCode};

use crate::response::typed_headers::DescribedHeaders;

/// A success response with typed headers. A header that is missing or malformed is `None`: no response fails because of
/// a header.
///
/// ```
/// # mod shop {
/// #     talkjs_macros::api! { spec = "tests/shop.yaml" }
/// # }
/// use talkjs_runtime::Error;
///
/// async fn total(shop: &shop::Client) -> Result<Option<i64>, Error> {
///     let response = shop.list_products().send_with_headers().await?;
///     Ok(response.headers.x_total)
/// }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TypedResponse<T, H> {
    /// The status.
    pub status: StatusCode,
    /// The described headers.
    pub headers: H,
    /// The result of the call.
    pub body: T,
    /// All headers, unchanged.
    pub raw_headers: HeaderMap,
}

impl<T, H: DescribedHeaders> From<http::Response<T>> for TypedResponse<T, H> {
    fn from(response: http::Response<T>) -> Self {
        let (head, body) = response.into_parts();
        Self { status: head.status, headers: H::read(&head.headers), body, raw_headers: head.headers }
    }
}
