//! [`Cassette`]: recorded calls, to be played without a network.

mod credentials;
mod difference;
mod line;
mod play;
mod playlist;
mod recorded_error;
mod recorder;
mod replay;
mod scrub;
mod tape;
#[cfg(test)]
mod tests;

pub use self::recorder::Recorder;
pub use self::replay::ReplayProvider;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use llm_types::Result;

use self::line::RecordedProvider;
use self::play::Gaps;
use self::playlist::{Order, Playlist};
use self::scrub::Scrubber;
use self::tape::Tape;
use crate::{Clock, SystemClock};

/// Calls that a [`Recorder`] wrote down, to be played without a network: in tests, say.
///
/// ```
/// use llm_provider_base::{Cassette, LayerExt, Recorder};
/// use llm_types::ProviderExt;
/// # use llm_types::mock::ScriptedProvider;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> llm_types::Result<()> {
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("haiku.jsonl");
/// # let openrouter = ScriptedProvider::new().then("Iron dreams of rain.");
///
/// // Once, with a network.
/// let recorded = openrouter.layer(Recorder::to(&path)?);
/// recorded.ask("A haiku about rust, please.").await?;
///
/// // From then on without.
/// let replay = Cassette::open(&path)?.provider();
/// let haiku = replay.ask("A haiku about rust, please.").await?;
/// assert_eq!(haiku.to_string(), "Iron dreams of rain.");
/// replay.assert_played();
/// # Ok(()) }
/// ```
///
/// [`Recorder::missing`] does both: it plays what the file holds, and asks for the rest.
///
/// # Which call answers
///
/// The first that was not played yet and was asked the same; limits of time and attempts make no
/// difference, and both ways of asking share what was recorded. A request that no call is left for
/// is an error, which says where the nearest one differs.
///
/// # The file
///
/// JSON Lines: a line that says which form it has and who was recorded, then one for each call. A
/// last line that was cut off is left out, with a warning; any other that cannot be read is an
/// error.
pub struct Cassette {
    playlist: Playlist,
    provider: RecordedProvider,
    cut_off: Option<usize>,
    scrubber: Scrubber,
    clock: Arc<dyn Clock>,
    keeps_gaps: bool,
}

impl Cassette {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](llm_types::ErrorKind::Configuration), with file and line, if it
    /// cannot be read, or is no cassette.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let mut tape = Tape::read(path.as_ref())?;
        let provider = tape.provider.take().unwrap_or_default();
        Ok(Self {
            cut_off: tape.cut_off,
            playlist: Playlist::new(tape),
            provider,
            scrubber: Scrubber::default(),
            clock: Arc::new(SystemClock),
            keeps_gaps: false,
        })
    }

    /// How many calls it holds.
    pub const fn len(&self) -> usize {
        self.playlist.len()
    }

    /// True if it holds none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The last line, if it was cut off and left out: the recording process died there.
    pub const fn cut_off_line(&self) -> Option<usize> {
        self.cut_off
    }

    /// Does to requests what the recorder did, so that they can be compared:
    /// [`Recorder::with_scrub`].
    #[must_use]
    pub fn with_scrub(
        mut self,
        rewrite: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.scrubber.push(rewrite);
        self
    }

    /// Answers in the order in which calls were recorded, whatever is asked.
    #[must_use]
    pub const fn in_order(mut self) -> Self {
        self.playlist.order = Order::Recorded;
        self
    }

    /// Takes the time that was recorded, in place of none. A call that has less fails when its own
    /// is over.
    #[must_use]
    pub const fn with_gaps(mut self) -> Self {
        self.keeps_gaps = true;
        self
    }

    /// With another clock to wait by.
    #[must_use]
    pub fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    /// A provider that answers as the recorded one did.
    pub fn provider(self) -> ReplayProvider {
        let gaps = if self.keeps_gaps {
            Gaps::Recorded { clock: self.clock, until: None }
        } else {
            Gaps::None
        };
        ReplayProvider::new(self.playlist, self.provider, self.scrubber, gaps)
    }
}

impl fmt::Debug for Cassette {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What was recorded is user content.
        f.debug_struct("Cassette")
            .field("provider", &self.provider.name)
            .field("calls", &self.len())
            .field("cut_off", &self.cut_off)
            .finish_non_exhaustive()
    }
}
