//! How many things are sealed, opened, signed and verified in a second.

use std::time::Duration;

use fieldward_core::vault::{
    DeviceSigner, Key, SealingSecret, SoftwareSigner,
    cipher::{open, seal},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use crate::{Outcome, sample::timed};

/// How long each rate is looked at.
const LOOK: Duration = Duration::from_millis(400);

pub fn measure() -> Outcome<()> {
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    let key = Key::random(&mut rng);
    println!("\nRates on one core");
    for size in [128, 1024, 16 * 1024] {
        let plain = vec![7; size];
        let sealed = seal(&key, b"place", &plain, &mut rng);
        rate(&format!("seal {size} bytes"), || seal(&key, b"place", &plain, &mut rng).len());
        rate(&format!("open {size} bytes"), || open(&key, b"place", &sealed).map_or(0, |plain| plain.len()));
    }
    let secret = SealingSecret::random(&mut rng);
    let public = secret.public();
    let sealed = public.seal(b"info", b"", key.bytes(), &mut rng)?;
    rate("seal a key to somebody (HPKE)", || {
        public.seal(b"info", b"", key.bytes(), &mut rng).map_or(0, |out| out.len())
    });
    rate("open a key that was sealed to one (HPKE)", || secret.open(b"info", b"", &sealed).map_or(0, |out| out.len()));
    let signer = SoftwareSigner::random(&mut rng);
    let (signed, public) = (signer.sign(b"message")?, signer.public());
    rate("sign (P-256)", || signer.sign(b"message").map_or(0, |signature| signature.0.len()));
    rate("verify (P-256)", || usize::from(public.verify(b"message", &signed).is_ok()));
    Ok(())
}

fn rate(what: &str, mut work: impl FnMut() -> usize) {
    let (mut times, mut spent) = (0_u32, Duration::ZERO);
    while spent < LOOK {
        let (time, done) = timed(|| (0..32).map(|_| work()).sum::<usize>());
        std::hint::black_box(done);
        times += 32;
        spent += time;
    }
    println!("  {what:<58} {:>9.0} a second", f64::from(times) / spent.as_secs_f64());
}
