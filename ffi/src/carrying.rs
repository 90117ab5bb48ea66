//! Records without a line to the server: as a file, or through a relay.

use std::{fs::File, io::Write, path::Path};

use fieldward_core::{
    session::ReceiptsRead,
    sync::{
        engine::Obeyed,
        parcel::{FILE_BYTES_MAX, FileKind},
    },
};

use crate::{
    Device, DeviceError,
    courier::{Courier, Handed},
    said,
    surroundings::Random,
    transport::LinkFault,
};

/// What came of carrying records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, uniffi::Record)]
pub struct CarryReport {
    /// Parcels that were written or handed over: a parcel holds up to a hundred records.
    pub parcels: u32,
    /// Records that the server's own receipts acknowledge now.
    pub acknowledged: u32,
    /// Parcels that the relay does not take, now or ever; the device keeps what is in them.
    pub refused: u32,
}

#[uniffi::export(async_runtime = "tokio")]
impl Device {
    /// Writes everything that waits into a file, sealed, for somebody to carry to the server. The device keeps it all
    /// until a receipt comes back. Identities are in a file of their own, once nothing else waits.
    ///
    /// # Errors
    /// `NotEnrolled` before the first sync; `Storage`, when the file cannot be written.
    pub fn write_outbox(&self, file: String) -> Result<CarryReport, DeviceError> {
        let parcels = self.packed()?;
        let bytes = FileKind::Outbox.write(&parcels).map_err(|error| storage(&error))?;
        write_whole(Path::new(&file), &bytes).map_err(|error| storage(&error))?;
        Ok(CarryReport { parcels: count(parcels.len() as u64), ..CarryReport::default() })
    }

    /// Reads a file of receipts that came back. Receipts of other devices are passed over.
    ///
    /// # Errors
    /// `Storage`, when the file cannot be read or is no such file.
    pub fn read_receipts(&self, file: String) -> Result<CarryReport, DeviceError> {
        let bytes = carried(&file)?;
        let receipts = FileKind::Receipts.read(&bytes).map_err(|error| storage(&error))?;
        let read = self.take_receipts(&receipts)?;
        Ok(CarryReport { acknowledged: count(read.acknowledged), ..CarryReport::default() })
    }

    /// Obeys a file of orders that somebody carried here, and says how many were new. One that tells this device to
    /// destroy its store is obeyed at once.
    ///
    /// # Errors
    /// `Storage`, when the file cannot be read or is no such file; `ServerRefused` says that the store was destroyed.
    pub fn read_orders(&self, file: String) -> Result<u32, DeviceError> {
        let bytes = carried(&file)?;
        let orders = FileKind::Orders.read(&bytes).map_err(|error| storage(&error))?;
        let now = self.surroundings().now();
        let taken = self.with(|session, _| session.take_orders(&orders, &now, &mut Random(self.surroundings())))?;
        self.wipe_if(taken.wipe)?;
        Ok(count(taken.obeyed))
    }

    /// Hands everything that waits to a relay at this address, and reads the receipts that it has. What a relay takes
    /// is not acknowledged: that is the server's to do, and its receipts come with a later call. A parcel that it does
    /// not take keeps none of the others back.
    ///
    /// # Errors
    /// `NoLink`, when no relay answers there.
    pub async fn sync_by_relay(&self, address: String) -> Result<CarryReport, DeviceError> {
        let courier = Courier::new(&address, None).ok_or_else(|| self.no_link(LinkFault::Address))?;
        let mut report = CarryReport::default();
        self.collect(courier.receipts().await, &mut report)?;
        for handed in hand_over(&courier, self.packed()?).await {
            match handed {
                Handed::Refused | Handed::NotNow => report.refused += 1,
                handed => {
                    self.collect(handed, &mut report)?;
                    report.parcels += 1;
                }
            }
        }
        Ok(report)
    }
}

impl Device {
    fn packed(&self) -> Result<Vec<Vec<u8>>, DeviceError> {
        let now = self.surroundings().now();
        self.with(|session, _| session.pack(&now, &mut Random(self.surroundings())))
    }

    fn collect(&self, handed: Handed, report: &mut CarryReport) -> Result<(), DeviceError> {
        match handed {
            Handed::Kept => Ok(()),
            Handed::Receipts(receipts) => {
                let receipts: Vec<&[u8]> = receipts.iter().map(Vec::as_slice).collect();
                report.acknowledged += count(self.take_receipts(&receipts)?.acknowledged);
                Ok(())
            }
            Handed::Refused | Handed::NotNow | Handed::NoLine => Err(self.no_link(LinkFault::Unreachable)),
        }
    }

