//! A number as the quotient of two whole numbers, which gives out its digits one by one.
//!
//! Java divides numbers of any size where it must, and otherwise in a register of 32 or 64 bits, which half a step that
//! grows tenfold with every digit can overflow. What comes of that is printed, so it is done here too.

use std::cmp::Ordering;

use super::{Parts, large::Large};

/// Powers of two and five of a quotient on its way.
struct Powers {
    rest_fives: u32,
    rest_twos: u32,
    whole_fives: u32,
    whole_twos: u32,
    step_twos: u32,
}

impl Powers {
    /// For a number whose first digit stands for this power of ten, all without fractions.
    fn of(parts: &Parts, exponent: i32) -> Self {
        let fraction = (-parts.exponent).max(0);
        let (rest_fives, whole_fives) = ((-exponent).max(0), exponent.max(0));
        let rest_twos = rest_fives + fraction + parts.exponent;
        let whole_twos = whole_fives + fraction;
        // The step below a power of two is half of that above.
        let step_twos = rest_fives + fraction + parts.top() - parts.precision - i32::from(parts.bits == 1);
        let least = rest_twos.min(whole_twos).min(step_twos);
        let positive = |number: i32| u32::try_from(number).unwrap_or(0);
        Self {
            rest_fives: positive(rest_fives),
            rest_twos: positive(rest_twos - least),
            whole_fives: positive(whole_fives),
            whole_twos: positive(whole_twos - least),
            step_twos: positive(step_twos - least),
        }
    }

    /// How many bits the dividend and ten times the divisor take, as Java estimates it.
    fn width(&self, parts: &Parts) -> u32 {
        let rest = parts.length().unsigned_abs() + self.rest_twos + bits_of_fives(self.rest_fives);
        let tens = self.whole_twos + 1 + bits_of_fives(self.whole_fives + 1);
        rest.max(tens)
    }
}

/// What is left of a number, what it is divided by, and half a step to its neighbour, all on one scale.
pub enum Division {
    /// In a register.
    Small(Registers),
    /// Of any size.
    Large { rest: Large, whole: Large, tens: Large, step: Large },
}

/// The same in registers of so many bits.
pub struct Registers {
    bits: u32,
    rest: i64,
    whole: i64,
    tens: i64,
    step: i64,
    digits: usize,
}

impl Division {
    /// Of a number whose first digit stands for this power of ten.
    pub fn new(parts: &Parts, exponent: i32) -> Self {
        let powers = Powers::of(parts, exponent);
        match powers.width(parts) {
            0..32 => Self::Small(Registers::new(parts, &powers, 32)),
            32..64 => Self::Small(Registers::new(parts, &powers, 64)),
            _ => Self::Large {
                rest: Large::scaled(parts.bits, powers.rest_fives, powers.rest_twos),
                whole: Large::scaled(1, powers.whole_fives, powers.whole_twos),
                tens: Large::scaled(10, powers.whole_fives, powers.whole_twos),
                step: Large::scaled(1, powers.rest_fives, powers.step_twos),
            },
        }
    }

    /// The next digit.
    pub fn digit(&mut self) -> u8 {
        match self {
            Self::Small(registers) => registers.digit(),
            Self::Large { rest, whole, step, .. } => {
                let digit = rest.take_out(whole);
                rest.multiply(10);
                step.multiply(10);
                digit
            }
        }
    }

    /// Whether the digits so far, and whether the next higher ones, are near enough.
    pub fn ends(&self) -> (bool, bool) {
        match self {
            Self::Small(registers) => registers.ends(),
            Self::Large { rest, tens, step, .. } => {
                (rest.compare(step) == Ordering::Less, rest.plus(step).compare(tens) != Ordering::Less)
            }
        }
    }

    /// Where the rest lies from the middle between two digits.
    pub fn half(&self) -> Ordering {
        match self {
            Self::Small(registers) => registers.wrapped(registers.rest << 1).wrapping_sub(registers.tens).cmp(&0),
            Self::Large { rest, tens, .. } => rest.plus(rest).compare(tens),
        }
    }
}

impl Registers {
    fn new(parts: &Parts, powers: &Powers, bits: u32) -> Self {
        let scaled = |fives: u32, twos: u32| 5_i64.wrapping_pow(fives).wrapping_shl(twos);
        let number = i64::try_from(parts.bits).unwrap_or(i64::MAX);
        let whole = scaled(powers.whole_fives, powers.whole_twos);
        Self {
            bits,
            rest: number.wrapping_mul(scaled(powers.rest_fives, powers.rest_twos)),
            whole,
            tens: whole.wrapping_mul(10),
            step: scaled(powers.rest_fives, powers.step_twos),
            digits: 0,
        }
    }

    fn wrapped(&self, number: i64) -> i64 {
        if self.bits == 32 { i64::from(number as i32) } else { number }
    }

    fn digit(&mut self) -> u8 {
        let digit = self.rest / self.whole;
        self.rest = self.wrapped((self.rest % self.whole).wrapping_mul(10));
        self.step = self.wrapped(self.step.wrapping_mul(10));
        self.digits += 1;
        u8::try_from(digit).unwrap_or(9)
    }

    fn ends(&self) -> (bool, bool) {
        let has_overflowed = self.step <= 0 && self.digits > 1;
        let next = self.wrapped(self.rest.wrapping_add(self.step));
        if has_overflowed { (true, true) } else { (self.rest < self.step, next > self.tens) }
    }
}

/// How many bits a power of five takes, as Java estimates it.
fn bits_of_fives(fives: u32) -> u32 {
    match fives {
        0 => 0,
        1..=26 => 5_u64.pow(fives).ilog2() + 1,
        _ => fives * 3,
    }
}
