//! Many things at once, but not all of them.

use tokio::task::JoinSet;

/// Does something for each number below `all`, so many of them at a time; what comes of it, in no particular order.
pub(super) async fn side_by_side<T, F>(all: usize, at_once: usize, make: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let (mut running, mut done) = (JoinSet::new(), Vec::new());
    for number in 0..all {
        if running.len() >= at_once {
            done.extend(running.join_next().await.map(Result::unwrap));
        }
        running.spawn(make(number));
    }
    done.extend(running.join_all().await);
    done
}
