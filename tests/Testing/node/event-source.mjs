// Follows an event stream with the EventSource of npm and prints what has an id, a line each: "name:id".
// An error that ends it for good is printed as "error <status> closed"; others are its way of coming back.
import { EventSource } from 'eventsource';

const names = ['snapshot', 'file', 'completed', 'partially_completed', 'failed', 'cancelled'];
const source = new EventSource(process.argv[2]);
for (const name of names) {
  source.addEventListener(name, (event) => {
    JSON.parse(event.data);
    console.log(`${name}:${event.lastEventId}`);
  });
}
source.addEventListener('error', (event) => {
  if (source.readyState === EventSource.CLOSED) {
    console.log(`error ${event.code} closed`);
  }
});
