// Chats, messages and responses: whole and streamed, with tools, reasoning and schemas.

const QUESTION = "How do glaciers shape valleys?";
const WEATHER = "Weather in Lisbon for the next 3 days, please";
const SCHEMA = {
  type: "object",
  properties: { city: { type: "string" }, days: { type: "integer" } },
  required: ["city", "days"],
  additionalProperties: false,
};
const FUNCTION = { name: "get_weather", description: "Forecast", parameters: SCHEMA };
const MODELS = [
  "openai/gpt-5.2",
  "anthropic/claude-sonnet-4.6",
  "google/gemini-2.5-flash",
  "deepseek/deepseek-r1:free",
];

const user = (content) => ({ role: "user", content });

const chats = [
  {},
  { tools: [{ type: "function", function: FUNCTION }], messages: [user(WEATHER)] },
  { reasoning: { effort: "high" } },
  {
    response_format: {
      type: "json_schema",
      json_schema: { name: "x", strict: true, schema: SCHEMA },
    },
  },
  { max_tokens: 3 },
].map((fields) => ({ messages: [user(QUESTION)], ...fields }));
chats.push({ messages: [user(QUESTION)], logprobs: true, top_logprobs: 2, seed: 7 });

const responses = [
  {},
  {
    tools: [{ type: "function", strict: false, ...FUNCTION }],
    input: [user(WEATHER)],
    tool_choice: "auto",
  },
  { reasoning: { effort: "high", summary: "auto" } },
  { text: { format: { type: "json_schema", name: "x", schema: SCHEMA } } },
  { max_output_tokens: 16, instructions: "Be brief.", temperature: 0.5, metadata: { a: "b" } },
].map((fields) => ({ input: QUESTION, ...fields }));

const messages = [
  {},
  {
    tools: [{ name: "get_weather", description: "Forecast", input_schema: SCHEMA }],
    messages: [user(WEATHER)],
  },
  { max_tokens: 4_096, thinking: { type: "enabled", budget_tokens: 1_024 } },
  { max_tokens: 3, system: "Be brief.", stop_sequences: ["never"] },
].map((fields) => ({ messages: [user(QUESTION)], max_tokens: 1_024, ...fields }));

/** Sends each to each model, whole and streamed. */
function steps(id, requests) {
  const bodies = requests.flatMap((request) =>
    MODELS.flatMap((model) => [
      { model, ...request },
      { model, ...request, stream: true },
    ]),
  );
  return bodies.map((body) => (ask) => ask(id, { body }));
}

const unknown = { model: "acme/none" };

export const answers = [
  ...steps("sendChatCompletionRequest", chats),
  (ask) =>
    ask("sendChatCompletionRequest", {
      body: { ...unknown, messages: [user(QUESTION)] },
      status: 400,
    }),
  ...steps("createResponses", responses),
  (ask) => ask("createResponses", { body: { ...unknown, input: QUESTION }, status: 400 }),
  ...steps("createMessages", messages),
  (ask) => {
    const body = { ...unknown, max_tokens: 16, messages: [user(QUESTION)] };
    return ask("createMessages", { body, status: 400 });
  },
];
