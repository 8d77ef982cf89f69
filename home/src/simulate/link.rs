//! A device's connection to its broker, kept for as long as the home lives; knows not what is said over it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use mqtt5::protocol::v5::reason_codes::ReasonCode;
use mqtt5::{
    ConnectOptions, ConnectionEvent, MqttClient, MqttError, PublishOptions, QoS, SubscribeOptions, WillMessage,
};
use tokio::sync::{Notify, mpsc};
use tokio::time::{sleep, timeout};

use super::Error;
use super::device::{Command, Message};
use super::life::Life;
use super::said::Said;
use crate::background::Stop;
use crate::user::{Passwords, User};

const FIRST_RETRY: Duration = Duration::from_millis(250);
const LAST_RETRY: Duration = Duration::from_secs(4);
/// Times that the home knocks again before it moves in.
const KNOCKS: u32 = 10;
const BETWEEN_KNOCKS: Duration = Duration::from_millis(200);
const PATIENCE: Duration = Duration::from_secs(10);
const KEEP_ALIVE: Duration = Duration::from_secs(30);
/// Commands that wait for a busy connection; more are lost.
const MAX_WAITING: usize = 256;

pub(super) struct Broker {
    pub(super) url: String,
    pub(super) passwords: Passwords,
}

impl Broker {
    /// Whether both users of the home are welcome.
    pub(super) async fn check(&self) -> Result<(), Error> {
        for user in [User::Esp32Device, User::VoiceAssistant] {
            match self.knock(user).await {
                Ok(client) => {
                    let _gone = client.disconnect().await;
                }
                Err(reason) if is_refusal(&reason) => {
                    return Err(Error::Refused { broker: self.url.clone(), user: user.name() });
                }
                Err(reason) => {
                    return Err(Error::Unreachable { broker: self.url.clone(), reason });
                }
            }
        }
        Ok(())
    }

    /// A machine with much to do may reset a connection to a broker that has only just begun.
    async fn knock(&self, user: User) -> Result<MqttClient, MqttError> {
        let options = self.login("home-check", user);
        for _ in 0..KNOCKS {
            match self.connect(options.clone()).await {
                Err(reason) if !is_refusal(&reason) && !matches!(reason, MqttError::Timeout) => {
                    sleep(BETWEEN_KNOCKS).await;
                }
                settled => return settled,
            }
        }
        self.connect(options).await
    }

    fn login(&self, client_id: &str, user: User) -> ConnectOptions {
        ConnectOptions::new(client_id)
            .with_credentials(user.name(), self.passwords.of(user))
            .with_keep_alive(KEEP_ALIVE)
            .with_automatic_reconnect(false)
    }

    async fn connect(&self, options: ConnectOptions) -> Result<MqttClient, MqttError> {
        let client = MqttClient::with_options(options);
        timeout(PATIENCE, client.connect(&self.url)).await.map_err(|_| MqttError::Timeout)??;
        Ok(client)
    }
}

/// Lives `life` on one connection after another, until told to stop.
pub(super) async fn keep(mut life: Life, broker: Arc<Broker>, said: Arc<Said>, stop: Stop) {
    let mut link = Link { switched_on: Instant::now(), broker, said };
    tokio::select! {
        () = link.keep(&mut life) => {}
        () = stop.requested() => {}
    }
}

struct Link {
    switched_on: Instant,
    broker: Arc<Broker>,
    said: Arc<Said>,
}

impl Link {
    async fn keep(&mut self, life: &mut Life) {
        let mut retry = FIRST_RETRY;
        loop {
            if self.live(life).await.is_ok() {
                retry = FIRST_RETRY;
            }
            sleep(retry).await;
            retry = (retry * 2).min(LAST_RETRY);
        }
    }

    /// One connection, from its opening to its loss.
    async fn live(&mut self, life: &mut Life) -> Result<(), MqttError> {
        let client = self.broker.connect(self.options(life)).await?;
        let lost = Arc::new(Notify::new());
        let (hear, mut heard) = mpsc::channel(MAX_WAITING);
        let notice = Arc::clone(&lost);
        client
            .on_connection_event(move |event| {
                if matches!(event, ConnectionEvent::Disconnected { .. }) {
                    notice.notify_one();
                }
            })
            .await?;
        listen(&client, life, &hear).await?;

        // A device that nobody heard has lived on all the same.
        let _unheard = life.advance(self.switched_on.elapsed());
        self.publish(&client, life.handle_connected(self.switched_on.elapsed())).await?;
        loop {
            tokio::select! {
                () = lost.notified() => return Ok(()),
                Some(command) = heard.recv() => life.handle_command(command, self.switched_on.elapsed()),
                () = sleep(life.deadline().saturating_sub(self.switched_on.elapsed())) => {
                    self.publish(&client, life.advance(self.switched_on.elapsed())).await?;
                }
            }
        }
    }

    fn options(&self, life: &Life) -> ConnectOptions {
        let options = self.broker.login(&life.device.name(), life.device.user());
        match life.device.will() {
            None => options,
            Some(will) => options
                .with_will(WillMessage::new(will.topic, will.payload).with_qos(will.qos).with_retain(will.retain)),
        }
    }

    async fn publish(&self, client: &MqttClient, messages: Vec<Message>) -> Result<(), MqttError> {
        for message in messages {
            let options = PublishOptions { qos: message.qos, retain: message.retain, ..PublishOptions::default() };
            match client.publish_with_options(message.topic.clone(), message.payload.clone(), options).await {
                Ok(_) => self.said.note(message),
                // What an ACL forbids is the broker's word, and no reason to hang up.
                Err(MqttError::PublishFailed(_)) => self.said.note_in_vain(),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

async fn listen(client: &MqttClient, life: &Life, hear: &mpsc::Sender<Command>) -> Result<(), MqttError> {
    for filter in life.device.listens_to() {
        let hear = hear.clone();
        let options = SubscribeOptions { qos: QoS::AtLeastOnce, ..SubscribeOptions::default() };
        client
            .subscribe_with_options(filter, options, move |message| {
                let command = Command { topic: message.topic, payload: message.payload };
                let _full = hear.try_send(command);
            })
            .await?;
    }
    Ok(())
}

fn is_refusal(error: &MqttError) -> bool {
    matches!(
        error,
        MqttError::AuthenticationFailed
            | MqttError::NotAuthorized
            | MqttError::ConnectionRefused(ReasonCode::NotAuthorized | ReasonCode::BadUsernameOrPassword)
    )
}
