//! What everybody calls the same device by, whatever language it speaks.

/// The name of whoever has this address of a network card, however it is written.
pub(super) fn mac(address: &str) -> String {
    let digits = address.chars().filter(char::is_ascii_hexdigit).map(|digit| digit.to_ascii_uppercase());
    let mut name = "mac:".to_owned();
    name.extend(digits);
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_same_however_it_is_written() {
        for address in ["E8:DB:84:94:B0:51", "e8db8494b051", "e8-db-84-94-b0-51"] {
            assert_eq!(mac(address), "mac:E8DB8494B051");
        }
    }
}
