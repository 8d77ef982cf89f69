//! The embedded broker: MQTT over TCP and WebSocket, the four users, the rules of `deploy/mosquitto/acl`; knows no device.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use mqtt5::broker::config::{StorageConfig, WebSocketConfig};
use mqtt5::broker::{AuthProvider, AuthResult, BrokerConfig, MqttBroker, StorageBackendType};
use mqtt5::packet::connect::ConnectPacket;
use mqtt5::protocol::v5::reason_codes::ReasonCode;

use crate::acl::Acl;
use crate::background::{Background, Stop};
use crate::port;
use crate::user::{Passwords, User};

/// As in `deploy/mosquitto/mosquitto.conf`.
const MAX_PACKET_SIZE: usize = 10_485_760;
const MAX_QUEUED_MESSAGES: usize = 50_000;
const FIGURES_EVERY: Duration = Duration::from_secs(10);

/// A running broker; dropping it ends it.
#[derive(Debug)]
pub struct Broker {
    mqtt: SocketAddr,
    websocket: SocketAddr,
    passwords: Passwords,
    _work: Background,
}

/// Where to listen. A preferred port that is taken is replaced by a free one.
#[derive(Debug, Clone)]
pub struct Listen {
    pub address: IpAddr,
    pub mqtt_port: Option<u16>,
    pub websocket_port: Option<u16>,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("The broker found no port to listen on: {0}")]
    Port(#[from] io::Error),
    #[error("The broker did not start: {0}")]
    Start(#[from] mqtt5::MqttError),
    #[error("The broker ended while it was starting.")]
    Ended,
}

impl Listen {
    /// This machine only, on any free ports.
    #[must_use]
    pub fn anywhere() -> Self {
        Self { address: Ipv4Addr::LOCALHOST.into(), mqtt_port: None, websocket_port: None }
    }

    /// This machine only, on the ports people expect, if they are free.
    #[must_use]
    pub fn as_deployed() -> Self {
        Self { mqtt_port: Some(1883), websocket_port: Some(9001), ..Self::anywhere() }
    }
}

impl Broker {
    pub fn start(listen: &Listen, passwords: Passwords) -> Result<Self, Error> {
        let config = configure(listen)?;
        let doorkeeper = Arc::new(Doorkeeper { acl: Acl::deployed(), passwords: passwords.clone() });
        let (started, listening) = mpsc::channel();
        let work = Background::start(|stop| run(config, doorkeeper, started, stop))?;
        let (mqtt, websocket) = listening.recv().map_err(|_| Error::Ended)??;
        Ok(Self { mqtt, websocket, passwords, _work: work })
    }

    #[must_use]
    pub fn mqtt_port(&self) -> u16 {
        self.mqtt.port()
    }

    #[must_use]
    pub fn websocket_port(&self) -> u16 {
        self.websocket.port()
    }

    #[must_use]
    pub fn mqtt_url(&self) -> String {
        format!("mqtt://{}", self.mqtt)
    }

    #[must_use]
    pub fn ws_url(&self) -> String {
        format!("ws://{}/", self.websocket)
    }

    #[must_use]
    pub fn password(&self, user: User) -> &str {
        self.passwords.of(user)
    }

    #[must_use]
    pub fn passwords(&self) -> &Passwords {
        &self.passwords
    }
}

fn configure(listen: &Listen) -> io::Result<BrokerConfig> {
    let address =
        |preferred| -> io::Result<SocketAddr> { Ok((listen.address, port::find(listen.address, preferred)?).into()) };
    // Sessions outlive a lost connection; nothing outlives the broker.
    let storage = StorageConfig::new()
        .with_backend(StorageBackendType::Memory)
        .with_persistence(true)
        .with_max_queued_messages_per_client(MAX_QUEUED_MESSAGES);
    Ok(BrokerConfig::new()
        .with_bind_address(address(listen.mqtt_port)?)
        .with_websocket(WebSocketConfig::new().with_bind_address(address(listen.websocket_port)?).with_path("/"))
        .with_max_packet_size(MAX_PACKET_SIZE)
        .with_client_channel_capacity(MAX_QUEUED_MESSAGES)
        .with_sys_topics_interval(FIGURES_EVERY)
        .with_storage(storage))
}

type Listening = Result<(SocketAddr, SocketAddr), Error>;

async fn run(config: BrokerConfig, doorkeeper: Arc<Doorkeeper>, started: mpsc::Sender<Listening>, stop: Stop) {
    let mut broker = match MqttBroker::with_config(config).await {
        Ok(broker) => broker.with_auth_provider(doorkeeper),
        Err(error) => {
            let _nobody_waits = started.send(Err(error.into()));
            return;
        }
    };
    let listening = broker.local_addr().zip(broker.ws_local_addr());
    let _nobody_waits = started.send(listening.ok_or(Error::Ended));
    let shutdown = broker.shutdown_handle();
    let ended = tokio::spawn(async move { broker.run().await });
    stop.requested().await;
    shutdown.shutdown();
    let _already_ended = ended.await;
}

/// Lets the four users in, each to its own topics.
struct Doorkeeper {
    acl: Acl,
    passwords: Passwords,
}

type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

impl AuthProvider for Doorkeeper {
    fn authenticate<'a>(&'a self, connect: &'a ConnectPacket, _: SocketAddr) -> Answer<'a, mqtt5::Result<AuthResult>> {
        let known = connect
            .username
            .as_deref()
            .and_then(User::named)
            .filter(|user| connect.password.as_deref() == Some(self.passwords.of(*user).as_bytes()));
        // Mosquitto's word for a wrong password, too.
        let answer = known.map_or_else(
            || AuthResult::fail(ReasonCode::NotAuthorized),
            |user| AuthResult::success_with_user(user.name()),
        );
        Box::pin(async { Ok(answer) })
    }

    fn authorize_publish<'a>(&'a self, _: &str, user: Option<&'a str>, topic: &'a str) -> Answer<'a, bool> {
        Box::pin(async move { user.is_some_and(|user| self.acl.may_publish(user, topic)) })
    }

    fn authorize_subscribe<'a>(&'a self, _: &str, user: Option<&'a str>, filter: &'a str) -> Answer<'a, bool> {
        Box::pin(async move { user.is_some_and(|user| self.acl.may_subscribe(user, filter)) })
    }
}
