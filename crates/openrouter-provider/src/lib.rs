//! OpenRouter behind the provider-neutral traits of llm-types: one call path for every request, streaming first.
