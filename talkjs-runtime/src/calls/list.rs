//! Streams a list over its pages.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_core::stream::FusedStream;

use crate::boxed::BoxFuture;
use crate::calls::exchange::{decoded, execute};
use crate::error::Error;
use crate::error::retries::Success;
use crate::request::draft::Draft;
use crate::response::read::Read;
use crate::send::client_core::ClientCore;
use crate::send::options::CallOptions;
use crate::send::spans;

/// The pagination of a list (`x-pagination`).
pub struct Page<P, I> {
    /// The query parameter for the item after which a page begins.
    pub cursor: &'static str,
    /// The query parameter for the number of items in a page.
    pub size: &'static str,
    /// The number of items to request by default.
    pub default_size: u32,
    /// Returns the items of a page.
    pub items: fn(P) -> Vec<I>,
    /// Returns the cursor of an item.
    pub id: fn(&I) -> String,
}

impl<P, I> fmt::Debug for Page<P, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page").field("cursor", &self.cursor).field("size", &self.size).finish_non_exhaustive()
    }
}

/// The items of a list, over all its pages. The next page is requested once the last one is used up.
///
/// The list ends with an empty page, and also if it would otherwise never end: if the last item of a page has no
/// cursor, and if a page ends with a cursor that was used before; such a page is not returned again. A page that is
/// shorter than requested does not end the list, since the server may limit the size.
///
/// It also ends after its first error. To continue, start a new call at [`cursor`](Self::cursor):
///
/// ```no_run
/// # mod shop {
/// #     talkjs_macros::api! { spec = "tests/shop.yaml" }
/// # }
/// # use shop::Client;
/// # use talkjs_runtime::Error;
/// /// Prints all products. Continues after an error, three times at most.
/// async fn print_products(shop: &Client) -> Result<(), Error> {
///     let mut cursor: Option<String> = None;
///     let mut errors = 0;
///     loop {
///         let mut call = shop.list_products();
///         if let Some(id) = cursor.as_deref() {
///             call = call.starting_after(id);
///         }
///         let mut products = call.stream();
///         let error = loop {
///             match products.next().await {
///                 Some(Ok(product)) => println!("{}", product.name),
///                 Some(Err(error)) => break error,
///                 None => return Ok(()),
///             }
///         };
///         errors += 1;
///         if errors > 3 {
///             return Err(error);
///         }
///         cursor = products.cursor().map(str::to_owned).or(cursor);
///     }
/// }
/// ```
#[must_use = "nothing is sent before `.next().await`"]
pub struct Items<P, I> {
    core: ClientCore,
    draft: Draft,
    options: Option<Box<CallOptions>>,
    read: Read<P>,
    page: Page<P, I>,
    buffer: VecDeque<I>,
    used: BTreeSet<String>,
    /// The id of the last item that was returned.
    cursor: Option<String>,
    ended: bool,
    fetching: Option<Fetching<P>>,
}

type Fetching<P> = BoxFuture<'static, Result<Success<P>, Error>>;

impl<P: 'static, I> Items<P, I> {
    pub(crate) fn new(
        core: ClientCore,
        mut draft: Draft,
        options: Option<Box<CallOptions>>,
        read: Read<P>,
        page: Page<P, I>,
    ) -> Self {
        if !draft.has_query(page.size) {
            draft.set_query(page.size, &page.default_size.to_string());
        }
        Self {
            core,
            draft,
            options,
            read,
            page,
            buffer: VecDeque::new(),
            used: BTreeSet::new(),
            cursor: None,
            ended: false,
            fetching: None,
        }
    }

    /// Returns the next item, or `None` at the end.
    ///
    /// Dropping the future loses nothing: a page in flight is used by the next call.
    ///
    /// # Errors
    ///
    /// The same as for a single call of the operation. After an error there is no further item.
    pub async fn next(&mut self) -> Option<Result<I, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// Returns the id of the last item that was returned, or `None` before the first one.
    ///
    /// A new call that starts after this id returns the rest of the list, without duplicates or gaps. The parameter for
    /// it depends on the list, such as `starting_after`. An item without an id does not change the cursor.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<I, Error>>> {
        loop {
            if let Some(item) = self.buffer.pop_front() {
                self.keep_cursor(&item);
                return Poll::Ready(Some(Ok(item)));
            }
            if self.ended {
                return Poll::Ready(None);
            }
            if let Err(error) = ready!(self.poll_page(context)) {
                self.ended = true;
                return Poll::Ready(Some(Err(error)));
            }
        }
    }

    fn keep_cursor(&mut self, item: &I) {
        let id = (self.page.id)(item);
        if !id.is_empty() {
            self.cursor = Some(id);
        }
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let (core, draft, options, read) = (&self.core, &self.draft, &self.options, self.read);
        let fetching =
            self.fetching.get_or_insert_with(|| Box::pin(fetch(core.clone(), draft.clone(), options.clone(), read)));
        let page = ready!(fetching.as_mut().poll(context));
        self.fetching = None;
        let (page, _) = page?;
        self.take((self.page.items)(page.into_body()));
        Poll::Ready(Ok(()))
    }

    fn take(&mut self, items: Vec<I>) {
        let cursor = items.last().map(self.page.id).unwrap_or_default();
        if cursor.is_empty() {
            self.ended = true;
        } else if self.used.insert(cursor.clone()) {
            self.draft.set_query(self.page.cursor, &cursor);
        } else {
            self.ended = true;
            return;
        }
        self.buffer.extend(items);
    }
}

async fn fetch<P>(
    core: ClientCore,
    draft: Draft,
    options: Option<Box<CallOptions>>,
    read: Read<P>,
) -> Result<Success<P>, Error> {
    let page = async { decoded(&core, draft.operation(), execute(&core, &draft, options.as_deref()).await?, read) };
    spans::call(core.client(), &draft, page).await
}

impl<P: 'static, I> Stream for Items<P, I> {
    type Item = Result<I, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<P: 'static, I> FusedStream for Items<P, I> {
    /// Returns whether the list has ended and all its items were returned.
    fn is_terminated(&self) -> bool {
        self.ended && self.buffer.is_empty()
    }
}

impl<P, I> fmt::Debug for Items<P, I> {
    /// Shows the operation. Parameters and responses may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("operation", &self.draft.operation().id).finish_non_exhaustive()
    }
}

// Items are only returned by value, so nothing inside is pinned.
impl<P, I> Unpin for Items<P, I> {}
