//! A local server that speaks the chat API of OpenAI as llama.cpp, vLLM, Ollama and LM Studio do, in a process: for tests and demos.
