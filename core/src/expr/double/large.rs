//! Whole numbers of any size, with the few operations that writing out a double takes.

use std::cmp::Ordering;

/// A whole number: 32 bits a limb, the lowest first, no zero on top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Large(Vec<u32>);

impl Large {
    /// A number of 64 bits, times a power of five, times a power of two.
    pub fn scaled(number: u64, fives: u32, twos: u32) -> Self {
        let mut large = Self(vec![(number & u64::from(u32::MAX)) as u32, (number >> 32) as u32]);
        for _ in 0..fives {
            large.multiply(5);
        }
        let bits = twos % 32;
        large.multiply(1 << bits);
        large.0.splice(0..0, std::iter::repeat_n(0, (twos / 32) as usize));
        large.trim();
        large
    }

    /// Times a small number.
    pub fn multiply(&mut self, by: u32) {
        let mut carry = 0;
        for limb in &mut self.0 {
            let product = u64::from(*limb) * u64::from(by) + carry;
            *limb = (product & u64::from(u32::MAX)) as u32;
            carry = product >> 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    /// The sum of both.
    pub fn plus(&self, other: &Self) -> Self {
        let mut carry = 0;
        let limbs = (0..self.0.len().max(other.0.len())).map(|place| {
            let sum = u64::from(self.limb(place)) + u64::from(other.limb(place)) + carry;
            carry = sum >> 32;
            (sum & u64::from(u32::MAX)) as u32
        });
        let mut limbs: Vec<u32> = limbs.collect();
        limbs.push(carry as u32);
        let mut sum = Self(limbs);
        sum.trim();
        sum
    }

    /// How often the other, which is not zero, goes into this one; what is left over stays. Meant for a few times.
    pub fn take_out(&mut self, other: &Self) -> u8 {
        let mut times = 0;
        while self.compare(other) != Ordering::Less {
            self.subtract(other);
            times += 1;
        }
        times
    }

    /// Which is greater.
    pub fn compare(&self, other: &Self) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    /// Takes a number that is not greater away.
    fn subtract(&mut self, other: &Self) {
        let mut borrowed = 0;
        for place in 0..self.0.len() {
            let difference = i64::from(self.0[place]) - i64::from(other.limb(place)) - borrowed;
            borrowed = i64::from(difference < 0);
            self.0[place] = (difference + (borrowed << 32)) as u32;
        }
        self.trim();
    }

    fn limb(&self, place: usize) -> u32 {
        self.0.get(place).copied().unwrap_or(0)
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn large(number: u128) -> Large {
        let (high, low) = ((number >> 64) as u64, number as u64);
        Large::scaled(high, 0, 64).plus(&Large::scaled(low, 0, 0))
    }

    proptest::proptest! {
        #[test]
        fn arithmetic_is_that_of_numbers(one: u64, other in 1u64..=u64::MAX, small: u32) {
            let (wide, narrow) = (u128::from(one), u128::from(other));
            let mut product = large(wide);
            product.multiply(small);
            proptest::prop_assert_eq!(&product, &large(wide * u128::from(small)));
            proptest::prop_assert_eq!(large(wide).plus(&large(narrow)), large(wide + narrow));
            proptest::prop_assert_eq!(large(wide).compare(&large(narrow)), one.cmp(&other));
            let mut rest = large(narrow * 7 + wide % narrow);
            proptest::prop_assert_eq!(rest.take_out(&large(narrow)), 7);
            proptest::prop_assert_eq!(rest, large(wide % narrow));
            proptest::prop_assert_eq!(Large::scaled(3, 2, 5), large(3 * 25 * 32));
        }
    }
}
