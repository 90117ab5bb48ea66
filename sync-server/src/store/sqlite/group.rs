//! Group commit: pushes that wait at the same time share one transaction, and with it one flush of the disk.
//!
//! A flush takes milliseconds whatever it carries, and a server that gives each record a flush of its own takes no more
//! records a second than its disk has flushes. So whoever comes while a commit is under way waits in a line; when it is
//! over, the first of the line leads: it takes everybody who waits into one transaction and tells each what came of it,
//! after the commit and never before. Nobody waits for company: who comes alone commits alone, at once, on its own
//! thread. It knows nothing of SQL; what a commit is comes with the call.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError, mpsc},
};

use crate::store::{Appended, Arrival, StoreError, StoreResult};

/// Arrivals in one transaction. As many as are answered at the same time on the wire.
pub(super) const GROUP_MAX: usize = 64;

/// Who waits for the next commit.
#[derive(Default)]
pub(super) struct Group(Mutex<Line>);

#[derive(Default)]
struct Line {
    waiting: VecDeque<Ticket>,
    /// Somebody commits, or was told to.
    led: bool,
}

struct Ticket {
    arrival: Arrival,
    tell: mpsc::Sender<Turn>,
}

/// What somebody in the line is told.
enum Turn {
    Told(StoreResult<Appended>),
    Lead,
}

impl Group {
    /// Takes an arrival in, alone or with others. `commit` gives an outcome for each, in order, when all of it is on
    /// disk; it is called on one of the waiting threads.
    pub fn append(
        &self,
        arrival: &Arrival,
        commit: impl FnOnce(&[&Arrival]) -> Vec<StoreResult<Appended>>,
    ) -> StoreResult<Appended> {
        let (tell, told) = mpsc::channel();
        if !self.joins(Ticket { arrival: arrival.clone(), tell }) {
            match told.recv() {
                Ok(Turn::Lead) => {}
                other => return outcome(other),
            }
        }
        let next = HandOver(self);
        let tickets = self.first_of_line();
        let arrivals: Vec<&Arrival> = tickets.iter().map(|ticket| &ticket.arrival).collect();
        for (ticket, outcome) in tickets.iter().zip(commit(&arrivals)) {
            // Nobody leaves the line before an answer, so there is somebody to tell.
            let _ = ticket.tell.send(Turn::Told(outcome));
        }
        drop((tickets, next));
        outcome(told.recv())
    }

    /// Stands at the end of the line; whether that is its front and nobody leads.
    fn joins(&self, ticket: Ticket) -> bool {
        let mut line = self.line();
        line.waiting.push_back(ticket);
        !std::mem::replace(&mut line.led, true)
    }

    fn first_of_line(&self) -> Vec<Ticket> {
        let mut line = self.line();
        let many = line.waiting.len().min(GROUP_MAX);
        line.waiting.drain(..many).collect()
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An answer that never comes is that of a leader who panicked: nothing is known to be on disk.
fn outcome(turn: Result<Turn, mpsc::RecvError>) -> StoreResult<Appended> {
    match turn {
        Ok(Turn::Told(outcome)) => outcome,
        Ok(Turn::Lead) | Err(mpsc::RecvError) => Err(StoreError::Stopping),
    }
}

/// Tells the next of the line to lead, also when who leads panics.
struct HandOver<'a>(&'a Group);

impl Drop for HandOver<'_> {
    fn drop(&mut self) {
        let mut line = self.0.line();
        line.led = line.waiting.front().is_some_and(|next| next.tell.send(Turn::Lead).is_ok());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use fieldward_core::{
        ids::{DeviceId, StreamKind},
        record::ChainHead,
        vault::Signature,
    };
    use uuid::Uuid;

    use super::*;

    fn arrival(number: u64) -> Arrival {
        let before = ChainHead {
            sequence: number,
            ..ChainHead::start(DeviceId(Uuid::from_u128(number.into())), StreamKind::Answers)
        };
        Arrival { before, records: Vec::new(), signature: Signature([0; 64]), at_ms: 0 }
    }

    /// Each is told its own number.
    fn durable(arrivals: &[&Arrival]) -> Vec<StoreResult<Appended>> {
        arrivals.iter().map(|arrival| Ok(Appended::Durable { sequence: arrival.before.sequence })).collect()
    }

    /// What groups there were when `others` come while the first commits with this outcome.
    fn while_the_first_commits(
        others: u64,
        first: impl FnOnce(&[&Arrival]) -> Vec<StoreResult<Appended>> + Send + 'static,
    ) -> (Vec<usize>, bool) {
        let (group, sizes) = (Arc::new(Group::default()), Arc::new(Mutex::new(Vec::new())));
        let (go, wait) = mpsc::channel::<()>();
        let led = Arc::clone(&group);
        let (began, beginning) = mpsc::channel();
        let leader = std::thread::spawn(move || {
            led.append(&arrival(1), |arrivals| {
                began.send(arrivals.len()).expect("the test waits");
                wait.recv().expect("the test lets it go on");
                first(arrivals)
            })
        });
        assert_eq!(beginning.recv().expect("the first begins"), 1, "who comes alone commits alone");
        let followers: Vec<_> = (2..2 + others)
            .map(|number| {
                let (group, sizes) = (Arc::clone(&group), Arc::clone(&sizes));
                std::thread::spawn(move || {
                    group.append(&arrival(number), |arrivals| {
                        sizes.lock().expect("nobody panics here").push(arrivals.len());
                        durable(arrivals)
                    })
                })
            })
            .collect();
        while group.line().waiting.len() < others as usize {
            std::thread::yield_now();
        }
        go.send(()).expect("the first waits");
        let led_well = leader.join().is_ok();
        for (number, follower) in (2..).zip(followers) {
            let told = follower.join().expect("nobody else panics");
            assert!(matches!(told, Ok(Appended::Durable { sequence }) if sequence == number), "{number}");
        }
        assert!(!group.line().led, "whoever comes next leads");
        (sizes.lock().expect("nobody panics here").clone(), led_well)
    }

    #[test]
    fn who_comes_during_a_commit_shares_the_next() {
        assert_eq!(while_the_first_commits(5, durable), (vec![5], true));
        let more = GROUP_MAX as u64 + 3;
        assert_eq!(while_the_first_commits(more, durable), (vec![GROUP_MAX, 3], true));
    }

    #[test]
    fn a_leader_that_panics_leaves_nobody_waiting() {
        let panicked = while_the_first_commits(3, |_| std::panic::resume_unwind(Box::new("as planned")));
        assert_eq!(panicked, (vec![3], false));
    }
}
