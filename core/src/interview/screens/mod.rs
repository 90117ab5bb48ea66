//! The screen of each moment.
use crate::interview::{Interview, Screen};
use crate::moment::Moment;
pub(super) fn draw(_: &Interview, _: &Moment, _: &str) -> Screen {
    Screen::default()
}
