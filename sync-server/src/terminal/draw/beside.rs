//! What stands beside a question: hint, guidance, pictures that cannot be drawn here, a scale, and the choices.

use fieldward::{MediaKind, MediaView, Prompt, PromptControl, ScaleView};

use super::{Ink, Page};
use crate::terminal::{look, narrow::is_searched, typed::key};

impl Page<'_> {
    /// Everything between a label and what stands there already.
    pub(super) fn beside(&mut self, prompt: &Prompt) {
        self.media("    ", &prompt.media);
        if !prompt.hint.is_empty() {
            self.put(Ink::Faint, "    ", &prompt.hint);
        }
        if !prompt.guidance.is_empty() {
            self.put(Ink::Faint, "    ", &prompt.guidance);
        }
        if let Some(scale) = &prompt.scale {
            let steps = format!("{} – {} ({} {})", scale.start, scale.end, self.words.steps_of, scale.step);
            self.put(Ink::Plain, "    ", &steps);
            self.ticks(scale);
        }
        if let Some(wanted) = look::wanted(&prompt.look, self.words.looks).filter(|_| !prompt.read_only) {
            self.put(Ink::Faint, "    ", &wanted);
        }
        self.choices(prompt);
        match prompt.control {
            PromptControl::Rank => self.put(Ink::Faint, "    ", self.words.rank_keys),
            PromptControl::Acknowledge => self.put(Ink::Faint, "    ", self.words.acknowledge_keys),
            _ => {}
        }
    }

    /// The words of a scale, each behind its value.
    fn ticks(&mut self, scale: &ScaleView) {
        for tick in &scale.ticks {
            self.put(Ink::Plain, &format!("      {:>3}  ", tick.name), &tick.label);
        }
    }

    /// Pictures and sounds cannot be shown here, so their files are named: somebody may have them on paper.
    fn media(&mut self, first: &str, media: &[MediaView]) {
        for one in media {
            let kind = match one.kind {
                MediaKind::Image | MediaKind::BigImage => self.words.picture,
                MediaKind::Audio => self.words.sound,
                MediaKind::Video => self.words.film,
            };
            self.put(Ink::Faint, first, &format!("[{kind} {}]", one.file));
        }
    }

    fn choices(&mut self, prompt: &Prompt) {
        if is_searched(prompt) {
            let words = format!("{} {}", prompt.choices.len(), self.words.many_choices);
            return self.put(Ink::Faint, "    ", &words);
        }
        for (place, choice) in prompt.choices.iter().enumerate() {
            self.put_in(Ink::Plain, &format!("  {:>3}  ", key(prompt, place)), &choice.label, self.direction);
            self.media("       ", &choice.media);
        }
    }
}
