//! Someone who knocks at the broker with any name and password.

use std::time::{Duration, Instant};

use mqtt5::{ConnectOptions, Message, MqttClient, MqttError, QoS, SubscribeOptions};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

const PATIENCE: Duration = Duration::from_mins(1);
const GLANCE: Duration = Duration::from_millis(20);

pub(crate) struct Guest {
    client: MqttClient,
    ear: mpsc::UnboundedSender<Message>,
    heard: mpsc::UnboundedReceiver<Message>,
}

impl Guest {
    pub(crate) async fn knock(url: &str, user: &str, password: &str) -> Result<Self, MqttError> {
        let options = ConnectOptions::new(format!("{user}-{}", fastrand::u64(..)))
            .with_credentials(user, password)
            .with_automatic_reconnect(false);
        let client = MqttClient::with_options(options);
        client.connect(url).await?;
        let (ear, heard) = mpsc::unbounded_channel();
        Ok(Self { client, ear, heard })
    }

    /// Mosquitto may still be reading its files again.
    pub(crate) async fn enter(url: &str, user: &str, password: &str) -> Self {
        let began = Instant::now();
        loop {
            match Self::knock(url, user, password).await {
                Ok(guest) => return guest,
                Err(error) => assert!(began.elapsed() < PATIENCE, "{user} is not let in: {error}"),
            }
            sleep(GLANCE).await;
        }
    }

    pub(crate) async fn is_refused(url: &str, user: &str, password: &str) -> bool {
        Self::knock(url, user, password).await.is_err()
    }

    pub(crate) async fn listen(&self, filter: &str) {
        let ear = self.ear.clone();
        let options = SubscribeOptions { qos: QoS::AtLeastOnce, ..SubscribeOptions::default() };
        let granted = self.client.subscribe_with_options(filter, options, move |message| {
            let _nobody_waits = ear.send(message);
        });
        granted.await.expect("Mosquitto grants every subscription, and keeps back what is forbidden");
    }

    /// Whether the broker accepts it.
    pub(crate) async fn may_say(&self, topic: &str) -> bool {
        match self.client.publish_qos1(topic, "hello").await {
            Ok(_) => true,
            Err(MqttError::PublishFailed(_)) => false,
            Err(error) => panic!("{topic}: {error}"),
        }
    }

    /// Mosquitto may still be reading its files again.
    pub(crate) async fn comes_to_say(&self, topic: &str) {
        let began = Instant::now();
        while !self.may_say(topic).await {
            assert!(began.elapsed() < PATIENCE, "{topic} stays forbidden");
            sleep(GLANCE).await;
        }
    }

    pub(crate) async fn keep(&self, topic: &str, payload: &str) {
        let kept = mqtt5::PublishOptions { qos: QoS::AtLeastOnce, retain: true, ..mqtt5::PublishOptions::default() };
        self.client.publish_with_options(topic, payload, kept).await.expect("the broker keeps it");
    }

    /// Every topic heard up to this one.
    pub(crate) async fn topics_until(&mut self, last: &str) -> Vec<String> {
        let mut topics = Vec::new();
        let search = async {
            while let Some(message) = self.heard.recv().await {
                topics.push(message.topic);
                if topics.last().is_some_and(|topic| topic == last) {
                    return;
                }
            }
        };
        assert!(timeout(PATIENCE, search).await.is_ok(), "{last} is not heard among {topics:?}");
        topics
    }

    pub(crate) async fn is_connected(&self) -> bool {
        self.client.is_connected().await
    }

    pub(crate) async fn is_sent_away(&self) -> bool {
        let began = Instant::now();
        while self.is_connected().await && began.elapsed() < PATIENCE {
            sleep(GLANCE).await;
        }
        !self.is_connected().await
    }
}
