//! The API of `data/payload/rules.yaml`, whose types have every rule; the cases of `ui/payload` use it from outside.

talkjs_runtime::api! { spec = "data/payload/rules.yaml", strict = true, module = crate::rules }
