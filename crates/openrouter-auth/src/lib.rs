//! OpenRouter API keys and how to get them: key pool with leases and failover, OAuth PKCE, credentials from the environment.
