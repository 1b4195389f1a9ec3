//! A cluster, and a server that a sentinel knows.
