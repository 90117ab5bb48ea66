//! Published vectors for each primitive, as this room calls it.
//!
//! | primitive | vectors | called in |
//! |---|---|---|
//! | XChaCha20-Poly1305 | draft-irtf-cfrg-xchacha-03 | `cipher.rs` |
//! | ChaCha20-Poly1305 | RFC 8439 | `cipher.rs` |
//! | HPKE base and auth mode: X25519, HKDF-SHA256, ChaCha20-Poly1305 | RFC 9180 | `sealing.rs` |
//! | Argon2id | RFC 9106 | `stretch.rs` |
//! | ECDSA on P-256 with SHA-256 | RFC 6979 | `signing.rs` |
//! | HMAC-SHA256 | RFC 4231 | `mac.rs` |
//! | BLAKE3: hash, with a context too | its authors' | `ids.rs`; a form's own check in `form/stored` |
//! | BLAKE3: key derivation | its authors' | `cipher.rs`; noise in `vault/room.rs`, quick keys in `rehearsal.rs` |
//! | BLAKE3: keyed hash | its authors' | `vault/rows.rs`, `record/likeness.rs`; the order of choices in `instance` |
//! | Ed25519 | RFC 8032 | `authority/holder.rs`, and tested there |
//! | SHA-256 | FIPS 180-4 | `sync/pin.rs`, and tested there |
//!
//! X25519 (RFC 7748) and HKDF (RFC 5869) are never called by themselves: HPKE calls them, and its vectors, which hold
//! each step's result, would not come out with others.

use argon2::{Algorithm, Argon2, ParamsBuilder, Version};
use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit,
    aead::{Aead, Payload},
};
use data_encoding::HEXLOWER_PERMISSIVE;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use super::*;
use crate::ids::Hash32;

const SUNSCREEN: &[u8] = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the \
    future, sunscreen would be it.";
const SUNSCREEN_AAD: &str = "50515253c0c1c2c3c4c5c6c7";
const SUNSCREEN_KEY: &str = "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f";

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

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
    let again = SealingPublic(public).seal(&info, b"Count-0", &opened, &mut rng(80)).expect("a usable key");
    assert_eq!(again.len(), opened.len() + SEALING_OVERHEAD_BYTES);
    assert_eq!(secret.open(&info, b"Count-0", &again), Ok(opened));
}

