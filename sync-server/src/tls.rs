//! The server's own certificate: made once, kept in the data folder, and pinned by the invites.
//!
//! No authority signs it. A second key is made beside it and pinned too: when the first is lost or stolen, delete
//! `tls-active.key` and rename `tls-backup.key` in its place; devices that are enrolled already trust it.
//!
//! Devices pin the key; people who open the console in a browser have nothing but the certificate's fingerprint to
//! compare. So the certificate is kept as well, for the key and the names that it was made for, and its fingerprint
//! stays the same from one start to the next.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum_server::tls_rustls::RustlsConfig;
use fieldward_core::{
    ids::Hash32,
    sync::{Pin, Pins},
};
use rcgen::{CertificateParams, KeyPair, PublicKeyData};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer},
};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::folder;

/// Why there is no certificate.
#[derive(Debug, Error)]
pub enum TlsError {
    /// The data folder cannot be used.
    #[error("the certificate's keys cannot be stored or read")]
    Disk(#[from] io::Error),
    /// A file in the data folder holds no key.
    #[error("{0} holds no key: put the right file back, or delete it and enrol every device again")]
    Key(String),
    /// The certificate was not made, or the one that is kept is none of its key.
    #[error("the certificate cannot be made or used: delete the tls-*.crt files, and compare the new fingerprint then")]
    Certificate,
}

/// Letters of the hash of what a certificate was made for, in its file's name.
const CERTIFICATE_LETTERS: usize = 16;

fn file_of(folder: &Path, which: &str) -> PathBuf {
    folder.join(format!("tls-{which}.key"))
}

/// The pins of a data folder, whose keys are made when they are absent.
///
/// # Errors
/// When the folder cannot be used.
pub fn pins(folder: &Path) -> Result<Pins, TlsError> {
    let pin = |which| key(folder, which).map(|key| Pin::of_public_key(&key.subject_public_key_info()));
    Ok(Pins { active: pin("active")?, backup: pin("backup")? })
}

/// SHA-256 of a certificate, as browsers show it: pairs of hex digits with colons between.
fn fingerprint(certificate: &CertificateDer<'_>) -> String {
    let pairs: Vec<String> = Sha256::digest(certificate).iter().map(|byte| format!("{byte:02X}")).collect();
    pairs.join(":")
}

/// What a server needs to answer over TLS as one of these names, and the fingerprint of its certificate.
pub(crate) fn config(folder: &Path, names: Vec<String>) -> Result<(RustlsConfig, String), TlsError> {
    let key = key(folder, "active")?;
    // The backup key is made now, so that every invite can name it.
    self::key(folder, "backup")?;
    let certificate = certificate(folder, &key, names)?;
    let fingerprint = fingerprint(&certificate);
    let secret = PrivateKeyDer::try_from(key.serialize_der()).map_err(|_| TlsError::Certificate)?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![certificate], secret))
        .map_err(|_| TlsError::Certificate)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok((RustlsConfig::from_config(Arc::new(config)), fingerprint))
}

/// The certificate of a key for these names: the one that is kept, or a new one that is kept from now on.
fn certificate(folder: &Path, key: &KeyPair, names: Vec<String>) -> Result<CertificateDer<'static>, TlsError> {
    let made_for = [key.subject_public_key_info(), names.join(" ").into_bytes()].concat();
    let mut which = Hash32::of(&made_for).to_string();
    which.truncate(CERTIFICATE_LETTERS);
    let file = folder.join(format!("tls-{which}.crt"));
    if let Some(bytes) = folder::read(&file)? {
        return Ok(CertificateDer::from(bytes));
    }
    let certificate =
        CertificateParams::new(names).and_then(|params| params.self_signed(key)).map_err(|_| TlsError::Certificate)?;
    folder::write_private(&file, certificate.der())?;
    Ok(certificate.der().clone())
}

fn key(folder: &Path, which: &str) -> Result<KeyPair, TlsError> {
    let file = file_of(folder, which);
    if let Some(bytes) = folder::read(&file)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        return String::from_utf8(bytes).ok().and_then(|pem| KeyPair::from_pem(&pem).ok()).ok_or(TlsError::Key(name));
    }
    let key = KeyPair::generate().map_err(|_| TlsError::Certificate)?;
    folder::write_private(&file, key.serialize_pem().as_bytes())?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_made_once_stay_private_and_differ() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let first = pins(folder.path())?;
        assert_ne!(first.active, first.backup);
        let (_, shown) = config(folder.path(), vec!["localhost".into()])?;
        assert_eq!((shown.len(), shown.split(':').count()), (95, 32), "as a browser shows it");
        assert_eq!(config(folder.path(), vec!["localhost".into()])?.1, shown, "the same after the next start");
        assert_ne!(config(folder.path(), vec!["localhost".into(), "10.0.0.7".into()])?.1, shown);
        assert_eq!(pins(folder.path())?, first);
        #[cfg(unix)]
        for which in ["active", "backup"] {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(file_of(folder.path(), which))?.permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{which}");
        }
        Ok(())
    }

    #[test]
    fn a_backup_key_in_the_place_of_the_active_one_is_what_devices_trust() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let before = pins(folder.path())?;
        let (_, shown) = config(folder.path(), vec!["localhost".into()])?;
        std::fs::rename(file_of(folder.path(), "backup"), file_of(folder.path(), "active"))?;
        assert_eq!(pins(folder.path())?.active, before.backup);
        assert_ne!(config(folder.path(), vec!["localhost".into()])?.1, shown, "another key, another certificate");
        Ok(())
    }

    #[test]
    fn a_spoilt_key_is_said_and_not_replaced() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        std::fs::write(file_of(folder.path(), "active"), "not a key")?;
        assert!(matches!(pins(folder.path()), Err(TlsError::Key(name)) if name == "tls-active.key"));
        Ok(())
    }
}
