//! What one sync of a hundred interviews weighs on the wire, TLS counted.

use crate::{INTERVIEWS, Outcome, form, interviews::Made, odk, stage::Stage};

/// What went through the proxy in that sync.
pub struct Sent {
    /// Bytes up an interview.
    pub up: f64,
    /// Bytes down an interview.
    pub down: f64,
    records: u32,
    connections: u64,
    /// Bytes up an interview the way of ODK, for the same answers.
    pub odk_up: f64,
}

/// Syncs once and says what that cost.
pub async fn send(stage: &Stage) -> Outcome<Sent> {
    let before = stage.proxy.counted();
    let report = stage.device.sync_now(None).await?;
    let after = stage.proxy.counted();
    let each = |place: usize| (after[place] - before[place]) as f64 / INTERVIEWS as f64;
    let connections = after[2] - before[2];
    Ok(Sent { up: each(0), down: each(1), records: report.acknowledged, connections, odk_up: 0.0 })
}

impl Sent {
    /// With the weight of the same answers the way of ODK.
    pub fn beside(self, made: &Made) -> Self {
        let xml: usize = made.submissions.iter().map(String::len).sum();
        Self { odk_up: xml as f64 / made.submissions.len() as f64 + odk::AROUND_UP as f64, ..self }
    }
}

/// Says it.
pub fn print(sent: &Sent, made: &Made) {
    let answers = made.answers as f64 / INTERVIEWS as f64;
    println!("\nOn the wire, over TLS on loopback: {INTERVIEWS} interviews of {} questions", form::QUESTIONS);
    println!("  {answers:.1} answers each, with gates, consent and the trail of every screen");
    println!("  {} records acknowledged over {} connection(s)", sent.records, sent.connections);
    println!(
        "  ours  {:7.1} bytes up {:7.1} down an interview (TLS handshake and headers counted)",
        sent.up, sent.down
    );
    println!("  ODK   {:7.1} bytes up {:7.1} down (the same answers, no TLS)", sent.odk_up, odk::DOWN as f64);
    println!("  ratio {:.1}x up, {:.1}x down", sent.odk_up / sent.up, odk::DOWN as f64 / sent.down);
}
