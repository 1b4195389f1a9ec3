//! The arguments of `api!`.

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
                "module" => options.module = Some(own_module(&input.parse()?)?),
                "runtime" => options.runtime = module(&input.parse()?),
                "macros" => options.macros = Some(module(&input.parse()?)),
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

fn module(path: &Path) -> String {
    let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let leading = if path.leading_colon.is_some() { "::" } else { "" };
    format!("{leading}{}", segments.join("::"))
}

/// A module of the crate that the macro is called in.
fn own_module(path: &Path) -> syn::Result<String> {
    let begins_at_root =
        path.leading_colon.is_none() && path.segments.first().is_some_and(|first| first.ident == "crate");
    if begins_at_root {
        return Ok(module(path));
    }
    let message = "expected the path of this module from the root of its crate, such as `crate::pets`";
    Err(syn::Error::new_spanned(path, message))
}
