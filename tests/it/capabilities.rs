//! What the provider says that it can do, each shown by a call.

use llm_types::{
    AuthProvider, Capability, ChatProvider, ContentPart, EmbeddingProvider, EmbeddingRequest,
    JsonSchema, MediaSource, Message, Modality, ModelProvider, ProviderIdentity, ReasoningEffort,
    ServerTool, StandardRequest, StandardResponse, Tool,
};
use openrouter_provider::OpenRouter;
use openrouter_sim::Simulator;
use openrouter_wire::responses;
use serde_json::{Value, json};

use crate::set_up::{MODEL, provider, read, request};

/// One byte of anything.
const BASE64: &str = "AA==";

struct Proof {
    simulator: Simulator,
    provider: OpenRouter,
}

impl Proof {
    async fn complete(&self, request: StandardRequest) -> StandardResponse {
        self.provider.complete(request).await.unwrap()
    }

    /// Sends this to a model that takes it, and gives the part as it was sent.
    async fn input(&self, modality: Modality, part: ContentPart) -> Value {
        let models = self.provider.models().await.unwrap();
        let takes = |model: &&llm_types::Model| model.input_modalities.contains(&modality);
        let model = models.iter().find(takes).unwrap().id.clone();
        let message = Message::user_parts([ContentPart::text("What is this?"), part]);
        let answer = self.complete(StandardRequest::new([message]).with_model(model)).await;
        assert!(!answer.joined_text().is_empty());
        self.sent()["messages"][0]["content"][1].clone()
    }

    /// The last request.
    fn sent(&self) -> Value {
        self.simulator.requests().last().unwrap().json().unwrap()
    }

    async fn show(&self, capability: Capability) {
        match capability {
            Capability::Streaming => {
                let stream = self.provider.stream(request()).await.unwrap();
                let (deltas, end) = read(stream).await;
                assert!(deltas.len() > 1 && !end.unwrap().joined_text().is_empty());
            }
            Capability::Tools => {
                let schema = json!({"type": "object", "properties": {"city": {"type": "string"}}});
                let tool = Tool::function("weather", "Tells the weather of a city.", schema);
                let asked = request().with_tool(tool);
                let answer = self.complete(asked.with_tool_choice(llm_types::ToolChoice::Required));
                assert_eq!(answer.await.tool_calls()[0].name, "weather");
            }
            Capability::ServerTools => {
                let tool = Tool::Server(ServerTool::new("openrouter:datetime"));
                self.complete(request().with_tool(tool)).await;
                assert_eq!(self.sent()["tools"][0]["type"], "openrouter:datetime");
            }
            Capability::StructuredOutputs => {
                let schema = json!({"type": "object", "additionalProperties": false,
                    "properties": {"city": {"type": "string"}}, "required": ["city"]});
                let schema = JsonSchema::strict("place", schema);
                let answer = self.complete(request().with_response_format(schema)).await;
                let place: Value = serde_json::from_str(&answer.joined_text()).unwrap();
                assert!(place["city"].is_string(), "{place}");
            }
            Capability::ImageInput => {
                let part = ContentPart::image_url("https://x.test/i.png");
                assert_eq!(self.input(Modality::Image, part).await["type"], "image_url");
            }
            Capability::AudioInput => {
                let part = ContentPart::audio_base64("wav", BASE64);
                assert_eq!(self.input(Modality::Audio, part).await["type"], "input_audio");
            }
            Capability::VideoInput => {
                let part = ContentPart::video_url("https://x.test/v.mp4");
                assert_eq!(self.input(Modality::Video, part).await["type"], "video_url");
            }
            Capability::FileInput => {
                let part =
                    ContentPart::file("f.pdf", MediaSource::base64("application/pdf", BASE64));
                assert_eq!(self.input(Modality::File, part).await["type"], "file");
            }
            Capability::Reasoning => {
                let models = self.provider.models().await.unwrap();
                let thinks = |model: &&llm_types::Model| model.supports("reasoning");
                let model = models.iter().find(thinks).unwrap().id.clone();
                let asked = request().with_model(model);
                let answer = self.complete(asked.with_reasoning_effort(ReasoningEffort::High));
                let message = answer.await.into_message().unwrap();
                assert!(message.reasoning.is_some_and(|thoughts| !thoughts.text.is_empty()));
            }
            Capability::Embeddings => {
                let asked = EmbeddingRequest::new("openai/text-embedding-3-small", ["One."]);
                assert_eq!(self.provider.embed(asked).await.unwrap().vectors.len(), 1);
            }
            Capability::ResponsesApi => {
                let asked = responses::Request::new(MODEL, "Why is the sky blue?");
                assert!(!self.provider.call(&asked).await.unwrap().output_text().is_empty());
            }
            Capability::OAuth => {
                let stranger =
                    OpenRouter::builder().base_url(self.simulator.base_url()).build().unwrap();
                assert!(!stranger.is_authenticated());
                let login = stranger.log_in().headless().unwrap();
                let consent = self.simulator.authorize(login.url().as_str()).unwrap();
                login.finish(consent.code()).await.unwrap();
                assert!(stranger.is_authenticated());
            }
            other => panic!("{other:?} is claimed, and nothing shows it"),
        }
    }
}

#[tokio::test]
async fn each_capability_that_is_claimed_is_shown_by_a_call() {
    let simulator = Simulator::start().await.unwrap();
    let proof = Proof { provider: provider(&simulator), simulator };
    for capability in proof.provider.capabilities().iter() {
        proof.show(capability).await;
    }
}
