// Lints the workflow that is named, and prints the steps of all its jobs as JSON.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const linter = join(dirname(fileURLToPath(import.meta.url)), 'node_modules', '@tktco', 'node-actionlint', 'bin', 'node-actionlint.js');
const file = process.argv[2];
try {
  execFileSync(process.execPath, [linter, file], { encoding: 'utf8', stdio: 'pipe' });
} catch (failure) {
  process.stderr.write(failure.stdout + failure.stderr);
  process.exit(1);
}

const workflow = parse(readFileSync(file, 'utf8'));
const jobs = Object.entries(workflow.jobs).map(([name, job]) => ({
  name,
  limit: job['timeout-minutes'] ?? null,
  hasPermissions: job.permissions !== undefined,
  suites: job.strategy?.matrix?.suite ?? [],
  steps: job.steps.map((step) => ({ uses: step.uses ?? null, run: step.run ?? null })),
}));
process.stdout.write(JSON.stringify({ permissions: workflow.permissions, jobs }));
