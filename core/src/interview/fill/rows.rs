//! What is tapped in an hour block: a counter, or a counted row with what was seen.

use crate::{
    form::{NodeIndex, Value, look::watched},
    interview::{Entry, Interview, Refusal},
    safeguard::RefusalCode,
};

impl Interview {
    /// A counter, or a counted row with what was seen.
    pub(in crate::interview) fn tapped(
        &self,
        prompt: &str,
        row: &[Entry],
    ) -> Result<(NodeIndex, Vec<(NodeIndex, Value)>), Refusal> {
        let unknown = |prompt: &str| Refusal::at(RefusalCode::UnknownPrompt, prompt);
        let node = self.counter_named(prompt).ok_or_else(|| unknown(prompt))?;
        let mut seen = Vec::new();
        for entry in row.iter().filter(|entry| !entry.value.is_empty()) {
            let name = entry.prompt.rsplit('/').next().unwrap_or_default();
            let inside = node.0 + 1..self.form().node(node).end.0;
            let item = inside.map(NodeIndex).find(|item| self.form().node(*item).name == name);
            let item = item.ok_or_else(|| unknown(&entry.prompt))?;
            let refused = |_| Refusal::at(RefusalCode::BadValue, &entry.prompt);
            seen.push((item, self.form().parse_value(item, &entry.value).map_err(refused)?));
        }
        seen.sort_by_key(|(item, _)| *item);
        let twice = seen.windows(2).any(|pair| pair[0].0 == pair[1].0);
        if twice { Err(Refusal::at(RefusalCode::BadValue, prompt)) } else { Ok((node, seen)) }
    }

    /// By the prompt's id, or by the name alone.
    fn counter_named(&self, prompt: &str) -> Option<NodeIndex> {
        let repeat = self.outline.hour_block?;
        let name = prompt.rsplit('/').next().unwrap_or_default();
        let name = name.split('[').next().unwrap_or_default();
        let mut inside = (repeat.0 + 1..self.form().node(repeat).end.0).map(NodeIndex);
        let counts = |node: &NodeIndex| {
            self.has_appearance(*node, watched::COUNTER) || self.has_appearance(*node, watched::COUNTED_ROW)
        };
        inside.find(|node| counts(node) && self.form().node(*node).name == name)
    }
}
