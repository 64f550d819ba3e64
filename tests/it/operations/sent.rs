//! What one operation sends.

use http::{StatusCode, header};
use llm_provider_base::{HttpRequest, RetryPolicy, ScriptedReply, ScriptedTransport};
use openrouter_provider::OpenRouter;
use openrouter_wire::{Access, Binary, Operation};
use serde::de::DeserializeOwned;

const KEY: &str = "sk-or-v1-one";
const MANAGER: &str = "sk-or-v1-manager";

/// What one operation sent.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) id: &'static str,
    pub(super) method: String,
    /// As the type has it, with names in braces.
    pub(super) template: &'static str,
    /// As it was sent.
    pub(super) path: String,
    access: Access,
    pub(super) authorization: Option<String>,
}

impl Sent {
    /// The key that it is to be sent with. What everybody may make, such as a login, has none.
    pub(super) fn key(&self) -> Option<&'static str> {
        match self.access {
            Access::Management => Some(MANAGER),
            Access::Public if self.method == "POST" => None,
            Access::Key | Access::Public => Some(KEY),
        }
    }

    /// True if the path is the template, with a value for each name.
    pub(super) fn is_at_its_path(&self) -> bool {
        let path = ["/api/v1", "/api/beta"].iter().find_map(|root| self.path.strip_prefix(root));
        let Some(path) = path else { return false };
        let (path, template) = (path.split('/'), self.template.split('/'));
        path.clone().count() == template.clone().count()
            && path
                .zip(template)
                .all(|(value, name)| value == name || (name.starts_with('{') && !value.is_empty()))
    }
}

/// Carries out an operation whose reply is JSON; what comes of the reply does not matter here.
pub(super) async fn call<O>(operation: O) -> Sent
where
    O: Operation<Response: DeserializeOwned + Send>,
{
    let (transport, openrouter) = provider();
    drop(openrouter.call(&operation).await);
    sent::<O>(&transport)
}

/// Carries out an operation whose reply is bytes.
pub(super) async fn download<O: Operation<Response = Binary>>(operation: O) -> Sent {
    let (transport, openrouter) = provider();
    drop(openrouter.download(&operation).await);
    sent::<O>(&transport)
}

fn provider() -> (ScriptedTransport, OpenRouter) {
    let transport = ScriptedTransport::new([ScriptedReply::json(StatusCode::OK, "{}")]);
    let provider = OpenRouter::builder()
        .api_key(KEY)
        .management_key(MANAGER)
        .transport(transport.clone())
        .retry_policy(RetryPolicy::never())
        .build();
    (transport, provider.unwrap())
}

fn sent<O: Operation>(transport: &ScriptedTransport) -> Sent {
    let requests: [HttpRequest; 1] =
        transport.requests().try_into().unwrap_or_else(|_| panic!("{} was not sent once", O::ID));
    let [request] = requests;
    let authorization = request.headers.get(header::AUTHORIZATION);
    Sent {
        id: O::ID,
        method: request.method.to_string(),
        template: O::PATH,
        path: request.url.path().to_owned(),
        access: O::ACCESS,
        authorization: authorization.and_then(|value| value.to_str().ok()).map(str::to_owned),
    }
}
