//! The decoder gives what reading each event by itself gives.
