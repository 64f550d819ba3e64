//! [`ask_each`]: questions to the service about several keys.

use std::io::Write;

use futures::{StreamExt as _, stream};

use super::known::KnownKey;
use crate::notes::Notes;
use crate::progress::shown;
use crate::service::Service;

/// As many keys are asked about at once.
const AT_ONCE: usize = 4;

/// Asks about each key, a few at a time, and says so if that takes long.
pub(crate) async fn ask_each<T, F: Future<Output = T>>(
    keys: Vec<KnownKey>,
    service: &Service,
    notes: &mut Notes<impl Write>,
    ask: impl Fn(KnownKey) -> F,
) -> Vec<T> {
    let number = keys.len();
    let asking = stream::iter(keys).map(ask).buffered(AT_ONCE).collect();
    let ellipsis = notes.page().ellipsis();
    let about = || format!("asking {} about {number} keys {ellipsis}", service.address());
    shown(notes, about, asking).await
}
