//! Published vectors for each primitive, as this room calls it.

use argon2::{Algorithm, Argon2, ParamsBuilder, Version};
use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit,
    aead::{Aead, Payload},
};
use data_encoding::HEXLOWER_PERMISSIVE;

use super::super::*;
use crate::ids::Hash32;

const SUNSCREEN: &[u8] = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the \
    future, sunscreen would be it.";
const SUNSCREEN_AAD: &str = "50515253c0c1c2c3c4c5c6c7";
const SUNSCREEN_KEY: &str = "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f";

fn hex(text: &str) -> Vec<u8> {
    HEXLOWER_PERMISSIVE.decode(text.as_bytes()).expect("vectors are written in pairs of digits")
}

fn array<const N: usize>(text: &str) -> [u8; N] {
    hex(text).try_into().expect("vectors have their length")
}

/// draft-irtf-cfrg-xchacha-03, A.3.1.
#[test]
fn xchacha20_poly1305() {
    let sealed = [
        "404142434445464748494a4b4c4d4e4f5051525354555657",
        "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39",
        "ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9",
        "21f9664c97637da9768812f615c68b13b52e",
        "c0875924c1c7987947deafd8780acf49",
    ];
    let key = Key::from_bytes(array(SUNSCREEN_KEY));
    let opened = cipher::open(&key, &hex(SUNSCREEN_AAD), &hex(&sealed.concat())).expect("the vector opens");
    assert_eq!(opened.as_slice(), SUNSCREEN);
    assert_eq!(cipher::open(&key, b"", &hex(&sealed.concat())), Err(NotOpened));
}

/// RFC 8439, 2.8.2; and that sealing once is the same cipher with a nonce of zeros.
#[test]
fn chacha20_poly1305() {
    let cipher = ChaCha20Poly1305::new(&array::<32>(SUNSCREEN_KEY).into());
    let aad = hex(SUNSCREEN_AAD);
    let seal = |nonce: [u8; 12]| {
        cipher.encrypt(&nonce.into(), Payload { msg: SUNSCREEN, aad: &aad }).expect("short enough to be sealed")
    };
    let sealed = seal(array("070000004041424344454647"));
    let expected = [
        "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b",
        "1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc",
        "3ff4def08e4b7a9de576d26586cec64b6116",
        "1ae10b594f09e26a7e902ecbd0600691",
    ];
    assert_eq!(sealed, hex(&expected.concat()));
    let key = Key::from_bytes(array(SUNSCREEN_KEY));
    assert_eq!(seal_once(&key, &aad, SUNSCREEN), seal([0; 12]));
}

/// RFC 9180, A.2.1 (base mode, X25519, HKDF-SHA256, ChaCha20Poly1305), encryption 0.
#[test]
fn hpke_base_mode() {
    let secret = SealingSecret::from_bytes(array("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb"));
    let public = array("4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a");
    assert_eq!(secret.public(), SealingPublic(public));
    let info = hex("4f6465206f6e2061204772656369616e2055726e");
    let sealed = [
        "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a",
        "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28",
    ];
    let opened = secret.open(&info, b"Count-0", &hex(&sealed.concat())).expect("the vector opens");
    assert_eq!(opened.as_slice(), b"Beauty is truth, truth beauty");
    assert_eq!(secret.open(&info, b"Count-1", &hex(&sealed.concat())), Err(NotOpened));
    let again = SealingPublic(public).seal(&info, b"Count-0", &opened, &mut super::rng(80)).expect("a usable key");
    assert_eq!(again.len(), opened.len() + SEALING_OVERHEAD_BYTES);
    assert_eq!(secret.open(&info, b"Count-0", &again), Ok(opened));
}

#[test]
fn a_public_key_of_small_order_is_refused() {
    let sealed = SealingPublic([0; 32]).seal(b"info", b"", b"text", &mut super::rng(81));
    assert_eq!(sealed, Err(UnusablePublicKey));
}

/// RFC 9106, 5.3; and that stretching is the same function without secret and associated data.
#[test]
fn argon2id() {
    let params = ParamsBuilder::new()
        .m_cost(32)
        .t_cost(3)
        .p_cost(4)
        .data(argon2::AssociatedData::new(&[4; 12]).expect("short enough"))
        .build()
        .expect("the vector's parameters are sound");
    let argon2 = Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params).expect("short enough");
    let mut out = [0; 32];
    argon2.hash_password_into(&[1; 32], &[2; 16], &mut out).expect("the vector's parameters are sound");
    assert_eq!(out.to_vec(), hex("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"));

    let params = ParamsBuilder::new().m_cost(19 * 1024).t_cost(2).p_cost(1).build().expect("sound");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(b"kapok 58 river", &[7; 16], &mut out)
        .expect("sound");
    let stretched = stretch(b"kapok 58 river", &[7; SALT_BYTES], StretchCost::FLOOR).expect("the floor is in bounds");
    assert_eq!(stretched.bytes(), &out);
}

/// RFC 6979, A.2.5, SHA-256, message "sample".
#[test]
fn ecdsa_p256() {
    let signer = SoftwareSigner::from_bytes(&array("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"))
        .expect("below the order of the curve");
    let signature = signer.sign(b"sample").expect("software always signs");
    let expected = [
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
    ];
    assert_eq!(signature.0.to_vec(), hex(&expected.concat()));
    let public = signer.public();
    assert_eq!(public.0[1..].to_vec(), hex("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"));
    assert_eq!(public.verify(b"sample", &signature), Ok(()));
    assert_eq!(public.verify(b"Sample", &signature), Err(SignatureError::Signature));
    assert_eq!(SignerPublic([9; 33]).verify(b"sample", &signature), Err(SignatureError::Key));
    assert!(SoftwareSigner::from_bytes(&[0; 32]).is_err());
    assert!(SoftwareSigner::from_bytes(&[0xff; 32]).is_err());
}

#[test]
fn keys_and_signatures_are_read_as_keystores_write_them() {
    let signer = SoftwareSigner::random(&mut super::rng(82));
    let signature = signer.sign(b"message").expect("software always signs");
    let der = p256::ecdsa::Signature::from_slice(&signature.0).expect("r and s").to_der();
    assert_eq!(Signature::from_der(der.as_bytes()), Ok(signature));
    assert_eq!(Signature::from_der(b"no DER"), Err(SignatureError::Signature));
    assert_eq!(Signature::from_slice(&[1; 63]), Err(SignatureError::Signature));
    let point = p256::ecdsa::VerifyingKey::from_sec1_bytes(&signer.public().0).expect("a point").to_sec1_point(false);
    assert_eq!(point.as_bytes().len(), 65);
    assert_eq!(SignerPublic::from_sec1(point.as_bytes()), Ok(signer.public()));
}

/// RFC 4231, case 2; and the empty input of BLAKE3's published vectors.
#[test]
fn hmac_and_blake3() {
    let mac = hmac_sha256(b"Jefe", b"what do ya want for nothing?");
    assert_eq!(mac.to_vec(), hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
    let empty = Hash32(array("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"));
    assert_eq!(Hash32::of(b""), empty);
}
