//! The credentials of one request.

use std::sync::Arc;

use crate::send::auth::CredentialProvider;

/// The security schemes that an operation declares: alternatives, each a set of schemes; nothing when the description does
/// not say.
pub(crate) type Security = Option<&'static [&'static [&'static str]]>;

/// Which credentials a request is sent with.
#[derive(Clone)]
pub(crate) enum Wanted {
    /// Those of the security schemes that the operation declares.
    Declared(Security),
    /// That of one scheme, whatever the operation declares.
    Scheme(String),
    /// All of the client, whatever the operation declares.
    All,
    /// None of the client, and this one.
    Only(Arc<dyn CredentialProvider>),
}

/// The credentials that a request is sent with.
///
/// Of the alternatives the first counts whose schemes all have a credential. Where no alternative is complete, what
/// there is for any of them is sent, as the server knows better what it wants; but see [`missing`].
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

/// Returns the security scheme that has no credential, where another one of the same alternative has.
///
/// A client without any credential for an operation may be right, as the description may be wrong. One with half of an
/// alternative has forgotten the other half. A provider without a scheme may be for any of them.
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
