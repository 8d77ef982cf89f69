//! Async work on threads of its own, ended when its handle is dropped; knows not what the work is.

use std::io;
use std::sync::mpsc;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

/// How long the end of the work may take before it is cut off.
const GRACE: Duration = Duration::from_secs(3);
const THREADS: usize = 2;

#[derive(Debug)]
pub(crate) struct Background {
    stop: Option<watch::Sender<()>>,
    done: mpsc::Receiver<()>,
    runtime: Option<Runtime>,
}

/// Resolves when the work is asked to end.
#[derive(Debug, Clone)]
pub(crate) struct Stop(watch::Receiver<()>);

impl Background {
    /// Runs `work`, which should return soon after its [`Stop`] resolves.
    pub(crate) fn start<W>(work: impl FnOnce(Stop) -> W) -> io::Result<Self>
    where
        W: Future<Output = ()> + Send + 'static,
    {
        let runtime = Builder::new_multi_thread().worker_threads(THREADS).enable_all().build()?;
        let (stop, stopped) = watch::channel(());
        let (finish, done) = mpsc::channel::<()>();
        let work = work(Stop(stopped));
        runtime.spawn(async move {
            let _finish = finish;
            work.await;
        });
        Ok(Self { stop: Some(stop), done, runtime: Some(runtime) })
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.stop = None;
        // Nothing is ever sent: the channel closes when the work has ended, also when it panicked.
        let _closed = self.done.recv_timeout(GRACE);
        if let Some(runtime) = self.runtime.take() {
            // Unlike dropping it, this is allowed inside another runtime.
            runtime.shutdown_background();
        }
    }
}

impl Stop {
    pub(crate) async fn requested(mut self) {
        // An error says that the sender is gone, which is the request.
        while self.0.changed().await.is_ok() {}
    }
}
