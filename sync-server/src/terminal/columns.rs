//! How wide a page may be.

use std::io;

/// Widest page: longer lines are hard to read aloud from.
pub const WIDTH_MAX: usize = 100;
/// Narrowest page that is drawn.
pub const WIDTH_MIN: usize = 40;

/// Columns that a page may use: what `COLUMNS` says, else what the terminal is now, since windows change; `usual` when
/// nobody knows.
#[must_use]
pub fn columns(usual: usize) -> usize {
    let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let now = || rustix::termios::tcgetwinsize(io::stdout()).ok().map(|size| usize::from(size.ws_col));
    let known = said.or_else(now).filter(|columns| *columns > 0);
    known.unwrap_or(usual).clamp(WIDTH_MIN, WIDTH_MAX)
}
