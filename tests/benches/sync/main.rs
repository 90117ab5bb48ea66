//! What sync costs: bytes, time on a poor line, and what a server can take; each beside the way of ODK.
//!
//! `cargo bench-sync` makes interviews of sixty questions with the shipped device, sends them over TLS on loopback
//! through a proxy that counts every byte, sends them again over a simulated 2G line against the same answers as ODK
//! submissions, and loads the shipped server program. It prints figures, ratios, the machine's load, and whether each
//! aim is met; `cargo bench-sync load` does the last part only. What ODK Central takes was measured once with the same
//! kind of form and stands in [`odk`].
#![allow(clippy::print_stdout, reason = "a program that reports on the terminal")]

mod aims;
mod disk;
mod form;
mod interviews;
mod line;
mod load;
mod odk;
mod proxy;
mod slow;
mod stage;
mod wire;

use std::error::Error;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Interviews in the batch that is weighed.
const INTERVIEWS: usize = 100;

fn main() -> Outcome<()> {
    // The HTTP client asks for one; whoever comes second finds it there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, data] = arguments.as_slice()
        && first == load::SERVE
    {
        return load::serve_until_asked(data);
    }
    // `cargo bench-sync load`: only what the server takes.
    if arguments.iter().any(|argument| argument == "load") {
        load::measure(&tokio::runtime::Runtime::new()?)?.print();
        return Ok(());
    }
    let machine = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("load of the machine at the start: {}", machine.trim());
    let runtime = tokio::runtime::Runtime::new()?;
    let mut stage = runtime.block_on(stage::Stage::set())?;
    let made = interviews::make(&stage.device, INTERVIEWS)?;
    let copied = stage.copy()?;
    let sent = runtime.block_on(wire::send(&stage))?.beside(&made);
    wire::print(&sent, &made);
    let slow = slow::compare(&runtime, &copied, &made)?;
    slow.print();
    stage.stop(&runtime);
    let load = load::measure(&runtime)?;
    load.print();
    aims::print(&sent, &slow, &load);
    let machine = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("load of the machine at the end: {}", machine.trim());
    Ok(())
}
