//! A home full of devices that speak and obey as their originals do; knows not which broker they talk to.
//!
//! Each device decides without socket or clock (`device`), lives in time (`life`) and keeps one connection (`link`).
//! So a home can also be [rehearsed](rehearse): the same seed gives the same messages, with no broker at all.

mod alicia;
mod crowd;
mod device;
mod drift;
mod homeassistant;
mod homie;
mod iotflow;
mod life;
mod link;
mod overlay;
mod plain;
mod said;
mod shelly;
mod smarthome;
mod solar;
mod tasmota;
mod travel;
mod zigbee2mqtt;

use std::io;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, SystemTime};

use fastrand::Rng;
use tokio::task::JoinSet;

pub use device::{Message, QoS};
pub use said::LastWord;

use crate::background::{Background, Stop};
use crate::user::Passwords;
use device::Device;
use life::Life;
use link::Broker;
use said::Said;

/// Where the home is, how big it is, and what makes it repeat.
#[derive(Debug, Clone)]
pub struct Options {
    /// `mqtt://host:port`, or `ws://host:port/`.
    pub broker: String,
    /// Of `esp32_device` and `voice_assistant`; the home uses no other.
    pub passwords: Passwords,
    pub size: Size,
}

/// How many devices there are and what they say.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Devices beside the home proper: sensor stations of a second house, `smarthome/2/dev0001` and on.
    pub devices: u32,
    /// Messages a second from all of them; each speaks every ten seconds if this is not given.
    pub rate: Option<f64>,
    /// The same seed gives the same home.
    pub seed: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("The broker at {broker} cannot be reached: {reason}")]
    Unreachable { broker: String, reason: mqtt5::MqttError },
    #[error("The broker at {broker} refused {user}: wrong user name or password.")]
    Refused { broker: String, user: &'static str },
    #[error("The simulated home did not start: {0}")]
    Start(#[from] io::Error),
}

/// A home that lives; dropping it cuts its power, so that last wills are heard.
#[derive(Debug)]
pub struct Running {
    said: Arc<Said>,
    _work: Background,
}

impl Default for Size {
    fn default() -> Self {
        Self { devices: 0, rate: None, seed: 1 }
    }
}

impl Running {
    /// Messages the home has handed to the broker so far.
    #[must_use]
    pub fn published(&self) -> u64 {
        self.said.count()
    }

    /// What the home has last handed to the broker on each topic, oldest first.
    #[must_use]
    pub fn last_words(&self) -> Vec<LastWord> {
        self.said.last_words()
    }
}

/// Fails if the broker cannot be reached or a login is wrong; once started, devices reconnect by themselves.
pub fn start(options: Options) -> Result<Running, Error> {
    let said = Arc::new(Said::default());
    let noted = Arc::clone(&said);
    let (checked, outcome) = mpsc::channel();
    let work = Background::start(|stop| async move {
        let broker = Arc::new(Broker { url: options.broker, passwords: options.passwords });
        let check = broker.check().await;
        let welcome = check.is_ok();
        let _nobody_waits = checked.send(check);
        if welcome {
            live(options.size, broker, noted, stop).await;
        }
    })?;
    outcome.recv().map_err(|_| io::Error::other("it ended while it was starting"))??;
    Ok(Running { said, _work: work })
}

/// What the home says on its own within `span`, as if nobody commanded it: the same seed gives the same messages.
#[must_use]
pub fn rehearse(size: Size, span: Duration) -> Vec<Message> {
    let wall = SystemTime::UNIX_EPOCH + Duration::from_secs(1_750_000_000);
    rehearse_from(wall, size, span).into_iter().map(|(_, message)| message).collect()
}

/// The same in a home that is switched on at `wall`, and how long after that it is said.
pub(crate) fn rehearse_from(wall: SystemTime, size: Size, span: Duration) -> Vec<(Duration, Message)> {
    let mut lives: Vec<Life> = home(size, wall).collect();
    let at = |due: Duration| move |message: Message| (due, message);
    let at_once = lives.iter_mut().flat_map(|life| life.handle_connected(Duration::ZERO));
    let mut said: Vec<_> = at_once.map(at(Duration::ZERO)).collect();
    while let Some(life) = lives.iter_mut().min_by_key(|life| life.deadline()).filter(|life| life.deadline() <= span) {
        let due = life.deadline();
        said.extend(life.advance(due).into_iter().map(at(due)));
    }
    said
}

async fn live(size: Size, broker: Arc<Broker>, said: Arc<Said>, stop: Stop) {
    let mut links = JoinSet::new();
    for life in home(size, SystemTime::now()) {
        links.spawn(link::keep(life, Arc::clone(&broker), Arc::clone(&said), stop.clone()));
    }
    let _ended = links.join_all().await;
}

/// Every device with its own part of the randomness, so that none disturbs another.
fn home(size: Size, wall: SystemTime) -> impl Iterator<Item = Life> {
    let mut seeds = Rng::with_seed(size.seed);
    let mut devices: Vec<Box<dyn Device>> = Vec::new();
    devices.extend(alicia::devices(&mut seeds));
    devices.extend(smarthome::devices(&mut seeds));
    devices.extend(iotflow::devices(&mut seeds));
    devices.extend(solar::devices(&mut seeds));
    devices.extend(plain::devices(&mut seeds));
    devices.extend(homeassistant::devices(&mut seeds));
    devices.extend(zigbee2mqtt::devices(&mut seeds));
    devices.extend(tasmota::devices(&mut seeds));
    devices.extend(shelly::devices(&mut seeds));
    devices.extend(homie::devices(&mut seeds));
    devices.extend(crowd::devices(size.devices, size.rate, &mut seeds));
    devices.into_iter().map(move |device| Life::new(device, wall, seeds.fork()))
}
