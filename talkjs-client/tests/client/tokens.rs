//! Tokens, checked by an implementation that shares no code with the one that signs them.

use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Value, json};
use talkjs_client::auth::{Credential, CredentialProvider as _};
use talkjs_client::{Secret, TokenSigner};

/// SHA-256 as FIPS 180-4 writes it down, with the constants made as it says: from the roots of the first primes.
fn sha256(message: &[u8]) -> [u8; 32] {
    let primes: Vec<u64> = (2_u64..).filter(|n| (2..*n).all(|m| !n.is_multiple_of(m))).take(64).collect();
    // The first 32 bits behind the point of a root, found by bisection in whole numbers.
    let root = |prime: u64, power: u32| {
        let (mut low, mut high) = (0_u128, 1_u128 << 40);
        while high - low > 1 {
            let middle = (low + high) / 2;
            if middle.pow(power) <= u128::from(prime) << (32 * power) { low = middle } else { high = middle }
        }
        u32::try_from(low & 0xFFFF_FFFF).unwrap()
    };
    let constants: Vec<u32> = primes.iter().map(|prime| root(*prime, 3)).collect();
    let mut state: Vec<u32> = primes.iter().take(8).map(|prime| root(*prime, 2)).collect();
    let mut padded = message.to_vec();
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    padded.extend((message.len() as u64 * 8).to_be_bytes());
    for block in padded.chunks(64) {
        let mut w: Vec<u32> =
            block.chunks(4).map(|word| u32::from_be_bytes([word[0], word[1], word[2], word[3]])).collect();
        for t in 16..64 {
            let small0 = w[t - 15].rotate_right(7) ^ w[t - 15].rotate_right(18) ^ (w[t - 15] >> 3);
            let small1 = w[t - 2].rotate_right(17) ^ w[t - 2].rotate_right(19) ^ (w[t - 2] >> 10);
            w.push(w[t - 16].wrapping_add(small0).wrapping_add(w[t - 7]).wrapping_add(small1));
        }
        let mut v = state.clone();
        for t in 0..64 {
            let big1 = v[4].rotate_right(6) ^ v[4].rotate_right(11) ^ v[4].rotate_right(25);
            let choose = (v[4] & v[5]) ^ (!v[4] & v[6]);
            let first = [big1, choose, constants[t], w[t]].iter().fold(v[7], |sum, term| sum.wrapping_add(*term));
            let big0 = v[0].rotate_right(2) ^ v[0].rotate_right(13) ^ v[0].rotate_right(22);
            let majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
            v.rotate_right(1);
            v[4] = v[4].wrapping_add(first);
            v[0] = first.wrapping_add(big0).wrapping_add(majority);
        }
        state = state.iter().zip(v).map(|(before, after)| before.wrapping_add(after)).collect();
    }
    let bytes: Vec<u8> = state.into_iter().flat_map(u32::to_be_bytes).collect();
    bytes.try_into().unwrap()
}

/// RFC 2104.
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = if key.len() > 64 { sha256(key).to_vec() } else { key.to_vec() };
    block.resize(64, 0);
    let padded = |with: u8| block.iter().map(|byte| byte ^ with).collect::<Vec<_>>();
    sha256(&[padded(0x5C), sha256(&[padded(0x36), message.to_vec()].concat()).to_vec()].concat())
}

/// RFC 4648, section 5, without padding.
fn base64url(text: &str) -> Vec<u8> {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digits: Vec<usize> = text.chars().map(|digit| ALPHABET.find(digit).unwrap()).collect();
    let bits: Vec<bool> = digits.iter().flat_map(|digit| (0..6).rev().map(move |bit| digit >> bit & 1 == 1)).collect();
    bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit))).collect()
}

#[test]
fn the_other_implementation_knows_the_vectors_of_the_standards() {
    let hex = |bytes: [u8; 32]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    assert_eq!(hex(sha256(b"abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(hex(sha256(b"")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    // RFC 4231, test case 2.
    let mac = hmac(b"Jefe", b"what do ya want for nothing?");
    assert_eq!(hex(mac), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

#[tokio::test]
async fn a_thousand_tokens_are_signed_as_another_implementation_does_it() {
    let mut random = 42_u64;
    let mut next = move || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        random >> 33
    };
    let mut checked = 0;
    for number in 0..1000 {
        let length = 1 + usize::try_from(next() % 100).unwrap();
        let key: String = (0..length).map(|_| char::from(33 + u8::try_from(next() % 94).unwrap())).collect();
        let (app, user, at) = (format!("app{}", next()), format!("usér {}", next()), next());
        let signer = TokenSigner::new(app.as_str(), Secret::new(key.as_str()).unwrap());
        let is_users = number % 2 == 0;
        let token = if is_users {
            signer.user_token(user.as_str(), Duration::from_secs(at)).unwrap()
        } else {
            let Credential::Header(_, value) = signer.credential(UNIX_EPOCH + Duration::from_secs(at)).await.unwrap()
            else {
                panic!("it is a header")
            };
            value.to_str().unwrap().strip_prefix("Bearer ").unwrap().to_owned()
        };
        let (signed, signature) = token.rsplit_once('.').unwrap();
        assert_eq!(base64url(signature), hmac(key.as_bytes(), signed.as_bytes()), "key {key:?}: {token}");
        let (header, claims) = signed.split_once('.').unwrap();
        assert_eq!(base64url(header), br#"{"alg":"HS256","typ":"JWT"}"#);
        let claims: Value = serde_json::from_slice(&base64url(claims)).unwrap();
        if is_users {
            let issued = claims["iat"].as_u64().unwrap();
            let all = json!({"tokenType": "user", "iss": app, "sub": user, "iat": issued, "exp": issued + at});
            assert_eq!(claims, all);
        } else {
            assert_eq!(claims, json!({"tokenType": "app", "iss": app, "iat": at, "exp": at + 30}));
        }
        checked += 1;
    }
    assert_eq!(checked, 1000);
    println!("E1: {checked} tokens checked");
}
