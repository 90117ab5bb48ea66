//! How many requests in one device's name are read at the same time.
//!
//! Who names a device is let in before the signature can be checked, because what is signed is the whole body. A device
//! asks one thing after the other; somebody who has learnt its id and sends many bodies a byte at a time fills the few
//! places of that device and not those of all.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use fieldward_core::ids::DeviceId;

/// Requests in one device's name that are read at the same time: one that is cut off may still be open when the next
/// one comes.
pub(super) const OF_A_DEVICE_MAX: usize = 4;

/// Who is asking now.
#[derive(Debug, Clone, Default)]
pub(super) struct Asking(Arc<Mutex<HashMap<DeviceId, usize>>>);

/// A place in a device's name, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    of: Asking,
    device: DeviceId,
}

impl Asking {
    /// A place; `None` when the device has as many as it may.
    pub fn place(&self, device: DeviceId) -> Option<Place> {
        let mut asking = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = asking.entry(device).or_default();
        if *taken >= OF_A_DEVICE_MAX {
            return None;
        }
        *taken += 1;
        Some(Place { of: self.clone(), device })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut asking = self.of.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(taken) = asking.get_mut(&self.device) {
            *taken -= 1;
            if *taken == 0 {
                asking.remove(&self.device);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_has_its_few_places_and_gets_them_back() {
        let asking = Asking::default();
        let [one, other] = [1, 2].map(|number| DeviceId(uuid::Uuid::from_u128(number)));
        let mut places: Vec<Place> = (0..OF_A_DEVICE_MAX).filter_map(|_| asking.place(one)).collect();
        assert_eq!((places.len(), asking.place(one).is_none()), (OF_A_DEVICE_MAX, true));
        assert!(asking.place(other).is_some(), "another device is not kept out");
        places.pop();
        assert!(asking.place(one).is_some());
        drop(places);
        assert!(asking.0.lock().is_ok_and(|asking| asking.is_empty()), "who asks no more is forgotten");
    }
}
