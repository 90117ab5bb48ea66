//! The server as a device meets it: over real HTTP, with everything that can go wrong on the way.

#[path = "wire/bench.rs"]
mod bench;

use bench::{Done, Phone, STREAM, bench, check_fault};
use fieldward_core::{
    ids::{Hash32, RecordId},
    record::Batch,
    sync::{
        Token,
        wire::{
            self, Fault, FaultCode, Held, Method, NotHeld, PackagePart, ParkedRecord, Push, Pushed, Returns, Taken,
            limits, path,
        },
    },
};
use fieldward_sync_server::{Settings, clock, serve};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

fn durable(sequence: u64) -> Pushed {
    Pushed { stream: STREAM, durable: sequence, refused: None }
}

#[tokio::test]
async fn a_token_enrols_one_device_once() -> Done {
    let bench = bench().await?;
    let phone = Phone::new();
    let token = bench.token(60_000)?;
    let enrolled = bench.enrol(&phone, token).await?.map_err(|(_, fault)| fault.message)?;
    assert_eq!(enrolled.study_sealing_key, bench.study_key);
    assert_eq!(bench.mark(&phone).await?, 0);
    // The answer may have been lost: the same device is told again, any other is refused.
    assert_eq!(bench.enrol(&phone, token).await?, Ok(enrolled));
    check_fault(bench.enrol(&Phone::new(), token).await?, FaultCode::Token);
    let other_keys = Phone { id: phone.id, ..Phone::new() };
    check_fault(bench.enrol(&other_keys, token).await?, FaultCode::Token);
    check_fault(bench.enrol(&other_keys, bench.token(60_000)?).await?, FaultCode::Token);
    Ok(())
}

#[tokio::test]
async fn a_wrong_and_an_expired_token_are_refused_alike() -> Done {
    let bench = bench().await?;
    let wrong = bench.enrol(&Phone::new(), Token([7; 16])).await?;
    let expired = bench.enrol(&Phone::new(), bench.token(-1)?).await?;
    assert_eq!(wrong, expired);
    check_fault(wrong, FaultCode::Token);
    Ok(())
}

#[tokio::test]
async fn nobody_enrols_a_key_that_he_does_not_hold() -> Done {
    let bench = bench().await?;
    let (phone, thief) = (Phone::new(), Phone::new());
    let mut request = phone.enrolment(bench.token(60_000)?)?;
    request.headers = thief.request(Method::Post, path::ENROL, request.body.clone())?.headers;
    check_fault(bench.send::<wire::Enrolled>(request).await?, FaultCode::Signature);
    Ok(())
}

#[tokio::test]
async fn records_are_stored_once_however_often_they_come() -> Done {
    let bench = bench().await?;
    let mut phone = bench.enrolled().await?;
    for _ in 0..3 {
        phone.finalize(&bench)?;
    }
    for (from, to, mark) in [(0, 2, 2), (0, 2, 2), (0, 3, 3), (1, 3, 3), (0, 1, 3)] {
        let said = bench.push(&phone, &phone.pushed(from, to)?).await?;
        assert_eq!(said, Ok(durable(mark)), "{from} to {to}");
    }
    let made: Vec<Vec<u8>> = phone.records.iter().map(fieldward_core::record::SealedRecord::to_bytes).collect();
    assert_eq!(bench.stored()?, made);
    Ok(())
}

/// The bytes of a push as HTTP, for a connection that is cut at will.
fn raw(phone: &Phone, push: &Push) -> bench::Outcome<(Vec<u8>, Vec<u8>)> {
    let request = phone.request(Method::Post, path::PUSH, wire::encode(push))?;
    let mut head =
        format!("POST {} HTTP/1.1\r\nhost: server\r\ncontent-length: {}\r\n", request.path, request.body.len());
    for (name, value) in &request.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    Ok((head.into_bytes(), request.body))
}

