//! Where one can stand in a form: at a question, before one more repetition, at the end.

use fieldward_core::{
    form::{Control, NodeIndex, NodeKind, Path},
    instance::Instance,
};

/// Where one stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stop {
    /// At a question or a note.
    Ask {
        /// Which.
        at: Path,
        /// The `field-list` group around it, whose questions stand on one page.
        page: Option<Path>,
    },
    /// Before a repetition that could be added.
    More {
        /// The repetition that it would be.
        at: Path,
    },
    /// Behind the last question.
    End,
}

/// All stops that are relevant now, in document order.
pub(super) fn stops(instance: &Instance) -> Vec<Stop> {
    let mut stops = Vec::new();
    inside(instance, &Path::default(), None, &mut stops);
    stops.push(Stop::End);
    stops
}

fn inside(instance: &Instance, around: &Path, page: Option<&Path>, stops: &mut Vec<Stop>) {
    let form = instance.form();
    for node in form.children(around.node) {
        match &form.node(node).kind {
            NodeKind::Repeat { count, .. } => {
                let next = repetitions(instance, node, around, stops);
                if count.is_none() && instance.is_relevant(&next) {
                    stops.push(Stop::More { at: next });
                }
            }
            NodeKind::Question(question) => {
                let at = Path { node, at: around.at.clone() };
                // The head of a table is drawn with its rows, and nobody answers it.
                let is_asked = question.control.is_asked() && !form.node(node).is_header();
                let is_shown = is_asked || question.control == Control::Note;
                if is_shown && instance.is_relevant(&at) {
                    stops.push(Stop::Ask { at, page: page.cloned() });
                }
            }
            NodeKind::Group | NodeKind::Root => {
                let at = Path { node, at: around.at.clone() };
                if instance.is_relevant(&at) {
                    let own = is_page(instance, node).then_some(&at);
                    inside(instance, &at, page.or(own), stops);
                }
            }
        }
    }
}

/// Stops in each repetition; gives the path of the one after the last.
fn repetitions(instance: &Instance, repeat: NodeIndex, around: &Path, stops: &mut Vec<Stop>) -> Path {
    let nth = |position: u16| {
        let at = around.at.iter().copied().chain([position]).collect();
        Path { node: repeat, at }
    };
    let count = instance.repeat_count(&nth(0));
    for at in (0..count).map(nth).filter(|at| instance.is_relevant(at)) {
        let own = is_page(instance, repeat).then_some(&at);
        inside(instance, &at, own, stops);
    }
    nth(count)
}

/// Whether the questions of a group are meant to stand on one page.
fn is_page(instance: &Instance, group: NodeIndex) -> bool {
    let appearance = &instance.form().node(group).appearance;
    appearance.iter().any(|word| word == "field-list" || word == "table-list")
}
