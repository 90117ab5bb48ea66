//! The server's own certificate: made once, kept in the data folder, and pinned by the invites.
//!
//! No authority signs it. A second key is made beside it and pinned too: when the first is lost or stolen, delete
//! `tls-active.key` and rename `tls-backup.key` in its place; devices that are enrolled already trust it. The
//! certificate itself is made anew at each start, since only its key is pinned.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum_server::tls_rustls::RustlsConfig;
use fieldward_core::sync::{Pin, Pins};
use rcgen::{CertificateParams, KeyPair, PublicKeyData};
use rustls::{ServerConfig, pki_types::PrivateKeyDer};
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
    /// The certificate was not made.
    #[error("the certificate cannot be made")]
    Certificate,
}

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

/// What a server needs to answer over TLS as one of these names.
pub(crate) fn config(folder: &Path, names: Vec<String>) -> Result<RustlsConfig, TlsError> {
    let key = key(folder, "active")?;
    // The backup key is made now, so that every invite can name it.
    self::key(folder, "backup")?;
    let certificate =
        CertificateParams::new(names).and_then(|params| params.self_signed(&key)).map_err(|_| TlsError::Certificate)?;
    let secret = PrivateKeyDer::try_from(key.serialize_der()).map_err(|_| TlsError::Certificate)?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], secret))
        .map_err(|_| TlsError::Certificate)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(RustlsConfig::from_config(Arc::new(config)))
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
        config(folder.path(), vec!["localhost".into()])?;
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
        std::fs::rename(file_of(folder.path(), "backup"), file_of(folder.path(), "active"))?;
        assert_eq!(pins(folder.path())?.active, before.backup);
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
