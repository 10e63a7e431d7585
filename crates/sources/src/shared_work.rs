//! Work that is shared between threads, with results that do not depend on how many there are.

use std::ops::Range;

/// Fewer things than this are done by one thread: to start another costs more.
const FEW: usize = 64;

/// What `work` makes of each of the parts into which `0..count` is cut, in their order.
///
/// There are as many parts as threads, so that what is made of them must not depend on where they
/// are cut: lists to be joined, or sums.
pub(crate) fn in_parts<T: Send>(
    count: usize,
    threads: usize,
    work: impl Fn(Range<usize>) -> T + Sync,
) -> Vec<T> {
    let threads = if count < FEW { 1 } else { threads.max(1) };
    let size = count.div_ceil(threads).max(1);
    let part = |number: usize| (number * size).min(count)..((number + 1) * size).min(count);
    if threads == 1 {
        return vec![work(part(0))];
    }
    std::thread::scope(|scope| {
        let work = &work;
        let workers: Vec<_> = (0..threads)
            .map(|number| scope.spawn(move || work(part(number))))
            .collect();
        let done = workers.into_iter().map(std::thread::ScopedJoinHandle::join);
        done.map(|made| made.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cover_all_in_order() {
        for threads in [0, 1, 2, 3, 7, 100] {
            for count in [0, 1, 63, 64, 65, 1000] {
                let parts = in_parts(count, threads, Iterator::collect::<Vec<_>>);
                assert_eq!(parts.concat(), (0..count).collect::<Vec<_>>());
            }
        }
    }
}
