"""The session with the broker. Knows MQTT, not what the messages mean."""
