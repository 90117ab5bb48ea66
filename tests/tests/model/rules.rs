//! What devices and the server do, one step at a time, and what must be true after each.

/// Records that each device makes at most.
const RECORDS: [u8; DEVICES] = [2, 1];
const DEVICES: usize = 2;
/// Messages under way at once.
const UNDER_WAY_MAX: usize = 2;

/// A rule that is broken on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slip {
    None,
    /// The server answers before it commits.
    AnswersBeforeCommit,
    /// The server stores again what it has.
    StoresTwice,
    /// The server takes what does not follow its mark.
    TakesGaps,
    /// A device believes that what it sent has arrived.
    BelievesItself,
    /// A device sends from its own mark and never asks for the server's.
    NeverAsks,
}

impl Slip {
    pub const ALL: [Self; 5] =
        [Self::AnswersBeforeCommit, Self::StoresTwice, Self::TakesGaps, Self::BelievesItself, Self::NeverAsks];
}

/// Something under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Message {
    AskState,
    State { mark: u8 },
    Push { first: u8, last: u8 },
    Pushed { mark: u8 },
}

/// What a device waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
enum Phase {
    #[default]
    Idle,
    AskedState,
    Knows {
        mark: u8,
    },
    Pushed {
        last: u8,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
struct Device {
    made: u8,
    acknowledged: u8,
    phase: Phase,
}

/// Everything at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct State {
    devices: [Device; DEVICES],
    /// How often the server has each record on its disk.
    stored: [[u8; 3]; DEVICES],
    under_way: [Option<(u8, Message)>; UNDER_WAY_MAX],
    /// The server was put back from a backup, once: what devices were told before is void.
    restored: bool,
}

impl State {
    /// Every state that one step can lead to.
    pub fn steps(&self, slip: Slip) -> Vec<Self> {
        let mut steps = Vec::new();
        for device in 0..DEVICES {
            self.device_steps(device, slip, &mut steps);
        }
        for device in 0..DEVICES {
            if let (false, mark @ 1..) = (self.restored, self.mark(device)) {
                let mut state = Self { restored: true, ..*self };
                state.stored[device][usize::from(mark)] = 0;
                steps.push(state);
            }
        }
        for place in 0..UNDER_WAY_MAX {
            if let Some((device, message)) = self.under_way[place] {
                // Lost; arrived; or arrived, and comes once more.
                let mut gone = *self;
                gone.under_way[place] = None;
                gone.sort();
                steps.push(gone);
                gone.arrives(usize::from(device), message, slip, &mut steps);
                self.arrives(usize::from(device), message, slip, &mut steps);
            }
        }
        steps
    }

    fn device_steps(&self, device: usize, slip: Slip, steps: &mut Vec<Self>) {
        let Device { made, acknowledged, phase } = self.devices[device];
        let with = |change: &dyn Fn(&mut Device)| {
            let mut state = *self;
            change(&mut state.devices[device]);
            state
        };
        if made < RECORDS[device] {
            steps.push(with(&|device| device.made += 1));
        }
        if phase != Phase::Idle {
            // Time is up, the person gives up, or the power fails: only what is acknowledged is remembered.
            steps.push(with(&|device| device.phase = Phase::Idle));
        }
        if phase == Phase::Idle && slip == Slip::NeverAsks {
            steps.push(with(&|device| device.phase = Phase::Knows { mark: acknowledged }));
        } else if phase == Phase::Idle {
            steps.extend(with(&|device| device.phase = Phase::AskedState).sending(device, Message::AskState));
        }
        if let Phase::Knows { mark } = phase {
            for last in mark + 1..=made {
                let pushed = with(&|device| {
                    device.phase = Phase::Pushed { last };
                    if slip == Slip::BelievesItself {
                        device.acknowledged = last;
                    }
                });
                steps.extend(pushed.sending(device, Message::Push { first: mark + 1, last }));
            }
        }
    }

    fn arrives(&self, device: usize, message: Message, slip: Slip, steps: &mut Vec<Self>) {
        match message {
            Message::AskState => steps.extend(self.sending(device, Message::State { mark: self.mark(device) })),
            Message::Push { first, last } => self.pushed(device, (first, last), slip, steps),
            Message::State { mark } if self.devices[device].phase == Phase::AskedState => {
                steps.push(self.told(device, mark));
            }
            Message::Pushed { mark } if matches!(self.devices[device].phase, Phase::Pushed { .. }) => {
                steps.push(self.told(device, mark));
            }
            // What nobody waits for is not read.
            Message::State { .. } | Message::Pushed { .. } => {}
        }
    }