#[tokio::test]
async fn a_lost_reply_is_made_good_by_sending_again() -> Done {
    let bench = bench().await?;
    let mut phone = bench.enrolled().await?;
    phone.finalize(&bench)?;
    let push = phone.pushed(0, 1)?;
    let (head, body) = raw(&phone, &push)?;
    let mut connection = TcpStream::connect(bench.server.listening).await?;
    connection.write_all(&[head, body].concat()).await?;
    // One byte of the answer: the records are committed, and the rest of the answer is lost.
    connection.read_exact(&mut [0]).await?;
    drop(connection);
    assert_eq!(bench.mark(&phone).await?, 1);
    assert_eq!(bench.push(&phone, &push).await?, Ok(durable(1)));
    assert_eq!(bench.stored()?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_truncated_body_stores_nothing() -> Done {
    let bench = bench().await?;
    let mut phone = bench.enrolled().await?;
    phone.finalize(&bench)?;
    let push = phone.pushed(0, 1)?;
    let (head, body) = raw(&phone, &push)?;
    let mut connection = TcpStream::connect(bench.server.listening).await?;
    connection.write_all(&[&head, &body[..body.len() / 2]].concat()).await?;
    connection.shutdown().await?;
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await?;
    let said = String::from_utf8_lossy(&answer);
    assert!(answer.is_empty() || said.starts_with("HTTP/1.1 400"), "{said}");
    // The same, cut by somebody who also corrected the length and had the device sign it.
    for cut in [0, 1, body.len() / 2, body.len() - 1] {
        let request = phone.request(Method::Post, path::PUSH, body[..cut].to_vec())?;
        check_fault(bench.send::<Pushed>(request).await?, FaultCode::Body);
    }
    assert_eq!(bench.mark(&phone).await?, 0);
    assert_eq!(bench.push(&phone, &push).await?, Ok(durable(1)));
    Ok(())
}

#[tokio::test]
async fn a_request_that_was_changed_on_the_way_is_refused() -> Done {
    let bench = bench().await?;
    let mut phone = bench.enrolled().await?;
    phone.finalize(&bench)?;
    let body = wire::encode(&phone.pushed(0, 1)?);
    let mut changed = phone.request(Method::Post, path::PUSH, body.clone())?;
    changed.body[40] ^= 1;
    check_fault(bench.send::<Pushed>(changed).await?, FaultCode::Signature);
    let mut elsewhere = phone.request(Method::Post, path::RETURNS_TAKEN, body)?;
    elsewhere.path = path::PUSH.into();
    check_fault(bench.send::<Pushed>(elsewhere).await?, FaultCode::Signature);
    let mut unsigned = phone.request(Method::Get, path::STATE, Vec::new())?;
    unsigned.headers.clear();
    check_fault(bench.send::<wire::State>(unsigned).await?, FaultCode::Signature);
    check_fault(bench.state(&Phone::new()).await?, FaultCode::Signature);
    Ok(())
}

#[tokio::test]
async fn a_tampered_record_does_not_fit_the_chain() -> Done {
    let bench = bench().await?;
    let mut phone = bench.enrolled().await?;
    phone.finalize(&bench)?;
    phone.finalize(&bench)?;
    let honest = phone.pushed(0, 2)?.read()?;
    let mut tampered = honest.clone();
    tampered.records[0].body[3] ^= 1;
    check_fault(bench.push(&phone, &Push::new(Vec::new(), &tampered)).await?, FaultCode::Chain);
    let mut swapped = honest.clone();
    swapped.records.swap(0, 1);
    let said = bench.push(&phone, &Push::new(Vec::new(), &swapped)).await?;
    check_fault(said, FaultCode::Chain);
    // Another device sends these records as its own.
    let thief = bench.enrolled().await?;
    check_fault(bench.push(&thief, &Push::new(Vec::new(), &honest)).await?, FaultCode::Chain);
    assert!(bench.stored()?.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_gap_is_refused_with_the_mark() -> Done {
    let bench = bench().await?;
    let mut phone = bench.enrolled().await?;
    for _ in 0..4 {
        phone.finalize(&bench)?;
    }
    bench.push(&phone, &phone.pushed(0, 1)?).await?.map_err(|(_, fault)| fault.message)?;
    check_fault(bench.push(&phone, &phone.pushed(2, 4)?).await?, FaultCode::Gap { stream: STREAM, durable: 1 });
    assert_eq!(bench.mark(&phone).await?, 1);
    Ok(())
}

#[tokio::test]
async fn a_fork_is_refused_and_both_are_kept() -> Done {
    let bench = bench().await?;
    let mut phone = bench.enrolled().await?;
    phone.finalize(&bench)?;
    bench.push(&phone, &phone.pushed(0, 1)?).await?.map_err(|(_, fault)| fault.message)?;
    let first = phone.records.remove(0);
    phone.finalize(&bench)?;
    let push = phone.pushed(0, 1)?;
    for _ in 0..2 {
        check_fault(bench.push(&phone, &push).await?, FaultCode::Fork { stream: STREAM, sequence: 1 });
    }
    assert_eq!(bench.stored()?, [first.to_bytes()]);
    let forks = bench.server.store.blocking().forks()?;
    assert_eq!(forks.len(), 1);
    assert_eq!((forks[0].held, forks[0].bytes.clone()), (first.hash(), phone.records[0].to_bytes()));
    Ok(())
}

#[tokio::test]
async fn a_parked_record_leaves_its_hash_and_the_queue_goes_on() -> Done {
    let bench = bench().await?;
    let mut phone = bench.enrolled().await?;
    for _ in 0..3 {
        phone.finalize(&bench)?;
    }
    let link = |records: usize| phone.records[..records].iter().fold(Hash32([0; 32]), |link, one| one.link(&link));
    let batch = Batch::sign(link(2), vec![phone.records[2].clone()], &phone.signer)?;
    let parked = |place: usize| ParkedRecord { previous: link(place), hash: phone.records[place].hash() };
    let said = bench.push(&phone, &Push::new(vec![parked(0), parked(1)], &batch)).await?;
    assert_eq!(said, Ok(durable(3)));
    assert_eq!(bench.stored()?, [phone.records[2].to_bytes()]);
    let wrong = ParkedRecord { hash: Hash32([9; 32]), ..parked(1) };
    check_fault(bench.push(&phone, &Push::new(vec![wrong], &batch)).await?, FaultCode::Chain);
    Ok(())
}

#[tokio::test]
async fn a_record_of_another_study_is_refused_by_its_number() -> Done {
    let bench = bench().await?;
    let mut phone = bench.enrolled().await?;
    phone.finalize(&bench)?;
    phone.records[0].header.study.0 = "another".into();
    let said = bench.push(&phone, &phone.pushed(0, 1)?).await?.map_err(|(_, fault)| fault.message)?;
    assert_eq!(said.durable, 0);
    assert_eq!(said.refused.map(|refused| refused.sequence), Some(1));
    Ok(())
}

#[tokio::test]
async fn two_devices_at_once_do_not_disturb_each_other() -> Done {
    let bench = bench().await?;
    let (mut one, mut two) = (bench.enrolled().await?, bench.enrolled().await?);
    for _ in 0..10 {
        one.finalize(&bench)?;
        two.finalize(&bench)?;
    }
    for place in 0..10 {
        let (push_one, push_two) = (one.pushed(place, place + 1)?, two.pushed(place, place + 1)?);
        let (first, second) = tokio::join!(bench.push(&one, &push_one), bench.push(&two, &push_two));
        let mark = place as u64 + 1;
        assert_eq!((first?, second?), (Ok(durable(mark)), Ok(durable(mark))));
    }
    // And one device twice at once: the same records, sent by a hasty client.
    one.finalize(&bench)?;
    let push = one.pushed(10, 11)?;
    let (first, second) = tokio::join!(bench.push(&one, &push), bench.push(&one, &push));
    assert_eq!((first?, second?), (Ok(durable(11)), Ok(durable(11))));
    assert_eq!(bench.stored()?.len(), 21);
    Ok(())
}

#[tokio::test]
async fn a_revoked_device_is_told_so_and_nobody_else_is() -> Done {
    let bench = bench().await?;
    let phone = bench.enrolled().await?;
    bench.server.store.blocking().revoke(phone.id, clock::now().wall_ms)?;
    check_fault(bench.state(&phone).await?, FaultCode::Revoked);
    let guesser = Phone { id: phone.id, ..Phone::new() };
    check_fault(bench.state(&guesser).await?, FaultCode::Signature);
    Ok(())
}

#[tokio::test]
async fn what_is_too_large_is_refused_before_it_is_read() -> Done {
    let bench = bench().await?;
    let phone = bench.enrolled().await?;
    let request = phone.request(Method::Post, path::PUSH, vec![0; limits::BODY_BYTES_MAX])?;
    check_fault(bench.send::<Pushed>(request).await?, FaultCode::Body);
    let mut connection = TcpStream::connect(bench.server.listening).await?;
    let length = limits::BODY_BYTES_MAX + 1;
    let headers = phone.request(Method::Post, path::PUSH, Vec::new())?.headers;
    let signed: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head = format!(
        "POST /v1/push HTTP/1.1\r\nhost: server\r\nconnection: close\r\n{signed}content-length: {length}\r\n\r\n"
    );
    connection.write_all(head.as_bytes()).await?;
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await?;
    assert!(answer.starts_with(b"HTTP/1.1 413"), "{}", String::from_utf8_lossy(&answer));
    let body = answer.windows(4).position(|four| four == b"\r\n\r\n").map(|at| &answer[at + 4..]).unwrap_or_default();
    assert_eq!(wire::decode::<Fault>(body)?.code, FaultCode::TooLarge);
    let mut long = phone.request(Method::Get, path::STATE, Vec::new())?;
    long.headers.push(("x-padding", "a".repeat(limits::HEADER_BYTES_MAX)));
    let url = format!("{}{}", bench.server.address, long.path);
    let mut sent = reqwest::Client::new().get(url);
    for (name, value) in &long.headers {
        sent = sent.header(*name, value);
    }
    assert_eq!(sent.send().await?.status().as_u16(), 431);
    Ok(())
}

#[tokio::test]
async fn nobody_who_sends_slowly_keeps_an_enrolled_device_out() -> Done {
    const STRANGERS: usize = 70;
    let bench = bench().await?;
    let phone = bench.enrolled().await?;
    let mut strangers = Vec::new();
    for path in [path::PUSH, path::ENROL] {
        for _ in 0..STRANGERS {
            let mut stranger = TcpStream::connect(bench.server.listening).await?;
            let head = format!("POST {path} HTTP/1.1\r\nhost: server\r\ncontent-length: 900\r\n\r\n.");
            stranger.write_all(head.as_bytes()).await?;
            strangers.push(stranger);
        }
    }
    // The last stranger's answer says that all before it hold what they can: one enrolment too many is told so.
    let mut answer = [0; 12];
    strangers.last_mut().ok_or("strangers")?.read_exact(&mut answer).await?;
    assert_eq!(&answer, b"HTTP/1.1 503");
    assert!(bench.state(&phone).await?.is_ok());
    Ok(())
}

#[tokio::test]
async fn marks_survive_a_restart() -> Done {
    let mut bench = bench().await?;
    let mut phone = bench.enrolled().await?;
    phone.finalize(&bench)?;
    bench.push(&phone, &phone.pushed(0, 1)?).await?.map_err(|(_, fault)| fault.message)?;
    // One folder has one server: the first ends before the next begins.
    let elsewhere = tempfile::tempdir()?;
    let between = serve(Settings::loopback(elsewhere.path().to_owned())).await?;
    std::mem::replace(&mut bench.server, between).stop().await;
    let again = serve(Settings::loopback(bench.folder.path().to_owned())).await?;
    std::mem::replace(&mut bench.server, again).stop().await;
    assert_eq!(bench.mark(&phone).await?, 1);
    assert_eq!(bench.stored()?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn packages_and_returns_come_down() -> Done {
    let bench = bench().await?;
    let phone = bench.enrolled().await?;
    let state = bench.state(&phone).await?.map_err(|(_, fault)| fault.message)?;
    let get = |path: String| phone.request(Method::Get, &path, Vec::new());
    let part: Result<PackagePart, _> = bench.send(get(format!("{}/{}/2", path::PACKAGE, state.package))?).await?;
    assert_eq!(part.map(|part| (part.bytes, part.total)), Ok((b"package".to_vec(), 9)));
    for unknown in
        [format!("{}/{}/10", path::PACKAGE, state.package), format!("{}/00/0", path::PACKAGE), "/v1/x".into()]
    {
        check_fault(bench.send::<PackagePart>(get(unknown)?).await?, FaultCode::Unknown);
    }
    let store = bench.server.store.blocking();
    let about = RecordId(uuid::Uuid::nil());
    assert_eq!((store.add_return(phone.id, about, b"one")?, store.add_return(phone.id, about, b"two")?), (1, 2));
    for (after, waiting) in [(0, 2), (1, 1)] {
        let returns: Result<Returns, _> = bench.send(get(format!("{}/{after}", path::RETURNS))?).await?;
        assert_eq!(returns.map(|returns| (returns.returns.len(), returns.last)), Ok((waiting, 2)));
    }
    // A number that was never given here: this server was put back from a backup, and gives no number a second time.
    for (said, held) in [(1, 1), (9, 9), (1, 9), (u64::MAX, 9)] {
        let body = wire::encode(&Taken { up_to: said });
        let taken: Result<Taken, _> = bench.send(phone.request(Method::Post, path::RETURNS_TAKEN, body)?).await?;
        assert_eq!(taken, Ok(Taken { up_to: held }), "an acknowledgement only moves forward");
    }
    assert_eq!(
        store.add_return(phone.id, about, b"three")?,
        11,
        "after the one that waits, moved beyond what the phone has"
    );
    Ok(())
}

#[tokio::test]
async fn a_device_learns_which_of_its_own_records_are_without_keys_and_nothing_of_others() -> Done {
    let bench = bench().await?;
    let (mut phone, mut other) = (bench.enrolled().await?, bench.enrolled().await?);
    for _ in 0..3 {
        phone.finalize(&bench)?;
    }
    other.finalize(&bench)?;
    phone.records[1] = phone.records[1].clone().withdrawn_by(&phone.signer)?;
    bench.push(&phone, &phone.pushed(0, 3)?).await?.map_err(|(_, fault)| fault.message)?;
    bench.push(&other, &other.pushed(0, 1)?).await?.map_err(|(_, fault)| fault.message)?;
    let [whole, bare, ordered] = [0, 1, 2].map(|number: usize| phone.records[number].header.record);
    bench.server.store.blocking().withdraw_again(&[ordered])?;
    let (others, none) = (other.records[0].header.record, RecordId(uuid::Uuid::nil()));
    let ask = async |who: &Phone, records: Vec<RecordId>| {
        bench.send::<NotHeld>(who.request(Method::Post, path::HELD, wire::encode(&Held { records }))?).await
    };
    let all = vec![whole, bare, ordered, others, none];
    let left = ask(&phone, all.clone()).await?.map_err(|(_, fault)| fault.message)?;
    assert_eq!(left.records, [bare, ordered, others, none], "another's is answered like one that never was");
    let left = ask(&other, all).await?.map_err(|(_, fault)| fault.message)?;
    assert_eq!(left.records, [whole, bare, ordered, none]);
    check_fault(ask(&phone, vec![none; limits::HELD_MAX + 1]).await?, FaultCode::TooLarge);
    assert!(ask(&phone, vec![none; limits::HELD_MAX]).await?.is_ok());
    Ok(())
}

#[tokio::test]
async fn the_data_folder_holds_nothing_that_was_said() -> Done {
    let bench = bench().await?;
    let mut phone = bench.enrolled().await?;
    phone.finalize(&bench)?;
    bench.push(&phone, &phone.pushed(0, 1)?).await?.map_err(|(_, fault)| fault.message)?;
    let mut looked_at = 0;
    for file in std::fs::read_dir(bench.folder.path())? {
        let bytes = std::fs::read(file?.path())?;
        looked_at += bytes.len();
        assert!(!bytes.windows(10).any(|ten| ten == b"the-canary"), "an answer lies in the clear");
    }
    assert!(looked_at > 1000, "there was something to look at");
    Ok(())
}
