from kafka import KafkaConsumer

consumer = KafkaConsumer("sales", bootstrap_servers="kafka:9092")

for record in consumer:
    print("cents", record.key, bool(record.value))
