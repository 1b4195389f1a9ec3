//! The Redis server, and connections to it.

use std::fmt;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Cmd, RedisResult};

/// A Redis or Valkey server, or a group of them. It is created [from](From) a client of the crate [`redis`].
pub struct Server(Kind);

enum Kind {
    Single(Box<redis::Client>),
    #[cfg(feature = "sentinel")]
    Sentinel(Box<tokio::sync::Mutex<redis::sentinel::SentinelClient>>),
    #[cfg(feature = "cluster")]
    Cluster(Box<redis::cluster::ClusterClient>),
}

/// A connection that is shared by any number of requests.
#[derive(Clone)]
pub(crate) enum Connection {
    Single(MultiplexedConnection),
    #[cfg(feature = "cluster")]
    Cluster(redis::cluster_async::ClusterConnection),
}

impl Server {
    pub(crate) async fn connect(&self) -> RedisResult<Connection> {
        // The timeout is enforced by the caller that waits for a reply.
        let config = AsyncConnectionConfig::new().set_response_timeout(None).set_connection_timeout(None);
        Ok(match &self.0 {
            Kind::Single(client) => {
                Connection::Single(client.get_multiplexed_async_connection_with_config(&config).await?)
            }
            #[cfg(feature = "sentinel")]
            Kind::Sentinel(client) => {
                Connection::Single(client.lock().await.get_async_connection_with_config(&config).await?)
            }
            #[cfg(feature = "cluster")]
            Kind::Cluster(client) => Connection::Cluster(client.get_async_connection().await?),
        })
    }
}

impl Connection {
    pub(crate) async fn query<T: redis::FromRedisValue>(&mut self, command: &Cmd) -> RedisResult<T> {
        match self {
            Self::Single(connection) => command.query_async(connection).await,
            #[cfg(feature = "cluster")]
            Self::Cluster(connection) => command.query_async(connection).await,
        }
    }
}

impl From<redis::Client> for Server {
    fn from(client: redis::Client) -> Self {
        Self(Kind::Single(Box::new(client)))
    }
}

#[cfg(feature = "sentinel")]
impl From<redis::sentinel::SentinelClient> for Server {
    fn from(client: redis::sentinel::SentinelClient) -> Self {
        Self(Kind::Sentinel(Box::new(tokio::sync::Mutex::new(client))))
    }
}

#[cfg(feature = "cluster")]
impl From<redis::cluster::ClusterClient> for Server {
    fn from(client: redis::cluster::ClusterClient) -> Self {
        Self(Kind::Cluster(Box::new(client)))
    }
}

impl fmt::Debug for Server {
    /// Omits the client, which contains addresses and passwords.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.0 {
            Kind::Single(_) => "Single",
            #[cfg(feature = "sentinel")]
            Kind::Sentinel(_) => "Sentinel",
            #[cfg(feature = "cluster")]
            Kind::Cluster(_) => "Cluster",
        };
        f.debug_tuple("Server").field(&format_args!("{kind}")).finish()
    }
}
