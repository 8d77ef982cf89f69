//! Which filters a broker can be asked for, and what it answers.

use crate::mqtt::{QoS, ServerLimits, frames, topic};

const FILTER_INVALID: u8 = 0x8F;
const PACKET_TOO_LARGE: u8 = 0x95;
const NO_SHARED_SUBSCRIPTIONS: u8 = 0x9E;
const NO_WILDCARDS: u8 = 0xA2;

/// The filters to ask for in one packet; and those to leave out, each with the reason code that would end the connection.
pub(super) fn sort(
    filters: &[String],
    server: &ServerLimits,
    largest_packet: usize,
) -> (Vec<String>, Vec<(String, u8)>) {
    let (mut asked, mut left_out) = (Vec::new(), Vec::new());
    for filter in filters {
        match no_use_asking(filter, server) {
            None => asked.push(filter.clone()),
            Some(code) => left_out.push((filter.clone(), code)),
        }
    }
    if frames::subscribe_size(&asked) > largest_packet {
        left_out.extend(asked.drain(..).map(|filter| (filter, PACKET_TOO_LARGE)));
    }
    (asked, left_out)
}

/// What SUBACK says to one filter (MQTT 5, section 3.9.3).
pub(super) const fn granted(code: u8) -> Result<QoS, u8> {
    match code {
        0 => Ok(QoS::AtMostOnce),
        1 => Ok(QoS::AtLeastOnce),
        2 => Ok(QoS::ExactlyOnce),
        code => Err(code),
    }
}

fn no_use_asking(filter: &str, server: &ServerLimits) -> Option<u8> {
    if topic::check_filter(filter).is_err() {
        Some(FILTER_INVALID)
    } else if topic::is_shared(filter) && !server.shared_subscriptions_available {
        Some(NO_SHARED_SUBSCRIPTIONS)
    } else if topic::has_wildcards(filter) && !server.wildcards_available {
        Some(NO_WILDCARDS)
    } else {
        None
    }
}
