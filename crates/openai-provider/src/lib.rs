//! Any server that speaks the chat API of OpenAI, behind the traits of llm-types: OpenAI, llama.cpp, vLLM, Ollama, LM Studio.