    /// A device hears the server's mark.
    fn told(&self, device: usize, mark: u8) -> Self {
        let mut state = *self;
        let told = &mut state.devices[device];
        told.acknowledged = told.acknowledged.max(mark.min(told.made));
        told.phase = Phase::Knows { mark };
        state
    }

    /// The server takes records, commits, and answers; its power may fail between any two of these.
    fn pushed(&self, device: usize, (first, last): (u8, u8), slip: Slip, steps: &mut Vec<Self>) {
        let mark = self.mark(device);
        if first > mark + 1 && slip != Slip::TakesGaps {
            steps.extend(self.sending(device, Message::Pushed { mark }));
            return;
        }
        if slip == Slip::AnswersBeforeCommit {
            steps.extend(self.sending(device, Message::Pushed { mark: last.max(mark) }));
        }
        let mut committed = *self;
        for sequence in first..=last {
            let stored = &mut committed.stored[device][usize::from(sequence)];
            if *stored == 0 || slip == Slip::StoresTwice {
                *stored = (*stored + 1).min(2);
            }
        }
        steps.push(committed);
        steps.extend(committed.sending(device, Message::Pushed { mark: committed.mark(device) }));
    }

    /// The last record that the server has of a device.
    fn mark(&self, device: usize) -> u8 {
        let stored = self.stored[device].iter().rposition(|times| *times > 0);
        u8::try_from(stored.unwrap_or(0)).unwrap_or(0)
    }

    /// With one more message under way; `None` when the line is full.
    fn sending(&self, device: usize, message: Message) -> Option<Self> {
        let mut state = *self;
        let free = state.under_way.iter_mut().find(|place| place.is_none())?;
        *free = Some((u8::try_from(device).unwrap_or(0), message));
        state.sort();
        Some(state)
    }

    /// Messages have no order on the line.
    fn sort(&mut self) {
        self.under_way.sort_unstable();
    }

    /// The rules.
    pub fn holds(&self, slip: Slip) -> Result<(), &'static str> {
        for device in 0..DEVICES {
            let (stored, mark) = (&self.stored[device], self.mark(device));
            if stored.iter().any(|times| *times > 1) {
                return Err("stored once");
            }
            if stored[1..=usize::from(mark)].contains(&0) {
                return Err("no gap");
            }
            if self.devices[device].acknowledged > mark && !self.restored {
                return Err("no acknowledgement before it is durable");
            }
        }
        self.drains(slip)
    }

    /// Without faults, one sync of each device leaves nothing; what is still under way changes nothing afterwards.
    fn drains(&self, slip: Slip) -> Result<(), &'static str> {
        let mut state = Self { under_way: [None; UNDER_WAY_MAX], ..*self };
        for device in 0..DEVICES {
            state.devices[device].phase = Phase::Idle;
            state = state.synced(device, slip).ok_or("it drains")?;
        }
        let drained = (0..DEVICES).all(|device| {
            let Device { made, acknowledged, .. } = state.devices[device];
            (acknowledged, state.mark(device)) == (made, made)
        });
        if drained { Ok(()) } else { Err("it drains") }
    }

    fn synced(self, device: usize, slip: Slip) -> Option<Self> {
        let mut state = if slip == Slip::NeverAsks {
            let mut state = self;
            state.devices[device].phase = Phase::Knows { mark: state.devices[device].acknowledged };
            state
        } else {
            self.told(device, self.mark(device))
        };
        if let Phase::Knows { mark } = state.devices[device].phase
            && mark < state.devices[device].made
        {
            let mut after = Vec::new();
            state.pushed(device, (mark + 1, state.devices[device].made), slip, &mut after);
            let answered = after.pop()?;
            let (_, message) = answered.under_way.iter().flatten().next().copied()?;
            let Message::Pushed { mark } = message else { return None };
            state = Self { under_way: [None; UNDER_WAY_MAX], ..answered }.told(device, mark);
        }
        Some(state)
    }
}
