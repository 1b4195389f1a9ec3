//! Chooses the credentials of one request.

use std::sync::Arc;

use crate::send::auth::CredentialProvider;

/// The security schemes that an operation declares: alternatives, each a set of schemes; `None` if the description does
/// not specify them.
pub(crate) type Security = Option<&'static [&'static [&'static str]]>;

/// The credentials that a request is sent with.
#[derive(Clone)]
pub(crate) enum Wanted {
    /// Those for the security schemes that the operation declares.
    Declared(Security),
    /// The one for this scheme, whatever the operation declares.
    Scheme(String),
    /// All credentials of the client, whatever the operation declares.
    All,
    /// Only this one, and none of the client's.
    Only(Arc<dyn CredentialProvider>),
}

/// Chooses the credentials that a request is sent with.
///
/// The first alternative is used whose schemes all have a credential. If no alternative is complete, all credentials
/// for any of them are sent, as the server may accept them; but see [`missing`].
pub(crate) fn chosen<'k>(
    wanted: &'k Wanted,
    known: &'k [Box<dyn CredentialProvider>],
) -> impl Iterator<Item = &'k dyn CredentialProvider> {
    let only = match wanted {
        Wanted::Only(provider) => Some(&**provider),
        Wanted::Declared(_) | Wanted::Scheme(_) | Wanted::All => None,
    };
    let fits = move |provider: &&'k dyn CredentialProvider| is_chosen(provider.scheme(), wanted, known);
    only.into_iter().chain(known.iter().map(|provider| &**provider).filter(fits))
}

/// Returns the security scheme without a credential, if another one of the same alternative has one.
///
/// A client without any credential for an operation may be right, as the description may be wrong. One with an
/// incomplete alternative lacks a credential by mistake. A provider without a scheme may be for any of them.
pub(crate) fn missing(wanted: &Wanted, known: &[Box<dyn CredentialProvider>]) -> Option<&'static str> {
    let Wanted::Declared(Some(alternatives)) = wanted else { return None };
    let has = |scheme: &str| known.iter().any(|provider| provider.scheme().is_none_or(|known| known == scheme));
    let lacks = |schemes: &&'static [&'static str]| schemes.iter().copied().find(|scheme| !has(scheme));
    if alternatives.iter().any(|schemes| lacks(schemes).is_none()) {
        return None;
    }
    alternatives.iter().filter(|schemes| schemes.iter().any(|scheme| has(scheme))).find_map(lacks)
}

fn is_chosen(scheme: Option<&str>, wanted: &Wanted, known: &[Box<dyn CredentialProvider>]) -> bool {
    let security = match wanted {
        Wanted::Declared(security) => security,
        Wanted::Scheme(wanted) => return scheme == Some(wanted),
        Wanted::All => return true,
        Wanted::Only(_) => return false,
    };
    let alternatives = security.unwrap_or_default();
    let Some(scheme) = scheme else {
        let is_open = security.is_some() && alternatives.iter().all(|schemes| schemes.is_empty());
        return !is_open;
    };
    let has = |scheme: &str| known.iter().any(|provider| provider.scheme() == Some(scheme));
    let complete = alternatives.iter().find(|schemes| !schemes.is_empty() && schemes.iter().all(|scheme| has(scheme)));
    match complete {
        Some(schemes) => schemes.contains(&scheme),
        None => alternatives.iter().any(|schemes| schemes.contains(&scheme)),
    }
}
