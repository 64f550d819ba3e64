//! Machinery that every HTTP provider needs: transport, SSE framing, retry, rate limits, metrics, caches. Knows no provider.
