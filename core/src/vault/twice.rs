//! Rows that are kept twice, because the loss of one would lose what it lists.
//!
//! Names in the store are random, so two copies almost never share a page. What both copies say is the same; the
//! second is read only when the first does not open.

use rand_core::CryptoRng;
use serde::{Serialize, de::DeserializeOwned};

use super::{Place, VaultError, rows::Rows};

/// Puts both copies.
pub(super) fn put(
    rows: Rows<'_>,
    place: Place<'_>,
    value: &impl Serialize,
    rng: &mut impl CryptoRng,
) -> Result<(), VaultError> {
    rows.put_value(place, value, rng)?;
    rows.put_value(Place::Second(&place), value, rng)
}

/// The value, from whichever copy opens. Damage in one of them is not seen here, but by going through the store.
pub(super) fn get<T: DeserializeOwned>(rows: Rows<'_>, place: Place<'_>) -> Result<Option<T>, VaultError> {
    match rows.get_value(place) {
        Ok(Some(value)) => Ok(Some(value)),
        first => match rows.get_value(Place::Second(&place))? {
            Some(value) => Ok(Some(value)),
            None => first,
        },
    }
}
