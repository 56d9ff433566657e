// A browser that is told what to do: each line of standard input is JavaScript, run as the body of an async function, and answered
// by a line of JSON with its result or error.
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';

const { chromium } = createRequire(process.argv[2] + '/')('playwright-core');
const browser = await chromium.launch({ executablePath: process.argv[3], args: ['--no-sandbox'] });
const state = { complaints: [] };

async function open(url, width, height, colorScheme) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  page.on('console', message => { if (message.type() === 'error') state.complaints.push(message.text()); });
  page.on('pageerror', error => state.complaints.push(error.message));
  await page.goto(url);
  return page;
}

// Milliseconds of processor time, of all of the browser's processes.
async function processor() {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.reduce((sum, one) => sum + 1000 * one.cpuTime, 0);
}

const AsyncFunction = (async () => { }).constructor;
console.log(JSON.stringify({ result: browser.version() }));
for await (const line of createInterface({ input: process.stdin })) {
  try {
    const result = await new AsyncFunction('browser', 'state', 'open', 'processor', line)(browser, state, open, processor);
    console.log(JSON.stringify({ result: result ?? null }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
await browser.close();
