// Starts the sandbox and Berth for one run, on data of their own, and ends both after it.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { berth, github, places, ports } from './stand.ts';

const root = resolve(import.meta.dirname, '../..');
const START_MS = 60_000;
const END_MS = 25_000;

interface Server {
  name: string;
  process: ChildProcess;
  log: string;
}

export default (): Promise<() => Promise<void>> => stand(async () => {});

/** `fill` changes the sandbox before Berth sees it. */
export async function stand(fill: () => Promise<void>): Promise<() => Promise<void>> {
  const data = await mkdtemp(join(tmpdir(), 'berth-end2end-'));
  const logs = resolve(root, 'end2end/test-results/servers');
  await mkdir(logs, { recursive: true });
  const at = { data, logs };
  const running: Server[] = [];
  const stop = async () => {
    await Promise.all(running.map(end));
    await rm(data, { recursive: true, force: true });
  };
  try {
    running.push(run('sandbox', program('BERTH_SANDBOX_BIN', 'berth-sandbox'), sandboxArguments, {}, at));
    await answers(github, running[0]);
    await fill();
    const serve = ['serve', '--config', join(root, 'sandbox/berth.toml')];
    running.push(run('berth', program('BERTH_BIN', 'berth'), serve, settings, at));
    await answers(`${berth}/healthz`, running[1]);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

function program(variable: string, name: string): string {
  return process.env[variable] ?? join(root, 'target/debug', name);
}

const sandboxArguments = [
  ['--github-port', ports.github],
  ['--argocd-port', ports.argocd],
  ['--aws-port', ports.aws],
  ['--backstage-port', ports.backstage],
  ['--webhook-url', `${berth}/webhooks/github`],
].flat().map(String);

const settings = {
  BERTH_LISTEN: `127.0.0.1:${ports.berth}`,
  BERTH_PUBLIC_URL: berth,
  BERTH_GITHUB__API_URL: `${github}/api/v3`,
  BERTH_GITHUB__WEB_URL: github,
  BERTH_ARGOCD__URL: places.argocd,
  BERTH_AWS__ENDPOINT_URL: places.aws,
  BERTH_BACKSTAGE__URL: places.backstage,
};

function run(name: string, command: string, args: string[], more: Record<string, string>, at: { data: string; logs: string }): Server {
  const log = join(at.logs, `${name}.log`);
  const out = createWriteStream(log);
  // What a person has exported for a Berth of their own must not reach this one.
  const inherited = Object.entries(process.env).filter(([key]) => !key.startsWith('BERTH_'));
  // The key and the database of sandbox/berth.toml lie under the folder that the servers run in.
  const started = spawn(command, args, { cwd: at.data, env: { ...Object.fromEntries(inherited), ...more }, stdio: ['ignore', 'pipe', 'pipe'] });
  started.on('error', (error) => out.write(`${error}\n`));
  started.stdout.pipe(out, { end: false });
  started.stderr.pipe(out, { end: false });
  return { name, process: started, log };
}

const ended = (server: Server) => server.process.exitCode !== null || server.process.signalCode !== null || server.process.pid === undefined;

async function answers(url: string, server: Server): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline && !ended(server)) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await pause(100);
  }
  const said = await readFile(server.log, 'utf8').catch(() => '');
  throw new Error(`${server.name} did not start. It said:\n${said.split('\n').slice(-20).join('\n')}`);
}

async function end(server: Server): Promise<void> {
  if (ended(server)) return;
  const over = once(server.process, 'exit');
  server.process.kill('SIGINT');
  const late = setTimeout(() => server.process.kill('SIGKILL'), END_MS);
  await over;
  clearTimeout(late);
}
