//! Work on several threads whose results come back in order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Tasks that are under way or wait to be taken, for each thread: bounds memory.
const TASKS_PER_THREAD: usize = 4;

/// Runs `work` over `tasks` on `threads` threads and hands the results to `take` in the order of
/// the tasks, on the thread of the caller.
///
/// Each thread has a state of its own, made by `start`. No more than four tasks a thread are in
/// memory, whatever `tasks` holds. Where `take` fails, no further task is begun, and the error is
/// returned.
pub fn in_order<T, R, S, E>(
    tasks: impl Iterator<Item = T> + Send + 'static,
    threads: usize,
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, T) -> R + Sync,
    take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    T: Send + 'static,
    R: Send,
{
    let threads = threads.max(1);
    let (permit, permits) = mpsc::channel();
    for _ in 0..threads * TASKS_PER_THREAD {
        // The receiver lives below.
        let _ = permit.send(());
    }
    let (task_sender, task_receiver) = mpsc::channel();
    // Not joined: where `take` failed, it may wait for input that never comes.
    thread::spawn(move || {
        for task in tasks.enumerate() {
            if permits.recv().is_err() || task_sender.send(task).is_err() {
                break;
            }
        }
    });
    let (result_sender, results) = mpsc::channel();
    let (queue, stop) = (Mutex::new(task_receiver), AtomicBool::new(false));
    thread::scope(|scope| {
        for _ in 0..threads {
            let (sender, queue, stop) = (result_sender.clone(), &queue, &stop);
            let (start, work) = (&start, &work);
            scope.spawn(move || {
                let mut state = start();
                while let Some((place, task)) = next(queue, stop) {
                    if sender.send((place, work(&mut state, task))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(result_sender);
        let outcome = take_in_order(&results, &permit, take);
        stop.store(true, Ordering::Relaxed);
        drop((results, permit));
        outcome
    })
}

/// The next task, or `None` when all are given out or nobody wants more.
fn next<T>(queue: &Mutex<Receiver<T>>, stop: &AtomicBool) -> Option<T> {
    while !stop.load(Ordering::Relaxed) {
        let queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
        match queue.recv_timeout(Duration::from_millis(50)) {
            Ok(task) => return Some(task),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
    None
}

fn take_in_order<R, E>(
    results: &Receiver<(usize, R)>,
    permit: &mpsc::Sender<()>,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let mut early = BTreeMap::new();
    let mut expected = 0;
    for (place, result) in results {
        early.insert(place, result);
        while let Some(result) = early.remove(&expected) {
            take(result)?;
            expected += 1;
            // Fails only when all tasks are given out.
            let _ = permit.send(());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_whatever_the_threads() {
        for threads in [1, 2, 7] {
            let mut taken = Vec::new();
            in_order(
                0..500_u64,
                threads,
                || (),
                |(), n| {
                    thread::sleep(Duration::from_micros((n * 7919) % 97));
                    n * n
                },
                |n| {
                    taken.push(n);
                    Ok::<_, ()>(())
                },
            )
            .unwrap();
            let expected: Vec<u64> = (0..500).map(|n| n * n).collect();
            assert_eq!(taken, expected);
        }
    }

    #[test]
    fn a_failure_ends_endless_tasks() {
        let outcome = in_order(
            0..,
            2,
            || (),
            |(), n: u64| n,
            |n| if n < 10 { Ok(()) } else { Err(n) },
        );
        assert_eq!(outcome, Err(10));
    }

    #[test]
    fn a_failure_does_not_wait_for_input_that_never_comes() {
        let (sender, endless) = mpsc::channel::<u64>();
        sender.send(1).unwrap();
        let outcome = in_order(endless.into_iter(), 2, || (), |(), n| n, Err);
        assert_eq!(outcome, Err(1));
        drop(sender);
    }
}
