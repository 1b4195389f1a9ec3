//! The arguments of `api!`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::token::Bracket;
use syn::{Ident, LitBool, LitStr, Path, Token, braced, bracketed};
use talkjs_codegen::{Derives, ExternalType, Lenient, Options};

/// `spec = "…", baseline = "…", references = { … }, strict = …, only = […], skip = […], names = { … }, short_operation_ids = …,
/// types = { … }, schemas = { … }, rust_type_hints = …, derive = …, lenient_responses = …, module = …, runtime = …, macros = …`
pub(crate) struct Input {
    pub(crate) spec: LitStr,
    /// An earlier description, whose callers' code should still compile.
    pub(crate) baseline: Option<LitStr>,
    /// Local copies of remote references.
    pub(crate) references: Vec<Pair>,
    pub(crate) options: Options,
    /// The selectors of `only` and `skip`, with their places.
    pub(crate) selectors: Vec<LitStr>,
    /// The pairs of `names`, with their places.
    pub(crate) names: Vec<Pair>,
    /// The names in `lenient_responses`, with their places.
    pub(crate) lenient: Vec<LitStr>,
    /// The keys of `types`, `schemas` and `derive`, with their places.
    pub(crate) replaced: Vec<Key>,
}

/// A string, which may be written without quotes if it is an identifier.
pub(crate) struct Key {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// `"key" = "value"`
pub(crate) struct Pair {
    pub(crate) key: LitStr,
    pub(crate) value: LitStr,
}

impl Input {
    /// URL prefixes, and the paths of their local copies.
    pub(crate) fn copies(&self) -> Vec<(String, String)> {
        self.references.iter().map(Pair::values).collect()
    }
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (mut spec, mut options, mut given) = (None, Options::default(), Vec::new());
        let (mut references, mut names, mut written, mut lenient) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (mut replaced, mut baseline) = (Vec::new(), None);
        while !input.is_empty() {
            let key: Ident = input.parse()?;
            input.parse::<Token![=]>()?;
            match key.to_string().as_str() {
                "spec" => spec = Some(input.parse::<LitStr>()?),
                "baseline" => baseline = Some(input.parse::<LitStr>()?),
                "references" => references = pairs(input, "\"https://example.org/schemas/\" = \"path/of/the/copy/\"")?,
                "strict" => options.strict = input.parse::<LitBool>()?.value,
                "only" => options.only = selectors(input, &mut written)?,
                "skip" => options.skip = selectors(input, &mut written)?,
                "names" => names = pairs(input, "\"read_item_items_get\" = \"read_item\"")?,
                "short_operation_ids" => options.short_operation_ids = input.parse::<LitBool>()?.value,
                "lenient_responses" => options.lenient_responses = lenient_responses(input, &mut lenient)?,
                "types" => options.types = types(input, &mut replaced)?,
                "schemas" => options.schemas = schemas(input, &mut replaced)?,
                "rust_type_hints" => options.rust_type_hints = input.parse::<LitBool>()?.value,
                "derive" => options.derives = derives(input, &mut replaced)?,
                "module" => options.module = Some(input.parse()?),
                "runtime" => options.runtime = path(input)?,
                "macros" => options.macros = Some(path(input)?),
                other => {
                    let message = format!(
                        "unknown argument `{other}`; the arguments are `spec`, `baseline`, `references`, `strict`, `only`, `skip`, `names`, `short_operation_ids`, `types`, `schemas`, `rust_type_hints`, `derive`, `lenient_responses`, `module`, `runtime` and `macros`"
                    );
                    return Err(syn::Error::new(key.span(), message));
                }
            }
            if given.contains(&key) {
                return Err(syn::Error::new(key.span(), format!("duplicate argument `{key}`")));
            }
            given.push(key);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        let spec = spec.ok_or_else(|| input.error("expected `spec = \"path/to/description.yaml\"`"))?;
        options.names = names.iter().map(Pair::values).collect();
        Ok(Self { spec, baseline, references, options, selectors: written, names, lenient, replaced })
    }
}

/// A path as the caller wrote it: raw identifiers and `$crate` keep their meaning.
fn path(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    input.parse::<Path>().map(Path::into_token_stream)
}

/// `jiff`, or `{ jiff, "uuid" = uuid::Uuid }`. Single types have precedence over those of a set.
fn types(input: ParseStream<'_>, written: &mut Vec<Key>) -> syn::Result<Vec<ExternalType>> {
    if input.peek(Ident) {
        return set(input);
    }
    let list;
    braced!(list in input);
    let (mut named, mut sets) = (Vec::new(), Vec::new());
    while !list.is_empty() {
        if list.peek(LitStr) {
            named.push(replacement(&list, &named, written)?);
        } else {
            sets.extend(set(&list)?);
        }
        if !list.is_empty() {
            list.parse::<Token![,]>()?;
        }
    }
    named.append(&mut sets);
    if named.is_empty() {
        Err(list.error("expected a format and a type, such as `\"uuid\" = uuid::Uuid`"))
    } else {
        Ok(named)
    }
}

/// A crate with a predefined set of types.
fn set(input: ParseStream<'_>) -> syn::Result<Vec<ExternalType>> {
    let name: Ident = input.parse()?;
    ExternalType::set(&name.to_string(), &quote! { ::#name }).ok_or_else(|| {
        let sets = ExternalType::SETS.join("`, `");
        let message =
            format!("unknown set `{name}`; the sets are `{sets}`, and a type for a format is `\"uuid\" = uuid::Uuid`");
        syn::Error::new(name.span(), message)
    })
}

/// `{ Money = crate::Money }`
fn schemas(input: ParseStream<'_>, written: &mut Vec<Key>) -> syn::Result<Vec<ExternalType>> {
    let list;
    braced!(list in input);
    let mut types = Vec::new();
    while !list.is_empty() {
        types.push(replacement(&list, &types, written)?);
        if !list.is_empty() {
            list.parse::<Token![,]>()?;
        }
    }
    if types.is_empty() {
        Err(list.error("expected a schema and a type, such as `Money = crate::Money`"))
    } else {
        Ok(types)
    }
}

/// `"uuid" = uuid::Uuid`, for a name that is not in `earlier`.
fn replacement(input: ParseStream<'_>, earlier: &[ExternalType], written: &mut Vec<Key>) -> syn::Result<ExternalType> {
    let key: Key = input.parse()?;
    if earlier.iter().any(|earlier| earlier.name == key.text) {
        return Err(syn::Error::new(key.span, format!("duplicate key `{}`", key.text)));
    }
    input.parse::<Token![=]>()?;
    let ty = ExternalType::new(key.text.clone(), path(input)?);
    written.push(key);
    Ok(ty)
}

/// `[Hash, schemars::JsonSchema]` for all types, or `{ User = [Hash], "*" = [schemars::JsonSchema] }`.
fn derives(input: ParseStream<'_>, written: &mut Vec<Key>) -> syn::Result<Vec<Derives>> {
    if input.peek(Bracket) {
        return Ok(vec![Derives { of: None, paths: paths(input)? }]);
    }
    let list;
    braced!(list in input);
    let mut derives = Vec::new();
    while !list.is_empty() {
        let key: Key = list.parse()?;
        list.parse::<Token![=]>()?;
        let of = (key.text != "*").then(|| key.text.clone());
        derives.push(Derives { of, paths: paths(&list)? });
        written.push(key);
        if !list.is_empty() {
            list.parse::<Token![,]>()?;
        }
    }
    Ok(derives)
}

/// `[Hash, schemars::JsonSchema]`
fn paths(input: ParseStream<'_>) -> syn::Result<Vec<TokenStream>> {
    let list;
    bracketed!(list in input);
    let paths = Punctuated::<Path, Token![,]>::parse_terminated(&list)?;
    Ok(paths.into_iter().map(Path::into_token_stream).collect())
}

impl Parse for Key {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            let text: LitStr = input.parse()?;
            return Ok(Self { text: text.value(), span: text.span() });
        }
        let name: Ident = input.parse()?;
        Ok(Self { text: name.to_string(), span: name.span() })
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

/// `true`, `false` or `["User"]`
fn lenient_responses(input: ParseStream<'_>, written: &mut Vec<LitStr>) -> syn::Result<Lenient> {
    if input.peek(LitBool) {
        return Ok(if input.parse::<LitBool>()?.value { Lenient::All } else { Lenient::Nothing });
    }
    let list;
    bracketed!(list in input);
    written.extend(Punctuated::<LitStr, Token![,]>::parse_terminated(&list)?);
    Ok(Lenient::Schemas(written.iter().map(LitStr::value).collect()))
}

/// `{ "key" = "value", … }`: at least one pair, no empty strings, no duplicate keys; `example` is a pair.
fn pairs(input: ParseStream<'_>, example: &str) -> syn::Result<Vec<Pair>> {
    let list;
    braced!(list in input);
    let pairs: Vec<Pair> = Punctuated::<Pair, Token![,]>::parse_terminated(&list)?.into_iter().collect();
    if pairs.is_empty() {
        return Err(list.error(format!("expected at least one pair, such as `{example}`")));
    }
    for (index, Pair { key, value }) in pairs.iter().enumerate() {
        if let Some(empty) = [key, value].into_iter().find(|text| text.value().is_empty()) {
            return Err(syn::Error::new(empty.span(), format!("empty string; expected a pair such as `{example}`")));
        }
        if pairs.iter().take(index).any(|earlier| earlier.key.value() == key.value()) {
            return Err(syn::Error::new(key.span(), format!("duplicate key `{}`", key.value())));
        }
    }
    Ok(pairs)
}

impl Parse for Pair {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let key = input.parse()?;
        input.parse::<Token![=]>()?;
        Ok(Self { key, value: input.parse()? })
    }
}

impl Pair {
    /// The key and the value.
    pub(crate) fn values(&self) -> (String, String) {
        (self.key.value(), self.value.value())
    }
}
