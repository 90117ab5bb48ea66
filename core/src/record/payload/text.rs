//! Free text: bytes, each expected from the two before it.
//!
//! Three models look at each bit, with none, one and two bytes of what stands before; those that have seen more, and
//! know more, weigh more. All of them have read [`PRIMER`] first, so that short answers cost about three bits less a
//! letter. Changing the primer changes the format.

use std::{collections::HashMap, sync::LazyLock};

use super::{
    PayloadError,
    coder::Direction,
    model::{Bits, Field, Model},
};

/// Longest text.
pub const TEXT_BYTES_MAX: usize = 64 * 1024;

/// What short answers in English and French are like: the letters and endings, not the words, are what counts.
const PRIMER: &str = "she sells fruit in the street and carries water. he works at the market from early morning, \
    without rest, and sends money to his mother. they came by bus with an aunt; the man said there is school. not \
    paid since the rain season, sleeps in the shop. il porte des sacs au marché et garde les enfants. elle lave le \
    linge chez une tante, sans salaire depuis la saison des pluies. venu en camion avec un cousin du village, la \
    route est longue. near the bus station, behind the school, next to the river. two brothers, one sister. il dort \
    dans la boutique, il ne mange pas assez. the boss takes the papers. wants to go home.";

/// A model that has read the primer: read once, because every record of a batch begins with it.
static PRIMED: LazyLock<TextModel> = LazyLock::new(TextModel::reading);

/// What was learnt about bytes.
#[derive(Clone)]
pub(super) struct TextModel {
    models: HashMap<(u8, u16, u16), Model>,
}

/// Learns from the primer.
struct Listener;

impl Direction for Listener {
    fn code(&mut self, _: u16, bit: bool) -> Result<bool, PayloadError> {
        Ok(bit)
    }
}

impl TextModel {
    /// A model that has read the primer.
    pub fn primed() -> Self {
        PRIMED.clone()
    }

    fn reading() -> Self {
        let mut model = Self { models: HashMap::new() };
        let mut before = [b' '; 2];
        for byte in PRIMER.bytes() {
            model.byte(&mut Listener, before, byte).expect("a listener writes nothing that could fail");
            before = [before[1], byte];
        }
        model
    }

    /// Codes one byte after two others.
    pub fn byte(&mut self, to: &mut impl Direction, before: [u8; 2], byte: u8) -> Result<u8, PayloadError> {
        let contexts = [0, u16::from(before[1]), u16::from_be_bytes(before)];
        let mut node = 1_u16;
        while node < 256 {
            let place = 7 - node.ilog2();
            let bit = to.code(self.chance(contexts, node), (byte >> place) & 1 == 1)?;
            for (order, context) in contexts.into_iter().enumerate() {
                self.models.entry((order as u8, context, node)).or_insert_with(Model::even).learn(bit);
            }
            node = (node << 1) | u16::from(bit);
        }
        Ok((node & 255) as u8)
    }

    fn chance(&self, contexts: [u16; 3], node: u16) -> u16 {
        const WEIGHT: [u32; 3] = [1, 4, 12];
        let (mut sum, mut weights) = (u32::from(Model::even().one), 1);
        for (order, context) in contexts.into_iter().enumerate() {
            if let Some(model) = self.models.get(&(order as u8, context, node)) {
                let weight = WEIGHT[order] * (u32::from(model.seen.min(16)) + 1);
                sum += u32::from(model.one) * weight;
                weights += weight;
            }
        }
        (sum / weights) as u16
    }
}

/// Codes a text with its length.
pub(super) fn code<D: Direction>(
    bits: &mut Bits<D>,
    model: &mut Option<TextModel>,
    text: &mut String,
) -> Result<(), PayloadError> {
    let length = bits.number(Field::TextLength, 0, text.len() as u64)?;
    let length = usize::try_from(length).ok().filter(|length| *length <= TEXT_BYTES_MAX);
    let length = length.ok_or(PayloadError::Limit("text"))?;
    bits.spend(length)?;
    let model = model.get_or_insert_with(TextModel::primed);
    let given = std::mem::take(text).into_bytes();
    let mut coded = Vec::with_capacity(length);
    let mut before = [b' '; 2];
    for place in 0..length {
        let byte = model.byte(&mut bits.direction, before, given.get(place).copied().unwrap_or(0))?;
        coded.push(byte);
        before = [before[1], byte];
    }
    *text = String::from_utf8(coded).map_err(|_| PayloadError::Malformed)?;
    Ok(())
}
