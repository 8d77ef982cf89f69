//! How much memory something takes. (libFuzzer's `-malloc_limit_mb` needs a sanitizer, which stable Rust has not.)

use allocation_counter::measure;

/// Drops `value`, which must not have held more than `limit` bytes.
pub(crate) fn assert_held<T>(value: T, limit: i64, what: &str) {
    let held = -measure(|| drop(value)).bytes_current;
    assert!(held <= limit, "{what} held {held} bytes, the limit is {limit}");
}

/// What `work` makes of `input` bytes; at no time may it take more memory for that than its limits and some for each byte.
pub(crate) fn assert_taken<T>(input: usize, work: impl FnOnce() -> T) -> T {
    const WITHOUT_INPUT: usize = 64 * 1024;
    const FOR_EACH_BYTE: usize = 64;
    let limit = (WITHOUT_INPUT + FOR_EACH_BYTE * input) as u64;
    let mut result = None;
    let taken = measure(|| result = Some(work())).bytes_max;
    assert!(taken <= limit, "{taken} bytes were taken for {input} bytes, the limit is {limit}");
    result.expect("the work is done")
}
