// Watches an event stream with the npm EventSource client until the server ends it for good. Prints a line of JSON
// for every event and for every connection.
import { EventSource } from 'eventsource';

const [url] = process.argv.slice(2);
const names = ['snapshot', 'file', 'progress', 'completed', 'partially_completed', 'failed', 'cancelled', 'ping'];
const print = (line) => process.stdout.write(JSON.stringify(line) + '\n');

const source = new EventSource(url);
source.onopen = () => print({ type: 'open' });
source.onerror = (error) => {
  if (source.readyState !== EventSource.CLOSED) return;
  print({ type: 'closed', data: String(error.code ?? '') });
  process.exit(0);
};
for (const name of names) {
  source.addEventListener(name, (event) => print({ type: name, id: event.lastEventId, data: event.data }));
}
