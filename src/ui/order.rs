//! Sorting. Whatever is sorted, it is sorted by bytes, so that the art of it is compiled only once.

/// The items in the order of their keys.
pub(super) fn sorted<T>(items: Vec<T>, key: impl Fn(&T) -> Vec<u8>) -> Vec<T> {
    let mut order: Vec<(Vec<u8>, usize)> = items.iter().map(key).zip(0..).collect();
    order.sort_unstable();
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|(_, index)| items[index].take()).collect()
}