#[test]
fn a_public_key_of_small_order_is_refused() {
    let sealed = SealingPublic([0; 32]).seal(b"info", b"", b"text", &mut rng(81));
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

/// RFC 6979, A.2.5, SHA-256, message "test": verifying alone.
#[test]
fn ecdsa_p256_verifies() {
    let public = SignerPublic(array("0360fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"));
    let signature = Signature(array(
        "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083",
    ));
    assert_eq!(public.verify(b"test", &signature), Ok(()));
    for bit in [0, 255, 256, 511] {
        let mut changed = signature;
        changed.0[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(public.verify(b"test", &changed), Err(SignatureError::Signature));
    }
}

/// RFC 9180, A.2.3 (auth mode, X25519, HKDF-SHA256, ChaCha20Poly1305), encryption 0.
#[test]
fn hpke_auth_mode() {
    let secret = SealingSecret::from_bytes(array("3ca22a6d1cda1bb9480949ec5329d3bf0b080ca4c45879c95eddb55c70b80b82"));
    let sender = SealingPublic(array("f0f4f9e96c54aeed3f323de8534fffd7e0577e4ce269896716bcb95643c8712b"));
    let info = hex("4f6465206f6e2061204772656369616e2055726e");
    let sealed = [
        "f7674cc8cd7baa5872d1f33dbaffe3314239f6197ddf5ded1746760bfc847e0e",
        "ab1a13c9d4f01a87ec3440dbd756e2677bd2ecf9df0ce7ed73869b98e00c09be111cb9fdf077347aeb88e61bdf",
    ];
    let opened = secret.open_from(&sender, &info, b"Count-0", &hex(&sealed.concat())).expect("the vector opens");
    assert_eq!(opened.as_slice(), b"Beauty is truth, truth beauty");
    assert_eq!(secret.open(&info, b"Count-0", &hex(&sealed.concat())), Err(NotOpened), "base mode is another thing");
    let other = SealingSecret::random(&mut rng(83));
    assert_eq!(secret.open_from(&other.public(), &info, b"Count-0", &hex(&sealed.concat())), Err(NotOpened));
    let again = other.seal_to(&secret.public(), &info, b"Count-0", &opened, &mut rng(84)).expect("usable");
    assert_eq!(secret.open_from(&other.public(), &info, b"Count-0", &again), Ok(opened));
}

/// RFC 4231, cases 1 to 4, 6 and 7. Case 5 is cut to 128 bits, which nobody here does.
#[test]
fn hmac_sha256_of_the_rfc() {
    let check = |key: &[u8], message: &[u8], expected: &str| {
        assert_eq!(hmac_sha256(key, message).to_vec(), hex(expected));
    };
    let counted: Vec<u8> = (1..=25).collect();
    check(&[0x0b; 20], b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    check(b"Jefe", b"what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    check(&[0xaa; 20], &[0xdd; 50], "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    check(&counted, &[0xcd; 50], "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
    let larger = b"Test Using Larger Than Block-Size Key - Hash Key First";
    check(&[0xaa; 131], larger, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    let both = b"This is a test using a larger than block-size key and a larger than block-size data. \
        The key needs to be hashed before being used by the HMAC algorithm.";
    check(&[0xaa; 131], both, "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

/// BLAKE3's published vectors, in the three modes that this crate calls: hash, keyed hash (row names), key derivation.
#[test]
fn blake3_of_its_authors() {
    let input = |length: usize| (0..length).map(|at| (at % 251) as u8).collect::<Vec<u8>>();
    let hashes = [
        (0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"),
        (1, "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213"),
        (1023, "10108970eeda3eb932baac1428c7a2163b0e924c9a9e25b35bba72b28f70bd11"),
        (1024, "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7"),
        (1025, "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444"),
        (2049, "5f4d72f40d7a5f82b15ca2b2e44b1de3c2ef86c426c95c1af0b6879522563030"),
        (5121, "628bd2cb2004694adaab7bbd778a25df25c47b9d4155a55f8fbd79f2fe154cff"),
    ];
    for (length, expected) in hashes {
        assert_eq!(Hash32::of(&input(length)), Hash32(array(expected)), "{length}");
    }
    let key = b"whats the Elvish word for friend";
    let keyed = [
        (0, "92b2b75604ed3c761f9d6f62392c8a9227ad0ea3f09573e783f1498a4ed60d26"),
        (1, "6d7878dfff2f485635d39013278ae14f1454b8c0a3a2d34bc1ab38228a80c95b"),
        (1025, "357dc55de0c7e382c900fd6e320acc04146be01db6a8ce7210b7189bd664ea69"),
    ];
    for (length, expected) in keyed {
        assert_eq!(blake3::keyed_hash(key, &input(length)).as_bytes().to_vec(), hex(expected), "{length}");
    }
    let context = "BLAKE3 2019-12-27 16:29:52 test vectors context";
    let derived = [
        (0, "2cc39783c223154fea8dfb7c1b1660f2ac2dcbd1c1de8277b0b0dd39b7e50d7d"),
        (1023, "74a16c1c3d44368a86e1ca6df64be6a2f64cce8f09220787450722d85725dea5"),
    ];
    for (length, expected) in derived {
        assert_eq!(blake3::derive_key(context, &input(length)).to_vec(), hex(expected), "{length}");
        let parts = input(length);
        let (one, other) = parts.split_at(length / 3);
        assert_eq!(Hash32::of_use(context, &[one, other]), Hash32(array(expected)), "{length}");
    }
    // Keys are of 32 bytes, which no published vector is: so that the call itself is held to the mode.
    let key = Key::from_bytes(input(32).try_into().expect("32 bytes"));
    assert_eq!(key.derive(context).bytes(), &blake3::derive_key(context, &input(32)));
    assert_ne!(key.derive(context).bytes(), key.derive("another use").bytes());
}
