//! Putting things in order of time. Whatever they are, their times are what is sorted, so that the art of it is compiled once.

/// In order of time; those of the same time as they were. Most are in order already.
pub(super) fn in_order<T>(items: Vec<T>, at: impl Fn(&T) -> i64) -> Vec<T> {
    if items.is_sorted_by_key(&at) {
        return items;
    }
    let mut order: Vec<(i64, usize)> = items.iter().map(at).zip(0..).collect();
    sort(&mut order);
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|(_, place)| items[place].take()).collect()
}

#[inline(never)]
fn sort(order: &mut [(i64, usize)]) {
    order.sort_unstable();
}