    fn take_receipts(&self, receipts: &[&[u8]]) -> Result<ReceiptsRead, DeviceError> {
        let now = self.surroundings().now();
        let read = self.with(|session, _| session.read_receipts(receipts, &now, &mut Random(self.surroundings())))?;
        self.wipe_if(read.wipe)?;
        Ok(read)
    }

    fn wipe_if(&self, ordered: Option<Obeyed>) -> Result<(), DeviceError> {
        if ordered.is_none() {
            return Ok(());
        }
        self.wipe()?;
        Err(DeviceError::ServerRefused { reason: said::wiped(&self.language()).to_owned() })
    }
}

/// Hands parcels over, past those that are not taken: what was answered to each, up to the first that found no line.
async fn hand_over(courier: &Courier, parcels: Vec<Vec<u8>>) -> Vec<Handed> {
    let mut answers = Vec::new();
    for parcel in parcels {
        answers.push(courier.hand_over(parcel).await);
        if answers.last() == Some(&Handed::NoLine) {
            break;
        }
    }
    answers
}

/// Writes a file whole or not at all: a torn one on a full card would be carried to the server for nothing.
fn write_whole(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut unfinished = file.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let unfinished = Path::new(&unfinished);
    let written = File::create(unfinished)
        .and_then(|mut open| open.write_all(bytes).and_then(|()| open.sync_all()))
        .and_then(|()| std::fs::rename(unfinished, file));
    if written.is_err() {
        let _ = std::fs::remove_file(unfinished);
    }
    written
}

fn carried(file: &str) -> Result<Vec<u8>, DeviceError> {
    let found = std::fs::metadata(file).map_err(|error| storage(&error))?;
    if found.len() > FILE_BYTES_MAX as u64 {
        return Err(storage(&"the file is too long"));
    }
    std::fs::read(file).map_err(|error| storage(&error))
}

fn storage(error: &impl ToString) -> DeviceError {
    DeviceError::Storage { reason: error.to_string() }
}

fn count(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::{io::Read, net::TcpListener};

    use fieldward_core::sync::{
        parcel::Carried,
        wire::{CONTENT_TYPE, FaultCode, encode},
    };

    use super::*;

    /// A relay that gives these answers, one to each request, and is gone then.
    fn relay(answers: Vec<(u16, Vec<u8>)>) -> std::io::Result<(String, std::thread::JoinHandle<()>)> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = format!("http://{}", listener.local_addr()?);
        let answering = std::thread::spawn(move || {
            for (status, body) in answers {
                let (mut line, _) = listener.accept().expect("a request comes for each answer");
                let (mut request, mut part) = (Vec::new(), [0; 4096]);
                while !is_whole(&request) {
                    let length = line.read(&mut part).expect("a request");
                    assert!(length > 0, "a request is whole");
                    request.extend_from_slice(&part[..length]);
                }
                let length = body.len();
                let head = format!(
                    "HTTP/1.1 {status} said\r\ncontent-type: {CONTENT_TYPE}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
                );
                line.write_all(&[head.as_bytes(), &body].concat()).expect("the answer goes");
            }
        });
        Ok((address, answering))
    }

    /// Parcels of the test are one byte.
    fn is_whole(request: &[u8]) -> bool {
        request.windows(4).position(|end| end == b"\r\n\r\n").is_some_and(|at| request.len() > at + 4)
    }

    #[test]
    fn a_file_is_written_whole_or_not_at_all() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("a.outbox");
        write_whole(&file, b"first")?;
        write_whole(&file, b"second")?;
        assert_eq!(std::fs::read(&file)?, b"second");
        // Nothing takes the place of a folder.
        std::fs::create_dir(folder.path().join("taken"))?;
        assert!(write_whole(&folder.path().join("taken"), b"third").is_err());
        assert_eq!(std::fs::read_dir(folder.path())?.count(), 2, "nothing unfinished stays");
        Ok(())
    }

    #[test]
    fn a_parcel_that_is_not_taken_keeps_none_of_the_others_back() -> Result<(), Box<dyn std::error::Error>> {
        let refused = |code: FaultCode| (code.status(), encode(&code.fault()));
        let kept = (200, encode(&Carried::Kept));
        let answers = vec![refused(FaultCode::TooLarge), kept.clone(), refused(FaultCode::Quota), kept];
        let (address, answering) = relay(answers)?;
        let courier = Courier::new(&address, None).ok_or("an address")?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let parcels = (0..6).map(|number| vec![number]).collect();
        let answers = runtime.block_on(hand_over(&courier, parcels));
        answering.join().map_err(|_| "the relay answers")?;
        let expected = [Handed::Refused, Handed::Kept, Handed::NotNow, Handed::Kept, Handed::NoLine];
        assert_eq!(answers, expected, "and where there is no line it ends");
        Ok(())
    }
}
