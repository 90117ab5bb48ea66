//! Tests that an identity does not travel beside the answers it belongs to, also on a line that loses answers: whoever
//! counts what goes in one sync must not be able to lay the one beside the other.

use super::{
    Ending,
    double::{Fate, sync},
    tests::phone_with,
};
use crate::ids::StreamKind::{Answers, Identity};

#[test]
fn an_identity_waits_too_when_the_answer_about_its_answers_was_lost() {
    let (mut phone, mut server, made) = phone_with(&[(Answers, 300), (Identity, 300)]);
    let first = sync(&mut phone, &mut server, &mut vec![Fate::Whole, Fate::ReplyLost], 1);
    assert!(matches!(first.ending, Ending::IdentityLater { .. }), "{:?}", first.ending);
    assert_eq!(server.order, [Answers]);
    assert_eq!(sync(&mut phone, &mut server, &mut vec![], 2).ending, Ending::Complete);
    assert_eq!(server.stored.len(), made.len());
}

/// A server that lied made the phone set both aside.
#[test]
fn what_was_set_aside_of_one_person_is_offered_in_two_syncs() {
    let (mut phone, mut server, made) = phone_with(&[(Answers, 300), (Identity, 300)]);
    phone.parked.extend([(Answers, 1), (Identity, 1)]);
    for seed in 1..=16 {
        server.order.clear();
        sync(&mut phone, &mut server, &mut vec![], seed);
        assert_eq!(server.order.len(), 1, "one of the two, by chance: {:?}", server.order);
    }
    assert_eq!(server.stored.len(), made.len(), "and neither keeps the other waiting for ever");
}
