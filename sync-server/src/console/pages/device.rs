//! A device that was copied and goes on under another name: what a supervisor has to know before they say so.

use fieldward_core::ids::DeviceId;
use maud::{Markup, html};

use crate::console::{
    address,
    desk::{Damage, Desk, DeskDamage},
    words::Words,
};

/// Why nothing was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceFault {
    /// Whoever asked did not say that they know the device.
    NotKnown,
    /// The device that was copied did not sign.
    NotSigned,
}

/// The page about a device that goes on for another.
pub fn device(
    words: &Words,
    desk: &Desk,
    (device, before): (DeviceId, DeviceId),
    fault: Option<DeviceFault>,
    csrf: &str,
) -> Markup {
    let waits = |damaged: &&DeskDamage| damaged.device == device && damaged.damage == Damage::Chain;
    let waiting = desk.damaged.iter().filter(waits).count();
    html! {
        div.stack {
            div { h1 { (words.devices.title) } p.lead { (words.devices.lead) } }
            @if let Some(fault) = fault { p.note.alert role="alert" { (said(words, fault)) } }
            section.card.stack {
                dl.facts {
                    (name(words.devices.now, desk, device))
                    (name(words.devices.before, desk, before))
                    div { dt { (words.devices.waiting) } dd { (waiting) } }
                }
                p.note.warn { (words.devices.warning) }
                form method="post" action=(address::device(device)) {
                    input type="hidden" name="csrf" value=(csrf);
                    label.tick {
                        input type="checkbox" name="known" value="yes" required;
                        span { (words.devices.known) }
                    }
                    div.actions { button type="submit" { (words.devices.send) } }
                }
            }
        }
    }
}

/// What people call a device, and its id in full: two devices can have one name, never one id.
fn name(label: &str, desk: &Desk, device: DeviceId) -> Markup {
    html! { div { dt { (label) } dd { bdi { (desk.device_name(device)) } br; span.number { (device.0) } } } }
}

fn said(words: &Words, fault: DeviceFault) -> &'static str {
    match fault {
        DeviceFault::NotKnown => words.devices.not_known,
        DeviceFault::NotSigned => words.devices.not_signed,
    }
}
