//! Believes a server by the public key that the invite pinned, and by nothing else.
//!
//! Names, dates and authorities of the certificate are not looked at: the key is the identity. Who has it is proved
//! by the handshake's signature, which is checked as always.

use std::sync::Arc;

use fieldward_core::sync::Pins;
use rustls::{
    CertificateError, DigitallySignedStruct, Error, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
};

/// What the handshake ends with when the key is none of the pinned ones.
pub(crate) const OTHER_KEY: Error = Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure);

/// Accepts the pinned keys; without pins it accepts nobody.
#[derive(Debug)]
pub(crate) struct PinnedServer {
    pins: Option<Pins>,
    provider: Arc<CryptoProvider>,
}

impl PinnedServer {
    pub fn new(pins: Option<Pins>, provider: Arc<CryptoProvider>) -> Self {
        Self { pins, provider }
    }
}

impl ServerCertVerifier for PinnedServer {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown = ParsedCertificate::try_from(end_entity)?.subject_public_key_info();
        match self.pins {
            Some(pins) if pins.accept(shown.as_ref()) => Ok(ServerCertVerified::assertion()),
            _ => Err(OTHER_KEY),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
