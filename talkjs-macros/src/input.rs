//! The arguments of `api!`.

use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Path, Token};

/// `spec = "…", runtime = …`
pub(crate) struct Input {
    pub(crate) spec: LitStr,
    /// A path as text.
    pub(crate) runtime: String,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (mut spec, mut runtime) = (None, None);
        while !input.is_empty() {
            let key: Ident = input.parse()?;
            input.parse::<Token![=]>()?;
            let repeated = match key.to_string().as_str() {
                "spec" => spec.replace(input.parse::<LitStr>()?).is_some(),
                "runtime" => runtime.replace(module(&input.parse()?)).is_some(),
                other => {
                    let message = format!("unknown argument `{other}`; the arguments are `spec` and `runtime`");
                    return Err(syn::Error::new(key.span(), message));
                }
            };
            if repeated {
                return Err(syn::Error::new(key.span(), format!("`{key}` is given twice")));
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        let spec = spec.ok_or_else(|| input.error("expected `spec = \"path/to/description.yaml\"`"))?;
        Ok(Self { spec, runtime: runtime.unwrap_or_else(|| "::talkjs_client::runtime".to_owned()) })
    }
}

fn module(path: &Path) -> String {
    let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let leading = if path.leading_colon.is_some() { "::" } else { "" };
    format!("{leading}{}", segments.join("::"))
}
