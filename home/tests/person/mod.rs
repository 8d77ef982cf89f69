//! Someone at a broker: logs in, listens, says things and waits for what is heard.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use home::user::{Passwords, User};
use mqtt5::{ConnectOptions, Message, MqttClient, MqttError, QoS, SubscribeOptions};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

const PATIENCE: Duration = Duration::from_mins(2);
/// Times that someone knocks again.
const KNOCKS: u32 = 10;
const BETWEEN_KNOCKS: Duration = Duration::from_millis(200);

pub(crate) struct Person {
    client: MqttClient,
    ear: mpsc::UnboundedSender<Message>,
    heard: mpsc::UnboundedReceiver<Message>,
}

impl Person {
    pub(crate) async fn enter(url: &str, user: User, passwords: &Passwords) -> Self {
        // An id of their own: the broker throws out the older of two clients with one id.
        static ENTERED: AtomicU32 = AtomicU32::new(0);
        let id = ENTERED.fetch_add(1, Ordering::Relaxed);
        let options = ConnectOptions::new(format!("{}-{id}", user.name()))
            .with_credentials(user.name(), passwords.of(user))
            .with_automatic_reconnect(false);
        let mut client = MqttClient::with_options(options.clone());
        let mut entered = client.connect(url).await;
        // A machine with much to do may reset a connection to a broker that has only just begun.
        for _ in 0..KNOCKS {
            if entered.is_ok() {
                break;
            }
            sleep(BETWEEN_KNOCKS).await;
            client = MqttClient::with_options(options.clone());
            entered = client.connect(url).await;
        }
        entered.expect("the broker lets a known user in");
        let (ear, heard) = mpsc::unbounded_channel();
        Self { client, ear, heard }
    }

    /// One broker refuses a forbidden subscription, the other grants it and stays silent.
    pub(crate) async fn listen(&self, filter: &str) -> Result<(), MqttError> {
        let ear = self.ear.clone();
        let options = SubscribeOptions { qos: QoS::AtLeastOnce, ..SubscribeOptions::default() };
        self.client
            .subscribe_with_options(filter, options, move |message| {
                let _nobody_waits = ear.send(message);
            })
            .await
            .map(|_| ())
    }

    pub(crate) async fn say(&self, topic: &str, payload: &str) -> Result<(), MqttError> {
        self.client.publish_qos1(topic, payload).await.map(|_| ())
    }

    /// Everything that arrives until `wanted` says yes; the last is the wanted one.
    pub(crate) async fn hear(
        &mut self,
        what: &str,
        mut wanted: impl FnMut(&str, &str) -> bool,
    ) -> Vec<(String, String)> {
        let mut all = Vec::new();
        let search = async {
            while let Some(message) = self.heard.recv().await {
                let payload = String::from_utf8_lossy(&message.payload).into_owned();
                all.push((message.topic, payload));
                let (topic, payload) = all.last().expect("one was just pushed");
                if wanted(topic, payload) {
                    return;
                }
            }
        };
        let found = timeout(PATIENCE, search).await.is_ok();
        assert!(found, "{what}: not heard among {} messages", all.len());
        all
    }
}
