//! [`Resources`]: what the process holds.

use std::time::Duration;

use tokio::runtime::Handle;

/// What this process holds at one moment. Files and memory are known on Linux only, and 0 elsewhere.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Resources {
    pub(super) files: usize,
    pub(super) tasks: usize,
    pub(super) memory_kib: u64,
}

impl Resources {
    pub(super) fn now() -> Self {
        // One of them is the folder that is being read.
        let files =
            std::fs::read_dir("/proc/self/fd").map_or(0, |files| files.count().saturating_sub(1));
        Self { files, tasks: Handle::current().metrics().num_alive_tasks(), memory_kib: memory() }
    }

    /// Waits until no more is held than before, for so long.
    pub(super) async fn back_to(before: Self, limit: Duration) -> Self {
        let wait = async {
            loop {
                let now = Self::now();
                if now.files <= before.files && now.tasks <= before.tasks {
                    return now;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(limit, wait).await.unwrap_or_else(|_| Self::now())
    }
}

/// The resident memory.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}
