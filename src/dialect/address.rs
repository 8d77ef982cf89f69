//! What everybody calls the same device by, whatever language it speaks.

/// The name of whoever has this address of a network card, however it is written.
pub(super) fn mac(address: &str) -> String {
    let digits = address.chars().filter(char::is_ascii_hexdigit).map(|digit| digit.to_ascii_uppercase());
    let mut name = "mac:".to_owned();
    name.extend(digits);
    name
}

/// The same, if this is such an address: six pairs of digits, with or without a sign between them.
pub(super) fn of_card(text: &str) -> Option<String> {
    let pairs = text.split([':', '-']);
    let is_address = match text.len() {
        12 => text.bytes().all(|digit| digit.is_ascii_hexdigit()),
        17 => pairs.clone().count() == 6 && pairs.flat_map(str::bytes).all(|digit| digit.is_ascii_hexdigit()),
        _ => false,
    };
    is_address.then(|| mac(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_same_however_it_is_written() {
        for address in ["E8:DB:84:94:B0:51", "e8db8494b051", "e8-db-84-94-b0-51"] {
            assert_eq!(mac(address), "mac:E8DB8494B051");
            assert_eq!(of_card(address).as_deref(), Some("mac:E8DB8494B051"));
        }
        for other in ["", "ESP32_001", "E8DB8494B05", "E8:DB:84:94:B0:5G", "E8:DB:84:94:B0-51:", "äääääääää"] {
            assert_eq!(of_card(other), None, "{other}");
        }
    }
}
