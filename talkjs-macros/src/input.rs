//! The arguments of `api!`.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitBool, LitStr, Path, Token, bracketed};
use talkjs_codegen::Options;

/// `spec = "…", strict = …, only = […], skip = […], module = …, runtime = …, macros = …`
pub(crate) struct Input {
    pub(crate) spec: LitStr,
    pub(crate) options: Options,
    /// What `only` and `skip` hold, where it is written.
    pub(crate) selectors: Vec<LitStr>,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (mut spec, mut options, mut given) = (None, Options::default(), Vec::new());
        let mut written = Vec::new();
        while !input.is_empty() {
            let key: Ident = input.parse()?;
            input.parse::<Token![=]>()?;
            match key.to_string().as_str() {
                "spec" => spec = Some(input.parse::<LitStr>()?),
                "strict" => options.strict = input.parse::<LitBool>()?.value,
                "only" => options.only = selectors(input, &mut written)?,
                "skip" => options.skip = selectors(input, &mut written)?,
                "module" => options.module = Some(input.parse()?),
                "runtime" => options.runtime = path(input)?,
                "macros" => options.macros = Some(path(input)?),
                other => {
                    let message = format!(
                        "unknown argument `{other}`; the arguments are `spec`, `strict`, `only`, `skip`, `module`, `runtime` and `macros`"
                    );
                    return Err(syn::Error::new(key.span(), message));
                }
            }
            if given.contains(&key) {
                return Err(syn::Error::new(key.span(), format!("`{key}` is given twice")));
            }
            given.push(key);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        let spec = spec.ok_or_else(|| input.error("expected `spec = \"path/to/description.yaml\"`"))?;
        Ok(Self { spec, options, selectors: written })
    }
}

/// A path as the caller wrote it: a raw name and `$crate` keep their meaning.
fn path(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    input.parse::<Path>().map(Path::into_token_stream)
}

/// `["getUser", "tag:users"]`
fn selectors(input: ParseStream<'_>, written: &mut Vec<LitStr>) -> syn::Result<Vec<String>> {
    let list;
    bracketed!(list in input);
    let selectors = Punctuated::<LitStr, Token![,]>::parse_terminated(&list)?;
    if selectors.is_empty() {
        return Err(list.error("expected at least one operationId, `tag:NAME`, `/path` or `METHOD /path`"));
    }
    let values = selectors.iter().map(LitStr::value).collect();
    written.extend(selectors);
    Ok(values)
}
